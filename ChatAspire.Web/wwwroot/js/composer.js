// The forms for the visitor's name and messages.
import { byId, show } from './dom.js';
import { recall, recallInTab, remember, rememberInTab } from './memory.js';
import { plain, t } from './words.js';

const MAX_TEXT = 4000; // UTF-16 code units, as the node counts them
const NEAR_LIMIT = 200;
const TYPING_EVERY_MS = 2000; // other pages stop showing "typing" after 4 s

export class Composer {
  #text = byId('text');
  #typingSentAt = 0;
  #room;
  #on;

  name = recall('name');

  /** @param on { send(text), typing(), named(name) } */
  constructor(on) {
    this.#on = on;
    byId('join').onsubmit = event => this.#join(event);
    byId('compose').onsubmit = event => this.#send(event);
    byId('me').onclick = () => this.#askName();
    this.#text.onkeydown = event => this.#key(event);
    this.#text.oninput = () => this.#input();
    if (this.name) this.#showWriting();
    else this.#askName();
  }

  /** Switches to another room, and shows its draft. */
  set room(room) {
    this.#room = room;
    this.#text.value = recallInTab(`draft.${room}`) ?? '';
    this.#typingSentAt = 0;
    this.#changed();
  }

  focus() {
    (byId('compose').hidden ? byId('name') : this.#text).focus();
  }

  #askName() {
    byId('compose').hidden = true;
    byId('join').hidden = false;
    byId('name').value = this.name ?? '';
    byId('name').focus();
    byId('name').select();
  }

  #join(event) {
    event.preventDefault();
    const name = byId('name').value.trim();
    if (!name) return;
    if (name !== this.name) {
      this.name = name;
      remember('name', name);
      this.#on.named(name);
    }
    this.#showWriting();
    this.#text.focus();
  }

  #showWriting() {
    byId('join').hidden = true;
    byId('compose').hidden = false;
    this.#grow(); // a hidden text box has no height
    byId('me').textContent = plain(this.name);
    byId('me').ariaLabel = byId('me').title = t('changeName', { name: plain(this.name) });
  }

  #key(event) {
    // In an input method (IME), Enter accepts a candidate and must not send. Safari reports that key press with key code 229.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || isComposing) return;
    this.#send(event);
  }

  #send(event) {
    event.preventDefault();
    const text = this.#text.value;
    if (!text.trim() || text.trimEnd().length > MAX_TEXT) return;
    this.#text.value = '';
    this.#changed();
    this.#typingSentAt = 0;
    this.#on.send(text.trimEnd());
    this.#text.focus();
  }

  #input() {
    this.#changed();
    const now = performance.now();
    if (!this.#text.value.trim() || (this.#typingSentAt && now - this.#typingSentAt < TYPING_EVERY_MS)) return;
    this.#typingSentAt = now;
    this.#on.typing();
  }

  #changed() {
    const text = this.#text.value;
    rememberInTab(`draft.${this.#room}`, text);
    this.#grow();
    const over = text.trimEnd().length - MAX_TEXT;
    byId('compose').classList.toggle('over', over > 0);
    this.#text.ariaInvalid = String(over > 0);
    show(byId('limit'), over > 0 ? t('over', { over, max: MAX_TEXT }) : over > -NEAR_LIMIT ? t('left', { left: -over }) : null);
  }

  #grow() {
    this.#text.style.height = 'auto';
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }
}
