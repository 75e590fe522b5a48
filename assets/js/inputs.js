// The controls and the address: a change becomes a query, a run's configuration goes back into the controls.

import { named } from "./format.js";
import { fromSlider, held, same, toSlider, written } from "./values.js";

const SLIDER = "-slider";
// What is descended: the control that all others depend on, and no name of the address.
const PROBLEM = "problem";
const MOST_CONTENDERS = 6;
// A name of the address, with the number of the contender that it is of.
const NUMBERED = /^(\d\.)?(.*)$/;
// Of a name without a control nothing depends.
const PLAIN = { path: [], resets: [], clears: [] };
// Pixels: the size of a formula's letters, and the smallest that can be read.
const LETTERS = 14;
const SMALLEST = 10.5;
// Milliseconds after the last key until what is typed is taken for finished.
const TYPING = 350;
const TYPED = ["number", "list"];
// Milliseconds within which a busy page may still echo what a slider put into its number before.
const ECHO = 1000;

export class Inputs {
  /**
   * `specifications` and `choices` by query name; `first` is the function that is descended first; `shown` what the
   * controls hold, by id; `set(id, props)` changes a component; `ask(query)` wants a new run.
   */
  constructor({ specifications, choices, first, shown, set, ask, now = () => performance.now() }) {
    this.specifications = specifications;
    this.choices = choices;
    this.first = first;
    this.set = set;
    this.ask = ask;
    this.query = new URLSearchParams();
    // The last query about data and about a function, to come back to.
    this.last = { data: new URLSearchParams(), function: null };
    this.shown = new Map(Object.entries(shown));
    this.offered = new Map();
    this.replaced = new Map();
    this.now = now;
    this.typing = new Map();
    this.begun = false;
  }

  /** These controls (values by id) have changed; what was put into them from here does not count. */
  changed(values) {
    for (const [id, value] of Object.entries(values)) {
      if (same(this.shown.get(id), value)) continue;
      if (this.#late(id, value)) continue;
      this.shown.set(id, value);
      if (TYPED.includes(this.specifications[id]?.kind)) this.#typed(id, value);
      else this.#change(id, value);
    }
  }

  /** Whether it is only the echo of what was put there before the last: then the last is put there again. */
  #late(id, value) {
    const before = this.replaced.get(id);
    const late = before !== undefined && this.now() - before.time < ECHO && same(before.value, value);
    if (late) this.set(id, { value: this.shown.get(id) });
    return late;
  }

  #typed(name, value) {
    clearTimeout(this.typing.get(name));
    const finished = () => {
      this.typing.delete(name);
      this.#change(name, value);
    };
    this.typing.set(name, setTimeout(finished, TYPING));
  }

  #change(id, value) {
    if (id === PROBLEM) return this.#turnTo(value);
    const name = id.endsWith(SLIDER) ? id.slice(0, -SLIDER.length) : id;
    const specification = this.specifications[name];
    const chosen = id === name ? value : fromSlider(value, specification);
    if (id !== name) this.#show(name, chosen, specification);
    this.#write(name, written(chosen, specification));
    return this.#ask();
  }

  /** From data to a function or back: to where one was, or to a first one with the same optimizer. */
  #turnTo(kind) {
    this.last[kind === "data" ? "function" : "data"] = new URLSearchParams(this.query);
    if (this.last[kind]) this.query = new URLSearchParams(this.last[kind]);
    else this.#write(kind, this.first);
    this.#ask();
  }

  /** Sets names of the address, a later contender's with its number, as their controls would; null or "": as is usual. */
  put(changes) {
    for (const [name, text] of Object.entries(changes)) this.#write(name, text ?? "");
    this.#ask();
  }

  /** Sets a name in the query; what depends on it goes, for all contenders unless it is one contender's own. */
  #write(name, text) {
    const [, prefix = "", own] = NUMBERED.exec(name);
    const { path, resets, clears } = this.specifications[own] ?? PLAIN;
    const empty = text === "";
    if (empty) this.query.delete(name);
    else this.query.set(name, text);
    for (const gone of empty ? [...resets, ...clears] : resets) {
      this.query.delete(prefix + gone);
      if (path[0] === "contenders") continue;
      for (let k = 2; k <= MOST_CONTENDERS; k++) this.query.delete(`${k}.${gone}`);
    }
  }

  #ask() {
    this.ask(this.query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":"));
  }

  /** A run's configuration goes into the controls that differ from it, unless a newer one has been asked for. */
  accept(run, newest) {
    for (const name of Object.keys(this.specifications)) row(name).hidden = !this.#matters(name, run);
    this.refuse([]);
    if (!newest) return;
    this.query = new URLSearchParams(run.query);
    this.#show(PROBLEM, run.function ? "function" : "data", { kind: "choice" });
    this.#offerPlanes(run);
    for (const [name, specification] of Object.entries(this.specifications)) this.#accept(name, specification, run);
    this.begun = true;
  }

  #accept(name, specification, run) {
    const value = at(specification.path, run.config);
    const set = this.query.has(name);
    row(name).classList.toggle("set", set);
    // Who opens a link sees everything that it sets.
    if (set && !this.begun) disclose(name);
    if (name in this.choices) this.#explain(name, value);
    if (row(name).hidden || this.typing.has(name)) return;
    if (specification.of) this.#offerNames(name, specification, run);
    this.#show(name, held(value, specification), specification);
    if (specification.slider) this.#showSlider(name + SLIDER, value, specification);
  }

  /** Whether a control means something to a run: its place is there, and what it needs is given. */
  #matters(name, { config, parameters }) {
    const { path, needs } = this.specifications[name];
    if (at(path, config) === undefined || (needs && (at(needs, config) ?? null) === null)) return false;
    // Where its directions leave nothing open, there is nothing that a slice could go through.
    return name !== "through" || this.choices.plane[config.plane.kind].dimensions < parameters.length;
  }

  #explain(name, value) {
    const { label = "", help = "", formula = "", source = "" } = this.choices[name][value] ?? {};
    for (const [part, text] of [["chosen", label], ["help", help]]) {
      const place = document.getElementById(`${name}-${part}`);
      if (place && place.textContent !== text) place.textContent = text;
    }
    const place = document.getElementById(`${name}-formula`);
    if (!place || place.title === source) return;
    // MathML that the server made of its own definitions.
    place.innerHTML = formula;
    place.title = source;
    // A long one in smaller letters, down to what can be read.
    place.style.fontSize = "";
    const wide = place.scrollWidth / place.clientWidth;
    if (wide > 1) place.style.fontSize = `${Math.max(SMALLEST, LETTERS / wide)}px`;
  }

  /** The planes, those left out that a run of so many parameters, or without units, does not have. */
  #offerPlanes({ parameters, function: descended }) {
    const entry = ([value, { label, dimensions, units }]) => {
      return { value, label, disabled: dimensions > parameters.length || (units && descended !== null) };
    };
    const group = (name, dimensions) => {
      const every = Object.entries(this.choices.plane).filter(([, plane]) => plane.dimensions === dimensions);
      return { group: name, items: every.map(entry) };
    };
    this.#offer("plane", [group("Surfaces", 2), group("Curves", 1)]);
  }

  /** The names of a run's parameters or contenders, each for its number. */
  #offerNames(name, { of }, run) {
    const names = of === "parameters" ? run.parameters.map((each) => named([each])) : run.contenders.map(({ label }) => label);
    const twice = new Set(names).size < names.length;
    const entries = names.map((label, i) => ({ value: String(i + 1), label: twice ? `${i + 1} ${label}` : label }));
    this.#offer(name, name === "rival" ? [{ value: "", label: "Next" }, ...entries] : entries);
  }

  #offer(name, data) {
    const key = JSON.stringify(data);
    if (this.offered.get(name) === key) return;
    this.offered.set(name, key);
    this.set(name, { data });
  }

  /** Shows refusals beside their controls; returns those that have none. */
  refuse(errors) {
    const left = [];
    for (const name of Object.keys(this.specifications)) this.#refusal(name, "");
    for (const { field, detail } of errors) {
      if (!(field in this.specifications) || row(field).hidden) {
        left.push(detail);
        continue;
      }
      this.#refusal(field, detail);
      disclose(field);
    }
    return left;
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
    if (!same(this.shown.get(name), value)) this.#put(name, kind === "switch" ? "checked" : "value", value);
  }

  #put(id, property, value) {
    if (TYPED.includes(this.specifications[id]?.kind)) this.replaced.set(id, { value: this.shown.get(id), time: this.now() });
    this.shown.set(id, value);
    this.set(id, { [property]: value });
  }
}

function row(name) {
  return document.getElementById(`${name}-row`);
}

/** Opens what a control is folded into. */
function disclose(name) {
  const fold = row(name).closest("details");
  if (fold) fold.open = true;
}

function at(path, config) {
  return path.reduce((part, key) => part?.[key], config);
}
