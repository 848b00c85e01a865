// Shows the state of the page: its room, its node, and outages of the node or of Redis.
import { byId, show } from './dom.js';
import { hasWord, otherLang, t } from './words.js';

/** Returns the key of a reason's text: reasonReadOnly for "read-only"; "reason" for an unknown one. */
const keyOf = reason => {
  const key = `reason${(reason ?? '').replace(/(^|-)(\w)/g, (_, dash, letter) => letter.toUpperCase())}`;
  return hasWord(key) ? key : 'reason';
};

export class Status {
  #room = '';
  #unread = 0;

  /** The name of the node that serves this page; null before its hello event. */
  node = null;

  set room(name) {
    this.#room = name;
    byId('room').textContent = name;
    this.unread = 0;
    const query = new URLSearchParams(location.search);
    query.set('lang', otherLang);
    byId('other-language').href = `?${query}`;
  }

  /** The number of messages that arrived while the tab was hidden, shown in its title. */
  get unread() {
    return this.#unread;
  }

  set unread(count) {
    this.#unread = count;
    const title = this.node ? `${this.#room} · ${this.node}` : this.#room;
    document.title = count > 0 ? `(${count}) ${title}` : title;
  }

  /** @param reason the problem code of the event, such as "read-only"; undefined when Redis is up or unreachable */
  setRedis(state, reason) {
    document.body.dataset.redis = state;
    show(byId('away'), state === 'away' ? t('away', { reason: t(keyOf(reason)) }) : null);
    byId('redis-state').textContent = t(state === 'away' ? 'redisAway' : 'redisUp');
  }

  connected(node, address) {
    this.node = node;
    this.unread = this.#unread;
    document.body.dataset.link = 'up';
    byId('served').textContent = t('served', { node, address });
    show(byId('lost'), null);
  }

  lost() {
    document.body.dataset.link = 'lost';
    show(byId('lost'), t(this.node ? 'lost' : 'unreached', { node: this.node }));
  }
}
