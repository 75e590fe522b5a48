// The controls: what a visitor changes in them becomes the page's next query, and a run's configuration goes back into them.

import { Boxes } from "./boxes.js";
import { names, planes } from "./offers.js";
import { unnumbered } from "./contenders.js";
import { explain } from "./explanation.js";
import { given } from "./paths.js";
import { disclose, refusal, row } from "./rows.js";
import { shown } from "../base/numbers.js";
import * as states from "./state.js";
import { fromSlider, held, same, toSlider, written } from "./values.js";

const SLIDER = "-slider";
// What is descended: the control that all others depend on, and no name of the address.
const PROBLEM = "problem";
// What changes as long as it is typed, slid or dragged.
const RUNNING = ["number", "list"];
const DRAGGED = ["start", "edits"];
// Learning rates while nothing was turned on the way.
/** @type {Rates} */
const AS_SET = { turned: () => null, rate: ({ contenders }, number) => contenders[number - 1].learning_rate };

/**
 * @typedef {import("./state.js").Fault} Fault
 * @typedef {import("./state.js").Change} Change
 */

export class Inputs {
  /** What a learning rate that is turned changes in place of itself (null: just that), and which one its control shows. */
  rates = AS_SET;
  // The only state of the page: see state.js.
  #state = states.NOTHING;
  // Whether a run is still to be put into the controls, and whether one ever has been.
  #due = false;
  #begun = false;
  // What is offered where that depends on the run, as text.
  /** @type {Map<string, string>} */
  #offered = new Map();

  /**
   * `specifications` and `choices` by query name; `first` is the function that is descended first; `components` are Dash's;
   * `ask(query, key)` wants a new run, whose key is the same for changes that may belong together. The controls of a
   * contender are one set, bound to one contender at a time; `onBound()` is called when that is another, `onFinished()` when
   * what was typed is finished.
   * @param {InputsOptions} options
   */
  constructor({ specifications, choices, first, components, ask, onBound = () => {}, onFinished = () => {} }) {
    this.specifications = specifications;
    this.own = states.owned(specifications);
    this.choices = choices;
    this.first = first;
    this.components = components;
    this.ask = ask;
    this.onBound = onBound;
    this.onFinished = onFinished;
    this.boxes = new Boxes({
      specifications,
      place: (name) => this.#inAddress(name),
      take: (name, text) => this.#ask(this.#taken(name, text), this.#key(name)),
      put: (name, text) => this.components.put(name, text),
      say: () => this.#showErrors(),
      end: () => this.onFinished(),
    });
  }

  /** The query that is asked for. */
  get query() {
    return this.#state.query;
  }

  /** The contender, from 0, whose values the contenders' controls hold. */
  get bound() {
    return this.#state.bound;
  }

  /** Whether what was asked for last is still to come. */
  get pending() {
    return this.#state.phase === "asked";
  }

  /** Whether something is still to come that no control holds. */
  get awaited() {
    return this.#state.awaited !== null;
  }

  /**
   * A visitor has changed these controls, by id; others are passed over.
   * @type {(values: Record<string, Held>) => void}
   */
  take(values) {
    const changes = Object.entries(values).filter(([id]) => id === PROBLEM || this.#nameOf(id) in this.specifications);
    if (!changes.length) return;
    for (const [id, value] of changes) this.#state = this.#changed(id, value);
    this.#ask(this.#state, changes.length > 1 ? null : this.#key(this.#nameOf(changes[0][0])));
  }

  /** @type {(id: string) => string} */
  #nameOf(id) {
    return id.endsWith(SLIDER) ? id.slice(0, -SLIDER.length) : id;
  }

  /** @type {(id: string, value: Held) => states.State} */
  #changed(id, value) {
    if (id === PROBLEM) return states.turned(this.#state, this.specifications, /** @type {states.Kind} */ (value), this.first);
    const name = this.#nameOf(id);
    const specification = this.specifications[name];
    const chosen = id === name ? value : fromSlider(Number(value), specification);
    if (id !== name) {
      this.boxes.forget([this.#inAddress(name)]);
      this.#show(name, chosen, specification);
    }
    return this.#taken(name, written(chosen, specification));
  }

  /**
   * Changes of the same key may belong together; of what is not typed or slid, each is by itself.
   * @type {(name: string) => string | null}
   */
  #key(name) {
    return RUNNING.includes(this.specifications[name]?.kind) ? this.#inAddress(name) : null;
  }

  /** @type {(name: string, text: string) => states.State} */
  #taken(name, text) {
    const place = this.#inAddress(name);
    return states.changed(this.#state, this.specifications, this.rates.turned(place, text) ?? { [place]: text });
  }

  /**
   * A visitor types into a box.
   * @type {(name: string, text: string) => void}
   */
  typed(name, text) {
    const before = /** @type {string | undefined} */ (this.components.held(name));
    this.components.know(name, text);
    this.boxes.typed(name, text, before);
  }

  /**
   * A visitor steps by so many what is in a box, of several numbers the one at the caret: { text, caret }.
   * @type {(name: string, caret: number, count: number) => { text: string, caret: number }}
   */
  stepped(name, caret, count) {
    const next = this.boxes.stepped(name, String(this.components.held(name)), caret, count);
    this.components.know(name, next.text);
    return next;
  }

  /**
   * Sets names of the address, a later contender's with its number, as their controls would; null or "": as is usual. No
   * control holds what is refused of them: it is forgotten.
   * @type {(changes: Changes) => void}
   */
  put(changes) {
    this.components.look();
    this.boxes.forget(Object.keys(changes));
    this.#ask(states.put(this.#state, this.specifications, changes), DRAGGED.find((name) => name in changes));
  }

  /**
   * Other contenders: `change(query, own names)` makes the query; then the controls are bound to contender `bound`.
   * @type {(change: Change, bound: number) => void}
   */
  rearrange(change, bound) {
    this.components.look();
    this.boxes.finishAll();
    this.boxes.renumber(this.own);
    this.#ask(states.rearranged(this.#state, this.specifications, change, bound));
  }

  /**
   * Another query is asked for in the place of this one, by whoever calls this. What was typed is forgotten.
   * @type {(query: string) => void}
   */
  open(query) {
    this.components.look();
    this.boxes.forget();
    this.#due = false;
    this.#state = states.opened(this.#state, query);
  }

  /**
   * Binds the contenders' controls to contender k.
   * @type {(k: number) => void}
   */
  bind(k) {
    if (k === this.bound) return;
    this.components.look();
    this.boxes.finishAll();
    this.#state = states.bound(this.#state, k);
    const run = this.#there;
    for (const name of this.own) {
      row(name).hidden = !this.#matters(name, run);
      this.#fill(name, this.specifications[name], run);
    }
    this.#showErrors();
    this.onBound();
  }

  /** The run that is on the screen. */
  get #there() {
    return /** @type {states.Shown} */ (this.#state.run);
  }

  /**
   * A control's name in the address: that of a contender's own has its number.
   * @type {(name: string) => string}
   */
  #inAddress(name) {
    return states.placed(this.#state, this.specifications, name);
  }

  /**
   * A name of the address, and what depends on it, is asked for as the run on the screen has it.
   * @type {(name: string) => void}
   */
  restore(name) {
    this.#state = states.restored(this.#state, this.specifications, name);
  }

  /**
   * What was typed into a box is taken back: it has what the run has that is on the screen.
   * @type {(name: string) => void}
   */
  takeBack(name) {
    if (!this.#state.run) return;
    this.components.look();
    const before = this.query.toString();
    const place = this.#inAddress(name);
    this.boxes.forget([place]);
    this.#state = states.takenBack(this.#state, this.specifications, place);
    this.#fill(name, this.specifications[name], this.#there);
    this.#showErrors();
    if (this.pending && this.query.toString() !== before) this.#ask(this.#state);
  }

  /**
   * What a control shows may have become another while its run stayed.
   * @type {(name: string) => void}
   */
  freshen(name) {
    if (this.#state.phase !== "answered" || this.#due) return;
    this.components.look();
    if (!this.pending) this.#fill(name, this.specifications[name], this.#there);
  }

  /** @type {(state: states.State, key?: string | null) => void} */
  #ask(state, key = null) {
    this.#state = state;
    this.#due = false;
    this.ask(states.written(state.query), key);
  }

  /**
   * A run is on the screen; if it is the newest that was asked for, `fill` puts it into the controls.
   * @type {(run: states.Shown, newest: boolean) => void}
   */
  accept(run, newest) {
    this.#state = states.accepted(this.#state, run, newest);
    for (const name of Object.keys(this.specifications)) row(name).hidden = !this.#matters(name, run);
    if (newest) this.boxes.settle((name) => !row(name).hidden);
    this.#showErrors();
    this.#due = newest;
  }

  /** The run's configuration goes into the controls that differ from it, unless a newer one has been asked for. */
  fill() {
    this.components.look();
    if (!this.#due) return;
    const run = this.#there;
    this.#due = false;
    this.#show(PROBLEM, run.function ? "function" : "data", { kind: "choice" });
    this.#offer("plane", planes(this.choices.plane, run));
    for (const [name, specification] of Object.entries(this.specifications)) this.#fill(name, specification, run);
    this.#begun = true;
  }

  /** @type {(name: string, specification: Control, run: states.Shown) => void} */
  #fill(name, specification, run) {
    const configured = states.valueOf(this.#state, this.specifications, name, run);
    const value = name === "lr" ? this.rates.rate(run.config, this.bound + 1) : configured;
    const set = this.query.has(this.#inAddress(name));
    row(name).classList.toggle("set", set);
    // Who opens a link sees everything that it sets.
    if (set && !this.#begun) disclose(name);
    if (name in this.choices) explain(name, this.choices[name][value]);
    if (row(name).hidden) return;
    if (specification.of) this.#offer(name, names(name, specification.of, run));
    this.#show(name, held(value, specification), specification);
    if (specification.slider) this.#showSlider(name + SLIDER, value, specification);
  }

  /**
   * Whether a control means something to a run: its place is there, and what it needs is given.
   * @type {(name: string, run: states.Shown) => boolean}
   */
  #matters(name, run) {
    const { needs, of } = this.specifications[name];
    const { config, parameters, contenders } = run;
    if (states.valueOf(this.#state, this.specifications, name, run) === undefined || (needs && !given(needs, config))) return false;
    if (of === "contenders") return contenders.length > 1;
    // Where its directions leave nothing open, there is nothing that a slice could go through.
    return name !== "through" || Number(this.choices.plane[config.plane.kind].dimensions) < parameters.length;
  }

  /** @type {(name: string, data: unknown) => void} */
  #offer(name, data) {
    const key = JSON.stringify(data);
    if (this.#offered.get(name) === key) return;
    this.#offered.set(name, key);
    this.components.write(name, { data });
  }

  /**
   * Shows refusals beside their controls, a contender's in its card; returns those that have none.
   * @type {(errors: Fault[]) => string[]}
   */
  refuse(errors) {
    const kept = errors.filter(({ field, detail }) => this.boxes.refuse(field, detail)).map(({ field }) => field);
    this.#state = states.refused(this.#state, this.specifications, errors, new Set(kept));
    const places = errors.map(({ field }) => this.#contender(field)).filter((place) => place !== null);
    if (places.length && !places.includes(this.bound)) this.bind(places[0]);
    else if (places.length) this.onBound();
    return this.#showErrors();
  }

  /** @type {(field: string) => number | null} */
  #contender(field) {
    return states.contenderOf(this.#state, this.specifications, field);
  }

  /** Returns the sentences whose controls are not there. */
  #showErrors() {
    for (const name of Object.keys(this.specifications)) refusal(name, this.boxes.wrong(name)?.sentence ?? "");
    return this.#state.refused.filter(({ field, detail }) => !this.#showError(field, detail)).map(({ detail }) => detail);
  }

  /** @type {(field: string, detail: string) => boolean} */
  #showError(field, detail) {
    const [, own] = unnumbered(field);
    // One that stands in a card that is not open waits there.
    if (this.own.has(own) && field !== this.#inAddress(own)) return this.#contender(field) !== null;
    if (!(own in this.specifications) || row(own).hidden) return false;
    refusal(own, detail);
    disclose(own);
    return true;
  }

  /**
   * A thumb stands where it is while it stands for the value.
   * @type {(id: string, value: number, specification: Control) => void}
   */
  #showSlider(id, value, specification) {
    const position = this.components.held(id);
    if (!same(fromSlider(Number(position), specification), value)) this.components.put(id, toSlider(value, specification));
  }

  /** @type {(name: string, value: Held, specification: Pick<Control, "kind">) => void} */
  #show(name, value, { kind }) {
    if (this.boxes.has(name)) this.boxes.fill(name, kind === "list" ? String(value) : shown(/** @type {number} */ (value)));
    else this.components.put(name, value);
  }
}
