import assert from "node:assert/strict";
import { test } from "node:test";

import { amended, branched, isBranch, manualText, rateAt } from "../../../frontend/playback/manual_rates.js";

test("a branch keeps the rates before its epoch, and what was set from there on goes", () => {
  const found = [null, "", "40:0.05", "20:0.1,60:1e-3", "20:0.1,40:0.2,41:0.3"].map((text) => branched(text, 40, "0.01"));
  assert.deepEqual(found, ["40:0.01", "40:0.01", "40:0.01", "20:0.1,40:0.01", "20:0.1,40:0.01"]);
});

test("one gesture is one entry: turned further, its rate is another", () => {
  assert.equal(branched(branched("20:0.1", 40, "0.01"), 40, "0.02"), "20:0.1,40:0.02");
});

test("the rate that holds at an epoch is changed where it stands, the others as they are written", () => {
  const text = "20:1e-3,40:0.010";
  const found = [0, 19, 20, 39, 40, 99].map((epoch) => amended(text, epoch, "0.5"));
  assert.deepEqual(found, [null, null, "20:0.5,40:0.010", "20:0.5,40:0.010", "20:1e-3,40:0.5", "20:1e-3,40:0.5"]);
  assert.equal(amended(null, 40, "0.5"), null);
});

test("the rate at an epoch is the first one until one was set, then the last that was", () => {
  const contender = { learning_rate: 0.1, manual: [[20, 0.2], [40, 0.4]] };
  assert.deepEqual([0, 19.9, 20, 39.9, 40, 1000].map((epoch) => rateAt(contender, epoch)), [0.1, 0.1, 0.2, 0.2, 0.4, 0.4]);
  assert.equal(rateAt({ learning_rate: 0.1, manual: null }, 7), 0.1);
});

test("rates of a configuration are written as the address has them", () => {
  assert.deepEqual([null, [[40, 0.05], [80, 1e-7]]].map(manualText), ["", "40:0.05,80:1e-7"]);
});

function run(manual, second = null, rest = {}) {
  const contenders = [manual, second].map((each) => ({ optimizer: "sgd", learning_rate: 0.1, manual: each }));
  return { config: { contenders, epochs: 100, ...rest } };
}

test("a branch differs from the former run in one contender's rates from an epoch on, and in nothing else", () => {
  const former = run([[20, 0.2], [60, 0.6]]);
  const branch = (other) => isBranch(other, former, 1, 40);
  assert.equal(branch(run([[20, 0.2], [40, 0.4]])), true);
  assert.equal(branch(run([[20, 0.2]])), true);
  assert.equal(branch(former), false, "the same run");
  assert.equal(branch(run([[20, 0.3], [40, 0.4]])), false, "another past");
  assert.equal(branch(run([[30, 0.2], [40, 0.4]])), false, "another past");
  assert.equal(branch(run([[20, 0.2], [40, 0.4]], null, { epochs: 200 })), false, "another length");
  assert.equal(branch(run([[20, 0.2], [40, 0.4]], [[50, 1]])), false, "another contender's rates");
  assert.equal(isBranch(run(null, [[40, 1]]), run(null), 2, 40), true, "the second contender's");
});
