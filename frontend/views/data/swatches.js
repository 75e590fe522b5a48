// The class of the points that are added: a swatch each, to choose one from.

import { hint } from "../controls.js";
import { make } from "../../base/elements.js";

export class Swatches {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.count = 0;
  }

  /**
   * One for each of so many classes; what was chosen stays chosen while it is there.
   * @type {(classes: number) => void}
   */
  show(classes) {
    if (classes === this.count) return;
    const chosen = Math.min(this.chosen, classes - 1);
    this.count = classes;
    this.element.replaceChildren(...Array.from({ length: classes }, (_, label) => swatch(label, label === chosen)));
  }

  /** The number of the class. */
  get chosen() {
    return Number(/** @type {HTMLInputElement | null} */ (this.element.querySelector(":checked"))?.value ?? 0);
  }
}

/** @type {(label: number, chosen: boolean) => HTMLElement} */
function swatch(label, chosen) {
  const radio = make("input", "", { type: "radio", name: "new-points", value: label, checked: chosen, "aria-label": `Class ${label}` });
  const element = make("label", "new-point", {}, radio, make("span", "", {}, String(label)));
  element.style.setProperty("--class", `var(--class-${label})`);
  return hint(element, `New points are of class ${label}.`);
}
