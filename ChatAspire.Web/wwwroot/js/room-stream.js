// Reads the messages of a room, history first, then live, without loss or repetition across reconnects.
import { getMessages, getNode } from './api.js';

const TAIL = 200; // messages of history on the first connection; the visitor may load earlier ones
const OPEN_LIMIT_MS = 5000;
const POLL_MS = 2000;
const PAGE = 200;
const MIN_WAIT_MS = 500;
const MAX_WAIT_MS = 8000;
const EVENTS = ['hello', 'epoch', 'gap', 'here', 'typing', 'redis'];

/**
 * Calls `on.message(m)` for each message once and in order, `on.<event>(data)` for other events, and `on.disconnected()`.
 *
 * It reconnects by itself, because EventSource gives up after a 503 and waits for minutes on a network that drops packets;
 * both are common in a network lab. While other tabs of the browser hold all permitted streams (tabs.js), it polls instead.
 */
export class RoomStream {
  #room;
  #name;
  #on;
  #position = null; // { epoch, seq } of the newest message received
  #source = null;
  #timer = 0;
  #failures = 0;
  #isStreaming;
  #tail;

  /**
   * @param isStreaming false to poll for new messages instead of holding a connection
   * @param tail messages of history on the first connection
   */
  constructor(room, name, on, isStreaming, tail = TAIL) {
    this.#room = room;
    this.#name = name;
    this.#on = on;
    this.#isStreaming = isStreaming;
    this.#tail = tail;
    this.#connect();
  }

  /** Switches between streaming and polling. */
  set isStreaming(value) {
    if (value === this.#isStreaming) return;
    this.#isStreaming = value;
    this.#connect();
  }

  get position() {
    return this.#position;
  }

  /** Reconnects under another name. */
  rename(name) {
    this.#name = name;
    this.#connect();
  }

  /** Drops a connection that is dead but not yet closed by the browser, and reconnects after a wait. */
  reconnect() {
    if (this.#source) this.#scheduleReconnect();
  }

  /** Ends the wait before a reconnect; does nothing while connected or polling. */
  reconnectNow() {
    if (this.#isStreaming && !this.#source) this.#connect();
  }

  close() {
    clearTimeout(this.#timer);
    this.#timer = 0; // stops a poll that still waits for its answer
    this.#source?.close();
    this.#source = null;
  }

  #connect() {
    this.close();
    if (!this.#isStreaming) {
      this.#poll(true);
      return;
    }
    const source = new EventSource(this.#url());
    this.#source = source;
    source.onmessage = event => this.#message(event);
    source.onerror = () => this.#scheduleReconnect();
    for (const name of EVENTS) {
      source.addEventListener(name, event => this.#event(name, JSON.parse(event.data)));
    }
    this.#timer = setTimeout(() => this.#scheduleReconnect(), OPEN_LIMIT_MS);
  }

  #url() {
    const query = new URLSearchParams();
    if (this.#name) query.set('name', this.#name);
    if (this.#position) query.set('after', `${this.#position.epoch}-${this.#position.seq}`);
    else query.set('tail', this.#tail);
    return `/api/rooms/${encodeURIComponent(this.#room)}/events?${query}`;
  }

  #scheduleReconnect() {
    this.close();
    const wait = Math.min(MAX_WAIT_MS, MIN_WAIT_MS * 2 ** this.#failures++);
    // The wait is random, so that the readers of a restarted node do not all reconnect at the same instant.
    this.#timer = setTimeout(() => this.#connect(), wait * (0.5 + Math.random() / 2));
    this.#on.disconnected();
  }

  async #poll(isFirst) {
    const token = this.#timer = setTimeout(() => {}, 0); // identifies this poll; #connect() replaces it
    try {
      if (isFirst) await this.#pollHello(token);
      else await this.#pollMessages(token);
      this.#failures = 0;
    } catch {
      if (this.#timer === token) this.#scheduleReconnect();
      return;
    }
    if (this.#timer === token) this.#timer = setTimeout(() => this.#poll(false), isFirst ? 0 : POLL_MS);
  }

  async #pollHello(token) {
    const [node, newest] = await Promise.all([getNode(), getMessages(this.#room, 1, 1)]);
    if (this.#timer !== token) return;
    const last = newest.last;
    this.#on.hello({ node: node.name, address: node.address, last, redis: 'up' });
    if (!this.#position && newest.epoch) this.#position = { epoch: newest.epoch, seq: Math.max(0, last - this.#tail) };
  }

  async #pollMessages(token) {
    const { epoch, seq } = this.#position ?? { epoch: null, seq: 0 };
    const page = await getMessages(this.#room, seq + 1, seq + PAGE);
    if (this.#timer !== token || !page.epoch) return;
    if (epoch && page.epoch !== epoch) {
      this.#event('epoch', { epoch: page.epoch, was: epoch });
      return;
    }
    for (const message of page.messages) {
      if (epoch && seq > 0 && message.seq > this.#position.seq + 1) {
        this.#on.gap({ from: this.#position.seq + 1, to: message.seq - 1 });
      }
      this.#position = { epoch: page.epoch, seq: message.seq };
      this.#on.message(message);
    }
  }

  #event(name, data) {
    if (name === 'hello') {
      clearTimeout(this.#timer);
      this.#failures = 0;
    } else if (name === 'epoch') {
      this.#position = { epoch: data.epoch, seq: 0 };
    }
    this.#on[name](data);
  }

  #message({ lastEventId, data }) {
    const dash = lastEventId.lastIndexOf('-');
    const position = { epoch: lastEventId.slice(0, dash), seq: Number(lastEventId.slice(dash + 1)) };
    if (this.#position?.epoch === position.epoch && position.seq <= this.#position.seq) return;
    this.#position = position;
    this.#on.message(JSON.parse(data));
  }
}
