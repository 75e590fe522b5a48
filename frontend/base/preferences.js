// Small choices that a browser keeps for its visitor; where it keeps nothing, they hold until the page is left.

/**
 * What was kept under a name; null where nothing was, or can be.
 * @type {(name: string) => string | null}
 */
export function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** @type {(name: string, text: string) => void} */
export function keep(name, text) {
  try {
    localStorage.setItem(name, text);
  } catch {
    // Nothing depends on it.
  }
}
