// Values that survive a reload, per tab (sessionStorage) or per browser (localStorage).
// The chat also works in a browser that denies storage.

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
    // Full or denied: the value is lost at the next reload.
  }
}

/** The tab's value; in a new tab, the browser's most recent one. */
export const recall = key => read(tab, key) ?? read(browser, key);

export function remember(key, value) {
  write(tab, key, value);
  write(browser, key, value);
}

/** The browser's value, shared by its tabs. */
export const recallAnywhere = key => read(browser, key);

export const rememberAnywhere = (key, value) => write(browser, key, value);

export const recallInTab = key => read(tab, key);

export const rememberInTab = (key, value) => write(tab, key, value);
