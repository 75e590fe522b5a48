import assert from "node:assert/strict";
import { test } from "node:test";

import { differ, Pace } from "../../../frontend/playback/pace.js";
import { closeTo, f8, makeRun } from "../helpers.js";

/** A run whose contenders have spent these gradients after each epoch. */
function spending(...columns) {
  const run = makeRun(columns.length);
  const n = columns[0].length;
  run.addFrames({ first: 0, last: n - 1, evaluations: f8([columns.length, n], columns.flat()) });
  return run;
}

// Gradient descent, sharpness-aware minimisation, a line search.
const RACE = [
  [0, 1, 2, 3, 4, 5, 6],
  [0, 2, 4, 6, 8, 10, 12],
  [0, 5, 6, 7, 9, 10, 11],
];

test("at the same epoch every contender is where the clock is, and nothing is counted", () => {
  const pace = new Pace(spending(...RACE), "epochs");
  assert.deepEqual(pace.moment(3.5), { position: 3.5, epochs: [3.5, 3.5, 3.5], epoch: 3.5, whole: 3, spent: null });
  assert.equal(pace.position(3.5), 3.5);
  assert.equal(pace.unit, 1);
});

test("at the same gradients every contender is at the epoch that it has reached with them", () => {
  const pace = new Pace(spending(...RACE), "evaluations");
  assert.equal(pace.unit, 2);
  const { epochs, spent, epoch } = pace.moment(3);
  assert.deepEqual([spent, epoch], [6, 6]);
  assert.deepEqual(epochs, [6, 3, 2]);
  const between = pace.moment(1.25);
  assert.equal(between.spent, 2);
  assert.deepEqual(between.epochs, [2.5, 1.25, 0.5]);
});

test("nobody has spent more than is shown, and the next epoch would be too much", () => {
  const run = spending(...RACE);
  const pace = new Pace(run, "evaluations");
  for (let position = 0; position <= 6; position += 0.25) {
    const { epochs, spent } = pace.moment(position);
    epochs.forEach((epoch, k) => {
      const column = run.column("evaluations", k);
      const whole = Math.floor(epoch);
      assert.ok(column[whole] <= spent, `contender ${k} at ${position}`);
      assert.ok(whole === 6 || column[whole + 1] > spent, `contender ${k} at ${position}`);
    });
  }
});

test("from the start to the end: the end is where the last has spent all, and those before it stand at theirs", () => {
  const pace = new Pace(spending(...RACE), "evaluations");
  assert.deepEqual(pace.moment(0).epochs, [0, 0, 0]);
  assert.deepEqual(pace.moment(6).epochs, [6, 6, 6]);
  assert.equal(pace.moment(6).spent, 12);
});

test("who has stopped stands at the end and counts no more", () => {
  const pace = new Pace(spending([0, 1, 2, 2, 2], [0, 2, 4, 6, 8]), "evaluations");
  assert.deepEqual(pace.moment(2).epochs, [4, 2]);
});

test("the position of an epoch is where the followed contender is at it", () => {
  const run = spending([0, 3, 4, 9], [0, 1, 2, 3]);
  const pace = new Pace(run, "evaluations");
  for (let epoch = 0; epoch <= 3; epoch += 0.3) assert.ok(closeTo(pace.moment(pace.position(epoch)).epoch, epoch));
});

test("counts are whole where rounding has taken a little from them", () => {
  const column = [0, 7, 14, 21, 28, 35, 42, 49, 56, 63, 70].map((count) => (count * 11) / 7);
  const pace = new Pace(spending(column, column.map((count) => count / 11)), "evaluations");
  for (let count = 0; count <= 110; count++) assert.equal(pace.moment(count / pace.unit).spent, count);
});

test("contenders differ where an epoch costs them differently while they run", () => {
  assert.equal(differ(spending(...RACE)), true);
  assert.equal(differ(spending([0, 1, 2, 3], [0, 1, 2, 3])), false);
  assert.equal(differ(spending([0, 1, 2, 3], [0, 1, 1, 1])), false, "one has stopped");
  assert.equal(differ(spending([0, 1, 2, 3])), false, "one alone");
  assert.equal(differ(spending([0], [0])), false, "only the start");
});
