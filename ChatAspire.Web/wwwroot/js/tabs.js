// Shares connections among the chat's tabs in this browser. A browser opens at most six connections to a node, and an event stream
// occupies one permanently. Therefore only the most recently used tabs keep their streams; the others poll.
import { randomHex } from './trace.js';

const MAX_STREAMS = 4; // leaves two connections for everything else
const HERE_EVERY_MS = 60000; // browsers run the timers of a hidden tab only once a minute
const GONE_AFTER_MS = 150000;

export class Tabs {
  #id = randomHex(8);
  #usedAt = Date.now();
  #others = new Map(); // id -> { usedAt, seenAt }
  #channel = 'BroadcastChannel' in window ? new BroadcastChannel('chat-tabs') : null;
  #changed;

  /** @param changed called when `mayStream` may have changed */
  constructor(changed) {
    this.#changed = changed;
    this.#channel?.addEventListener('message', ({ data }) => this.#heard(data));
    window.addEventListener('pagehide', () => this.#tell('gone'));
    window.addEventListener('pageshow', () => this.#tell('ask'));
    window.addEventListener('focus', () => this.#used());
    document.addEventListener('visibilitychange', () => document.hidden || this.#used());
    setInterval(() => this.#tell('here'), HERE_EVERY_MS);
    this.#tell('ask');
  }

  /** True when this tab is one of the MAX_STREAMS tabs used last. */
  get mayStream() {
    const limit = Date.now() - GONE_AFTER_MS;
    const before = [...this.#others].filter(([id, { usedAt, seenAt }]) =>
      seenAt > limit && (usedAt > this.#usedAt || (usedAt === this.#usedAt && id > this.#id)));
    return before.length < MAX_STREAMS;
  }

  #used() {
    this.#usedAt = Date.now();
    this.#tell('here');
    this.#changed();
  }

  #tell(kind) {
    this.#channel?.postMessage({ kind, id: this.#id, usedAt: this.#usedAt });
  }

  #heard({ kind, id, usedAt }) {
    if (kind === 'gone') this.#others.delete(id);
    else this.#others.set(id, { usedAt, seenAt: Date.now() });
    if (kind === 'ask') this.#tell('here');
    this.#changed();
  }
}
