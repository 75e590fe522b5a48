// What a person does in a box: types, pastes and clears, steps by the arrow keys, leaves it, or takes it back.

/**
 * The controls, of which some are boxes.
 * @typedef {{
 *   boxes: { has: (name: string) => boolean, finish: (name: string) => void }, typed: (name: string, text: string) => void,
 *   takeBack: (name: string) => void,
 *   stepped: (name: string, caret: number, count: number) => { text: string, caret: number },
 * }} Typed
 */

/**
 * How far a key steps.
 * @type {Record<string, number>}
 */
export const STEPS = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/**
 * Tells the page's controls what is done in their boxes, wherever on the page these are.
 * @type {(inputs: Typed, root?: Document) => void}
 */
export function listenToBoxes(inputs, root = document) {
  const { boxes } = inputs;
  /** @type {(kind: string, act: (event: InputEvent & KeyboardEvent, box: HTMLInputElement) => void) => void} */
  const listen = (kind, act) => root.addEventListener(kind, (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (boxes.has(box.id)) act(/** @type {InputEvent & KeyboardEvent} */ (event), box);
  });
  // While characters are being composed nothing is typed yet.
  listen("input", ({ isComposing }, { id, value }) => isComposing || inputs.typed(id, value));
  listen("compositionend", (_, { id, value }) => inputs.typed(id, value));
  listen("focusout", (_, { id }) => boxes.finish(id));
  listen("keydown", (event, box) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key in STEPS) step(inputs, box, STEPS[event.key]);
    else if (event.key === "Enter") boxes.finish(box.id);
    else if (event.key === "Escape") inputs.takeBack(box.id);
    else return;
    event.preventDefault();
  });
}

const { set: write } = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value"));

/**
 * As if the next number had been typed: so Dash knows of it at once, and the caret stays.
 * @type {(inputs: Typed, box: HTMLInputElement, count: number) => void}
 */
function step(inputs, box, count) {
  const { text, caret } = inputs.stepped(box.id, /** @type {number} */ (box.selectionStart), count);
  if (text === box.value) return;
  write?.call(box, text);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.setSelectionRange(caret, caret);
}
