// The contenders of a configuration as cards. One is open: the controls stand in it, between the cards above and below.

import { add, copy, MOST_CONTENDERS, remove, turn } from "../../query/contenders.js";
import { ContenderCard } from "./contender_card.js";
import { make } from "../../base/elements.js";
import { showSymbols } from "../../query/explanation.js";

/**
 * @typedef {(query: URLSearchParams, own: Set<string>) => URLSearchParams} Change
 * @typedef {{
 *   bound: number, awaited: boolean, bind: (place: number) => void, rearrange: (change: Change, open: number) => void,
 * }} Bound
 */

const FULL = `A race has at most ${MOST_CONTENDERS} optimizers.`;
const LAST = "The only optimizer that runs cannot be removed. Switch on another one first.";

/** @type {(id: string) => HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

export class ContenderList {
  /**
   * `inputs` are the page's controls; `boot` says what they choose from.
   * @param {Bound} inputs
   * @param {{ choices: Choices, controls: Controls }} boot
   */
  constructor(inputs, { choices, controls }) {
    this.inputs = inputs;
    this.choices = choices;
    /** @type {ContenderCard[]} */
    this.cards = [];
    this.focusing = false;
    /** @type {Run | undefined} */
    this.run = undefined;
    this.folded = false;
    this.above = byId("cards-above");
    this.below = byId("cards-below");
    this.controls = byId("contender");
    this.adding = byId("add-contender");
    this.copying = make("button", "button quiet", { type: "button", textContent: "Copy" });
    this.removing = make("button", "button quiet", { type: "button", textContent: "Remove" });
    byId("contender-tools").append(this.copying, this.removing);
    showSymbols(controls);
    this.#listen();
  }

  #listen() {
    const own = () => this.inputs.bound + 1;
    this.#act(this.adding, () => this.#rearrange(add, this.cards.length));
    this.#act(this.copying, () => this.#rearrange((query, names) => copy(query, names, own()), this.cards.length));
    this.#act(this.removing, () => {
      const number = own();
      this.#rearrange((query, names) => remove(query, names, number), Math.max(0, number - 2));
    });
  }

  /**
   * What cannot be done stays in reach and says why.
   * @type {(button: HTMLElement, act: () => void) => void}
   */
  #act(button, act) {
    button.addEventListener("click", () => button.getAttribute("aria-disabled") === "true" || act());
  }

  /**
   * The card of place `open` is opened when its run has come, and gets the focus.
   * @type {(change: Change, open: number) => void}
   */
  #rearrange(change, open) {
    this.focusing = true;
    this.inputs.rearrange(change, open);
  }

  /** @type {(run: Run) => void} */
  setRun(run) {
    this.run = run;
    this.#fill();
    if (!this.focusing || this.inputs.awaited) return;
    this.focusing = false;
    this.open();
    this.cards[this.inputs.bound].head.focus();
  }

  /**
   * All of it has come, and with it the learning rates.
   * @type {(run: Run) => void}
   */
  complete(run) {
    if (run === this.run) this.#fill();
  }

  /** What was asked for cannot be: all is as it was. */
  refuse() {
    this.focusing = false;
    if (this.run) this.#fill();
  }

  #fill() {
    const run = /** @type {Run} */ (this.run);
    const { length } = run.config.contenders;
    while (this.cards.length > length) this.cards.pop()?.element.remove();
    while (this.cards.length < length) this.cards.push(this.#card(this.cards.length));
    this.cards.forEach((card, place) => card.fill(run, place + 1, this.choices));
    this.#arrange();
  }

  /** @type {(place: number) => ContenderCard} */
  #card(place) {
    return new ContenderCard(place, {
      opens: () => this.#toggle(place),
      turns: (on) => this.inputs.rearrange((query, own) => turn(query, own, place + 1, on), this.inputs.bound),
    });
  }

  /** @type {(place: number) => void} */
  #toggle(place) {
    this.folded = place === this.inputs.bound && !this.folded;
    this.inputs.bind(place);
    this.#arrange();
  }

  /** The card of the contender that the controls are bound to is opened. */
  open() {
    this.folded = false;
    this.#arrange();
  }

  #arrange() {
    const { bound } = this.inputs;
    const focused = document.activeElement;
    const moved = [
      put(this.above, this.cards.slice(0, bound + 1)),
      put(this.below, this.cards.slice(bound + 1)),
    ];
    if (moved.some(Boolean) && this.cards.some(({ head }) => head === focused)) /** @type {HTMLElement} */ (focused).focus();
    this.cards.forEach((card, place) => card.setOpen(place === bound && !this.folded));
    this.controls.hidden = this.folded;
    this.controls.setAttribute("aria-labelledby", this.cards[bound].head.id);
    this.#tools(this.cards[bound]);
  }

  /** @type {(card: { title: string, last: boolean }) => void} */
  #tools({ title, last }) {
    const full = this.cards.length === MOST_CONTENDERS;
    allow(this.adding, !full, full ? FULL : "Adds an optimizer with the same start and the same batches.");
    allow(this.copying, !full, full ? FULL : "Adds an optimizer with the same settings.");
    allow(this.removing, !last, last ? LAST : "Removes this optimizer from the race.");
    this.removing.hidden = this.cards.length === 1;
    this.copying.setAttribute("aria-label", `Copy ${title}`);
    this.removing.setAttribute("aria-label", `Remove ${title}`);
  }
}

/**
 * Puts cards into a place; whether any had to be moved.
 * @type {(place: HTMLElement, cards: ContenderCard[]) => boolean}
 */
function put(place, cards) {
  const elements = cards.map(({ element }) => element);
  const same = elements.length === place.children.length && elements.every((each, i) => each === place.children[i]);
  if (!same) place.replaceChildren(...elements);
  return !same;
}

/** @type {(button: HTMLElement, allowed: boolean, sentence: string) => void} */
function allow(button, allowed, sentence) {
  button.setAttribute("aria-disabled", String(!allowed));
  button.setAttribute("aria-description", sentence);
  button.title = sentence;
}
