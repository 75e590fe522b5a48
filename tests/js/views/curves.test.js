import assert from "node:assert/strict";
import { test } from "node:test";

import { ends, path, place } from "../../../assets/js/views/curves.js";
import { f8, makeRun } from "../helpers.js";

function running(objectives, evaluations) {
  const run = makeRun(objectives.length);
  run.contenders.forEach((contender, k) => (contender.number = k + 1));
  const n = objectives[0].length;
  const column = (rows) => f8([rows.length, n], rows.flat());
  run.addFrames({ first: 0, last: n - 1, objective: column(objectives), evaluations: column(evaluations) });
  return run;
}

const AREA = { top: 10, height: 100, x: (value) => 40 + 10 * value, y: (value) => 110 - 10 * value };
const SCALE = { of: (value) => value };

test("places along the axis are epochs, or what was spent after each", () => {
  const run = running([[3, 2, 1]], [[0, 2, 5]]);
  assert.deepEqual([...path(run, 0, "epochs")], [0, 1, 2]);
  assert.deepEqual([...path(run, 0, "evaluations")], [0, 2, 5]);
});

test("between two epochs in proportion, and no further than the last", () => {
  const places = Float64Array.of(0, 2, 5);
  assert.deepEqual([0, 0.5, 1, 1.5, 2, 9].map((epoch) => place(places, epoch)), [0, 1, 2, 3.5, 5, 5]);
});

test("each of several curves has its number at its end", () => {
  const run = running([[9, 5, 2], [9, 8, 7]], [[0, 1, 2], [0, 2, 4]]);
  const found = ends(run, [path(run, 0, "evaluations"), path(run, 1, "evaluations")], SCALE)(AREA);
  assert.deepEqual(found.map(({ text, x, y }) => [text, x, y]).sort(), [["1", 63, 90], ["2", 83, 40]]);
});

test("numbers keep apart, within the picture", () => {
  for (const last of [[0, 0, 0], [10, 10, 10], [5, 5.1, 5.2]]) {
    const run = running(last.map((value) => [9, value]), last.map(() => [0, 1]));
    const found = ends(run, last.map((_, k) => path(run, k, "epochs")), SCALE)(AREA).map(({ y }) => y).sort((a, b) => a - b);
    found.forEach((y, i) => assert.ok(y >= 10 && y <= 110 && (i === 0 || y - found[i - 1] >= 11 - 1e-9), `${last}: ${found}`));
  }
});

test("a single curve needs none, one that diverges has it where it ends, one that never began has none", () => {
  const alone = running([[3, 2]], [[0, 1]]);
  assert.deepEqual(ends(alone, [path(alone, 0, "epochs")], SCALE)(AREA), []);
  const run = running([[3, 2, NaN], [NaN, NaN, NaN]], [[0, 1, 2], [0, 1, 2]]);
  const found = ends(run, [0, 1].map((k) => path(run, k, "epochs")), SCALE)(AREA);
  assert.deepEqual(found.map(({ text, x }) => [text, x]), [["1", 53]]);
});
