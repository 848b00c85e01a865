// The event stream of a room: history, then live events, without loss or repetition across reconnects.

const TAIL = 200; // messages of history on the first connection; the rest on request
const OPEN_LIMIT_MS = 5000;
const MIN_WAIT_MS = 500;
const MAX_WAIT_MS = 8000;
const EVENTS = ['hello', 'epoch', 'gap', 'here', 'typing', 'redis'];

/**
 * Calls `on.message(m)` for each message once and in order, `on.<event>(data)` for other events, and `on.disconnected()`.
 *
 * It reconnects itself, because EventSource gives up after a 503 and waits for minutes on a network that drops packets;
 * both are common in a network lab.
 */
export class RoomStream {
  #room;
  #name;
  #on;
  #position = null; // { epoch, seq } of the newest message received
  #source = null;
  #timer = 0;
  #failures = 0;

  constructor(room, name, on) {
    this.#room = room;
    this.#name = name;
    this.#on = on;
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

  /** Drops a connection that is dead although the browser has not noticed. */
  reconnect() {
    if (this.#source) this.#scheduleReconnect();
  }

  /** Ends the wait before a reconnect. */
  reconnectNow() {
    if (!this.#source) this.#connect();
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #connect() {
    this.close();
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
    else query.set('tail', TAIL);
    return `/api/rooms/${encodeURIComponent(this.#room)}/events?${query}`;
  }

  #scheduleReconnect() {
    this.close();
    const wait = Math.min(MAX_WAIT_MS, MIN_WAIT_MS * 2 ** this.#failures++);
    // Random, so that the readers of a restarted node do not reconnect at the same instant.
    this.#timer = setTimeout(() => this.#connect(), wait * (0.5 + Math.random() / 2));
    this.#on.disconnected();
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
