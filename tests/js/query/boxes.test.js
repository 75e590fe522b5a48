import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { accept, answer, box, contender, element, made, range, SPECIFICATIONS } from "./inputs_page.js";

const RATE = range({ log: true, low: 0, above: true, slider: [1e-5, 10] });
const BOXES = {
  ...SPECIFICATIONS,
  lr: box(contender("learning_rate"), { label: "Learning rate", limits: "a number greater than 0" }, RATE),
  epochs: box(["epochs"], { label: "Epochs", limits: "a whole number from 1 to 2,000" }, range({ integer: true, log: true, low: 1, high: 2000 })),
  batch: box(contender("batch_size"), { label: "Batch size", limits: "a whole number from 1 to 5,000" }, range({ integer: true, low: 1, high: 5000 })),
};

let elements;
let asked;
let held;
let inputs;
let tick;

beforeEach((context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  tick = (milliseconds) => context.mock.timers.tick(milliseconds);
  const ids = Object.keys(BOXES).flatMap((name) => [`${name}-row`, `${name}-error`]);
  elements = new Map([...ids, "opt-help"].map((id) => [id, element()]));
  globalThis.document = { getElementById: (id) => elements.get(id) ?? null };
  ({ inputs, held, asked } = made(BOXES));
  accept(inputs, answer("v=1"), true);
});

const shown = (name) => held.components.held(name);
const said = (name) => elements.get(`${name}-error`).textContent;

/** Key by key, as a person types. */
function type(name, text, pause = 60) {
  for (let i = 1; i <= text.length; i++) {
    inputs.typed(name, text.slice(0, i));
    tick(pause);
  }
}

/** By an arrow key: the box has the next text, as if it had been typed. */
function step(name, count) {
  inputs.typed(name, inputs.stepped(name, 0, count).text);
}

test("what is typed key by key is the number that was typed, and asked for once", () => {
  for (const [name, text, query] of [["lr", "1e-3", "lr=0.001"], ["lr", "1E3", "lr=1000"], ["lr", "0,5", "lr=0.5"], ["lr", ".5", "lr=0.5"], ["epochs", "1e2", "epochs=100"]]) {
    asked.length = 0;
    inputs.boxes.forget();
    accept(inputs, answer("v=1", { learning_rate: 7, epochs: 7 }), true);
    type(name, text);
    tick(1000);
    assert.deepEqual([asked, said(name), shown(name)], [[`v=1&${query}`], "", text]);
  }
});

test("what is no number is said beside its box after a moment, costs no request, and stays", () => {
  type("lr", "-0.1");
  tick(350);
  assert.equal(said("lr"), "");
  tick(1000);
  assert.deepEqual([asked, said("lr"), shown("lr")], [[], "Learning rate must be a number greater than 0, not -0.1.", "-0.1"]);
  type("epochs", "50.5");
  inputs.boxes.finish("epochs");
  assert.deepEqual([asked, said("epochs"), shown("epochs")], [[], "Epochs must be a whole number from 1 to 2,000, not '50.5'.", "50.5"]);
});

test("what is wrong in one box keeps nothing else from being done, and outlives the runs of others", () => {
  type("lr", "fast");
  inputs.boxes.finish("lr");
  type("epochs", "50");
  inputs.boxes.finish("epochs");
  assert.deepEqual(asked, ["v=1&epochs=50"]);
  accept(inputs, answer("v=1&epochs=50", { epochs: 50 }), true);
  assert.deepEqual([shown("lr"), shown("epochs")], ["fast", "50"]);
  assert.match(said("lr"), /not 'fast'/);
});

test("when it is right, the sentence goes at once with the question", () => {
  type("lr", "1e");
  inputs.boxes.finish("lr");
  assert.match(said("lr"), /not '1e'/);
  type("lr", "1e-2");
  tick(350);
  assert.deepEqual([asked, said("lr")], [["v=1&lr=0.01"], ""]);
});

test("Escape takes back what is wrong, and what is asked for", () => {
  type("lr", "fast");
  inputs.boxes.finish("lr");
  inputs.takeBack("lr");
  assert.deepEqual([shown("lr"), said("lr"), asked], ["0.1", "", []]);
  type("lr", "0.2");
  tick(350);
  inputs.takeBack("lr");
  assert.deepEqual([shown("lr"), asked], ["0.1", ["v=1&lr=0.2", "v=1"]]);
});

test("what the server refuses of a box stays there with its words, and not in the query", () => {
  type("epochs", "1999");
  inputs.boxes.finish("epochs");
  assert.deepEqual(inputs.refuse([{ field: "epochs", detail: "Too costly." }]), []);
  assert.deepEqual([shown("epochs"), said("epochs")], ["1999", "Too costly."]);
  type("batch", "10");
  inputs.boxes.finish("batch");
  assert.equal(asked.at(-1), "v=1&batch=10");
  accept(inputs, answer("v=1&batch=10", { batch_size: 10 }), true);
  assert.deepEqual([shown("epochs"), said("epochs")], ["1999", "Too costly."]);
  inputs.takeBack("epochs");
  assert.deepEqual([shown("epochs"), said("epochs")], ["100", ""]);
});

test("typing that is over is written as the page writes it", () => {
  for (const [text, written] of [["1E-1", "0.1"], ["０，５", "0.5"], ["1 000", "1000"], ["1e-7", "1e-7"]]) {
    type("lr", text);
    inputs.boxes.finish("lr");
    assert.equal(shown("lr"), written);
  }
  inputs.typed("manual", "40: 1e-2;80:.1");
  inputs.boxes.finish("manual");
  assert.equal(shown("manual"), "40:0.01, 80:0.1");
});

test("an emptied box shows what is usual when its run has come and it is left", () => {
  for (const leave of ["before", "after"]) {
    accept(inputs, answer("v=1&epochs=50", { epochs: 50 }), true);
    inputs.typed("epochs", "");
    tick(350);
    assert.equal(asked.at(-1), "v=1");
    if (leave === "before") inputs.boxes.finish("epochs");
    accept(inputs, answer("v=1", { epochs: 100 }), true);
    if (leave === "after") inputs.boxes.finish("epochs");
    assert.equal(shown("epochs"), "100");
  }
});

test("typing on is one change, writing over it another, and so is what follows its end", () => {
  let ends = 0;
  inputs.onFinished = () => ends++;
  for (const text of ["0.", "0.0", "0.05", "0.5"]) inputs.typed("lr", text);
  step("lr", 1);
  assert.equal(ends, 0);
  inputs.typed("lr", "7");
  assert.equal(ends, 1);
  inputs.boxes.finish("lr");
  assert.equal(ends, 2);
});

test("the same number in other words asks for nothing", () => {
  type("lr", "1e-1");
  inputs.boxes.finish("lr");
  assert.deepEqual([asked, shown("lr")], [[], "0.1"]);
});

test("no run overwrites what is being typed", () => {
  inputs.typed("lr", "0.");
  accept(inputs, answer("v=1&batch=5", { batch_size: 5 }), true);
  assert.deepEqual([shown("lr"), shown("batch")], ["0.", "5"]);
});

test("arrow keys step what is in the box, and ask once they rest", () => {
  for (let i = 0; i < 3; i++) {
    step("lr", 1);
    tick(100);
  }
  assert.deepEqual([shown("lr"), asked], ["0.2", []]);
  tick(350);
  assert.deepEqual(asked, ["v=1&lr=0.2"]);
  step("epochs", -10);
  assert.equal(shown("epochs"), "10");
});

test("what is wrong in one contender's box waits there for it", () => {
  const others = [{ optimizer: "sgd", learning_rate: 0.3, hyperparameters: {}, batch_size: null, manual: null }];
  accept(inputs, answer("v=1&2.opt=sgd&2.lr=0.3", { others }), true);
  type("lr", "fast");
  inputs.bind(1);
  assert.deepEqual([shown("lr"), said("lr")], ["0.3", ""]);
  inputs.bind(0);
  assert.equal(shown("lr"), "fast");
  assert.match(said("lr"), /not 'fast'/);
});

test("whatever sets a name takes the place of what was typed for it", () => {
  type("lr", "fast");
  inputs.boxes.finish("lr");
  inputs.put({ lr: "0.3" });
  accept(inputs, answer("v=1&lr=0.3", { learning_rate: 0.3 }), true);
  assert.deepEqual([shown("lr"), said("lr")], ["0.3", ""]);
});
