import assert from "node:assert/strict";
import { test } from "node:test";

import { groups } from "../../../../frontend/views/race/columns.js";
import { reading, warning } from "../../../../frontend/views/race/gauge.js";
import { makeMoment, f8, makeProjection, makeRun } from "../../helpers.js";

function curved(stability, limit) {
  const run = makeRun(stability.length);
  const column = f8([stability.length, 1], stability);
  run.curvature = { epochs: [0], largest: column, smallest: column, condition: column, stability: column, limit };
  return run;
}

test("the bar is filled up to its limit's mark where the product is the limit, and not beyond its end", () => {
  const filled = [0, 1, 2, 3, 9, -1].map((value) => reading(curved([value], [2]), 0, 0).filled);
  assert.deepEqual(filled, [0, 1 / 3, 2 / 3, 1, 1, 0]);
});

test("what is above the limit is told, by number and in a sentence; what is at it is not", () => {
  const run = curved([2.2, 2, 3.9], [2, 2, 3.8]);
  assert.deepEqual([0, 1, 2].map((k) => reading(run, k, 0).above), [true, false, true]);
  assert.deepEqual([reading(run, 0, 0).text, reading(run, 0, 0).most], ["2.2", " of 2"]);
  assert.equal(
    warning(run, makeMoment(run, 0).epochs),
    "Contender 0 is above the stability limit (2.2 of 2): in a quadratic bowl its steps would grow. " +
      "Contender 2 is above the stability limit (3.9 of 3.8): in a quadratic bowl its steps would grow.",
  );
});

test("who has diverged or is past the last epoch takes no steps, so nothing is said of them", () => {
  const run = curved([2.2, 2.2, 2.2], [2, 2, 2]);
  run.report = { contenders: [["diverged", 4], ["epochs", 4], ["epochs", 3]].map(([stopped, epoch]) => ({ stopped, epoch })) };
  const told = (epoch) => [0, 1, 2].filter((k) => warning(run, [epoch, epoch, epoch]).includes(`Contender ${k}`));
  assert.deepEqual([3, 4, 5].map(told), [[0, 1, 2], [1], []]);
});

test("where theory gives no limit there is a number and no bar, and nothing is claimed", () => {
  const run = curved([282], [null]);
  assert.deepEqual(reading(run, 0, 0), { text: "282", most: "", filled: null, above: false });
  assert.equal(warning(run, makeMoment(run, 0).epochs), "");
});

test("what is not known is not said", () => {
  assert.deepEqual(reading(makeRun(1), 0, 0), { text: "–", most: "", filled: null, above: false });
  assert.deepEqual(reading(curved([NaN], [2]), 0, 0), { text: "–", most: "", filled: null, above: false });
});

const heads = (run) => groups(run).flatMap(({ columns }) => columns.map((column) => column.map(({ head }) => head).join("/")));

test("a function has no test half, no accuracy and no penalty; a penalty has its line", () => {
  const last = ["Gradient norm/Step length", "Gradients/To target", "λ max/λ min", "Stability/Condition", "Gap/Distance"];
  assert.deepEqual(heads(makeRun(1)), ["Train loss/Test loss", "Train acc./Test acc.", ...last]);
  assert.deepEqual(heads(makeRun(1, { function: {}, config: { problem: {} } })), ["Value", ...last]);
  assert.equal(heads(makeRun(1, { config: { problem: { l1: 0, l2: 1 } } }))[0], "Train loss/Test loss/Penalty");
});

test("how true the picture is stands beside it, unknown until the landscape has come", () => {
  const column = (run, head) => {
    const { of, write } = groups(run).flatMap(({ columns }) => columns.flat()).find((each) => each.head === head);
    return write(of(run, 0, 0));
  };
  const run = makeRun(1);
  assert.deepEqual([column(run, "Gap"), column(run, "Distance")], ["–", "–"]);
  run.projection = makeProjection([0], [[[0, 0, 5.5, 4, 0.25]]]);
  run.slices = [{}];
  assert.deepEqual([column(run, "Gap"), column(run, "Distance")], ["1.5", "0.25"]);
});
