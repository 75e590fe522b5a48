// The box for the race's target.

import { read, shown, step } from "../../base/numbers.js";
import { make, say } from "../../base/elements.js";
import { STEPS } from "../typing.js";

const TITLE = "The loss that the optimizers race to reach. Empty: the stopping loss, or nine tenths of the way from the start down to the lowest loss at the end.";
const RANGE = { low: null, high: null, above: false, below: false, integer: false, log: false, slider: null };
const WORDS = { label: "Target loss", limits: "a number" };
// Significant digits of the usual target, as it is stepped from.
const DIGITS = 3;

export class Goal {
  /**
   * `onChange()` is called when another target is typed.
   * @param {() => void} onChange
   */
  constructor(onChange) {
    this.onChange = onChange;
    this.box = make("input", "target", { type: "text", inputMode: "decimal", autocomplete: "off", title: TITLE });
    this.box.setAttribute("aria-label", WORDS.label);
    this.box.setAttribute("aria-description", TITLE);
    this.box.addEventListener("input", onChange);
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.wrong = make("p", "refusal", { role: "alert" });
    this.element = make("div", "", {}, make("label", "target-label", {}, "Target", this.box), this.wrong);
    this.good = "";
    /** @type {number | null} */
    this.usual = null;
  }

  /**
   * The target where the usual one is this (null: none); NaN while what is typed is no number.
   * @type {(usual: number | null) => number | null}
   */
  of(usual) {
    this.usual = usual;
    const placeholder = usual === null ? "" : shown(Number(usual.toPrecision(DIGITS)));
    if (this.box.placeholder !== placeholder) this.box.placeholder = placeholder;
    const { text = "", wrong = "" } = read(this.box.value, { ...WORDS, ...RANGE });
    this.box.setAttribute("aria-invalid", String(wrong !== ""));
    say(this.wrong, wrong);
    if (wrong) return NaN;
    this.good = text;
    return text === "" ? usual : Number(text);
  }

  /**
   * Arrow keys step; Escape takes back what is wrong.
   * @type {(event: KeyboardEvent) => void}
   */
  #key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key in STEPS) this.#step(STEPS[event.key]);
    else if (event.key === "Escape") this.box.value = this.good;
    else return;
    event.preventDefault();
    this.onChange();
  }

  /** @type {(count: number) => void} */
  #step(count) {
    const from = this.of(this.usual);
    if (from === null || Number.isNaN(from)) return;
    this.box.value = shown(/** @type {number} */ (step(Number(from.toPrecision(DIGITS)), count, RANGE)));
  }
}
