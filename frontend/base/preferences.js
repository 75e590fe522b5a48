// @ts-nocheck
// Small choices that a browser keeps for its visitor; where it keeps nothing, they hold until the page is left.

/** What was kept under a name; null where nothing was, or can be. */
export function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keep(name, text) {
  try {
    localStorage.setItem(name, text);
  } catch {
    // Nothing depends on it.
  }
}
