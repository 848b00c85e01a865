// Shows the messages of the outbox below the log.
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

  /** Shows an entry in its current state, or removes it when it has left the outbox. */
  update(entry, isPending, node) {
    const before = this.#items.get(entry.id);
    if (!isPending) {
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

  /** Replaces the entries with those of another room. */
  reset(entries, node) {
    this.#items.clear();
    this.#list.replaceChildren();
    for (const entry of entries) this.update(entry, true, node);
  }
}
