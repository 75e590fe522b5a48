// Small controls that the stage makes for itself: a row of choices, and a menu that opens beside its button.

import { make } from "../base/elements.js";

/** @typedef {{ value: string, label: string, help: string }} Item */

let made = 0;

/**
 * A sentence about an element, for who points at it, comes to it by keyboard, or hears it.
 * @template {HTMLElement} T
 * @param {T} element
 * @param {string} text
 * @returns {T}
 */
export function hint(element, text) {
  element.dataset.hint = text;
  element.setAttribute("aria-description", text);
  return element;
}

/** Choices { value, label, help } side by side, of which one is taken; `onChoose(value)` is called when it is another. */
export class Segments {
  /**
   * @param {string} label
   * @param {Item[]} items
   * @param {(value: string) => void} onChoose
   */
  constructor(label, items, onChoose) {
    const name = `segments-${++made}`;
    /** @type {Map<string, HTMLInputElement>} */
    this.inputs = new Map();
    this.element = make("div", "segments");
    this.element.setAttribute("role", "radiogroup");
    this.element.setAttribute("aria-label", label);
    for (const { value, label: text, help } of items) {
      const input = make("input", "", { type: "radio", name, value });
      input.addEventListener("change", () => onChoose(value));
      const segment = make("label", "segment", {}, input, make("span", "", {}, text));
      this.inputs.set(value, input);
      this.element.append(segment);
      this.explain(value, help);
    }
  }

  /** @type {(value: string) => void} */
  show(value) {
    this.#input(value).checked = true;
  }

  /**
   * What a choice is, or why there is no such choice now.
   * @type {(value: string, help: string, disabled?: boolean) => void}
   */
  explain(value, help, disabled = false) {
    const input = this.#input(value);
    input.disabled = disabled;
    input.setAttribute("aria-description", help);
    /** @type {HTMLElement} */ (input.parentElement).dataset.hint = help;
  }

  /** @type {(value: string, label: string) => void} */
  rename(value, label) {
    /** @type {Node} */ (this.#input(value).nextSibling).textContent = label;
  }

  /** @type {(value: string) => HTMLInputElement} */
  #input(value) {
    return /** @type {HTMLInputElement} */ (this.inputs.get(value));
  }
}

/** A button that opens a panel of `content` above or below it, wherever there is room. */
export class Menu {
  /**
   * @param {string} label
   * @param {string} help
   * @param {(Node | string)[]} content
   */
  constructor(label, help, ...content) {
    this.panel = make("div", "menu-panel", {}, ...content);
    Object.assign(this.panel, { id: `menu-${++made}`, popover: "auto" });
    this.panel.setAttribute("role", "group");
    this.panel.setAttribute("aria-label", label);
    this.button = hint(make("button", "button tool menu-button", {}, label), help);
    Object.assign(this.button, { type: "button", popoverTargetElement: this.panel });
    this.button.setAttribute("aria-expanded", "false");
    this.panel.addEventListener("toggle", ({ newState }) => this.#toggled(newState === "open"));
    this.element = make("div", "menu-place", {}, this.button, this.panel);
  }

  /** @type {(open: boolean) => void} */
  #toggled(open) {
    this.button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    const { left, right, top, bottom } = this.button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.panel;
    const x = Math.max(8, Math.min(right - width, innerWidth - width - 8, Math.max(left, right - width)));
    const y = bottom + 6 + height <= innerHeight ? bottom + 6 : Math.max(8, top - 6 - height);
    Object.assign(this.panel.style, { left: `${x}px`, top: `${y}px` });
  }

  close() {
    this.panel.hidePopover();
  }
}
