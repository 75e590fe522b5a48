// Under the table: how a run ended, in sentences.

import { make, say } from "../../base/elements.js";
import { warning } from "./gauge.js";

export class Ending {
  constructor() {
    this.warned = make("p", "warned warm");
    this.element = make("div", "ending");
    /** @type {{ element: HTMLElement, epoch: number, k: number }[]} */
    this.parts = [];
    /** @type {Run | undefined} */
    this.run = undefined;
    /** @type {string | undefined} */
    this.key = undefined;
  }

  /** @type {(run: Run) => void} */
  setRun(run) {
    this.run = run;
    this.#list();
  }

  /** The report may have come. */
  grow() {
    this.#list();
  }

  /** The sentences take their room as soon as they are known, so that nothing moves when they are due. */
  #list() {
    const run = /** @type {Run} */ (this.run);
    const rows = run.report?.contenders ?? [];
    const alone = rows.length === 1;
    // The table says of each of several how it ended; here is what wants explaining.
    const each = rows.map((row, k) => ({ ...row, k, failed: row.headline !== null }));
    const told = each.filter(({ failed }) => alone || failed);
    const key = JSON.stringify([told, run.contenders, run.report === null]);
    if (key === this.key) return;
    this.key = key;
    this.parts = told.map((row) => ({ ...row, element: this.#part(row, run.contenders[row.k], alone) }));
    // The warnings of one alone are over when it has diverged: both have the same room.
    this.element.classList.toggle("either", alone && rows[0].stopped === "diverged");
    // Before its report one alone has room for the usual sentence.
    const awaited = run.report || run.contenders.length > 1 ? [] : [make("p", "awaited")];
    this.element.replaceChildren(...this.parts.map(({ element }) => element), ...awaited, this.warned);
  }

  /**
   * Of one alone all is said; of several who it is, and the sentences unfold.
   * @type {(row: Ended & { failed: boolean }, contender: Contender, alone: boolean) => HTMLElement}
   */
  #part({ sentence, failed }, { label }, alone) {
    const part = make("div", failed ? "part warm" : "part", { role: "group", "aria-label": `How ${label} ended` });
    if (alone) part.append(make("p", "", {}, sentence));
    else part.append(make("div", "part-head", {}, make("strong", "", {}, label)), unfolding(sentence));
    return part;
  }

  /**
   * Each is told when it has come to its end.
   * @type {(epochs: number[]) => void}
   */
  draw(epochs) {
    for (const { element, epoch, k } of this.parts) element.classList.toggle("due", epochs[k] >= epoch);
    say(this.warned, warning(/** @type {Run} */ (this.run), epochs));
  }
}

/**
 * The first of some sentences, which shows the others.
 * @type {(sentences: string) => HTMLElement}
 */
function unfolding(sentences) {
  const [first, rest] = split(sentences);
  return rest ? make("details", "", {}, make("summary", "", {}, first), make("p", "", {}, rest)) : make("p", "", {}, first);
}

/**
 * The first sentence of a text, and what comes after it.
 * @type {(sentences: string) => [string, string]}
 */
export function split(sentences) {
  const end = sentences.search(/\. [A-Z]/) + 1;
  return end ? [sentences.slice(0, end), sentences.slice(end + 1)] : [sentences, ""];
}
