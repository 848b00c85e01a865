// The messages that are on their way, below the log.
import { pendingBubble, failureReason } from './bubble.js';
import { byId } from './dom.js';
import { t } from './words.js';

export class OutboxView {
  #list = byId('outbox');
  #items = new Map(); // entry id -> element
  #actions;

  constructor(actions) {
    this.#actions = actions;
  }

  /** Shows an entry as it is now, or takes it away when it has left the outbox. */
  update(entry, isThere, node) {
    const before = this.#items.get(entry.id);
    if (!isThere) {
      before?.remove();
      this.#items.delete(entry.id);
      return;
    }
    const after = pendingBubble(entry, node, this.#actions);
    this.#items.set(entry.id, after);
    if (before) before.replaceWith(after);
    else this.#list.append(after);
    if (entry.state === 'failed') byId('announce').textContent = `${t('failed')}: ${failureReason(entry, node)}`;
  }

  /** Shows another room's entries. */
  reset(entries, node) {
    this.#items.clear();
    this.#list.replaceChildren();
    for (const entry of entries) this.update(entry, true, node);
  }
}
