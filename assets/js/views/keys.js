// A small dialog that lists the keys of the page.

import { KEYS } from "../keys.js";

const STORED = "basin-character-keys";

export class Keys {
  /** `button` opens the list. */
  constructor(button) {
    this.letters = read() !== "off";
    button.addEventListener("click", () => this.open());
  }

  open() {
    this.dialog ??= this.#make();
    if (!this.dialog.open) this.dialog.showModal();
  }

  #make() {
    const title = make("h2", "", "Keys");
    title.id = "keys-title";
    const close = Object.assign(make("button", "icon-button close", "×"), { type: "button", ariaLabel: "Close" });
    const dialog = make("dialog", "dialog keys", make("div", "dialog-head", title, close), ...KEYS.map(section), this.#choice());
    dialog.setAttribute("aria-labelledby", "keys-title");
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => beside(dialog, event) && dialog.close());
    document.body.append(dialog);
    return dialog;
  }

  /** Single characters can be switched off: they are easily said, or hit, by mistake. */
  #choice() {
    const box = Object.assign(make("input", ""), { type: "checkbox", checked: this.letters });
    box.addEventListener("change", () => {
      this.letters = box.checked;
      store(box.checked ? "on" : "off");
    });
    return make("label", "keys-choice", box, "Single characters (L and ?) work anywhere");
  }
}

/** Whether a click is on what is behind a dialog. */
function beside(dialog, { target, clientX: x, clientY: y }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return target === dialog && (x < left || x > right || y < top || y > bottom);
}

function section([title, ...rows]) {
  const list = make("dl", "");
  for (const [keys, text] of rows) list.append(make("dt", "", make("kbd", "", keys)), make("dd", "", text));
  return make("section", "", make("h3", "", title), list);
}

function make(kind, className, ...children) {
  const element = document.createElement(kind);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** Where the browser keeps nothing, the usual holds. */
function read() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function store(value) {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // It holds until the page is left.
  }
}
