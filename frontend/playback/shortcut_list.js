// A small dialog that lists the keys of the page.

import { keep, recall } from "../base/preferences.js";
import { KEYS } from "./shortcuts.js";
import { make } from "../base/elements.js";

const STORED = "basin-character-keys";

export class ShortcutList {
  /**
   * `button` opens the list.
   * @param {HTMLElement} button
   */
  constructor(button) {
    this.letters = recall(STORED) !== "off";
    /** @type {HTMLDialogElement | undefined} */
    this.dialog = undefined;
    button.addEventListener("click", () => this.open());
  }

  open() {
    this.dialog ??= this.#make();
    if (!this.dialog.open) this.dialog.showModal();
  }

  #make() {
    const close = make("button", "icon-button close", { type: "button", "aria-label": "Close" }, "×");
    const head = make("div", "dialog-head", {}, make("h2", "", { id: "keys-title" }, "Keys"), close);
    const dialog = make("dialog", "dialog keys", { "aria-labelledby": "keys-title" }, head, ...KEYS.map(section), this.#choice());
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => beside(dialog, event) && dialog.close());
    document.body.append(dialog);
    return dialog;
  }

  /** Single characters can be switched off: they are easily said, or hit, by mistake. */
  #choice() {
    const box = make("input", "", { type: "checkbox", checked: this.letters });
    box.addEventListener("change", () => {
      this.letters = box.checked;
      keep(STORED, box.checked ? "on" : "off");
    });
    return make("label", "keys-choice", {}, box, "The single keys L and ? work anywhere on the page");
  }
}

/**
 * Whether a click is on what is behind a dialog.
 * @type {(dialog: HTMLElement, event: MouseEvent) => boolean}
 */
function beside(dialog, { target, clientX: x, clientY: y }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return target === dialog && (x < left || x > right || y < top || y > bottom);
}

/** @type {(section: [string, ...[string, string][]]) => HTMLElement} */
function section([title, ...rows]) {
  const items = rows.flatMap(([keys, text]) => [make("dt", "", {}, make("kbd", "", {}, keys)), make("dd", "", {}, text)]);
  return make("section", "", {}, make("h3", "", {}, title), make("dl", "", {}, ...items));
}
