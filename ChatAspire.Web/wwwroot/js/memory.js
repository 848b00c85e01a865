// Values that survive a reload, per tab (sessionStorage) or per browser (localStorage).
// A browser may deny storage; the chat then works without stored values.

const store = kind => {
  try {
    return window[kind];
  } catch {
    return null;
  }
};
const tab = store('sessionStorage');
const browser = store('localStorage');

const read = (from, key) => from?.getItem(`chat.${key}`) ?? null;

function write(to, key, value) {
  try {
    to?.setItem(`chat.${key}`, value);
  } catch {
    // Storage is full or denied, so the value is lost at the next reload.
  }
}

/** Returns the tab's value or, in a new tab, the browser's most recent one; null when there is none. */
export const recall = key => read(tab, key) ?? read(browser, key);

export function remember(key, value) {
  write(tab, key, value);
  write(browser, key, value);
}

/** Returns the browser's value, shared by its tabs; null when there is none. */
export const recallAnywhere = key => read(browser, key);

export const rememberAnywhere = (key, value) => write(browser, key, value);

export const recallInTab = key => read(tab, key);

export const rememberInTab = (key, value) => write(tab, key, value);
