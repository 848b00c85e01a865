// What outlives a reload: in the tab (sessionStorage) or in the browser (localStorage).
// A browser that refuses storage costs the memory, not the chat.

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
    // Full or forbidden: it is forgotten at the next reload.
  }
}

/** The tab's own value; in a new tab, the one that the browser used last. */
export const recall = key => read(tab, key) ?? read(browser, key);

export function remember(key, value) {
  write(tab, key, value);
  write(browser, key, value);
}

export const recallInTab = key => read(tab, key);

export const rememberInTab = (key, value) => write(tab, key, value);
