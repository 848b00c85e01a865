// The list of rooms, and the form that opens one.
import { getRooms } from './api.js';
import { byId, make } from './dom.js';
import { recallAnywhere, rememberAnywhere } from './memory.js';
import { plain, t } from './words.js';

const POLL_MS = 5000;
const DEFAULT_ROOM = 'lobby';
const ROOM = /^[a-z0-9-]{1,40}$/;

/** Converts input to the form of a room name: "Team A" becomes team-a. */
const normal = text => text.trim().toLowerCase().replace(/[\s_]+/g, '-');

/** Returns the room named in the address bar (?room=), or the default room if there is none or its name is invalid. */
export function roomOfPage() {
  const room = normal(new URLSearchParams(location.search).get('room') ?? '');
  return ROOM.test(room) ? room : DEFAULT_ROOM;
}

const addressOf = room => {
  const query = new URLSearchParams(location.search);
  query.set('room', room);
  return `?${query}`;
};

export class Rooms {
  #list = byId('rooms');
  #rooms = [];
  #read = new Map(Object.entries(JSON.parse(recallAnywhere('read') ?? '{}'))); // room -> number of the last message read in this browser
  #current = null;
  #goTo;
  #unanswered;

  /**
   * @param goTo called with the name and the address of a room that the visitor opens
   * @param unanswered called when the node does not answer a poll
   */
  constructor(goTo, unanswered) {
    this.#goTo = goTo;
    this.#unanswered = unanswered;
    const input = byId('new-room-name');
    input.oninput = () => input.setCustomValidity('');
    byId('new-room').onsubmit = event => {
      event.preventDefault();
      const room = normal(input.value);
      if (!ROOM.test(room)) {
        input.setCustomValidity(t('badRoom'));
        input.reportValidity();
        return;
      }
      input.value = '';
      this.#goTo(room, addressOf(room));
    };
    setInterval(() => document.hidden || this.refresh(), POLL_MS);
  }

  set current(room) {
    this.#current = room;
    this.#draw();
    this.refresh();
  }

  /** Records the number of the newest message shown in the current room. */
  read(seq) {
    if (this.#read.get(this.#current) === seq) return;
    this.#read.set(this.#current, seq);
    this.#remember();
  }

  /** Returns the number of the last message read in a room; undefined when the room is unknown. */
  lastRead(room) {
    return this.#read.get(room);
  }

  /** Returns the number of a room's newest message; 0 while it is unknown. */
  newest(room) {
    return this.#rooms.find(each => each.room === room)?.last ?? 0;
  }

  #remember() {
    rememberAnywhere('read', JSON.stringify(Object.fromEntries(this.#read)));
  }

  async refresh() {
    try {
      const answer = await getRooms();
      if (!answer) return; // Redis is unavailable, so the previous list stays
      this.#rooms = answer.rooms;
      this.#notice();
      this.#draw();
    } catch {
      this.#unanswered();
    }
  }

  /** Marks all messages as read in rooms listed for the first time, and in rooms whose log was lost and restarted at lower numbers. */
  #notice() {
    let isChanged = false;
    for (const { room, last } of this.#rooms) {
      if ((this.#read.get(room) ?? Infinity) <= last) continue;
      this.#read.set(room, last);
      isChanged = true;
    }
    if (isChanged) this.#remember();
  }

  #draw() {
    const isListed = this.#rooms.some(({ room }) => room === this.#current);
    const rooms = isListed ? this.#rooms : [{ room: this.#current, last: 0, here: [] }, ...this.#rooms];
    const focused = document.activeElement?.dataset?.room;
    this.#list.replaceChildren(...rooms.map(room => make('li', {}, this.#link(room))));
    if (focused) this.#list.querySelector(`[data-room="${focused}"]`)?.focus();
  }

  #link({ room, last, here }) {
    const news = room === this.#current ? 0 : Math.max(0, last - (this.#read.get(room) ?? last));
    const link = make('a', { href: addressOf(room), title: here.map(({ name, node }) => `${plain(name)} (${node})`).join('\n') },
      make('span.room', {}, room),
      ...(news > 0 ? [make('span.new', { ariaLabel: t('news', { count: news }), role: 'img' }, news > 99 ? '99+' : String(news))] : []),
      make('span.count', {}, here.length > 0 ? String(here.length) : ''));
    link.dataset.room = room;
    if (room === this.#current) link.ariaCurrent = 'page';
    link.classList.toggle('news', news > 0);
    link.onclick = event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens a new tab or window
      event.preventDefault();
      this.#goTo(room, addressOf(room));
    };
    return link;
  }
}
