// Messages written here that have not yet arrived on the room's event stream.
import { postMessage } from './api.js';
import { recallInTab, rememberInTab } from './memory.js';
import { newTraceId, randomHex } from './trace.js';

const WAITS_MS = [1000, 2000, 4000]; // between attempts; after the last attempt the message is 'failed'
const RESEND_EVERY_MS = 15000; // between attempts to resend messages that failed for a temporary reason
const MAX_WAIT_MS = 15000; // even if Retry-After requests more

const isTemporary = status => status === 0 || status === 408 || status === 429 || status >= 500;

// Every message id starts with the tab's key, so that the tab recognizes its own messages after a reload.
const tabKey = recallInTab('tab') ?? randomHex(4);
rememberInTab('tab', tabKey);

export const isOwn = id => id.startsWith(`${tabKey}.`);

/**
 * Sends messages one at a time, in the order written, and keeps each until it arrives on the room's event stream.
 * A retry has the same id, so a message whose answer was lost is stored once.
 *
 * entry: { id, room, author, text, traceId, state, status, reason, seq, epoch }; state is
 * 'sending', 'waiting' (for the next attempt), 'stored' (in Redis, not yet on the stream) or 'failed' (the author may retry or
 * discard it; after a temporary failure it is also sent again every RESEND_EVERY_MS while the page is open).
 */
export class Outbox {
  #entries = JSON.parse(recallInTab('outbox') ?? '[]');
  #changed;
  #isSending = false;

  /** @param changed called with an entry after each change, including its removal */
  constructor(changed) {
    this.#changed = changed;
    // A reload interrupted these entries. Sending them again with the same id is harmless, and shows if they are stored.
    for (const entry of this.#entries) if (entry.state !== 'failed') entry.state = 'sending';
    this.#send();
    setInterval(() => this.resend(), RESEND_EVERY_MS);
  }

  /** Resends entries that failed for a temporary reason, in the order written; stops at the first that fails again. */
  async resend() {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let entry; (entry = this.#entries.find(({ state, status }) => state === 'failed' && isTemporary(status)));) {
      const { status, body } = await postMessage(entry);
      if (isTemporary(status)) break;
      if (!this.has(entry)) continue;
      if (status === 201) this.#setState(entry, 'stored', { seq: body.seq, epoch: body.epoch });
      else this.#setState(entry, 'failed', { status, reason: body?.detail ?? body?.title });
    }
    this.#isSending = false;
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

  /** Removes a message that arrived in the log or was discarded. */
  remove(id) {
    const index = this.#entries.findIndex(entry => entry.id === id);
    if (index < 0) return;
    const [entry] = this.#entries.splice(index, 1);
    this.#save();
    this.#changed(entry);
  }

  /** Marks the stored messages of an epoch as failed, because Redis lost its log. */
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
      if (!this.has(entry)) return; // it arrived on the stream before the answer
      if (status === 201) return this.#setState(entry, 'stored', { seq: body.seq, epoch: body.epoch });
      const outcome = { status, reason: body?.detail ?? body?.title };
      if (!isTemporary(status)) return this.#setState(entry, 'failed', outcome);
      if (attempt === WAITS_MS.length) return this.#failPending(outcome);
      this.#setState(entry, 'waiting', outcome);
      await new Promise(done => setTimeout(done, Math.min(Math.max(WAITS_MS[attempt], retryAfterMs), MAX_WAIT_MS)));
      if (!this.has(entry)) return;
    }
  }

  // Fails all pending messages: those behind a failed one would fail too, and must not overtake it.
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
