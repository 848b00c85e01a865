// Creates elements. Texts are inserted as text only: no code on the page parses HTML.

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

const NODE_COLOURS = 6; // .node-0 … .node-5 in style.css

/** A node's name in its colour. Names that differ in one letter, chat-a and chat-b, get different colours. */
export function nodeBadge(node) {
  const sum = Array.from(node).reduce((total, letter) => total + letter.codePointAt(0), 0);
  return make(`bdi.badge.node-${sum % NODE_COLOURS}`, {}, node);
}
