import assert from "node:assert/strict";
import { test } from "node:test";

import { reached, usualTarget } from "../../../frontend/run/loss_target.js";
import { f8, makeRun } from "../helpers.js";

function racing(losses, below = null) {
  const run = makeRun(losses.length, { config: { stopping: { objective_below: below }, problem: {} } });
  run.addFrames({ first: 0, last: losses[0].length - 1, objective: f8([losses.length, losses[0].length], losses.flat()) });
  return run;
}

test("the target is the loss at which a run stops, or nine tenths of the way from the start to the lowest end", () => {
  assert.equal(usualTarget(racing([[9, 4], [9, 2]])), 2.7);
  assert.equal(usualTarget(racing([[9, 4], [9, 2]], 3)), 3);
  assert.equal(usualTarget(racing([[9, 4], [9, 2]], 0)), 0);
});

test("it is never above a start that was left downhill, below zero as above it, and who has left the numbers does not count", () => {
  assert.equal(usualTarget(racing([[1, -10], [1, NaN], [1, Infinity]])), -8.9);
  assert.ok(usualTarget(racing([[9.22, 9.19]])) < 9.22);
  assert.equal(usualTarget(racing([[4, 0]])), 0.4);
  assert.equal(usualTarget(racing([[1, NaN]])), null);
  assert.equal(usualTarget(racing([[Infinity, 2]])), null);
});

test("the target is reached with the first loss at or below it, though it rises again; or never", () => {
  const run = racing([[9, 5, 4, 6], [9, 8, 7, 6], [3, 9, 9, NaN]]);
  assert.deepEqual(reached(run, 5), [1, NaN, 0]);
  assert.deepEqual(reached(run, null), [NaN, NaN, NaN]);
  assert.deepEqual(reached(run, NaN), [NaN, NaN, NaN]);
});
