// The forms for the visitor's name and messages.
import { byId } from './dom.js';
import { recall, remember } from './memory.js';
import { t } from './words.js';

const TYPING_EVERY_MS = 2000; // others stop showing it after 4 s

export class Composer {
  #text = byId('text');
  #typingSentAt = 0;
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
    byId('me').textContent = this.name;
    byId('me').ariaLabel = byId('me').title = t('changeName', { name: this.name });
  }

  #key(event) {
    // While composing, Enter accepts a candidate of the input method. Safari sends key code 229 for that key press.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || isComposing) return;
    this.#send(event);
  }

  #send(event) {
    event.preventDefault();
    const text = this.#text.value;
    if (!text.trim()) return;
    this.#text.value = '';
    this.#grow();
    this.#typingSentAt = 0;
    this.#on.send(text.trimEnd());
    this.#text.focus();
  }

  #input() {
    this.#grow();
    const now = performance.now();
    if (!this.#text.value.trim() || (this.#typingSentAt && now - this.#typingSentAt < TYPING_EVERY_MS)) return;
    this.#typingSentAt = now;
    this.#on.typing();
  }

  #grow() {
    this.#text.style.height = 'auto';
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }
}
