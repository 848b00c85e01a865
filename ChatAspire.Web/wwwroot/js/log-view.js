// The room's messages in the order of the log, grouped by author and day.
import { loggedBubble } from './bubble.js';
import { byId, make } from './dom.js';
import { Follower } from './follower.js';
import { isOwn } from './outbox.js';
import { formatDay, t } from './words.js';

const GROUP_MS = 5 * 60 * 1000;
const BATCH_MS = 16; // history arrives as hundreds of events, which share one layout pass
const MAX_SHOWN = 1000; // elements; older messages are removed, and "Earlier messages" loads them again

const dayOf = message => new Date(message.at).toDateString();

export class LogView {
  #list = byId('log');
  #earlier = byId('earlier');
  #follower = new Follower(() => this.#earlier.hidden || this.#loadEarlier());
  #waiting = [];
  #timer = 0;
  #first = null; // the oldest message shown
  #last = null;
  #dashboard = null;
  #shown;
  #loadEarlier;
  #read = null; // the number of the last message read before; the "New messages" line is drawn after it

  /**
   * @param shown called with the messages just added to the page
   * @param loadEarlier called when older messages are to be loaded
   */
  constructor(shown, loadEarlier) {
    this.#shown = shown;
    this.#loadEarlier = loadEarlier;
    this.#earlier.onclick = loadEarlier;
  }

  /** The place to which the visitor has scrolled; null at the end. */
  get place() {
    return this.#follower.place;
  }

  /** Draws a line before the first message after this number; null for none. */
  set read(seq) {
    this.#read = seq;
  }

  /** Scrolls to `place` or, without one, to the line before the new messages; stays at the end if there is neither. */
  returnTo(place) {
    this.#read = null;
    const items = [...this.#list.querySelectorAll('.message')];
    const element = place && items.find(item => item.message.seq >= place.seq);
    const line = this.#list.querySelector('.fresh');
    if (element) this.#follower.stayAt(element, place.offset);
    else if (line) this.#follower.stayAt(line, 12);
  }

  /** The number of the oldest message on the page; undefined when there is none. */
  get first() {
    return this.#first?.seq;
  }

  clear() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#waiting = [];
    this.#read = null;
    this.#first = this.#last = null;
    this.#list.replaceChildren();
    this.#earlier.hidden = true;
    this.#follower.reset();
  }

  /** Makes screen readers wait while history arrives (aria-busy). */
  set isBusy(value) {
    this.#list.ariaBusy = String(value);
  }

  add(message) {
    this.#waiting.push(message);
    this.#timer ||= setTimeout(() => this.#flush(), BATCH_MS);
  }

  /** Adds a note between the messages. */
  note(text) {
    this.#flush();
    this.#list.append(make('li.note', {}, text));
    this.#last = null; // the next message starts a group
  }

  /**
   * Adds older messages at the top without moving the view.
   * @param oldest the number of the oldest message still in the log
   */
  prepend(messages, oldest) {
    if (messages.length > 0) {
      const anchor = this.#list.querySelector('.day');
      this.#follower.keepInPlace(() => {
        if (anchor?.dataset.day === dayOf(messages.at(-1))) anchor.remove();
        this.#list.prepend(...this.#items(messages, null));
      });
      this.#first = messages[0];
      this.#shown(messages);
      this.linkTraces(this.#dashboard);
    }
    if (this.first > oldest) return;
    this.#earlier.hidden = true;
    if (oldest > 1) this.#list.prepend(make('li.note', {}, t('begins', { seq: this.first })));
  }

  follow() {
    this.#follower.follow();
  }

  /** Sets the trace links of all messages to the dashboard. */
  linkTraces(dashboard) {
    this.#dashboard = dashboard;
    for (const link of this.#list.querySelectorAll('a.trace')) {
      link.hidden = !dashboard;
      if (dashboard) link.href = `${dashboard}/traces/detail/${link.dataset.traceId}`;
    }
  }

  #flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const messages = this.#waiting;
    if (messages.length === 0) return;
    this.#waiting = [];
    const previous = this.#last;
    this.#first ??= messages[0];
    this.#last = messages.at(-1);
    this.#list.append(...this.#items(messages, previous));
    this.linkTraces(this.#dashboard);
    this.#follower.grew(messages.length);
    this.#trim();
    this.#earlier.hidden = this.#first.seq <= 1;
    this.#shown(messages);
  }

  #items(messages, before) {
    return messages.flatMap(message => {
      const items = [loggedBubble(message)];
      items[0].message = message;
      const isNewDay = !before || dayOf(before) !== dayOf(message);
      items[0].classList.toggle('continued', !isNewDay && continues(before, message));
      if (isNewDay) items.unshift(daySign(message));
      if (this.#read !== null && message.seq > this.#read) {
        if (!isOwn(message.id)) items.unshift(make('li.note.fresh', {}, t('fresh')));
        this.#read = null;
      }
      before = message;
      return items;
    });
  }

  #trim() {
    if (!this.#follower.isFollowing) return;
    while (this.#list.children.length > MAX_SHOWN) this.#list.firstElementChild.remove();
    this.#first = this.#list.querySelector('.message')?.message ?? this.#first;
  }
}

const continues = (before, message) =>
  before.author === message.author && before.node === message.node
  && new Date(message.at) - new Date(before.at) < GROUP_MS;

function daySign(message) {
  const sign = make('li.note.day', {}, formatDay(new Date(message.at)));
  sign.dataset.day = dayOf(message);
  return sign;
}
