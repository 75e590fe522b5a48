// The numbers beside a formula's symbols: those of the contender whose card is open, at the shown epoch.

import { number, numerals } from "../base/format.js";
import { lastAtOrBefore } from "../run/run.js";
import { make, say } from "../base/elements.js";

/** @typedef {NonNullable<Entry["symbols"]>} Symbols */

const UNKNOWN = "–";

/**
 * What a symbol stands for in contender `place` (from 0) of a run's configuration after a whole epoch; where that has not
 * come, or is nothing that one knows, a dash.
 * @type {(of: string, run: Run, place: number, epoch: number) => string}
 */
export function valueOf(of, run, place, epoch) {
  const own = run.config.contenders[place];
  const [kind, name] = of.split(":");
  if (kind === "hyperparameter") return plain(own.hyperparameters[name]);
  const k = run.contenders.findIndex((racing) => racing.number === place + 1);
  if (k < 0 || run.last < 0) return kind === "learning_rate" ? plain(own.learning_rate) : UNKNOWN;
  if (kind === "slot") return slot(run, k, name, epoch);
  const value = run.scalar(/** @type {Column} */ (kind), k, epoch);
  return kind === "gradient_norm" ? number(value) : plain(value);
}

/** @type {(value: unknown) => string} */
function plain(value) {
  return typeof value === "number" ? numerals(String(Number(value.toPrecision(5)))) : UNKNOWN;
}

/**
 * What an optimizer keeps between updates, at the last epoch at which it is known.
 * @type {(run: Run, k: number, name: string, epoch: number) => string}
 */
function slot({ motion }, k, name, epoch) {
  const norms = motion?.slots[k][name];
  const i = motion && norms ? lastAtOrBefore(motion.epochs.data, epoch) : -1;
  return !norms || i < 0 || Number.isNaN(norms.data[i]) ? UNKNOWN : number(norms.data[i]);
}

export class Formula {
  /**
   * `inputs` say whose card is open; `choices` which symbols an optimizer's formula has.
   * @param {HTMLElement} element
   * @param {{ bound: number }} inputs
   * @param {Choices} choices
   */
  constructor(element, inputs, choices) {
    this.element = element;
    this.inputs = inputs;
    this.choices = choices;
    /** @type {Symbols | undefined} */
    this.symbols = undefined;
    /** @type {HTMLElement[]} */
    this.places = [];
    /** @type {unknown[] | undefined} */
    this.seen = undefined;
  }

  /** @type {(moment: { epochs: number[] }, run: Run) => void} */
  draw({ epochs }, run) {
    const place = this.inputs.bound;
    const k = run.contenders.findIndex((racing) => racing.number === place + 1);
    const epoch = Math.min(Math.floor(k < 0 ? 0 : epochs[k]), run.last);
    const seen = [run, place, epoch, run.motion];
    if (seen.every((each, i) => each === this.seen?.[i])) return;
    this.seen = seen;
    const { symbols = [] } = this.choices.opt[run.config.contenders[place].optimizer];
    if (symbols !== this.symbols) this.#list(symbols);
    symbols.forEach(({ of }, i) => say(this.places[i], valueOf(of, run, place, epoch)));
  }

  /** @type {(symbols: Symbols) => void} */
  #list(symbols) {
    this.symbols = symbols;
    this.places = symbols.map(() => make("dd"));
    const rows = symbols.map(({ symbol, label }, i) => {
      const term = make("dt");
      // MathML that the server made of its own definitions.
      term.innerHTML = symbol;
      term.append(make("span", "visually-hidden", {}, ` ${label}`));
      return make("div", "", { title: label }, term, this.places[i]);
    });
    this.element.replaceChildren(...rows);
  }
}
