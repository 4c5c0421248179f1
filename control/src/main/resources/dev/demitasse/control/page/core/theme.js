// Light, dark, or as the machine has it.

const KEY = 'demitasse.theme';
const ORDER = ['auto', 'light', 'dark'];

/** What is chosen. */
export function theme() {
  return document.documentElement.dataset.theme ?? 'auto';
}

/** Chooses the next. */
export function nextTheme() {
  choose(ORDER[(ORDER.indexOf(theme()) + 1) % ORDER.length]);
}

function choose(next) {
  if (next === 'auto') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(KEY);
  } else {
    document.documentElement.dataset.theme = next;
    localStorage.setItem(KEY, next);
  }
  document.dispatchEvent(new Event('theme'));
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new Event('theme')));
