// The list of rooms, and the way into another one.
import { getRooms } from './api.js';
import { byId, make } from './dom.js';
import { t } from './words.js';

const POLL_MS = 5000;
const DEFAULT_ROOM = 'lobby';
const ROOM = /^[a-z0-9-]{1,40}$/;

/** What a person typed, as a room's name: "Team A" is team-a. */
const normal = text => text.trim().toLowerCase().replace(/[\s_]+/g, '-');

/** The room that the address bar names. */
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
  #read = new Map(); // room -> the number up to which it was shown here
  #current = null;
  #goTo;
  #unanswered;

  /**
   * @param goTo called with a room's name and its page's address when the visitor wants to go there
   * @param unanswered called when the node did not answer a poll
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

  /** Notes that the current room was shown up to this number. */
  read(seq) {
    this.#read.set(this.#current, seq);
  }

  async refresh() {
    try {
      const answer = await getRooms();
      if (!answer) return; // Redis is away: what was known stays
      this.#rooms = answer.rooms;
      this.#draw();
    } catch {
      this.#unanswered();
    }
  }

  #draw() {
    const isListed = this.#rooms.some(({ room }) => room === this.#current);
    const rooms = isListed ? this.#rooms : [{ room: this.#current, last: 0, here: [] }, ...this.#rooms];
    const focused = document.activeElement?.dataset?.room;
    this.#list.replaceChildren(...rooms.map(room => make('li', {}, this.#link(room))));
    if (focused) this.#list.querySelector(`[data-room="${focused}"]`)?.focus();
  }

  #link({ room, last, here }) {
    const link = make('a', { href: addressOf(room), title: here.map(({ name, node }) => `${name} (${node})`).join('\n') },
      make('span.room', {}, room),
      make('span.count', {}, here.length > 0 ? String(here.length) : ''));
    link.dataset.room = room;
    if (room === this.#current) link.ariaCurrent = 'page';
    link.classList.toggle('news', room !== this.#current && last > (this.#read.get(room) ?? last));
    link.onclick = event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab or window
      event.preventDefault();
      this.#goTo(room, addressOf(room));
    };
    return link;
  }
}
