import assert from "node:assert/strict";
import { test } from "node:test";

import { lastAtOrBefore } from "../../../frontend/run/run.js";
import { f8, makeProjection, makeRun, makeSurface } from "../helpers.js";

const CONTENDERS = 3;
const CHUNKS = [[0, 3], [4, 4], [5, 9]];
const ROWS = 2;
const COLUMNS = 3;

// Every number tells whose it is, so that a wrong index shows.
const loss = (k, epoch) => 100 * k + epoch + 0.5;
const pixel = (k, epoch, cell) => 80 * k + 8 * epoch + cell;
// Contender k has k lines after an epoch, the line i of which has i + 2 points.
const line = (k, epoch, i) => Array.from({ length: 2 * (i + 2) }, (_, at) => 1000 * k + 100 * epoch + 10 * i + at);

const range = (n, of) => Array.from({ length: n }, (_, i) => of(i));

function boundary(k, first, n) {
  const lines = range(n, (i) => range(k, (j) => line(k, first + i, j)));
  const lengths = lines.flat().map((points) => points.length / 2);
  const sums = (counts) => counts.reduce((all, count) => [...all, all.at(-1) + count], [0]);
  return {
    points: f8([lengths.reduce((a, b) => a + b, 0), 2], lines.flat(2)),
    lines: { shape: [lengths.length + 1], data: Int32Array.from(sums(lengths)) },
    frames: { shape: [n + 1], data: Int32Array.from(sums(lines.map(({ length }) => length))) },
  };
}

function chunk([first, last]) {
  const n = last - first + 1;
  const cells = ROWS * COLUMNS;
  const each = (of) => range(CONTENDERS, (k) => range(n, (i) => of(k, first + i))).flat(2);
  const bytes = each((k, epoch) => range(cells, (cell) => pixel(k, epoch, cell)));
  return {
    first,
    last,
    objective: f8([CONTENDERS, n], each(loss)),
    field: { shape: [CONTENDERS, n, ROWS, COLUMNS], data: Uint8Array.from(bytes) },
    boundary: range(CONTENDERS, (k) => boundary(k, first, n)),
  };
}

function arrived() {
  const run = makeRun(CONTENDERS);
  for (const part of CHUNKS) run.addFrames(chunk(part));
  return run;
}

function forAll(check) {
  for (let k = 0; k < CONTENDERS; k++) for (let epoch = 0; epoch <= 9; epoch++) check(k, epoch);
}

test("a column's value is that of its contender and epoch, whichever chunk it came in", () => {
  const run = arrived();
  forAll((k, epoch) => assert.equal(run.scalar("objective", k, epoch), loss(k, epoch)));
});

test("after the last epoch that came, the last one holds", () => {
  const run = arrived();
  assert.equal(run.scalar("objective", 1, 12), loss(1, 9));
  assert.equal(run.field(1, 12).bytes[0], pixel(1, 9, 0));
});

test("a whole column runs through all chunks", () => {
  const run = arrived();
  for (let k = 0; k < CONTENDERS; k++) {
    assert.deepEqual([...run.column("objective", k)], range(10, (epoch) => loss(k, epoch)));
  }
});

test("a field is that of its contender and epoch, row by row", () => {
  const run = arrived();
  forAll((k, epoch) => {
    const { rows, columns, bytes } = run.field(k, epoch);
    assert.deepEqual([rows, columns], [ROWS, COLUMNS]);
    assert.deepEqual([...bytes], range(6, (cell) => pixel(k, epoch, cell)));
  });
});

test("a boundary's lines are those of its contender and epoch, none too", () => {
  const run = arrived();
  forAll((k, epoch) => {
    const lines = run.boundary(k, epoch).map((points) => [...points]);
    assert.deepEqual(lines, range(k, (i) => line(k, epoch, i)));
  });
});

test("slices that come in any order lie in that of their epochs", () => {
  const epochs = [0, 2.5, 7, 9];
  for (const order of [[0, 1, 2, 3], [3, 2, 1, 0], [0, 3, 1, 2], [2, 0, 3, 1]]) {
    const run = makeRun(1);
    for (const i of order) run.addSurface({ epoch: epochs[i] });
    assert.deepEqual(run.slices.map(({ epoch }) => epoch), epochs, `in the order ${order}`);
  }
});

test("the slice of an epoch is the last one at or before it", () => {
  const run = makeRun(1);
  for (const epoch of [7, 0, 2.5]) run.addSurface({ epoch });
  const found = [0, 2.4, 2.5, 6.9, 7, 9].map((epoch) => run.slice(epoch).epoch);
  assert.deepEqual(found, [0, 0, 2.5, 2.5, 7, 7]);
});

test("before its time the first slice that came holds", () => {
  const run = makeRun(1);
  run.addSurface({ epoch: 9 });
  assert.equal(run.slice(0).epoch, 9);
});

test("a slice that holds for all epochs is shown at all of them", () => {
  const run = makeRun(1);
  const slice = { epoch: null, follows: null };
  run.addSurface(slice);
  assert.deepEqual([0, 5].map((epoch) => run.slice(epoch)), [slice, slice]);
});

test("on the path's points a contender is exactly where the path says", () => {
  const run = makeRun(2);
  const paths = [[[0.1, 0.2, 3], [0.3, 0.7, 2], [0.9, 1.1, 1]], [[5, 6, 7], [8, 9, 10], [11, 12, 13]]];
  run.projection = makeProjection([0, 1.5, 4], paths);
  paths.forEach((path, k) => {
    [0, 1.5, 4].forEach((epoch, i) => {
      const [u, v, height] = path[i];
      assert.deepEqual(run.at(k, epoch), { u, v, height });
    });
  });
});

test("between the path's points a contender is there in proportion, at uneven epochs too", () => {
  const run = makeRun(2);
  run.projection = makeProjection([0, 1, 4], [[[0, 0, 8], [1, 2, 4], [4, 8, 1]], [[0, 0, 0], [-1, 0, 0], [2, 6, 9]]]);
  assert.deepEqual(run.at(0, 0.25), { u: 0.25, v: 0.5, height: 7 });
  assert.deepEqual(run.at(0, 2), { u: 2, v: 4, height: 3 });
  assert.deepEqual(run.at(1, 3), { u: 1, v: 4, height: 6 });
});

test("past its path's end a contender stays there", () => {
  const run = makeRun(1);
  run.projection = makeProjection([0, 2], [[[0, 0, 8], [1, 2, 4]]]);
  assert.deepEqual(run.at(0, 7), { u: 1, v: 2, height: 4 });
});

test("a contender that has diverged is nowhere, not even on the way there, and the others are where they are", () => {
  for (const gone of [[NaN, 0, 1], [0, Infinity, 1], [0, 0, -Infinity], [0, 0, NaN], [Infinity, -Infinity, 0]]) {
    const run = makeRun(2);
    run.projection = makeProjection([0, 1, 2], [[[0, 0, 8], [1, 2, 4], gone], [[0, 0, 1], [1, 1, 1], [2, 2, 1]]]);
    assert.deepEqual(run.at(0, 1), { u: 1, v: 2, height: 4 });
    assert.deepEqual([1.01, 1.5, 2, 3].map((epoch) => run.at(0, epoch)), [null, null, null, null]);
    assert.deepEqual(run.at(1, 1.5), { u: 1.5, v: 1.5, height: 1 });
  }
});

test("a run can be drawn once its projection and a slice are there, in either order", () => {
  const [one, other] = [makeRun(1), makeRun(1)];
  one.projection = makeProjection([0, 2], [[[0, 0, 8], [1, 2, 4]]]);
  other.addSurface({ epoch: 0 });
  assert.deepEqual([one.drawable, other.drawable, makeRun(1).drawable], [false, false, false]);
  one.addSurface({ epoch: 0 });
  assert.equal(one.drawable, true);
});

test("a run's end is the last epoch that came, and its path's once that is there", () => {
  const run = makeRun(1);
  assert.equal(run.end, -1);
  run.addFrames({ first: 0, last: 3 });
  assert.equal(run.end, 3);
  run.projection = makeProjection([0, 2], [[[0, 0, 8], [1, 2, 4]]]);
  assert.equal(run.end, 2);
});

test("on a line a contender has no second place", () => {
  const run = makeRun(1);
  run.projection = { ...makeProjection([0, 2], [[[0, 0, 8], [1, 0, 4]]]), v: null };
  assert.deepEqual(run.at(0, 1), { u: 0.5, v: 0, height: 6 });
});

test("a landscape is outlined by its first and last slice, or by the one that stands still", () => {
  const of = (...epochs) => {
    const run = makeRun(1);
    run.projection = makeProjection([0, 2], [[[0, 0, 8], [1, 2, 4]]]);
    for (const epoch of epochs) run.addSurface(makeSurface([0, 1], [0, 1], () => 1, { epoch }));
    return [run.outlined, run.moving, run.line];
  };
  assert.deepEqual(of(0), [false, true, false]);
  assert.deepEqual(of(0, 9), [true, true, false]);
  assert.deepEqual(of(null), [true, false, false]);
});

test("a direction that is a parameter is written as one, any other as it is", () => {
  const run = makeRun(1, { parameters: ["w1", "w(sin x1)", "b"] });
  assert.deepEqual(["w1", "w(sin x1)", "PC 1", "eigenvector, 3.24"].map((label) => run.direction(label)), [
    "w₁", "w(sin x₁)", "PC 1", "eigenvector, 3.24",
  ]);
});

test("a picture is as true as its contender's point at or before the epoch", () => {
  const run = makeRun(2);
  const paths = [[[0, 0, 8, 5, 1], [1, 2, 4, 4.5, 2]], [[0, 0, 1, 1, 0], [NaN, 0, 1, NaN, NaN]]];
  run.projection = makeProjection([0, 3], paths);
  assert.deepEqual([0, 2.9, 3, 7].map((epoch) => run.fidelity(0, epoch)), [
    { off: 3, distance: 1 }, { off: 3, distance: 1 }, { off: -0.5, distance: 2 }, { off: -0.5, distance: 2 },
  ]);
  assert.deepEqual([run.fidelity(1, 0), run.fidelity(1, 3)], [{ off: 0, distance: 0 }, null]);
});

test("curvature is that of the last epoch at which it is known, each contender's own", () => {
  const run = makeRun(2);
  assert.equal(run.curvatureAt(0, 5), null);
  const part = (first) => f8([2, 2], [0, 1, 10, 11].map((value) => first + value));
  run.curvature = {
    epochs: [0, 4], largest: part(100), smallest: part(200), condition: part(300), stability: part(400), limit: [2, null],
  };
  assert.deepEqual(run.curvatureAt(0, 3), { largest: 100, smallest: 200, condition: 300, stability: 400, limit: 2 });
  assert.deepEqual(run.curvatureAt(1, 9), { largest: 111, smallest: 211, condition: 311, stability: 411, limit: null });
});

test("critical points are those of the slice that is asked for, in whatever order slices came", () => {
  const run = makeRun(1);
  assert.deepEqual(run.criticalPoints(null), []);
  run.critical = {
    epochs: [0, 9, 4], slice: f8([3], [0, 2, 2]), u: f8([3], [1, 2, 3]), v: f8([3], [4, 5, 6]), objective: f8([3], [7, 8, 9]),
    kind: ["saddle", "minimum", "maximum"], lowest: [false, true, false],
  };
  assert.deepEqual(run.criticalPoints(9), []);
  assert.deepEqual(run.criticalPoints(4), [
    { u: 2, v: 5, objective: 8, kind: "minimum", lowest: true },
    { u: 3, v: 6, objective: 9, kind: "maximum", lowest: false },
  ]);
  run.critical = { ...run.critical, epochs: [null], slice: f8([3], [0, 0, 0]), v: null };
  assert.deepEqual(run.criticalPoints(null).map(({ u, v }) => [u, v]), [[1, 0], [2, 0], [3, 0]]);
});

test("the last at or before a value is found as by looking at each", () => {
  for (const list of [[], [0], [0, 1, 1, 2.5, 7]]) {
    for (const value of [-1, 0, 0.5, 1, 2, 2.5, 3, 7, 8]) {
      assert.equal(lastAtOrBefore(list, value), list.findLastIndex((item) => item <= value), `${value} in ${list}`);
    }
  }
});

test("the limits are kept, their sentences with the page's numerals, and none where there is none", () => {
  const run = makeRun(2);
  assert.equal(run.limits, null);
  const none = { limit: null, reason: "optimizer", sentence: "No limit.", holds: null };
  run.take("limits", { contenders: [{ limit: 0.18, reason: null, sentence: null, holds: "It holds at 0.005." }, none] });
  assert.deepEqual(run.limits.contenders.map(({ limit }) => limit), [0.18, null]);
  assert.match(run.limits.contenders[0].holds, /^It holds at /);
  assert.deepEqual(run.limits.contenders[1], none);
});
