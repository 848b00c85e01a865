// Creates and finds elements. Text is never parsed as HTML, because names and rules come from hosts and may contain anything.

const byId = id => document.getElementById(id);

/** Creates an element: make('p.note', 'text', child, …). */
function make(selector, ...children) {
  const [name, ...classes] = selector.split('.');
  const element = document.createElement(name);
  element.classList.add(...classes);
  element.append(...children);
  return element;
}

/** Creates an element with an English text, whatever the language of the page. */
function foreign(selector, text) {
  const element = make(selector, printable(text));
  element.lang = 'en';
  return element;
}

/** Replaces control characters, and characters that reorder text, by U+FFFD. */
const printable = text => String(text).replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

function svg(name, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }

  element.append(...children);
  return element;
}
