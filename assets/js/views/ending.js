// Under the table: how a run ended, in sentences, and what would have held where it did not.

import { numbered } from "../race.js";
import { make, say } from "./elements.js";
import { warning } from "./gauge.js";

export class Ending {
  /** `put(changes)` sets names of the address. */
  constructor(put) {
    this.put = put;
    this.warned = make("span", "warm");
    this.element = make("p", "ending");
    this.parts = [];
  }

  setRun(run) {
    this.run = run;
    this.#list();
  }

  complete() {
    this.#list();
  }

  /** The sentences take their room as soon as they are known, so that nothing moves when they are due. */
  #list() {
    const { run } = this;
    const rows = run.report?.contenders ?? [];
    const alone = rows.length === 1;
    // The table says of each of several how it ended; here is what wants explaining.
    const each = rows.map((row, k) => ({ ...row, k, failed: row.stopped === "diverged" || row.holds !== null }));
    const told = each.filter(({ failed }) => alone || failed);
    const key = JSON.stringify([told, run.contenders]);
    if (key === this.key) return;
    this.key = key;
    this.parts = told.map((row) => ({ ...row, element: this.#part(row, run.contenders[row.k], alone) }));
    this.element.replaceChildren(...this.parts.map(({ element }) => element), this.warned);
  }

  #part({ sentence, holds, failed }, { label, number }, alone) {
    const part = make("span", failed ? "part warm" : "part");
    part.append(alone ? sentence : `${label}: ${sentence}`, " ");
    if (holds !== null) part.append(this.#remedy(number, label, holds), " ");
    return part;
  }

  #remedy(number, label, holds) {
    const text = `Use ${holds}, the largest rate that holds`;
    const title = `Sets the learning rate of ${label}, and takes back what was set by hand on the way.`;
    const button = make("button", "button remedy", { type: "button", textContent: text, title });
    button.addEventListener("click", () => {
      this.put({ [numbered(number, "lr")]: String(holds), [numbered(number, "manual")]: null });
    });
    return button;
  }

  /** Whether it has just come to what went wrong. */
  draw(epochs) {
    let news = false;
    for (const { element, epoch, k, failed } of this.parts) {
      const due = epochs[k] >= epoch;
      news ||= due && failed && !element.classList.contains("due");
      element.classList.toggle("due", due);
    }
    say(this.warned, warning(this.run, epochs));
    return news;
  }
}
