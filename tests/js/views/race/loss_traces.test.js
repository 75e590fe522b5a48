import assert from "node:assert/strict";
import { test } from "node:test";

import { bounds, ends, exit, path, place } from "../../../../frontend/views/race/loss_traces.js";
import { f8, makeRun } from "../../helpers.js";

function running(objectives, evaluations) {
  const run = makeRun(objectives.length);
  run.contenders.forEach((contender, k) => (contender.number = k + 1));
  const n = objectives[0].length;
  const column = (rows) => f8([rows.length, n], rows.flat());
  run.addFrames({ first: 0, last: n - 1, objective: column(objectives), evaluations: column(evaluations) });
  return run;
}

const AREA = { top: 10, height: 100, x: (value) => 40 + 10 * value, y: (value) => 110 - 10 * value };
const SCALE = { of: (value) => value, range: [0, 10] };

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

test("who diverges has a number where it leaves the picture", () => {
  const run = running([[3, 2, 1], [3, 5, 1e95]], [[0, 1, 2], [0, 1, 2]]);
  const found = ends(run, [0, 1].map((k) => path(run, k, "epochs")), SCALE)(AREA);
  const { x, y } = found.find(({ text }) => text === "2");
  assert.ok(x > 50 && x < 60 && y > AREA.top && y < AREA.top + 11);
});

test("a line leaves where it goes through the top for good", () => {
  assert.equal(exit([0, 1, 2], [1, 5, 15], 10), 1.5);
  assert.equal(exit([0, 1, 2, 3], [1, 15, 5, 15], 10), 2.5);
  assert.equal(exit([0, 10, 20], [1, 5, Infinity], 10), 10);
  assert.equal(exit([0, 1, 2], [1, 15, 5], 10), null);
  assert.equal(exit([0, 1, 2], [1, 5, NaN], 10), null);
  assert.equal(exit([0, 1], [15, 20], 10), null);
});

const curve = (...values) => ({ values, start: values[0] });

test("the picture holds all of the curves that stay, and of one that diverges its way out", () => {
  const stays = curve(10, 4, 2000, 3, 0.5);
  assert.deepEqual(bounds("log", [stays], []), [0.5, 2000]);
  assert.deepEqual(bounds("log", [curve(10, 4, 0.5), curve(10, 1e4, 1e95, NaN)], []), [0.5, 1000]);
  assert.deepEqual(bounds("log", [stays, curve(10, 1e4, 1e95)], []), [0.5, 2000]);
  assert.deepEqual(bounds("linear", [curve(10, 4, 5), curve(10, 300, 6e122, Infinity)], []), [4, 40]);
});

test("alone too; what only ends high is there as it is", () => {
  assert.deepEqual(bounds("log", [curve(10, 1e4, 1e95, NaN)], []), [10, 1000]);
  assert.deepEqual(bounds("log", [curve(10, 20, 900)], []), [10, 900]);
  assert.deepEqual(bounds("log", [curve(10, 20, NaN)], []), [10, 20]);
});

test("what would have been is measured by where its run began", () => {
  assert.deepEqual(bounds("log", [curve(10, 1), { values: [1e8, 1e20], start: 10 }], []), [1, 1000]);
});

test("values below zero, zero itself and none at all", () => {
  assert.deepEqual(bounds("log", [curve(-10, -70, -78.3)], [-78.332]), [-78.332, -10]);
  assert.deepEqual(bounds("log", [curve(4, 0)], []), [4, 4]);
  assert.deepEqual(bounds("log", [curve(NaN, NaN)], []), [0.1, 1]);
  assert.deepEqual(bounds("log", [curve(0, 0)], []), [0, 0]);
});
