import assert from "node:assert/strict";
import { test } from "node:test";

import { ranking } from "../../../frontend/run/ranking.js";
import { f8, makeMoment, makeRun } from "../helpers.js";

/** A run whose contenders have these objectives after each epoch. */
function losing(...columns) {
  const run = makeRun(columns.length);
  const n = columns[0].length;
  run.addFrames({ first: 0, last: n - 1, objective: f8([columns.length, n], columns.flat()) });
  return run;
}

const said = (run, epoch, rest = {}) => ranking(run, { ...makeMoment(run, epoch), ...rest });

test("of several, who is lowest at the shown epoch, and by how much", () => {
  const run = losing([8, 4, 2], [8, 5, 1.5], [8, 6, 3]);
  assert.equal(said(run, 1.7), "Contender 0 is lowest at epoch 1: 4, which is 1 below Contender 1.");
  assert.equal(said(run, 2), "Contender 1 is lowest at epoch 2: 1.5, which is 0.5 below Contender 0.");
  assert.equal(said(run, 0), "All optimizers have the loss 8 at epoch 0.");
});

test("each at its own epoch where they have spent the same gradients", () => {
  const run = losing([8, 4, 2], [8, 5, 1.5]);
  const found = said(run, 2, { epochs: [2, 1], spent: 4 });
  assert.equal(found, "Contender 0 is lowest after 4 gradient evaluations: 2, which is 3 below Contender 1.");
});

test("a single one is compared with where it came from", () => {
  const run = losing([8, 4, 9]);
  assert.deepEqual([0, 1, 2].map((epoch) => said(run, epoch)), [
    "The loss is 8 at epoch 0.",
    "The loss is 4 at epoch 1, down from 8.",
    "The loss is 9 at epoch 2, up from 8.",
  ]);
});

test("without data to pass over an epoch is an iteration", () => {
  const run = Object.assign(losing([8, 8]), { function: {} });
  assert.deepEqual([0, 1].map((epoch) => said(run, epoch)), ["The value is 8 at iteration 0.", "The value is 8 at iteration 1, as at the start."]);
});

test("ties, and who has diverged", () => {
  const run = losing([8, 4, NaN], [8, 4, NaN], [8, 5, 3]);
  assert.equal(said(run, 1), "Contender 0 and Contender 1 are lowest at epoch 1, both with 4.");
  assert.equal(said(run, 2), "Only Contender 2 has a finite loss at epoch 2: 3.");
  assert.equal(said(losing([8, Infinity]), 1), "The loss is not finite at epoch 1.");
  assert.equal(said(losing([8, NaN], [8, NaN]), 1), "No optimizer has a finite loss at epoch 1.");
});
