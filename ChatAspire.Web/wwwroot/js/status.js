// The state of the page: its room, its node, and outages of the node or of Redis.
import { byId, show } from './dom.js';
import { otherLang, t } from './words.js';

export class Status {
  #room = '';
  #unread = 0;

  /** The name of the node that serves this page; null before its first event. */
  node = null;

  set room(name) {
    this.#room = name;
    byId('room').textContent = name;
    this.unread = 0;
    const query = new URLSearchParams(location.search);
    query.set('lang', otherLang);
    byId('other-language').href = `?${query}`;
  }

  /** Messages that arrived while the tab was hidden, counted in its title. */
  get unread() {
    return this.#unread;
  }

  set unread(count) {
    this.#unread = count;
    const title = this.node ? `${this.#room} · ${this.node}` : this.#room;
    document.title = count > 0 ? `(${count}) ${title}` : title;
  }

  set redis(state) {
    document.body.dataset.redis = state;
    byId('away').hidden = state !== 'away';
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
