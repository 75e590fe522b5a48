// @ts-nocheck
// What a person does in a box: types, pastes and clears, steps by the arrow keys, leaves it, or takes it back.

/** How far a key steps. */
export const STEPS = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** Tells the page's controls what is done in their boxes, wherever on the page these are. */
export function listenToBoxes(inputs, root = document) {
  const { boxes } = inputs;
  const listen = (kind, act) => root.addEventListener(kind, (event) => boxes.has(event.target.id) && act(event, event.target));
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

const { set: write } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");

/** As if the next number had been typed: so Dash knows of it at once, and the caret stays. */
function step(inputs, box, count) {
  const { text, caret } = inputs.stepped(box.id, box.selectionStart, count);
  if (text === box.value) return;
  write.call(box, text);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.setSelectionRange(caret, caret);
}
