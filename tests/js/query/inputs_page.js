// The page that the tests of the controls are about: some controls, what they choose from, and runs as they come back.

import { Components } from "../../../frontend/query/components.js";
import { Inputs } from "../../../frontend/query/inputs.js";

// No name that the typing delays, but where a test is about just that.
export function specification(path, rest = {}) {
  return { path, kind: "prompt", slider: false, log: false, integer: false, resets: [], clears: [], needs: null, ...rest };
}

/** What a box says is a number of this kind. */
export function range(rest = {}) {
  return { integer: false, log: false, low: null, high: null, above: false, below: false, slider: null, ...rest };
}

/** A control that is typed into, of one number. */
export function box(path, rest = {}, ...ranges) {
  return specification(path, { kind: "number", label: "Number", limits: "a number", ranges: ranges.length ? ranges : [range()], ...rest });
}

export const contender = (...path) => ["contenders", 0, ...path];
export const SPECIFICATIONS = {
  features: specification(["features"], { kind: "several", resets: ["start"] }),
  standardise: specification(["standardise"], { kind: "switch" }),
  opt: specification(contender("optimizer"), { kind: "choice", resets: ["lr", "momentum"] }),
  lr: specification(contender("learning_rate"), { slider: true, log: true }),
  momentum: specification(contender("hyperparameters", "momentum"), { slider: true }),
  epochs: specification(["epochs"], { slider: true, log: true, integer: true }),
  batch: specification(contender("batch_size")),
  batch_seed: specification(["batch_seed"], { needs: contender("batch_size") }),
  seed: specification(["start", "seed"], { resets: ["start"] }),
  manual: box(contender("manual"), { kind: "list" }, range({ integer: true }), range({ log: true })),
  function: specification(["problem", "function"], { kind: "choice", resets: ["lr", "batch", "manual"] }),
  first: specification(["plane", "options", "first"], { kind: "pick", of: "parameters" }),
  rival: specification(["plane", "options", "rival"], { kind: "pick", of: "contenders", needs: ["contenders", 1] }),
  through: specification(["plane", "through"]),
};
export const CHOICES = {
  opt: { sgd: { label: "Descent", help: "Downhill." }, momentum: { label: "Momentum", help: "A heavy ball." } },
  function: { bowl: { label: "Bowl", help: "Round.", formula: "<math>x</math>", source: "Someone 1990" } },
  plane: {
    weights: { label: "Two parameters", dimensions: 2, units: false },
    filters: { label: "Filters", dimensions: 2, units: true },
    weight: { label: "One parameter", dimensions: 1, units: false },
  },
};

/** The little that Inputs wants of an element. */
export function element(fold = null) {
  const classes = new Set();
  const toggle = (name, on) => void (on ? classes.add(name) : classes.delete(name));
  const classList = { toggle, contains: (name) => classes.has(name) };
  const size = { scrollWidth: 100, clientWidth: 100, style: {} };
  return { textContent: "", innerHTML: "", title: "", hidden: false, classList, closest: () => fold, ...size };
}

/** What the controls hold when the page is made: the default run. */
export const SHOWN = { problem: "data", through: "", features: [], standardise: false, batch: "", batch_seed: 0, seed: "", manual: "" };

/** A run as it comes back: the query that holds what differs from the defaults, and the whole configuration. */
export function answer(query, { seed = null, epochs = 100, features = [], standardise = 0, batch_seed = 0, ...rest } = {}) {
  const { problem = {}, plane = { kind: "weights", options: {}, through: null }, others = [], ...own } = rest;
  const defaults = { optimizer: "sgd", learning_rate: 0.1, hyperparameters: {}, batch_size: null, manual: null };
  const contenders = [{ ...defaults, ...own }, ...others];
  return {
    query,
    config: { problem, contenders, start: { seed }, epochs, features, standardise, batch_seed, plane },
    function: problem.function ? {} : null,
    parameters: ["w1", "w2", "b"],
    contenders: contenders.map(({ optimizer }, k) => ({ label: optimizer, number: k + 1 })),
  };
}

/** Dash's components: what each holds, what was written to them, and what was offered, with the page's look at them. */
export class Held {
  told = [];
  offered = new Map();

  constructor(values, listened) {
    this.values = new Map(Object.entries(values));
    const properties = Object.fromEntries(listened.map((id) => [id, "value"]));
    this.components = new Components({
      properties,
      read: (id) => this.values.get(id),
      write: (id, { data, value }) => (data ? this.offered.set(id, data) : this.#take(id, value)),
      onChange: (changes) => this.onChange(changes),
    });
  }

  #take(id, value) {
    this.values.set(id, value);
    this.told.push([id, value]);
  }

  /** A visitor changes components: Dash holds it at once, and says so later. */
  hand(values) {
    this.components.touch();
    this.say(values);
  }

  /** Components say that they hold these values, whoever has put them there. */
  say(values) {
    for (const [id, value] of Object.entries(values)) this.values.set(id, value);
    this.components.look();
  }
}

/** The controls on Dash's components, with what they asked for. */
export function made(specifications = SPECIFICATIONS, rest = {}) {
  const names = Object.keys(specifications).filter((name) => !["number", "list"].includes(specifications[name].kind));
  const sliders = Object.keys(specifications).filter((name) => specifications[name].slider).map((name) => `${name}-slider`);
  const held = new Held(SHOWN, ["problem", ...names, ...sliders]);
  const asked = [];
  const inputs = new Inputs({ specifications, choices: CHOICES, first: "bowl", components: held.components, ask: (query) => asked.push(query), ...rest });
  held.onChange = (changes) => inputs.take(changes);
  return { inputs, held, asked };
}

/** A run is accepted and put into the controls, as the page does one after the other. */
export function accept(inputs, run, newest) {
  inputs.accept(run, newest);
  inputs.fill();
}
