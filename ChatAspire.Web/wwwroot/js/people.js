// Draws the participants as a network: Redis, the nodes connected to it, and the people connected to each node.
import { byId, make, nodeBadge, show } from './dom.js';
import { formatList, plain, t } from './words.js';

const TYPING_MS = 4000;
const LATE_MS = 300; // ignores a typing event this soon after its author's message, because it was sent before the message

export class People {
  #name;
  #node = null;
  #address = '';
  #here = [];
  #typing = new Map(); // name -> timer
  #wrote = new Map(); // name -> arrival time of their last message

  /** @param name the visitor's name; null until it is given */
  constructor(name) {
    this.name = name;
  }

  set name(value) {
    this.#name = value;
    this.#draw();
  }

  set here(value) {
    this.#here = value;
    this.#draw();
  }

  /** Sets the node that serves this page. */
  at(node, address) {
    this.#node = node;
    this.#address = address;
    this.#draw();
  }

  reset() {
    for (const name of [...this.#typing.keys()]) this.#stopped(name);
    this.#wrote.clear();
    this.here = [];
  }

  #draw() {
    const name = this.#name;
    const node = this.#node;
    const nodes = new Map(node ? [[node, [this.#self(name)]]] : []);
    const others = [...this.#here];
    const mine = others.findIndex(person => person.name === name && person.node === node);
    if (mine >= 0) others.splice(mine, 1);
    for (const person of others) {
      if (!nodes.has(person.node)) nodes.set(person.node, []);
      nodes.get(person.node).push(make('li', {}, make('bdi', {}, plain(person.name))));
    }
    byId('nodes').replaceChildren(...[...nodes].map(([each, people]) => make('li.node', {},
      make('p.box', {}, nodeBadge(each), each === node ? make('span.address', {}, this.#address) : ''),
      make('ul.people', {}, ...people))));
    byId('nodes').firstElementChild?.classList.toggle('mine', Boolean(node));
  }

  /** Shows that someone is typing, until their message arrives or TYPING_MS have passed. */
  typed(name) {
    if (name === this.#name || performance.now() - this.#wrote.get(name) < LATE_MS) return;
    clearTimeout(this.#typing.get(name));
    this.#typing.set(name, setTimeout(() => this.#stopped(name), TYPING_MS));
    this.#drawTyping();
  }

  wrote(name) {
    this.#wrote.set(name, performance.now());
    this.#stopped(name);
  }

  #stopped(name) {
    clearTimeout(this.#typing.get(name));
    if (this.#typing.delete(name)) this.#drawTyping();
  }

  #self(name) {
    return make('li.self', {}, make('bdi', {}, name ? plain(name) : t('you')), make('small', {}, name ? t('you') : t('reading')));
  }

  #drawTyping() {
    const names = formatList([...this.#typing.keys()].map(plain));
    show(byId('typing'), names && t(this.#typing.size === 1 ? 'typingOne' : 'typing', { names }));
  }
}
