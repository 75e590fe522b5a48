import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { add, remove } from "../../../frontend/query/contenders.js";
import { accept, answer, box, contender, element, made, SPECIFICATIONS } from "./inputs_page.js";

let elements;
let asked;
let told;
let bound;
let held;
let inputs;

function make(specifications = SPECIFICATIONS) {
  ({ inputs, held, asked } = made(specifications, { onBound: () => bound.push(inputs.bound) }));
  ({ told } = held);
}

beforeEach(() => {
  const ids = Object.keys(SPECIFICATIONS).flatMap((name) => [`${name}-row`, `${name}-error`]);
  elements = new Map(ids.map((id) => [id, element()]));
  globalThis.document = { getElementById: (id) => elements.get(id) ?? null };
  bound = [];
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

const error = (name) => elements.get(`${name}-error`).textContent;
const SECOND = { optimizer: "momentum", learning_rate: 0.3, hyperparameters: { momentum: 0.5 }, batch_size: 10, manual: null };
const TWO = ["v=1&lr=0.2&2.opt=momentum&2.lr=0.3&2.momentum=0.5", { learning_rate: 0.2, others: [SECOND] }];

test("the controls are those of the contender that they are bound to", () => {
  accepted(...TWO);
  assert.equal(elements.get("momentum-row").hidden, true);
  inputs.bind(1);
  const expected = { opt: "momentum", lr: 0.3, "lr-slider": Math.log10(0.3), momentum: 0.5, "momentum-slider": 0.5, batch: 10 };
  assert.deepEqual(Object.fromEntries(told), expected);
  assert.deepEqual([elements.get("momentum-row").hidden, elements.get("momentum-row").classList.contains("set"), bound], [false, true, [1]]);
  echo();
  assert.deepEqual(asked, []);
});

test("a change is that contender's, and so is what it resets", () => {
  accepted(...TWO);
  inputs.bind(1);
  echo();
  held.hand({ "lr-slider": -1 });
  held.hand({ opt: "sgd" });
  assert.deepEqual(asked, ["v=1&lr=0.2&2.opt=momentum&2.lr=0.1&2.momentum=0.5", "v=1&lr=0.2&2.opt=sgd"]);
});

test("what is being typed is meant for the contender whose card was open", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  make({ ...SPECIFICATIONS, lr: box(contender("learning_rate"), { slider: true, log: true }) });
  accepted(...TWO);
  inputs.typed("lr", "0.7");
  inputs.bind(1);
  context.mock.timers.tick(1000);
  assert.deepEqual(asked, ["v=1&lr=0.7&2.opt=momentum&2.lr=0.3&2.momentum=0.5"]);
});

test("the rate of one contender can be typed for another at once", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  make({ ...SPECIFICATIONS, lr: box(contender("learning_rate"), { slider: true, log: true }) });
  accepted(...TWO);
  inputs.bind(1);
  echo();
  inputs.typed("lr", "0.2");
  context.mock.timers.tick(350);
  assert.deepEqual(asked, ["v=1&lr=0.2&2.opt=momentum&2.lr=0.2&2.momentum=0.5"]);
});

test("other contenders: the controls are bound when their run comes", () => {
  accepted("v=1&lr=0.2", { learning_rate: 0.2 });
  inputs.rearrange(add, 1);
  assert.deepEqual([asked, inputs.bound], [["v=1&lr=0.2&2.opt=momentum"], 0]);
  accept(inputs, answer("v=1&lr=0.5", { learning_rate: 0.5 }), false);
  assert.equal(inputs.bound, 0);
  accept(inputs, answer(asked[0], { learning_rate: 0.2, others: [SECOND] }), true);
  assert.equal(inputs.bound, 1);
  accept(inputs, answer("v=1"), true);
  assert.equal(inputs.bound, 0);
});

test("whose card is opened meanwhile stays open", () => {
  accepted(...TWO);
  inputs.put({ epochs: "50" });
  inputs.bind(1);
  accept(inputs, answer(`${TWO[0]}&epochs=50`, { ...TWO[1], epochs: 50 }), true);
  assert.equal(inputs.bound, 1);
});

test("refused, they are those that were there before", () => {
  accepted(...TWO);
  inputs.rearrange((query, own) => remove(query, own, 1), 0);
  inputs.rearrange(add, 1);
  assert.deepEqual(inputs.refuse([{ field: "3.lr", detail: "Too much." }]), ["Too much."]);
  held.hand({ lr: 0.5 });
  assert.equal(asked.at(-1), "v=1&lr=0.5&2.opt=momentum&2.lr=0.3&2.momentum=0.5");
});

test("what was refused does not keep anything else from being done", () => {
  accepted("v=1&lr=0.2", { learning_rate: 0.2 });
  held.hand({ epochs: -1 });
  assert.deepEqual(inputs.refuse([{ field: "epochs", detail: "Too few." }]), []);
  inputs.rearrange(add, 1);
  assert.equal(asked.at(-1), "v=1&lr=0.2&2.opt=momentum");
  held.hand({ epochs: -2 });
  inputs.refuse([{ field: "start", detail: "It does not fit." }]);
  inputs.put({ lr: "0.3" });
  assert.equal(asked.at(-1), "v=1&lr=0.3");
});

test("a refusal stands in the card of its contender, which opens for it", () => {
  accepted(...TWO);
  assert.deepEqual(inputs.refuse([{ field: "2.lr", detail: "Too large." }]), []);
  assert.deepEqual([inputs.bound, error("lr")], [1, "Too large."]);
  inputs.bind(0);
  assert.equal(error("lr"), "");
  inputs.bind(1);
  assert.equal(error("lr"), "Too large.");
  assert.deepEqual(inputs.refuse([{ field: "lr", detail: "One." }, { field: "2.lr", detail: "Two." }]), []);
  assert.deepEqual([inputs.bound, error("lr")], [1, "Two."]);
  assert.deepEqual(inputs.refuse([{ field: "2.off", detail: "All are off." }]), ["All are off."]);
});

test("the seed of the batches matters where any contender has batches", () => {
  accepted(...TWO);
  assert.equal(elements.get("batch_seed-row").hidden, false);
  accepted("v=1");
  assert.equal(elements.get("batch_seed-row").hidden, true);
});
