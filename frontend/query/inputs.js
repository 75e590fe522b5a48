// The controls and the address: a change becomes a query, a run's configuration goes back into the controls.

import { Boxes } from "./boxes.js";
import { names, planes } from "./offers.js";
import { numbered, unnumbered } from "./contenders.js";
import { restore, write } from "./dependents.js";
import { explain } from "./explanation.js";
import { at, given } from "./paths.js";
import { disclose, refusal, row } from "./rows.js";
import { shown } from "../base/numbers.js";
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
 * @typedef {{ field: string, detail: string }} Fault
 * @typedef {(query: URLSearchParams, own: Set<string>) => URLSearchParams} Change
 */

export class Inputs {
  /** What a learning rate that is turned changes in place of itself (null: just that), and which one its control shows. */
  rates = AS_SET;

  /**
   * `specifications` and `choices` by query name; `first` is the function that is descended first; `shown` what the
   * controls hold, by id; `set(id, props)` changes a component; `ask(query, key)` wants a new run, whose key is the same
   * for changes that may belong together. The controls of a contender are one set, bound to one contender at a time;
   * `onBound()` is called when that is another, `onFinished()` when what was typed is finished.
   * @param {InputsOptions} options
   */
  constructor({ specifications, choices, first, shown, set, ask, onBound = () => {}, onFinished = () => {} }) {
    this.specifications = specifications;
    this.choices = choices;
    this.first = first;
    this.set = set;
    this.ask = ask;
    this.onBound = onBound;
    this.onFinished = onFinished;
    this.query = new URLSearchParams();
    // Of a contender's own controls: their ids, and which contender they are bound to, from 0.
    this.own = new Set(Object.keys(specifications).filter((name) => this.#isOwn(name)));
    this.bound = 0;
    // While something is asked for that no control holds, as other contenders: to whom the controls are then bound, and
    // the query to go back to if it is refused.
    /** @type {{ bound: number, query: URLSearchParams } | null} */
    this.awaited = null;
    /** @type {Fault[]} */
    this.errors = [];
    /** @type {Run | undefined} */
    this.run = undefined;
    // The last query about data and about a function, to come back to.
    /** @type {Record<"data" | "function", URLSearchParams | null>} */
    this.last = { data: new URLSearchParams(), function: null };
    this.shown = new Map(Object.entries(shown));
    /** @type {Map<string, string>} */
    this.offered = new Map();
    this.boxes = new Boxes({
      specifications,
      place: (name) => this.#inAddress(name),
      take: (name, text) => this.#take(name, text),
      put: (name, text) => this.#put(name, "value", text),
      say: () => this.#showErrors(),
      end: () => this.onFinished(),
    });
    // Whether what was asked for last is still to come.
    this.pending = false;
    // Whether a run is still to be put into the controls, whether they hold one, and whether they ever have.
    this.due = this.settled = this.begun = false;
  }

  /**
   * These controls (values by id) have changed; what was put into them from here does not count. Boxes are listened to
   * themselves: what is said of them may come late.
   * @type {(values: Record<string, Held>) => void}
   */
  changed(values) {
    for (const [id, value] of Object.entries(values)) {
      if (this.boxes.has(id) || same(this.shown.get(id), value)) continue;
      this.shown.set(id, value);
      this.#change(id, value);
    }
  }

  /** @type {(id: string, value: Held) => void} */
  #change(id, value) {
    if (id === PROBLEM) return this.#turnTo(/** @type {"data" | "function"} */ (value));
    const name = id.endsWith(SLIDER) ? id.slice(0, -SLIDER.length) : id;
    const specification = this.specifications[name];
    const chosen = id === name ? value : fromSlider(Number(value), specification);
    if (id !== name) {
      this.boxes.forget([this.#inAddress(name)]);
      this.#show(name, chosen, specification);
    }
    return this.#take(name, written(chosen, specification));
  }

  /**
   * A visitor types into a box.
   * @type {(name: string, text: string) => void}
   */
  typed(name, text) {
    const before = /** @type {string | undefined} */ (this.shown.get(name));
    this.shown.set(name, text);
    this.boxes.typed(name, text, before);
  }

  /**
   * A visitor steps by so many what is in a box, of several numbers the one at the caret: { text, caret }.
   * @type {(name: string, caret: number, count: number) => { text: string, caret: number }}
   */
  stepped(name, caret, count) {
    const next = this.boxes.stepped(name, String(this.shown.get(name)), caret, count);
    this.shown.set(name, next.text);
    return next;
  }

  /** @type {(name: string, text: string) => void} */
  #take(name, text) {
    const place = this.#inAddress(name);
    return this.#set(this.rates.turned(place, text) ?? { [place]: text }, RUNNING.includes(this.specifications[name].kind) ? place : null);
  }

  /**
   * From data to a function or back: to where one was, or to a first one with the same optimizer.
   * @type {(kind: "data" | "function") => void}
   */
  #turnTo(kind) {
    this.last[kind === "data" ? "function" : "data"] = new URLSearchParams(this.query);
    const before = this.last[kind];
    if (before) this.query = new URLSearchParams(before);
    else write(this.query, this.specifications, kind, this.first);
    this.#ask();
  }

  /**
   * Sets names of the address, a later contender's with its number, as their controls would; null or "": as is usual. No
   * control holds what is refused of them: it is forgotten.
   * @type {(changes: Changes) => void}
   */
  put(changes) {
    this.#leaveRefused();
    this.boxes.forget(Object.keys(changes));
    this.awaited ??= { bound: this.bound, query: new URLSearchParams(this.query) };
    this.#set(changes, DRAGGED.find((name) => name in changes));
  }

  /** What was refused would be refused again beside anything else: it goes, and its control with the next run. */
  #leaveRefused() {
    if (!this.errors.length || !this.run) return;
    if (this.errors.every(({ field }) => this.query.has(field))) for (const { field } of this.errors) this.query.delete(field);
    else this.query = new URLSearchParams(this.run.query);
  }

  /** @type {(changes: Changes, key?: string | null) => void} */
  #set(changes, key) {
    for (const [name, text] of Object.entries(changes)) write(this.query, this.specifications, name, text ?? "");
    this.#ask(key);
  }

  /**
   * Other contenders: `change(query, own names)` makes the query; then the controls are bound to contender `bound`.
   * @type {(change: Change, bound: number) => void}
   */
  rearrange(change, bound) {
    this.boxes.finishAll();
    this.boxes.renumber(this.own);
    this.#leaveRefused();
    this.awaited = { bound, query: this.awaited?.query ?? this.query };
    this.query = change(this.query, new Set([...this.own, "off"]));
    this.#ask();
  }

  /**
   * Binds the contenders' controls to contender k.
   * @type {(k: number) => void}
   */
  bind(k) {
    if (k === this.bound) return;
    this.boxes.finishAll();
    this.bound = k;
    if (this.awaited) this.awaited.bound = k;
    this.#rebind();
    this.#showErrors();
    this.onBound();
  }

  #rebind() {
    for (const name of this.own) {
      row(name).hidden = !this.#matters(name, this.#there);
      this.#accept(name, this.specifications[name], this.#there);
    }
  }

  /** The run that is on the screen. */
  get #there() {
    return /** @type {Run} */ (this.run);
  }

  /** @type {(name: string) => boolean} */
  #isOwn(name) {
    return this.specifications[name].path[0] === "contenders";
  }

  /**
   * A control's name in the address: that of a contender's own has its number.
   * @type {(name: string) => string}
   */
  #inAddress(name) {
    return this.own.has(name) ? numbered(this.bound + 1, name) : name;
  }

  /**
   * Where in a configuration a control's value is.
   * @type {(name: string) => import("./paths.js").Path}
   */
  #path(name) {
    const { path } = this.specifications[name];
    return this.own.has(name) ? ["contenders", this.bound, ...path.slice(2)] : path;
  }

  /**
   * The query has of a name, and of what depends on it, what the run has that is on the screen.
   * @type {(name: string) => void}
   */
  #restore(name) {
    restore(this.query, this.specifications, name, new URLSearchParams(this.#there.query));
  }

  /**
   * What was typed into a box is taken back: it has what the run has that is on the screen.
   * @type {(name: string) => void}
   */
  takeBack(name) {
    if (!this.run) return;
    const before = this.query.toString();
    const place = this.#inAddress(name);
    this.boxes.forget([place]);
    this.#restore(place);
    this.errors = this.errors.filter(({ field }) => field !== place);
    this.#accept(name, this.specifications[name], this.run);
    this.#showErrors();
    this.settled ||= !this.pending && !this.errors.length;
    if (this.pending && this.query.toString() !== before) this.#ask();
  }

  /**
   * What a control shows may have become another while its run stayed.
   * @type {(name: string) => void}
   */
  freshen(name) {
    if (this.settled && !this.due) this.#accept(name, this.specifications[name], this.#there);
  }

  /** @type {(key?: string | null) => void} */
  #ask(key = null) {
    this.settled = this.due = false;
    this.pending = true;
    this.ask(this.query.toString().replaceAll("+", "%20").replaceAll("%2C", ",").replaceAll("%3A", ":"), key);
  }

  /**
   * A run is on the screen; if it is the newest that was asked for, `fill` puts it into the controls.
   * @type {(run: Run, newest: boolean) => void}
   */
  accept(run, newest) {
    if (newest) this.bound = this.awaited?.bound ?? this.bound;
    this.bound = Math.min(this.bound, run.config.contenders.length - 1);
    for (const name of Object.keys(this.specifications)) row(name).hidden = !this.#matters(name, run);
    this.run = run;
    this.errors = [];
    if (newest) this.boxes.settle((name) => !row(name).hidden);
    this.#showErrors();
    this.settled = this.due = newest;
    if (!newest) return;
    this.pending = false;
    this.awaited = null;
    this.query = new URLSearchParams(run.query);
  }

  /** The run's configuration goes into the controls that differ from it, unless a newer one has been asked for. */
  fill() {
    if (!this.due) return;
    const run = this.#there;
    this.due = false;
    this.#show(PROBLEM, run.function ? "function" : "data", { kind: "choice" });
    this.#offer("plane", planes(this.choices.plane, run));
    for (const [name, specification] of Object.entries(this.specifications)) this.#accept(name, specification, run);
    this.begun = true;
  }

  /** @type {(name: string, specification: Control, run: Run) => void} */
  #accept(name, specification, run) {
    const value = name === "lr" ? this.rates.rate(run.config, this.bound + 1) : at(this.#path(name), run.config);
    const set = this.query.has(this.#inAddress(name));
    row(name).classList.toggle("set", set);
    // Who opens a link sees everything that it sets.
    if (set && !this.begun) disclose(name);
    if (name in this.choices) explain(name, this.choices[name][value]);
    if (row(name).hidden) return;
    if (specification.of) this.#offer(name, names(name, specification.of, run));
    this.#show(name, held(value, specification), specification);
    if (specification.slider) this.#showSlider(name + SLIDER, value, specification);
  }

  /**
   * Whether a control means something to a run: its place is there, and what it needs is given.
   * @type {(name: string, run: Run) => boolean}
   */
  #matters(name, run) {
    const { needs, of } = this.specifications[name];
    const { config, parameters, contenders } = run;
    if (at(this.#path(name), config) === undefined || (needs && !given(needs, config))) return false;
    if (of === "contenders") return contenders.length > 1;
    // Where its directions leave nothing open, there is nothing that a slice could go through.
    return name !== "through" || Number(this.choices.plane[config.plane.kind].dimensions) < parameters.length;
  }

  /** @type {(name: string, data: unknown) => void} */
  #offer(name, data) {
    const key = JSON.stringify(data);
    if (this.offered.get(name) === key) return;
    this.offered.set(name, key);
    this.set(name, { data });
  }

  /**
   * Shows refusals beside their controls, a contender's in its card; returns those that have none.
   * @type {(errors: Fault[]) => string[]}
   */
  refuse(errors) {
    if (this.awaited) this.query = this.awaited.query;
    this.awaited = null;
    this.pending = false;
    this.errors = errors.filter(({ field, detail }) => !this.boxes.refuse(field, detail));
    if (this.run) for (const { field } of errors) if (!this.errors.some((each) => each.field === field)) this.#restore(field);
    const places = errors.map(({ field }) => this.#contender(field)).filter((place) => place !== null);
    if (places.length && !places.includes(this.bound)) this.bind(places[0]);
    else if (places.length) this.onBound();
    return this.#showErrors();
  }

  /**
   * The place of the contender that a name of the address is of; null if it is of none that is there.
   * @type {(field: string) => number | null}
   */
  #contender(field) {
    const [number, own] = unnumbered(field);
    return this.own.has(own) && number <= (this.run?.config.contenders.length ?? 1) ? number - 1 : null;
  }

  /** Returns the sentences whose controls are not there. */
  #showErrors() {
    for (const name of Object.keys(this.specifications)) refusal(name, this.boxes.wrong(name)?.sentence ?? "");
    return this.errors.filter(({ field, detail }) => !this.#showError(field, detail)).map(({ detail }) => detail);
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
    const position = this.shown.get(id);
    if (position === undefined || !same(fromSlider(Number(position), specification), value)) {
      this.#put(id, "value", toSlider(value, specification));
    }
  }

  /** @type {(name: string, value: Held, specification: Pick<Control, "kind">) => void} */
  #show(name, value, { kind }) {
    if (this.boxes.has(name)) this.boxes.fill(name, kind === "list" ? String(value) : shown(/** @type {number} */ (value)));
    else if (!same(this.shown.get(name), value)) this.#put(name, kind === "switch" ? "checked" : "value", value);
  }

  /** @type {(id: string, property: string, value: Held) => void} */
  #put(id, property, value) {
    if (same(this.shown.get(id), value)) return;
    this.shown.set(id, value);
    this.set(id, { [property]: value });
  }
}
