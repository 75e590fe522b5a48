// The controls and the address: a change becomes a query, a run's configuration goes back into the controls.

const SLIDER = "-slider";
// Milliseconds after the last key until a typed number is taken for finished.
const TYPING = 350;

export class Inputs {
  /** `specifications` by query name; `set(id, props)` changes a component; `ask(query)` wants a new run. */
  constructor(specifications, set, ask) {
    this.specifications = specifications;
    this.set = set;
    this.ask = ask;
    this.query = new URLSearchParams();
    this.shown = new Map();
    this.typing = new Map();
  }

  /** These controls (values by id) have changed; what was put into them from here does not count. */
  changed(values) {
    for (const [id, value] of Object.entries(values)) {
      if (same(this.shown.get(id), value)) continue;
      this.shown.set(id, value);
      if (this.specifications[id]?.typed) this.#typed(id, value);
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
    const typed = id === name ? value : fromSlider(value, specification);
    if (id !== name) this.#show(name, typed);
    if (typed === "" || typed === null || typed === undefined) this.query.delete(name);
    else this.query.set(name, String(typed));
    // A seed and explicit parameters exclude each other.
    if (name === "seed") this.query.delete("start");
    for (const reset of specification.resets) this.query.delete(reset);
    this.ask(this.query.toString().replaceAll("%2C", ","));
  }

  /** A run's configuration goes into the controls that differ from it, unless a newer one has been asked for. */
  accept(run, newest) {
    const optimizer = run.config.contenders[0].optimizer;
    for (const [name, { only }] of Object.entries(this.specifications)) {
      row(name).hidden = only.length > 0 && !only.includes(optimizer);
    }
    this.refuse([]);
    if (!newest) return;
    this.query = new URLSearchParams(run.query);
    for (const [name, specification] of Object.entries(this.specifications)) {
      const value = specification.path.reduce((part, key) => part?.[key], run.config);
      if (row(name).hidden || this.typing.has(name)) continue;
      this.#show(name, value ?? "");
      if (specification.slider) this.#showSlider(name + SLIDER, value, specification);
    }
  }

  /** Shows refusals beside their controls; returns those that have none. */
  refuse(errors) {
    const left = [];
    for (const name of Object.keys(this.specifications)) this.#refusal(name, "");
    for (const { field, detail } of errors) {
      if (field in this.specifications) this.#refusal(field, detail);
      else left.push(detail);
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
      this.#show(id, toSlider(value, specification));
    }
  }

  #show(id, value) {
    if (same(this.shown.get(id), value)) return;
    this.shown.set(id, value);
    this.set(id, { value });
  }
}

function row(name) {
  return document.getElementById(`${name}-row`);
}

function same(a, b) {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= 1e-9 * Math.abs(a);
  return String(a ?? "") === String(b ?? "");
}

/** A slider's position as the number it stands for: to four digits, or as a power of ten to three. */
export function fromSlider(position, { log, integer }) {
  const value = log ? 10 ** position : position;
  return integer ? Math.round(value) : Number(value.toPrecision(log ? 3 : 4));
}

export function toSlider(value, { log }) {
  return log ? Math.log10(value) : value;
}
