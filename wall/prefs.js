// What somebody set on this browser: theme, size of text, language, keys. Kept where the browser allows it.

const KEY = "folkmoot-wall";
const DEFAULTS = { theme: "auto", size: 1, language: null, keys: true };
export const SIZES = [0.8, 0.9, 1, 1.15, 1.3, 1.5, 1.75, 2];

function read() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { ...DEFAULTS };
  }
}

export const prefs = read();

export function prefer(changes) {
  Object.assign(prefs, changes);
  try {
    localStorage.setItem(KEY, JSON.stringify(prefs));
  } catch {
    // Then they last as long as the page.
  }
  wear();
}

/** Shows them on the page. */
export function wear() {
  const root = document.documentElement;
  if (prefs.theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = prefs.theme;
  root.style.setProperty("--size", SIZES.includes(prefs.size) ? prefs.size : 1);
}
