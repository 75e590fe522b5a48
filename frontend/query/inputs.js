// @ts-nocheck
// The controls and the address: a change becomes a query, a run's configuration goes back into the controls.

import { Boxes } from "./boxes.js";
import { names, planes } from "./offers.js";
import { MOST_CONTENDERS, numbered, unnumbered } from "./contenders.js";
import { explain } from "./explanation.js";
import { shown } from "../base/numbers.js";
import { fromSlider, held, same, toSlider, written } from "./values.js";

const SLIDER = "-slider";
// What is descended: the control that all others depend on, and no name of the address.
const PROBLEM = "problem";
// What changes as long as it is typed, slid or dragged.
const RUNNING = ["number", "list"];
const DRAGGED = ["start", "edits"];
// Of a name without a control nothing depends.
const PLAIN = { path: [], resets: [], clears: [] };
// Learning rates while nothing was turned on the way.
const AS_SET = { turned: () => null, rate: ({ contenders }, number) => contenders[number - 1].learning_rate };

export class Inputs {
  /** What a learning rate that is turned changes in place of itself (null: just that), and which one its control shows. */
  rates = AS_SET;

  /**
   * `specifications` and `choices` by query name; `first` is the function that is descended first; `shown` what the
   * controls hold, by id; `set(id, props)` changes a component; `ask(query, key)` wants a new run, whose key is the same
   * for changes that may belong together. The controls of a contender
   * are one set, bound to one contender at a time; `onBound()` is called when that is another,
   * `onFinished()` when what was typed is finished.
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
    this.awaited = null;
    this.errors = [];
    // The last query about data and about a function, to come back to.
    this.last = { data: new URLSearchParams(), function: null };
    this.shown = new Map(Object.entries(shown));
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
   */
  changed(values) {
    for (const [id, value] of Object.entries(values)) {
      if (this.boxes.has(id) || same(this.shown.get(id), value)) continue;
      this.shown.set(id, value);
      this.#change(id, value);
    }
  }

  #change(id, value) {
    if (id === PROBLEM) return this.#turnTo(value);
    const name = id.endsWith(SLIDER) ? id.slice(0, -SLIDER.length) : id;
    const specification = this.specifications[name];
    const chosen = id === name ? value : fromSlider(value, specification);
    if (id !== name) {
      this.boxes.forget([this.#inAddress(name)]);
      this.#show(name, chosen, specification);
    }
    return this.#take(name, written(chosen, specification));
  }

  /** A visitor types into a box. */
  typed(name, text) {
    const before = this.shown.get(name);
    this.shown.set(name, text);
    this.boxes.typed(name, text, before);
  }

  /** A visitor steps by so many what is in a box, of several numbers the one at the caret: { text, caret }. */
  stepped(name, caret, count) {
    const next = this.boxes.stepped(name, this.shown.get(name), caret, count);
    this.shown.set(name, next.text);
    return next;
  }

  #take(name, text) {
    const place = this.#inAddress(name);
    return this.#set(this.rates.turned(place, text) ?? { [place]: text }, RUNNING.includes(this.specifications[name].kind) ? place : null);
  }

  /** From data to a function or back: to where one was, or to a first one with the same optimizer. */
  #turnTo(kind) {
    this.last[kind === "data" ? "function" : "data"] = new URLSearchParams(this.query);
    if (this.last[kind]) this.query = new URLSearchParams(this.last[kind]);
    else this.#write(kind, this.first);
    this.#ask();
  }

  /**
   * Sets names of the address, a later contender's with its number, as their controls would; null or "": as is usual. No
   * control holds what is refused of them: it is forgotten.
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

  #set(changes, key) {
    for (const [name, text] of Object.entries(changes)) this.#write(name, text ?? "");
    this.#ask(key);
  }

  /** Other contenders: `change(query, own names)` makes the query; then the controls are bound to contender `bound`. */
  rearrange(change, bound) {
    this.boxes.finishAll();
    this.boxes.renumber(this.own);
    this.#leaveRefused();
    this.awaited = { bound, query: this.awaited?.query ?? this.query };
    this.query = change(this.query, new Set([...this.own, "off"]));
    this.#ask();
  }

  /** Binds the contenders' controls to contender k. */
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
      row(name).hidden = !this.#matters(name, this.run);
      this.#accept(name, this.specifications[name], this.run);
    }
  }

  #isOwn(name) {
    return this.specifications[name].path[0] === "contenders";
  }

  /** A control's name in the address: that of a contender's own has its number. */
  #inAddress(name) {
    return this.own.has(name) ? numbered(this.bound + 1, name) : name;
  }

  /** Where in a configuration a control's value is. */
  #path(name) {
    const { path } = this.specifications[name];
    return this.own.has(name) ? ["contenders", this.bound, ...path.slice(2)] : path;
  }

  /** Sets a name in the query; what depends on it goes, for all contenders unless it is one contender's own. */
  #write(name, text) {
    const [number, own] = unnumbered(name);
    const { path, resets, clears } = this.specifications[own] ?? PLAIN;
    const empty = text === "";
    if (empty) this.query.delete(name);
    else this.query.set(name, text);
    for (const gone of empty ? [...resets, ...clears] : resets) {
      this.query.delete(numbered(number, gone));
      if (path[0] === "contenders") continue;
      for (let other = 2; other <= MOST_CONTENDERS; other++) this.query.delete(numbered(other, gone));
    }
  }

  /** The query has of a name, and of what depends on it, what the run has that is on the screen. */
  #restore(name) {
    const good = new URLSearchParams(this.run.query);
    if (good.get(name) === this.query.get(name)) return;
    const [number, own] = unnumbered(name);
    const { resets, clears } = this.specifications[own] ?? PLAIN;
    for (const each of new Set([...good.keys(), ...this.query.keys()])) {
      const [of, bare] = unnumbered(each);
      if (![own, ...resets, ...clears].includes(bare) || (this.own.has(own) && of !== number)) continue;
      if (good.has(each)) this.query.set(each, good.get(each));
      else this.query.delete(each);
    }
  }

  /** What was typed into a box is taken back: it has what the run has that is on the screen. */
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

  /** What a control shows may have become another while its run stayed. */
  freshen(name) {
    if (this.settled && !this.due) this.#accept(name, this.specifications[name], this.run);
  }

  #ask(key = null) {
    this.settled = this.due = false;
    this.pending = true;
    this.ask(this.query.toString().replaceAll("+", "%20").replaceAll("%2C", ",").replaceAll("%3A", ":"), key);
  }

  /** A run is on the screen; if it is the newest that was asked for, `fill` puts it into the controls. */
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
    const { run } = this;
    this.due = false;
    this.#show(PROBLEM, run.function ? "function" : "data", { kind: "choice" });
    this.#offer("plane", planes(this.choices.plane, run));
    for (const [name, specification] of Object.entries(this.specifications)) this.#accept(name, specification, run);
    this.begun = true;
  }

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

  /** Whether a control means something to a run: its place is there, and what it needs is given. */
  #matters(name, run) {
    const { needs, of } = this.specifications[name];
    const { config, parameters, contenders } = run;
    if (at(this.#path(name), config) === undefined || (needs && !given(needs, config))) return false;
    if (of === "contenders") return contenders.length > 1;
    // Where its directions leave nothing open, there is nothing that a slice could go through.
    return name !== "through" || this.choices.plane[config.plane.kind].dimensions < parameters.length;
  }

  #offer(name, data) {
    const key = JSON.stringify(data);
    if (this.offered.get(name) === key) return;
    this.offered.set(name, key);
    this.set(name, { data });
  }

  /** Shows refusals beside their controls, a contender's in its card; returns those that have none. */
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

  /** The place of the contender that a name of the address is of; null if it is of none that is there. */
  #contender(field) {
    const [number, own] = unnumbered(field);
    return this.own.has(own) && number <= (this.run?.config.contenders.length ?? 1) ? number - 1 : null;
  }

  /** Returns the sentences whose controls are not there. */
  #showErrors() {
    for (const name of Object.keys(this.specifications)) this.#refusal(name, this.boxes.wrong(name)?.sentence ?? "");
    return this.errors.filter(({ field, detail }) => !this.#showError(field, detail)).map(({ detail }) => detail);
  }

  #showError(field, detail) {
    const [, own] = unnumbered(field);
    // One that stands in a card that is not open waits there.
    if (this.own.has(own) && field !== this.#inAddress(own)) return this.#contender(field) !== null;
    if (!(own in this.specifications) || row(own).hidden) return false;
    this.#refusal(own, detail);
    disclose(own);
    return true;
  }

  #refusal(name, text) {
    const place = document.getElementById(`${name}-error`);
    if (place.textContent === text) return;
    place.textContent = text;
    row(name).classList.toggle("refused", text !== "");
  }

  /** A thumb stands where it is while it stands for the value. */
  #showSlider(id, value, specification) {
    const position = this.shown.get(id);
    if (position === undefined || !same(fromSlider(position, specification), value)) {
      this.#put(id, "value", toSlider(value, specification));
    }
  }

  #show(name, value, { kind }) {
    if (this.boxes.has(name)) this.boxes.fill(name, kind === "list" ? value : shown(value));
    else if (!same(this.shown.get(name), value)) this.#put(name, kind === "switch" ? "checked" : "value", value);
  }

  #put(id, property, value) {
    if (same(this.shown.get(id), value)) return;
    this.shown.set(id, value);
    this.set(id, { [property]: value });
  }
}

function row(name) {
  return document.getElementById(`${name}-row`);
}

/** Whether a configuration holds something at a path; at a contender's, whether any of them does. */
function given(path, config) {
  const [list, , ...rest] = path;
  if (list !== "contenders" || !rest.length) return (at(path, config) ?? null) !== null;
  return config.contenders.some((contender) => (at(rest, contender) ?? null) !== null);
}

/** Opens what a control is folded into. */
function disclose(name) {
  const fold = row(name).closest("details");
  if (fold) fold.open = true;
}

function at(path, config) {
  return path.reduce((part, key) => part?.[key], config);
}
