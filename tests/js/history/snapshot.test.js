import assert from "node:assert/strict";
import { test } from "node:test";

import { snapshot } from "../../../frontend/history/snapshot.js";
import { f8, makeProjection, makeRun, makeSurface } from "../helpers.js";

const U = [0, 1, 2];
const V = [10, 20];

/** A finished run of one contender over epochs 0 to `last`. */
function finished(last, losses, { v = V, height = (x, y) => 1 + x + y, rest = {} } = {}) {
  const run = makeRun(1, rest);
  const row = (values) => f8([1, last + 1], values);
  const columns = { objective: row(losses), test_loss: row(losses), test_accuracy: row(losses.map(() => 0.5)) };
  run.take("frames", { first: 0, last, ...columns });
  run.take("surface", makeSurface(U, v, height));
  const epochs = Array.from({ length: last + 1 }, (_, i) => i);
  run.take("projection", makeProjection(epochs, [losses.map((loss, i) => [(2 * i) / last, v ? 10 + (10 * i) / last : 0, loss, loss, 0])]));
  run.take("report", { contenders: [{ stopped: "epochs", epoch: last }] });
  return run;
}

const heights = ({ picture }) => Array.from(atob(picture.heights), (letter) => letter.charCodeAt(0));

test("a run's picture is its slice, row by row, and its trail in shares of it", () => {
  const made = snapshot(finished(2, [9, 5, 3]), "linear", { summary: "Moons" });
  assert.deepEqual([made.picture.rows, made.picture.columns], [2, 3]);
  const bytes = heights(made);
  // One step to the right is a tenth of one up.
  assert.ok(bytes[0] < bytes[1] && bytes[1] < bytes[2] && bytes[2] < bytes[3]);
  assert.deepEqual(made.picture.trails, [[[0, 0], [0.5, 0.5], [1, 1]]]);
  assert.equal(made.summary, "Moons");
});

test("figures and curves are those of the run", () => {
  const made = snapshot(finished(2, [9, 5, 3]), "linear", {});
  const [{ label, loss, test_accuracy, stopped, epoch }] = made.contenders;
  assert.deepEqual([label, loss, test_accuracy, stopped, epoch], ["Contender 0", 3, 0.5, "epochs", 2]);
  assert.deepEqual(made.curves, [{ epochs: [0, 1, 2], losses: [9, 5, 3] }]);
});

test("a long run is kept in a few points, its last among them", () => {
  const losses = Array.from({ length: 1001 }, (_, i) => 2000 - i);
  const [{ epochs, losses: kept }] = snapshot(finished(1000, losses), "linear", {}).curves;
  assert.equal(epochs.length, 80);
  assert.deepEqual([epochs[0], epochs.at(-1), kept.at(-1)], [0, 1000, 1000]);
});

test("what is not finite is left open, and the trail ends there", () => {
  const made = snapshot(finished(2, [9, 5, NaN]), "linear", {});
  assert.equal(made.contenders[0].loss, null);
  assert.deepEqual(made.picture.trails[0], [[0, 0], [0.5, 0.5], [1, 1]]);
  const line = snapshot(finished(2, [9, 5, NaN], { v: null, height: (x) => 1 + x }), "linear", {});
  assert.equal(line.picture.trails[0].length, 2);
});

test("a curve is a picture of one row, its trail at the height of its losses", () => {
  const made = snapshot(finished(2, [4, 3, 2], { v: null, height: (x) => 4 - x }), "linear", {});
  assert.equal(made.picture.rows, 1);
  const ups = made.picture.trails[0].map(([, up]) => up);
  assert.ok(ups[0] > ups[1] && ups[1] > ups[2]);
});

test("all of it is plain JSON", () => {
  const made = snapshot(finished(2, [9, Infinity, NaN]), "log", {});
  assert.deepEqual(JSON.parse(JSON.stringify(made)), made);
});
