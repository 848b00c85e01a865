// Renders a message: in the log, and in the outbox.
import { authorColour, link, make, nodeBadge, nodeDot } from './dom.js';
import { isOwn } from './outbox.js';
import { traceIdOf } from './trace.js';
import { formatExactly, formatTime, plain, t } from './words.js';

function bubble(kind, author, text, meta, details) {
  const name = plain(author);
  const avatar = make(`span.avatar.${authorColour(author)}`, { ariaHidden: 'true' });
  avatar.dataset.initials = initials(name);
  return make(`li.message.${kind}`, {},
    make('p.author', {}, avatar, make('bdi', {}, name)),
    make('div.bubble', {},
      make('p.text', { dir: 'auto' }, ...link(text)),
      make('p.meta', {}, ...meta),
      ...(details ? [make('p.details', {}, ...details)] : [])));
}

/** Returns one or two letters: A for "Aki", BD for "Bo Diddley", 秋 for "秋". */
const initials = name => name.trim().split(/\s+/).slice(0, 2).map(word => [...word][0] ?? '').join('').toUpperCase();

const mark = (state, sign, words, title = words) =>
  make(`span.mark.${state}`, { title, role: 'img', ariaLabel: words }, sign);

/** Creates a link to a trace, hidden until the dashboard's address is known (LogView.linkTraces). */
function traceLink(traceId) {
  const link = make('a.trace', { target: '_blank', rel: 'noopener', title: t('traceTitle'), hidden: true }, t('trace'));
  link.dataset.traceId = traceId;
  return link;
}

/** Renders a message in the log. */
export function loggedBubble(message) {
  const own = isOwn(message.id);
  const at = new Date(message.at);
  const meta = [
    nodeDot(message.node),
    make('time', { dateTime: message.at, title: formatExactly(at) }, formatTime(at)),
  ];
  const details = [nodeBadge(message.node), make('span.seq', {}, `#${message.seq}`)];
  const traceId = traceIdOf(message.traceparent);
  if (traceId) details.push(traceLink(traceId));
  if (own) meta.push(mark('delivered', '✓✓', t('delivered', message)));
  return bubble(own ? 'own' : 'other', message.author, message.text, meta, details);
}

/** Renders a message in the outbox, with the actions available to its author. */
export function pendingBubble(entry, node, { retry, discard }) {
  const meta = {
    sending: () => [mark('sending', `${t('sending')}…`, t('sending'))],
    waiting: () => [make('span', {}, failureReason(entry, node)), mark('waiting', '⟳', t('waiting'))],
    stored: () => [make('span.seq', {}, `#${entry.seq}`), mark('stored', '✓', t('stored'), t('storedTitle'))],
    failed: () => [
      mark('failed', '!', t('failed')),
      make('span', {}, `${t('failed')}: ${failureReason(entry, node)}`),
      make('button.retry', { type: 'button', onclick: () => retry(entry) }, t('retry')),
      make('button.discard', { type: 'button', onclick: () => discard(entry) }, t('discard')),
    ],
  }[entry.state]();
  return bubble(`own.${entry.state}`, entry.author, entry.text, meta);
}

/** Returns the reason why an attempt failed: in the visitor's language for a known status, else as the server worded it. */
export function failureReason({ status, reason }, node) {
  switch (status) {
    case 0: return t('noAnswer', { node });
    case 410: return t('lostLog');
    case 429: return t('tooMany');
    case 503: return t('unavailable');
    default: return reason ?? t('refused', { status });
  }
}
