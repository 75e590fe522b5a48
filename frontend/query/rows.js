// The row of a control on the page: what it is folded into, and what is wrong in it.

/** @type {(name: string) => HTMLElement} */
export function row(name) {
  return /** @type {HTMLElement} */ (document.getElementById(`${name}-row`));
}

/**
 * Opens what a control is folded into.
 * @type {(name: string) => void}
 */
export function disclose(name) {
  const fold = row(name).closest("details");
  if (fold) fold.open = true;
}

/**
 * Says what is wrong in a control, if anything is ("").
 * @type {(name: string, text: string) => void}
 */
export function refusal(name, text) {
  const place = /** @type {HTMLElement} */ (document.getElementById(`${name}-error`));
  if (place.textContent === text) return;
  place.textContent = text;
  row(name).classList.toggle("refused", text !== "");
}
