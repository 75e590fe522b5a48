import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { accept, answer, element, made, SPECIFICATIONS } from "./inputs_page.js";

let asked, held, inputs;

beforeEach(() => {
  const ids = Object.keys(SPECIFICATIONS).flatMap((name) => [`${name}-row`, `${name}-error`]);
  const elements = new Map(ids.map((id) => [id, element()]));
  globalThis.document = { getElementById: (id) => elements.get(id) ?? null };
  ({ inputs, held, asked } = made());
});

test("a learning rate that is turned while the run plays becomes one that holds from there on", () => {
  accept(inputs, answer("v=1"), true);
  inputs.rates = { ...inputs.rates, turned: (name, text) => (name === "lr" ? { manual: `40:${text}` } : null) };
  held.hand({ "lr-slider": -2 });
  held.hand({ epochs: 50 });
  assert.deepEqual(asked, ["v=1&manual=40:0.01", "v=1&manual=40:0.01&epochs=50"]);
});

test("it is told which contender's rate is turned", () => {
  accept(inputs, answer("v=1&2.opt=sgd", { others: [{ optimizer: "sgd", learning_rate: 0.1 }] }), true);
  const names = [];
  inputs.rates = { ...inputs.rates, turned: (name) => (names.push(name), null) };
  held.hand({ lr: 0.2 });
  inputs.bind(1);
  held.hand({ lr: 0.3 });
  assert.deepEqual(names, ["lr", "2.lr"]);
  assert.equal(asked.at(-1), "v=1&2.opt=sgd&lr=0.2&2.lr=0.3");
});

test("the control shows the rate that holds, and another once that does", () => {
  let rate = 0.1;
  inputs.rates = { ...inputs.rates, rate: () => rate };
  accept(inputs, answer("v=1&manual=40:0.05", { manual: [[40, 0.05]] }), true);
  assert.equal(held.values.get("lr"), 0.1);
  rate = 0.05;
  inputs.freshen("lr");
  assert.deepEqual([held.values.get("lr"), held.values.get("lr-slider")], [0.05, Math.log10(0.05)]);
});

test("while another run is on its way the control stays as the visitor left it", () => {
  accept(inputs, answer("v=1"), true);
  held.hand({ lr: 0.3 });
  inputs.freshen("lr");
  assert.equal(held.values.get("lr"), 0.3);
  accept(inputs, answer("v=1&lr=0.3", { learning_rate: 0.3 }), true);
  inputs.freshen("lr");
  assert.equal(held.values.get("lr"), 0.3);
});

test("what the page set by itself is forgotten when it is refused; what a control holds is not", () => {
  accept(inputs, answer("v=1"), true);
  inputs.put({ epochs: "4000" });
  inputs.refuse([{ field: "epochs", detail: "Too many." }]);
  held.hand({ lr: 0.2 });
  inputs.refuse([{ field: "lr", detail: "Too high." }]);
  held.hand({ batch: 20 });
  assert.deepEqual(asked, ["v=1&epochs=4000", "v=1&lr=0.2", "v=1&lr=0.2&batch=20"]);
});
