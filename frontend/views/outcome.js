// Over the stage, as soon as a run is computed: what went wrong, and a button that was found to help.

import { make, swatch } from "../base/elements.js";

/** @typedef {(changes: Changes) => void} Put */

export class Outcome {
  /**
   * Of the stage's picture; `put(changes)` sets names of the address.
   * @param {HTMLElement} scene
   * @param {Put} put
   */
  constructor(scene, put) {
    this.put = put;
    /** @type {Run | undefined} */
    this.run = undefined;
    /** @type {Report | null | undefined} */
    this.report = undefined;
    this.words = make("div", "outcome-words", { role: "status" });
    const close = make("button", "outcome-close", { type: "button", textContent: "×", "aria-label": "Close this message" });
    close.addEventListener("click", () => (this.element.hidden = true));
    this.element = make("div", "outcome", { hidden: true }, this.words, close);
    scene.append(this.element);
  }

  /** @type {(run: Run) => void} */
  setRun(run) {
    this.run = run;
    this.grow();
  }

  /** The report may have come; what was closed stays closed. */
  grow() {
    const run = /** @type {Run} */ (this.run);
    if (run.report === this.report) return;
    this.report = run.report;
    const rows = (run.report?.contenders ?? []).map((row, k) => ({ ...row, ...run.contenders[k] }));
    const told = rows.filter(({ headline }) => headline);
    this.words.replaceChildren(...told.map((row) => part(row, rows.length > 1, this.put)));
    this.element.hidden = told.length === 0;
  }

  complete() {
    this.grow();
  }
}

/**
 * What is said of a contender, who is named where there are several.
 * @type {(row: Ended & Contender, several: boolean, put: Put) => HTMLElement}
 */
function part({ headline, remedy, label, colour }, several, put) {
  const who = several ? [swatch(colour), make("strong", "", {}, label), " "] : [];
  return make("p", "", {}, ...who, headline ?? "", ...(remedy ? [" ", button(remedy, label, put)] : []));
}

/**
 * A button that does what was found to help.
 * @type {(remedy: Remedy, label: string, put: Put) => HTMLButtonElement}
 */
export function button({ text, changes }, label, put) {
  const set = Object.entries(changes).filter(([, value]) => value !== null).map(([name, value]) => `${name} = ${value}`);
  const title = `For ${label}: sets ${set.join(", ") || "this back to its default"}.`;
  const element = make("button", "button remedy", { type: "button", textContent: text, title });
  element.addEventListener("click", () => put(changes));
  return element;
}
