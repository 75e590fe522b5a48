// A contender's card, closed: its colour and number, its optimizer, its rate in figures and drawn, its batches, a switch.

import { short } from "../../base/format.js";
import { make, say, swatch } from "../../base/elements.js";
import { Sparkline } from "./sparkline.js";

const KEEPS = "An optimizer that is switched off keeps its settings and its colour, but does not run.";
const LAST = "The only optimizer that runs cannot be switched off. Switch on another one first.";

export class ContenderCard {
  /**
   * `place` counts from 0; `opens()` is called when the card is asked for, `turns(on)` when it is switched on or off.
   * @param {number} place
   * @param {{ opens: () => void, turns: (on: boolean) => void }} calls
   */
  constructor(place, { opens, turns }) {
    this.title = "";
    this.last = false;
    this.number = make("span", "contender-number");
    this.name = make("span", "contender-name");
    this.rate = make("span", "contender-rate");
    this.schedule = make("span", "visually-hidden");
    this.batch = make("span", "contender-batch");
    this.spark = new Sparkline();
    const facts = make("span", "contender-facts", {}, this.rate, this.spark.element, this.schedule, this.batch);
    this.head = make("button", "contender-head", { type: "button", id: `contender-head-${place + 1}`, onclick: opens });
    this.head.append(swatch(place), this.number, this.name, facts);
    this.switch = make("input", "contender-switch", { type: "checkbox", role: "switch" });
    this.switch.addEventListener("click", (event) => {
      if (this.last) event.preventDefault();
      else turns(this.switch.checked);
    });
    this.element = make("div", "contender-card", {}, this.head, this.switch);
  }

  /**
   * Shows contender `number` of a configuration as a run has it, the choices telling what it is called.
   * @type {(run: Run, number: number, choices: Choices) => void}
   */
  fill(run, number, choices) {
    const { contenders } = run.config;
    const own = contenders[number - 1];
    const k = run.contenders.findIndex((racing) => racing.number === number);
    const name = choices.opt[own.optimizer].label;
    // Two of a kind are told apart by their numbers.
    this.title = `optimizer ${number}, ${name}`;
    say(this.number, contenders.length > 1 ? String(number) : "");
    say(this.name, name);
    say(this.rate, `rate ${short(own.learning_rate, 4)}`);
    this.rate.title = "Learning rate";
    const { label, help } = choices.schedule[own.schedule];
    say(this.schedule, own.schedule === "constant" ? "" : ` ${label} `);
    this.head.title = `Learning rate: ${label.toLowerCase()}. ${help}`;
    say(this.batch, run.function ? "" : own.batch_size === null ? "full batch" : `batch ${own.batch_size}`);
    this.spark.draw(k < 0 ? [] : run.column("learning_rate", k), run.epochs);
    this.#fillSwitch(own.off, contenders);
  }

  /** @type {(off: boolean, contenders: ContenderConfig[]) => void} */
  #fillSwitch(off, contenders) {
    this.last = !off && contenders.filter((each) => !each.off).length === 1;
    this.switch.hidden = contenders.length === 1;
    this.switch.checked = !off;
    this.switch.setAttribute("aria-label", `Run ${this.title}`);
    this.switch.setAttribute("aria-disabled", String(this.last));
    this.switch.setAttribute("aria-description", this.last ? LAST : KEEPS);
    this.switch.title = this.last ? LAST : KEEPS;
    this.element.classList.toggle("off", Boolean(off));
  }

  /**
   * As the one whose controls are to be seen, or not.
   * @type {(open: boolean) => void}
   */
  setOpen(open) {
    this.element.classList.toggle("open", open);
    this.head.setAttribute("aria-expanded", String(open));
    if (open) this.head.setAttribute("aria-controls", "contender");
    else this.head.removeAttribute("aria-controls");
  }
}
