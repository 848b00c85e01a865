// Creates elements. Texts are inserted as text nodes; no code on the page parses HTML.

export const byId = id => document.getElementById(id);

/** Creates an element: `make('p.hint', { title: 'x' }, child, 'text')`. */
export function make(selector, properties = {}, ...children) {
  const [name, ...classes] = selector.split('.');
  const element = document.createElement(name);
  element.classList.add(...classes);
  Object.assign(element, properties);
  element.append(...children);
  return element;
}

/** Shows a text in an element, or hides the element when the text is empty. */
export function show(element, text) {
  element.hidden = !text;
  element.textContent = text ?? '';
}

const COLOURS = 6; // .node-0 … .node-5 in style.css

const colourOf = name => `node-${Array.from(name).reduce((total, letter) => total + letter.codePointAt(0), 0) % COLOURS}`;

/** Returns the CSS class with an author's colour. */
export const authorColour = colourOf;

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]/gi;

/** Splits a text into plain parts and links to the web addresses in it. */
export function link(text) {
  const parts = [];
  let end = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    parts.push(text.slice(end, index), make('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, address));
    end = index + address.length;
  }
  parts.push(text.slice(end));
  return parts;
}

/** Creates a dot in a node's colour. */
export const nodeDot = node => make(`span.dot.${colourOf(node)}`, { title: node, ariaHidden: 'true' });

/** Creates a badge with a node's name in its colour. Names that differ in one letter, such as chat-a and chat-b, get different colours. */
export function nodeBadge(node) {
  return make(`bdi.badge.${colourOf(node)}`, {}, node);
}
