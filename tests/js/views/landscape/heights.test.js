import assert from "node:assert/strict";
import { test } from "node:test";

import { bounds, scaled } from "../../../../frontend/views/landscape/heights.js";
import { f8, makeProjection, makeRun, makeSurface } from "../../helpers.js";

const EVEN = Array.from({ length: 11 }, (_, i) => i / 10);

function running(height, path, rest = {}) {
  const run = makeRun(1, rest);
  run.projection = makeProjection(path.map((_, i) => i), [path]);
  run.addSurface(makeSurface(EVEN, EVEN, height));
  return run;
}

test("heights go from the lowest to the highest of slices and paths, whatever is not finite", () => {
  const run = running((x, y) => (x === 0.5 ? Infinity : 1 + x + y), [[0.2, 0.2, 9], [0.4, 0.4, 0.25], [NaN, NaN, NaN]]);
  assert.deepEqual(bounds(run), [0.25, 9]);
});

test("what of a path is outside of the extent stretches no scale", () => {
  const run = running((x, y) => 1 + x + y, [[0.2, 0.2, 2], [1.5, 0.2, 1e12], [0.2, -3, 1e-12]]);
  assert.deepEqual(bounds(run), [1, 3]);
  run.slices = [makeSurface(EVEN, null, (x) => 1 + x)];
  run.projection.v = null;
  assert.deepEqual(bounds(run), [1e-12, 2]);
});

test("a function's logarithm is that above its lowest known value, straight where the grid shows no more", () => {
  const bowl = (x, y) => (x - 0.52) ** 2 + (y - 0.5) ** 2;
  const run = running(bowl, [[0, 0, 0.5]], { function: { values: f8([1], [0]) } });
  const scale = scaled("log", run, bounds(run), 600);
  assert.deepEqual([scale.kind, scale.low], ["shifted", 0]);
  const values = run.slices[0].z.data.toSorted();
  assert.ok(Math.abs(scale.of(values[2]) - Math.log10(2)) < 1e-12);
});

test("a lowest value that is zero but for rounding is zero", () => {
  const bowl = (x, y) => (x - 0.5) ** 2 + (y - 0.5) ** 2 + 1.3e-31;
  const run = running(bowl, [[0, 0, 0.5]], { function: { values: f8([1], [1.3e-31]) } });
  const { kind, low } = scaled("log", run, bounds(run), 600);
  assert.deepEqual([kind, low], ["shifted", 0]);
});

test("one whose lowest value is far from what is drawn keeps its plain logarithm, and so does a loss", () => {
  const high = running((x, y) => 50 + x + y, [[0, 0, 51]], { function: { values: f8([1], [0]) } });
  assert.equal(scaled("log", high, bounds(high), 600).kind, "log");
  const loss = running((x, y) => 1e-3 + x + y, [[0, 0, 1]]);
  assert.equal(scaled("log", loss, bounds(loss), 600).kind, "log");
});

test("a loss that reaches zero is drawn from there", () => {
  const hinge = running((x) => Math.max(0, x - 0.3), [[0, 0, 0]]);
  const scale = scaled("log", hinge, bounds(hinge), 600);
  assert.deepEqual([scale.kind, scale.of(0)], ["shifted", 0]);
});

test("a surface ends twelve powers of ten below its highest, but no trail does", () => {
  const steep = (x, y) => 10 ** (-40 * x - y);
  assert.equal(scaled("log", running(steep, [[0, 0, 1]]), [1e-41, 1], 600).low, 1e-12);
  assert.equal(scaled("log", running(steep, [[0, 0, 1], [0.9, 0, 1e-20]]), [1e-41, 1], 600).low, 1e-20);
});
