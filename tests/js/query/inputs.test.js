import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { accept, answer, box, contender, element, made, range, SPECIFICATIONS } from "./inputs_page.js";

let elements;
let fold;
let asked;
let told;
let offered;
let held;
let inputs;

function make(specifications = SPECIFICATIONS) {
  ({ inputs, held, asked } = made(specifications));
  ({ told, offered } = held);
}

beforeEach(() => {
  const ids = Object.keys(SPECIFICATIONS).flatMap((name) => [`${name}-row`, `${name}-error`]);
  fold = { open: false };
  elements = new Map(ids.map((id) => [id, element(id === "manual-row" ? fold : null)]));
  for (const id of ["opt-help", "function-help", "function-formula"]) elements.set(id, element());
  globalThis.document = { getElementById: (id) => elements.get(id) ?? null };
  make();
});

/** What a component says after it was told something: the same. */
function echo() {
  held.say(Object.fromEntries(told.splice(0)));
}

function accepted(...of) {
  accept(inputs, answer(...of), true);
  echo();
}

test("a run's configuration goes into the controls, and their echo is not taken for a change", () => {
  accept(inputs, answer("v=1&epochs=200", { epochs: 200 }), true);
  const expected = { opt: "sgd", lr: 0.1, "lr-slider": -1, epochs: 200, "epochs-slider": Math.log10(200) };
  assert.deepEqual(Object.fromEntries(told), expected);
  echo();
  assert.deepEqual(asked, []);
});

test("an echo that differs in the last bits is none either", () => {
  accepted("v=1", { learning_rate: 0.3 });
  held.say({ lr: 0.3 * (1 + 1e-15), "lr-slider": Math.log10(0.3) + 1e-15 });
  assert.deepEqual(asked, []);
});

test("a control that shows a value already is not told it again", () => {
  accepted("v=1", { learning_rate: 0.3 });
  accept(inputs, answer("v=1", { learning_rate: 0.3 }), true);
  assert.deepEqual(told, []);
});

test("a change asks for the run's query with that value, and the rest as it was", () => {
  accepted("v=1&epochs=200&2.opt=adam", { epochs: 200 });
  held.hand({ lr: 0.05 });
  assert.deepEqual(asked, ["v=1&epochs=200&2.opt=adam&lr=0.05"]);
});

test("changes that come before an answer add up", () => {
  accepted("v=1");
  held.hand({ lr: 0.05 });
  held.hand({ batch: 10 });
  assert.deepEqual(asked, ["v=1&lr=0.05", "v=1&lr=0.05&batch=10"]);
});

test("a control that is emptied takes its name out of the query", () => {
  for (const empty of ["", null, undefined]) {
    accepted("v=1&batch=10", { batch_size: 10 });
    held.hand({ batch: empty });
    assert.equal(asked.at(-1), "v=1");
  }
});

test("a change resets what depends on it", () => {
  accepted("v=1&lr=0.3&opt=momentum&momentum=0.5", {
    optimizer: "momentum",
    learning_rate: 0.3,
    hyperparameters: { momentum: 0.5 },
  });
  held.hand({ opt: "adam" });
  assert.deepEqual(asked, ["v=1&opt=adam"]);
});

test("another seed takes the place of explicit parameters, whose commas stay readable otherwise", () => {
  accepted("v=1&start=1,-2,0.5");
  held.hand({ lr: 0.2 });
  held.hand({ seed: 7 });
  assert.deepEqual(asked, ["v=1&start=1,-2,0.5&lr=0.2", "v=1&lr=0.2&seed=7"]);
});

test("what goes with a control goes when it is emptied, not when it is changed", () => {
  make({ ...SPECIFICATIONS, opt: { ...SPECIFICATIONS.opt, clears: ["seed"] } });
  accepted("v=1&opt=momentum&seed=3", { optimizer: "momentum", seed: 3 });
  held.hand({ opt: "sgd" });
  held.hand({ opt: null });
  assert.deepEqual(asked, ["v=1&opt=sgd&seed=3", "v=1"]);
});

test("a slider that is moved shows its value as a number, and asks for it once", () => {
  accepted("v=1");
  held.hand({ "lr-slider": -2 });
  assert.deepEqual(told, [["lr", 0.01]]);
  echo();
  assert.deepEqual(asked, ["v=1&lr=0.01"]);
});

test("a thumb is not moved while it stands for the value", () => {
  accepted("v=1");
  const position = Math.log10(0.0123) + 1e-4;
  held.hand({ "lr-slider": position });
  assert.equal(asked.at(-1), "v=1&lr=0.0123");
  accepted("v=1&lr=0.0123", { learning_rate: 0.0123 });
  accept(inputs, answer("v=1&lr=0.0123", { learning_rate: 0.0123 }), true);
  assert.deepEqual(told, []);
  assert.equal(held.values.get("lr-slider"), position);
});

test("a number that is typed moves the thumb when its run comes", () => {
  accepted("v=1");
  held.hand({ lr: 0.01 });
  accept(inputs, answer("v=1&lr=0.01", { learning_rate: 0.01 }), true);
  assert.deepEqual(told, [["lr-slider", -2]]);
  echo();
  assert.deepEqual(asked, ["v=1&lr=0.01"]);
});

test("a run that is not the newest asked for changes neither the controls nor the query", () => {
  accepted("v=1");
  held.hand({ lr: 0.01 });
  accept(inputs, answer("v=1&lr=0.5", { learning_rate: 0.5 }), false);
  held.hand({ batch: 10 });
  assert.deepEqual(told, []);
  assert.deepEqual(asked.at(-1), "v=1&lr=0.01&batch=10");
});

const ELSEWHERE = ["function", "first", "rival", "through"];
const hidden = () => Object.keys(SPECIFICATIONS).filter((name) => !ELSEWHERE.includes(name) && isHidden(name));
const isHidden = (name) => elements.get(`${name}-row`).hidden;

test("only the optimizer's own hyperparameters are there, and told", () => {
  accepted("v=1");
  assert.deepEqual(hidden(), ["momentum", "batch_seed"]);
  accept(inputs, answer("v=1&opt=momentum", { optimizer: "momentum", hyperparameters: { momentum: 0.9 } }), true);
  assert.deepEqual(hidden(), ["batch_seed"]);
  assert.deepEqual(told, [["opt", "momentum"], ["momentum", 0.9], ["momentum-slider", 0.9]]);
  echo();
  accept(inputs, answer("v=1"), true);
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

test("what matters only where something else is given is there with it, zero or not", () => {
  accepted("v=1&batch=10", { batch_size: 10 });
  assert.deepEqual(hidden(), ["momentum"]);
  accepted("v=1&batch=0", { batch_size: 0 });
  assert.deepEqual(hidden(), ["momentum"]);
});

test("what is chosen is explained", () => {
  accepted("v=1");
  assert.equal(elements.get("opt-help").textContent, "Downhill.");
  accepted("v=1&opt=momentum", { optimizer: "momentum" });
  assert.equal(elements.get("opt-help").textContent, "A heavy ball.");
});

test("several names are joined by commas, and none is no name", () => {
  accepted("v=1&start=1,2,3");
  held.hand({ features: ["a", "b"] });
  held.hand({ features: [] });
  assert.deepEqual(asked, ["v=1&features=a,b", "v=1"]);
});

test("a run's names are told to their control as a list, once", () => {
  accept(inputs, answer("v=1&features=a,b", { features: ["a", "b"] }), true);
  assert.deepEqual(told.filter(([id]) => id === "features"), [["features", ["a", "b"]]]);
  echo();
  assert.deepEqual(asked, []);
});

test("a switch is 1 or 0", () => {
  accepted("v=1");
  held.hand({ standardise: true });
  accepted("v=1&standardise=1", { standardise: 1 });
  held.hand({ standardise: false });
  assert.deepEqual(asked, ["v=1&standardise=1", "v=1&standardise=0"]);
});

test("a link's settings that are folded away are unfolded, those of later runs only marked", () => {
  const marked = () => elements.get("manual-row").classList.contains("set");
  accepted("v=1&manual=40:0.05", { manual: [[40, 0.05]] });
  assert.deepEqual([fold.open, marked()], [true, true]);
  fold.open = false;
  accepted("v=1&manual=40:0.05", { manual: [[40, 0.05]] });
  assert.deepEqual([fold.open, marked()], [false, true]);
  accepted("v=1");
  assert.equal(marked(), false);
});

test("a refusal unfolds its control; one whose control is not there is returned", () => {
  accepted("v=1");
  assert.deepEqual(inputs.refuse([{ field: "manual", detail: "No rate." }]), []);
  assert.equal(fold.open, true);
  assert.deepEqual(inputs.refuse([{ field: "momentum", detail: "No parameter." }]), ["No parameter."]);
  assert.equal(elements.get("momentum-error").textContent, "");
});

const BATCH = box(contender("batch_size"), { label: "Batch size", limits: "a whole number from 1 to 5,000" }, range({ integer: true, low: 1, high: 5000 }));

test("a typed list is asked for as it is meant, and what was typed stays", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  accepted("v=1");
  inputs.typed("manual", "40: 0.05 ,80:0.01");
  context.mock.timers.tick(350);
  assert.deepEqual(asked, ["v=1&manual=40:0.05,80:0.01"]);
  accept(inputs, answer(asked[0], { manual: [[40, 0.05], [80, 0.01]] }), true);
  assert.deepEqual(told, []);
});

test("what is wrong in a list goes to the server as it stands", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  accepted("v=1");
  inputs.typed("manual", "4 0:x");
  context.mock.timers.tick(350);
  assert.deepEqual(asked, ["v=1&manual=4%200:x"]);
});

test("a typed number is asked for once, when the typing has paused, and no run overwrites it before", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  make({ ...SPECIFICATIONS, batch: BATCH });
  accepted("v=1");
  inputs.typed("batch", "5");
  context.mock.timers.tick(200);
  inputs.typed("batch", "50");
  accept(inputs, answer("v=1"), true);
  assert.ok(told.every(([id]) => id !== "batch"));
  context.mock.timers.tick(349);
  assert.deepEqual(asked, []);
  context.mock.timers.tick(1);
  assert.deepEqual(asked, ["v=1&batch=50"]);
});

const FUNCTION = { problem: { function: "bowl" } };

test("from data to a function: the first one, with what is the optimizer's own, and without what it has none of", () => {
  accepted("v=1&lr=0.3&batch=10&2.opt=adam&2.lr=0.2&epochs=200", { learning_rate: 0.3, batch_size: 10, epochs: 200 });
  held.hand({ problem: "function" });
  assert.deepEqual(asked, ["v=1&2.opt=adam&epochs=200&function=bowl"]);
});

test("and back to the data where they were; again to the function where that was", () => {
  accepted("v=1&lr=0.3", { learning_rate: 0.3 });
  held.hand({ problem: "function" });
  accept(inputs, answer("v=1&function=bowl", FUNCTION), true);
  echo();
  held.hand({ lr: 0.7 });
  held.hand({ problem: "data" });
  held.hand({ problem: "function" });
  assert.deepEqual(asked, ["v=1&function=bowl", "v=1&function=bowl&lr=0.7", "v=1&lr=0.3", "v=1&function=bowl&lr=0.7"]);
});

test("who came to a function by a link goes back to the tutorial's data", () => {
  accept(inputs, answer("v=1&function=bowl", FUNCTION), true);
  assert.deepEqual(told[0], ["problem", "function"]);
  echo();
  held.hand({ problem: "data" });
  assert.deepEqual(asked, [""]);
});

test("a function's formula and source are there", () => {
  accept(inputs, answer("v=1&function=bowl", FUNCTION), true);
  const place = elements.get("function-formula");
  assert.deepEqual([place.innerHTML, place.title], ["<math>x</math>", "Someone 1990"]);
  assert.equal(isHidden("function"), false);
  accepted("v=1");
  assert.equal(isHidden("function"), true);
});

test("a control that all contenders share resets what is theirs, a contender's own only its own", () => {
  accepted("v=1&lr=0.3&2.opt=adam&2.lr=0.2", { learning_rate: 0.3 });
  held.hand({ opt: "momentum" });
  held.hand({ function: "bowl" });
  assert.deepEqual(asked, ["v=1&2.opt=adam&2.lr=0.2&opt=momentum", "v=1&2.opt=adam&opt=momentum&function=bowl"]);
});

test("parameters are chosen by their names", () => {
  accept(inputs, answer("v=1", { plane: { kind: "weights", options: { first: 2 }, through: null } }), true);
  assert.deepEqual(offered.get("first"), [["1", "w₁"], ["2", "w₂"], ["3", "bias"]].map(([value, label]) => ({ value, label })));
  assert.deepEqual(told.find(([id]) => id === "first"), ["first", "2"]);
  echo();
  held.hand({ first: "3" });
  assert.deepEqual(asked, ["v=1&first=3"]);
});

test("contenders are chosen by their names where two run, each for its number in the address", () => {
  const plane = { kind: "weights", options: { rival: null }, through: null };
  accepted("v=1", { plane });
  assert.deepEqual([isHidden("rival"), offered.has("rival")], [true, false]);
  const three = answer("v=1&2.opt=sgd&2.off=1&3.opt=adam", { plane, others: [{ optimizer: "sgd" }, { optimizer: "adam" }] });
  accept(inputs, { ...three, contenders: [three.contenders[0]] }, true);
  assert.equal(isHidden("rival"), true);
  accept(inputs, { ...three, contenders: [three.contenders[0], three.contenders[2]] }, true);
  assert.equal(isHidden("rival"), false);
  assert.deepEqual(offered.get("rival").map(({ value, label }) => [value, label]), [["", "Next"], ["1", "sgd"], ["3", "adam"]]);
});

test("planes that a run does not have can not be chosen", () => {
  const open = () => offered.get("plane").flatMap(({ items }) => items.filter((each) => !each.disabled)).map(({ value }) => value);
  accepted("v=1");
  assert.deepEqual(open(), ["weights", "filters", "weight"]);
  accepted("v=1&function=bowl", FUNCTION);
  assert.deepEqual(open(), ["weights", "weight"]);
  accept(inputs, { ...answer("v=1&function=curve", FUNCTION), parameters: ["x"] }, true);
  assert.deepEqual(open(), ["weight"]);
});

test("a slice goes through something where its directions leave something open", () => {
  accepted("v=1");
  assert.equal(isHidden("through"), false);
  accept(inputs, { ...answer("v=1"), parameters: ["x", "y"] }, true);
  assert.equal(isHidden("through"), true);
});
