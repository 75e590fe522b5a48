import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Inputs, fromSlider, toSlider } from "../../assets/js/inputs.js";

function specification(path, rest = {}) {
  return { path, slider: false, log: false, integer: false, resets: [], only: [], ...rest };
}

const SPECIFICATIONS = {
  opt: specification(["contenders", 0, "optimizer"], { resets: ["lr", "momentum"] }),
  lr: specification(["contenders", 0, "learning_rate"], { slider: true, log: true }),
  momentum: specification(["contenders", 0, "hyperparameters", "momentum"], { slider: true, only: ["momentum"] }),
  epochs: specification(["epochs"], { slider: true, log: true, integer: true }),
  batch: specification(["contenders", 0, "batch_size"]),
  seed: specification(["start", "seed"]),
};

/** The little that Inputs wants of an element. */
function element() {
  const classes = new Set();
  const toggle = (name, on) => void (on ? classes.add(name) : classes.delete(name));
  return { textContent: "", hidden: false, classList: { toggle, contains: (name) => classes.has(name) } };
}

let elements;
let asked;
let told;
let inputs;

beforeEach(() => {
  const ids = Object.keys(SPECIFICATIONS).flatMap((name) => [`${name}-row`, `${name}-error`]);
  elements = new Map(ids.map((id) => [id, element()]));
  globalThis.document = { getElementById: (id) => elements.get(id) ?? null };
  [asked, told] = [[], []];
  const set = (id, { value }) => told.push([id, value]);
  inputs = new Inputs(SPECIFICATIONS, set, (query) => asked.push(query));
});

/** A run as it comes back: the query that holds what differs from the defaults, and the whole configuration. */
function answer(query, { seed = null, epochs = 100, ...contender } = {}) {
  const defaults = { optimizer: "sgd", learning_rate: 0.1, hyperparameters: {}, batch_size: null };
  return { query, config: { contenders: [{ ...defaults, ...contender }], start: { seed }, epochs } };
}

/** What a component says after it was told something: the same. */
function echo() {
  for (const [id, value] of told.splice(0)) inputs.changed({ [id]: value });
}

function accepted(...of) {
  inputs.accept(answer(...of), true);
  echo();
}

test("a run's configuration goes into the controls, and their echo is not taken for a change", () => {
  inputs.accept(answer("v=1&epochs=200", { epochs: 200 }), true);
  const expected = { opt: "sgd", lr: 0.1, "lr-slider": -1, epochs: 200, "epochs-slider": Math.log10(200) };
  assert.deepEqual(Object.fromEntries(told), expected);
  echo();
  assert.deepEqual(asked, []);
});

test("an echo that differs in the last bits is none either", () => {
  accepted("v=1", { learning_rate: 0.3 });
  inputs.changed({ lr: 0.3 * (1 + 1e-15), "lr-slider": Math.log10(0.3) + 1e-15 });
  assert.deepEqual(asked, []);
});

test("a control that shows a value already is not told it again", () => {
  accepted("v=1", { learning_rate: 0.3 });
  inputs.accept(answer("v=1", { learning_rate: 0.3 }), true);
  assert.deepEqual(told, []);
});

test("a change asks for the run's query with that value, and the rest as it was", () => {
  accepted("v=1&epochs=200&2.opt=adam", { epochs: 200 });
  inputs.changed({ lr: 0.05 });
  assert.deepEqual(asked, ["v=1&epochs=200&2.opt=adam&lr=0.05"]);
});

test("changes that come before an answer add up", () => {
  accepted("v=1");
  inputs.changed({ lr: 0.05 });
  inputs.changed({ batch: 10 });
  assert.deepEqual(asked, ["v=1&lr=0.05", "v=1&lr=0.05&batch=10"]);
});

test("a control that is emptied takes its name out of the query", () => {
  for (const empty of ["", null, undefined]) {
    accepted("v=1&batch=10", { batch_size: 10 });
    inputs.changed({ batch: empty });
    assert.equal(asked.at(-1), "v=1");
  }
});

test("a change resets what depends on it", () => {
  const contender = { optimizer: "momentum", learning_rate: 0.3, hyperparameters: { momentum: 0.5 } };
  accepted("v=1&lr=0.3&opt=momentum&momentum=0.5", contender);
  inputs.changed({ opt: "adam" });
  assert.deepEqual(asked, ["v=1&opt=adam"]);
});

test("another seed takes the place of explicit parameters, whose commas stay readable otherwise", () => {
  accepted("v=1&start=1,-2,0.5");
  inputs.changed({ lr: 0.2 });
  inputs.changed({ seed: 7 });
  assert.deepEqual(asked, ["v=1&start=1,-2,0.5&lr=0.2", "v=1&lr=0.2&seed=7"]);
});

test("a slider that is moved shows its value as a number, and asks for it once", () => {
  accepted("v=1");
  inputs.changed({ "lr-slider": -2 });
  assert.deepEqual(told, [["lr", 0.01]]);
  echo();
  assert.deepEqual(asked, ["v=1&lr=0.01"]);
});

test("a thumb is not moved while it stands for the value", () => {
  accepted("v=1");
  const position = Math.log10(0.0123) + 1e-4;
  inputs.changed({ "lr-slider": position });
  assert.equal(asked.at(-1), "v=1&lr=0.0123");
  accepted("v=1&lr=0.0123", { learning_rate: 0.0123 });
  inputs.accept(answer("v=1&lr=0.0123", { learning_rate: 0.0123 }), true);
  assert.deepEqual(told, []);
  assert.equal(inputs.shown.get("lr-slider"), position);
});

test("a number that is typed moves the thumb when its run comes", () => {
  accepted("v=1");
  inputs.changed({ lr: 0.01 });
  inputs.accept(answer("v=1&lr=0.01", { learning_rate: 0.01 }), true);
  assert.deepEqual(told, [["lr-slider", -2]]);
  echo();
  assert.deepEqual(asked, ["v=1&lr=0.01"]);
});

test("a run that is not the newest asked for changes neither the controls nor the query", () => {
  accepted("v=1");
  inputs.changed({ lr: 0.01 });
  inputs.accept(answer("v=1&lr=0.5", { learning_rate: 0.5 }), false);
  inputs.changed({ batch: 10 });
  assert.deepEqual(told, []);
  assert.deepEqual(asked.at(-1), "v=1&lr=0.01&batch=10");
});

test("only the optimizer's own hyperparameters are there, and told", () => {
  const hidden = () => Object.keys(SPECIFICATIONS).filter((name) => elements.get(`${name}-row`).hidden);
  accepted("v=1");
  assert.deepEqual(hidden(), ["momentum"]);
  inputs.accept(answer("v=1&opt=momentum", { optimizer: "momentum", hyperparameters: { momentum: 0.9 } }), true);
  assert.deepEqual(hidden(), []);
  assert.deepEqual(told, [["opt", "momentum"], ["momentum", 0.9], ["momentum-slider", 0.9]]);
  echo();
  inputs.accept(answer("v=1"), true);
  assert.deepEqual(told, [["opt", "sgd"]]);
});

test("refusals go beside their controls, and those without one are returned", () => {
  const [own, none, other] = [["lr", "Too large."], ["", "Too costly."], ["columns", "No such."]];
  const errors = [own, none, other].map(([field, detail]) => ({ field, detail }));
  assert.deepEqual(inputs.refuse(errors), ["Too costly.", "No such."]);
  assert.equal(elements.get("lr-error").textContent, "Too large.");
  assert.equal(elements.get("lr-row").classList.contains("refused"), true);
  assert.equal(elements.get("epochs-error").textContent, "");
  assert.equal(elements.get("epochs-row").classList.contains("refused"), false);
});

test("refusals go when others come, and all when a run is accepted", () => {
  const marked = (name) => elements.get(`${name}-row`).classList.contains("refused");
  const refused = () => Object.keys(SPECIFICATIONS).filter(marked);
  inputs.refuse([{ field: "lr", detail: "Too large." }]);
  inputs.refuse([{ field: "epochs", detail: "Too many." }]);
  assert.deepEqual(refused(), ["epochs"]);
  accepted("v=1");
  assert.deepEqual(refused(), []);
  assert.equal(elements.get("epochs-error").textContent, "");
});

test("a slider's position stands for a number that can be read, and back", () => {
  const [log, linear, whole] = [{ log: true }, { log: false }, { log: true, integer: true }];
  assert.deepEqual([-2, -1.5, 0.3].map((position) => fromSlider(position, log)), [0.01, 0.0316, 2]);
  assert.deepEqual([0, 0.1 + 0.2].map((position) => fromSlider(position, linear)), [0, 0.3]);
  assert.deepEqual([1, 2.3, 3].map((position) => fromSlider(position, whole)), [10, 200, 1000]);
  for (const value of [1e-5, 0.0123, 1, 10]) assert.equal(fromSlider(toSlider(value, log), log), value);
});

test("a linear slider's ends are what they stand for", () => {
  // Those of beta2: at three digits its upper end would be 1, which is refused.
  for (const end of [0.8, 0.9999, 0.99, 6]) assert.equal(fromSlider(end, { log: false }), end);
});

test("a typed number is asked for once, when the typing has paused, and no run overwrites it before", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  inputs = new Inputs({ ...SPECIFICATIONS, batch: { ...SPECIFICATIONS.batch, typed: true } }, inputs.set, inputs.ask);
  accepted("v=1");
  inputs.changed({ batch: 5 });
  context.mock.timers.tick(200);
  inputs.changed({ batch: 50 });
  inputs.accept(answer("v=1"), true);
  assert.ok(told.every(([id]) => id !== "batch"));
  context.mock.timers.tick(349);
  assert.deepEqual(asked, []);
  context.mock.timers.tick(1);
  assert.deepEqual(asked, ["v=1&batch=50"]);
});
