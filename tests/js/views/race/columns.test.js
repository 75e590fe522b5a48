import assert from "node:assert/strict";
import { test } from "node:test";

import { FIRST, groups, ordered } from "../../../../frontend/views/race/columns.js";
import { f8, makeRun } from "../../helpers.js";

/** A run of three: their losses and accuracies after one epoch. */
function three(losses, accuracies) {
  const run = makeRun(3);
  run.addFrames({ first: 0, last: 0, objective: f8([3, 1], losses), train_accuracy: f8([3, 1], accuracies) });
  return run;
}

const part = (run, head) => [...FIRST, ...groups(run).flatMap(({ columns }) => columns.flat())].find((each) => each.head === head);
const order = (run, head, descending, race = {}) => ordered(run, part(run, head), descending, [0, 0, 0], race);

test("rows are sorted by what a column says, the other way round as well, and what is unknown comes last", () => {
  const run = three([3, NaN, 1], [0.5, 0.9, 0.7]);
  assert.deepEqual(order(run, "Train loss", false), [2, 0, 1]);
  assert.deepEqual(order(run, "Train loss", true), [0, 2, 1]);
  assert.deepEqual(order(run, "Train acc.", true), [1, 2, 0]);
  assert.deepEqual(order(run, "To target", false, { reached: [NaN, 7, 3] }), [2, 1, 0]);
  assert.deepEqual(order(run, "Optimizer", true), [2, 1, 0]);
  assert.deepEqual(ordered(run, null, false, [0, 0, 0], {}), [0, 1, 2]);
});

test("equal rows keep their order, infinite losses among them", () => {
  assert.deepEqual(order(three([Infinity, Infinity, 2], [1, 1, 1]), "Train loss", true), [0, 1, 2]);
  assert.deepEqual(order(three([5, 5, 5], [1, 1, 1]), "Train loss", false), [0, 1, 2]);
});

test("why a run stopped is said once it has", () => {
  const run = three([1, 1, 1], [1, 1, 1]);
  const { draw } = part(run, "Ended");
  let warm = null;
  const place = { textContent: "", classList: { toggle: (_, on) => (warm = on) } };
  const text = (...at) => (draw(place, ...at), place.textContent);
  assert.equal(text(run, 0, 0), "running");
  run.report = { contenders: [{ stopped: "diverged", ended: "diverged", epoch: 4 }, { stopped: "epochs", ended: "completed", epoch: 9 }] };
  assert.deepEqual([text(run, 0, 3), text(run, 0, 4), text(run, 1, 9)], ["running", "diverged, 4", "completed, 9"]);
  assert.deepEqual([[0, 3], [0, 4], [1, 9]].map((at) => (text(run, ...at), warm)), [false, true, false]);
});

test("a count is whole, and what is never reached is a dash", () => {
  const { write } = part(three([1, 1, 1], [1, 1, 1]), "To target");
  assert.deepEqual([write(12345), write(NaN)], ["12,345", "–"]);
});
