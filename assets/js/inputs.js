// The controls and the address: a change becomes a query, a run's configuration goes back into the controls.

import { fromSlider, held, same, toSlider, written } from "./values.js";

const SLIDER = "-slider";
// Milliseconds after the last key until what is typed is taken for finished.
const TYPING = 350;
const TYPED = ["number", "list"];

export class Inputs {
  /**
   * `specifications` and `choices` by query name; `shown` what the controls hold, by id; `set(id, props)` changes a
   * component; `ask(query)` wants a new run.
   */
  constructor({ specifications, choices, shown, set, ask }) {
    this.specifications = specifications;
    this.choices = choices;
    this.set = set;
    this.ask = ask;
    this.query = new URLSearchParams();
    this.shown = new Map(Object.entries(shown));
    this.typing = new Map();
    this.begun = false;
  }

  /** These controls (values by id) have changed; what was put into them from here does not count. */
  changed(values) {
    for (const [id, value] of Object.entries(values)) {
      if (same(this.shown.get(id), value)) continue;
      this.shown.set(id, value);
      if (TYPED.includes(this.specifications[id]?.kind)) this.#typed(id, value);
      else this.#change(id, value);
    }
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
    const name = id.endsWith(SLIDER) ? id.slice(0, -SLIDER.length) : id;
    const specification = this.specifications[name];
    const chosen = id === name ? value : fromSlider(value, specification);
    if (id !== name) this.#show(name, chosen, specification);
    const text = written(chosen, specification);
    this.query.set(name, text);
    const { resets, clears } = specification;
    for (const gone of text === "" ? [name, ...resets, ...clears] : resets) this.query.delete(gone);
    this.ask(this.query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":"));
  }

  /** A run's configuration goes into the controls that differ from it, unless a newer one has been asked for. */
  accept(run, newest) {
    for (const [name, { needs }] of Object.entries(this.specifications)) {
      row(name).hidden = needs !== null && !this.#met(needs, run.config);
    }
    this.refuse([]);
    if (!newest) return;
    this.query = new URLSearchParams(run.query);
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
    this.#show(name, held(value, specification), specification);
    if (specification.slider) this.#showSlider(name + SLIDER, value, specification);
  }

  #met({ name, of }, config) {
    const value = at(this.specifications[name].path, config);
    return of === null ? value !== null && value !== undefined : of.includes(value);
  }

  #explain(name, value) {
    const { label = "", help = "" } = this.choices[name][value] ?? {};
    for (const [part, text] of [["chosen", label], ["help", help]]) {
      const place = document.getElementById(`${name}-${part}`);
      if (place && place.textContent !== text) place.textContent = text;
    }
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
