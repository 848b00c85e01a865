// Connects the parts of the page to the room's stream and to the visitor's actions.
import { getMessages, getNode, postTyping } from './api.js';
import { Composer } from './composer.js';
import { byId, show } from './dom.js';
import { RoomStream } from './room-stream.js';
import { LogView } from './log-view.js';
import { Outbox } from './outbox.js';
import { OutboxView } from './outbox-view.js';
import { People } from './people.js';
import { Rooms, roomOfPage } from './rooms.js';
import { Status } from './status.js';
import { Tabs } from './tabs.js';
import { t, translatePage } from './words.js';

const EARLIER = 200; // messages per request
const TAIL = 200; // messages of history on entering a room
const MAX_TAIL = 900; // the maximum when the visitor returns to an older place

byId('not-loaded').remove();
translatePage();

let room;
let stream;
let historyEnd; // the number of the last message of the room's history; later messages are live
let isReturning = false; // true until the history of the room just entered has arrived
let isLoading = false;

const places = new Map(); // room -> the place to which the visitor had scrolled

const composer = new Composer({
  send(text) {
    outbox.add(room, composer.name, text);
    log.follow();
  },
  typing() {
    postTyping(room, composer.name).catch(() => {}); // not worth a retry
  },
  named(name) {
    people.name = name;
    stream.rename(name);
  },
});

const tabs = new Tabs(() => {
  if (stream) stream.isStreaming = tabs.mayStream;
});
const status = new Status();
const people = new People(composer.name);
const log = new LogView(onShown, loadEarlier);
const rooms = new Rooms(goTo, () => stream.reconnect());
const outboxView = new OutboxView({
  retry(entry) {
    outbox.retry(entry);
    composer.focus(); // the clicked button was removed
  },
  discard(entry) {
    outbox.remove(entry.id);
    composer.focus();
  },
});
const outbox = new Outbox(showEntry);

/** Shows the room named in the address bar. */
function enter() {
  stream?.close();
  if (room) places.set(room, log.place);
  room = roomOfPage();
  isReturning = true;
  historyEnd = Infinity;
  log.clear();
  log.isBusy = true;
  log.read = rooms.lastRead(room) ?? null;
  composer.room = room;
  people.reset();
  outboxView.reset(outbox.in(room), status.node);
  status.room = room;
  rooms.current = room;
  show(byId('empty'), null);
  closeMenu();
  const place = places.get(room);
  const tail = place ? Math.min(MAX_TAIL, Math.max(TAIL, rooms.newest(room) - place.seq + TAIL / 2)) : TAIL;
  stream = new RoomStream(room, composer.name, streamEvents, tabs.mayStream, tail);
}

function goTo(name, address) {
  history.pushState(null, '', address);
  enter();
  composer.focus();
}

const streamEvents = {
  hello({ node, address, last, redis, reason }) {
    historyEnd = last;
    if (last === 0) {
      log.isBusy = false;
      endHistory();
    }
    status.connected(node, address);
    status.setRedis(redis, reason);
    if (redis === 'up') outbox.resend();
    people.at(node, address);
    if (last === 0 && outbox.in(room).length === 0) show(byId('empty'), t('empty', { node }));
    learnDashboard();
    rooms.refresh();
  },
  message(message) {
    people.wrote(message.author);
    log.add(message);
  },
  epoch({ was }) {
    log.clear();
    log.note(t('epoch'));
    outbox.lose(room, was);
  },
  gap(range) {
    log.note(t('gap', range));
  },
  here({ here }) {
    people.here = here;
    rooms.refresh();
  },
  typing({ name }) {
    people.typed(name);
  },
  redis({ state, reason }) {
    status.setRedis(state, reason);
    if (state === 'up') outbox.resend();
  },
  disconnected() {
    status.lost();
  },
};

/** Handles messages of the log that were just added to the page. */
function onShown(messages) {
  show(byId('empty'), null);
  for (const { id } of messages) outbox.remove(id);
  dropStored();
  const { seq } = messages.at(-1);
  rooms.read(seq);
  if (seq >= historyEnd) {
    log.isBusy = false;
    endHistory();
  }
  if (document.hidden) status.unread += messages.length;
}

/** Scrolls to the visitor's place once the history of a room just entered has arrived. */
function endHistory() {
  if (!isReturning) return;
  isReturning = false;
  log.returnTo(places.get(room));
}

function showEntry(entry) {
  if (entry.room !== room) {
    if (entry.state === 'stored') outbox.remove(entry.id); // its room has no open stream on which it could arrive
    return;
  }
  show(byId('empty'), null);
  outboxView.update(entry, outbox.has(entry), status.node);
  dropStored();
}

/** Removes stored outbox entries older than the messages on the page, such as those sent before a reload. */
function dropStored() {
  for (const { id, state, epoch, seq } of outbox.in(room)) {
    if (state === 'stored' && epoch === stream.position?.epoch && seq < log.first) outbox.remove(id);
  }
}

async function loadEarlier() {
  if (isLoading) return;
  isLoading = true;
  const asked = room;
  const to = log.first - 1;
  const answer = await getMessages(room, Math.max(1, to - EARLIER + 1), to).catch(() => null);
  isLoading = false;
  if (!answer || asked !== room || answer.epoch !== stream.position.epoch || to !== log.first - 1) return;
  log.prepend(answer.messages, answer.first);
}

async function learnDashboard() {
  const node = await getNode().catch(() => null);
  if (node) log.linkTraces(node.dashboard);
}

const menu = byId('menu');

// On a phone the sidebar covers the room, so the room is made inert (unreachable) behind it.
function setMenu(isOpen) {
  document.body.classList.toggle('menu-open', isOpen);
  menu.ariaExpanded = String(isOpen);
  for (const part of document.querySelectorAll('#scroller, footer')) part.inert = isOpen;
  if (isOpen) document.querySelector('#side a, #side input').focus();
}

function closeMenu() {
  setMenu(false);
}

menu.onclick = () => setMenu(menu.ariaExpanded !== 'true');
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape' || menu.ariaExpanded !== 'true') return;
  closeMenu();
  menu.focus();
});

window.addEventListener('popstate', enter);
window.addEventListener('online', () => stream.reconnectNow());
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  status.unread = 0;
  stream.reconnectNow();
  rooms.refresh();
});

enter();
composer.focus();
