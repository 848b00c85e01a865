// What was written here and has not been seen in the room's log yet.
import { postMessage } from './api.js';
import { recallInTab, rememberInTab } from './memory.js';
import { newTraceId, randomHex } from './trace.js';

const WAITS_MS = [1000, 2000, 4000]; // between attempts; then the writer decides
const MAX_WAIT_MS = 15000; // however long the server asks for

const isTemporary = status => status === 0 || status === 408 || status === 429 || status >= 500;

// Every id begins with the tab's key: that is how the tab knows its own messages after a reload.
const tabKey = recallInTab('tab') ?? randomHex(4);
rememberInTab('tab', tabKey);

export const isOwn = id => id.startsWith(`${tabKey}.`);

/**
 * Sends messages one at a time, in the order written, and keeps each until the room's event stream has shown it.
 * A retry has the same id, so that an attempt whose answer was lost does no harm.
 *
 * entry: { id, room, author, text, traceId, state, status, reason, seq, epoch }; state is
 * 'sending', 'waiting' (for the next attempt), 'stored' (Redis has it; not seen yet) or 'failed' (the writer decides).
 */
export class Outbox {
  #entries = JSON.parse(recallInTab('outbox') ?? '[]');
  #changed;
  #isSending = false;

  /** @param changed called with an entry after each change of it, also when it has left */
  constructor(changed) {
    this.#changed = changed;
    // A reload cut these off. Sending again is harmless, and tells whether they had arrived.
    for (const entry of this.#entries) if (entry.state !== 'failed') entry.state = 'sending';
    this.#send();
  }

  in(room) {
    return this.#entries.filter(entry => entry.room === room);
  }

  has(entry) {
    return this.#entries.includes(entry);
  }

  add(room, author, text) {
    const entry = { id: `${tabKey}.${randomHex(16)}`, room, author, text, traceId: newTraceId() };
    this.#entries.push(entry);
    this.#setState(entry, 'sending');
    this.#send();
  }

  retry(entry) {
    this.#setState(entry, 'sending');
    this.#send();
  }

  /** Lets go of a message: it was seen in the log, or its writer gave it up. */
  remove(id) {
    const index = this.#entries.findIndex(entry => entry.id === id);
    if (index < 0) return;
    const [entry] = this.#entries.splice(index, 1);
    this.#save();
    this.#changed(entry);
  }

  /** Redis lost the log of this epoch, and with it what it had acknowledged. */
  lose(room, epoch) {
    for (const entry of this.in(room)) {
      if (entry.state === 'stored' && entry.epoch === epoch) this.#setState(entry, 'failed', { status: 410 });
    }
  }

  async #send() {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let entry; (entry = this.#entries.find(each => each.state === 'sending'));) await this.#deliver(entry);
    this.#isSending = false;
  }

  async #deliver(entry) {
    for (let attempt = 0; ; attempt++) {
      const { status, retryAfterMs, body } = await postMessage(entry);
      if (!this.has(entry)) return; // the stream showed it before the answer came
      if (status === 201) return this.#setState(entry, 'stored', { seq: body.seq, epoch: body.epoch });
      const outcome = { status, reason: body?.detail ?? body?.title };
      if (!isTemporary(status)) return this.#setState(entry, 'failed', outcome);
      if (attempt === WAITS_MS.length) return this.#failPending(outcome);
      this.#setState(entry, 'waiting', outcome);
      await new Promise(done => setTimeout(done, Math.min(Math.max(WAITS_MS[attempt], retryAfterMs), MAX_WAIT_MS)));
      if (!this.has(entry)) return;
    }
  }

  // What waits behind a message that could not be sent would fare the same, and must not overtake it.
  #failPending(outcome) {
    for (const entry of this.#entries) {
      if (entry.state === 'waiting' || entry.state === 'sending') this.#setState(entry, 'failed', outcome);
    }
  }

  #setState(entry, state, facts = {}) {
    Object.assign(entry, { state }, facts);
    this.#save();
    this.#changed(entry);
  }

  #save() {
    rememberInTab('outbox', JSON.stringify(this.#entries));
  }
}
