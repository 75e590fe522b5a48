import assert from "node:assert/strict";
import { test } from "node:test";

import { valueOf } from "../../../frontend/views/formula.js";
import { f8, makeRun } from "../helpers.js";

const OWN = { learning_rate: 0.05, hyperparameters: { beta1: 0.9, eps: 1e-8 } };

/** The second of three contenders is switched off; two epochs have come. */
function race() {
  const run = makeRun(2, { config: { contenders: [OWN, { ...OWN, learning_rate: 0.0005 }, OWN] } });
  run.contenders = [{ number: 1 }, { number: 3 }];
  const columns = { learning_rate: [0.05, 0.04, 0.2, 0.1], gradient_norm: [8, 4, 2, 1], updates: [0, 10, 0, 20] };
  run.addFrames({ first: 0, last: 1, ...Object.fromEntries(Object.entries(columns).map(([k, v]) => [k, f8([2, 2], v)])) });
  return run;
}

test("rate, gradient and updates are those of the epoch, of the contender by its place in the configuration", () => {
  const run = race();
  const said = (place, epoch) => ["learning_rate", "gradient_norm", "updates"].map((of) => valueOf(of, run, place, epoch));
  assert.deepEqual(said(0, 1), ["0.04", "4.000", "10"]);
  assert.deepEqual(said(2, 0), ["0.2", "2.000", "0"]);
});

test("who is switched off has its settings and nothing else", () => {
  const run = race();
  const said = ["learning_rate", "hyperparameter:beta1", "gradient_norm", "slot:m"].map((of) => valueOf(of, run, 1, 1));
  assert.deepEqual(said, ["0.0005", "0.9", "–", "–"]);
});

test("what an optimizer keeps is that of the last epoch at which it is known, a dash before", () => {
  const run = race();
  assert.equal(valueOf("slot:m", run, 0, 1), "–");
  run.motion = { epochs: { data: Int32Array.of(0, 4) }, slots: [{ m: f8([2], [0, 2.5]) }, { m: f8([2], [NaN, 3]) }] };
  assert.deepEqual([0, 3, 4, 9].map((epoch) => valueOf("slot:m", run, 0, epoch)), ["0", "0", "2.500", "2.500"]);
  assert.deepEqual([valueOf("slot:m", run, 2, 0), valueOf("slot:v", run, 0, 0)], ["–", "–"]);
});

test("small hyperparameters are powers of ten", () => {
  assert.equal(valueOf("hyperparameter:eps", race(), 0, 0), "1e−8");
});
