import assert from "node:assert/strict";
import { test } from "node:test";

import { heightScale } from "../../../../frontend/base/scale.js";
import { Terrain } from "../../../../frontend/views/landscape/terrain.js";
import { closeTo, f8, makeSurface } from "../../helpers.js";

const LINEAR = heightScale("linear", 0, 1);
const same = (height) => height;

/** A terrain over the unit square whose heights are given at each column's and row's share of it. */
function terrainOf(columns, rows, height, scale = LINEAR) {
  const shares = (n) => Array.from({ length: n }, (_, i) => i / (n - 1));
  const z = shares(rows).flatMap((y) => shares(columns).map((x) => height(x, y)));
  return new Terrain({ u: f8([columns], shares(columns)), v: f8([rows], shares(rows)), z: f8([rows, columns], z), epoch: 3 }, scale);
}

// Flat but for a wall across the middle, at x = 0.5, that is 0.8 high.
const WALL = terrainOf(101, 51, (x) => (Math.abs(x - 0.5) < 0.03 ? 0.8 : 0.1));
const EYE = [2.5, 0.5, 0.6];

test("heights at the grid's points are those of their column and row, not transposed", () => {
  const height = (x, y) => x + 10 * y * y;
  const terrain = terrainOf(5, 3, height);
  for (const x of [0, 0.25, 0.5, 0.75, 1]) {
    for (const y of [0, 0.5, 1]) assert.ok(closeTo(terrain.at(x, y), height(x, y)), `at ${x}, ${y}`);
  }
});

test("heights between the grid's points are bilinear", () => {
  const terrain = terrainOf(2, 2, (x, y) => 1 + 2 * x + 4 * y + 8 * x * y);
  for (const [x, y] of [[0.5, 0], [0, 0.25], [0.5, 0.5], [0.3, 0.9]]) {
    assert.ok(closeTo(terrain.at(x, y), 1 + 2 * x + 4 * y + 8 * x * y), `at ${x}, ${y}`);
  }
});

test("a bilinear surface is met exactly on a grid that is not square", () => {
  const height = (x, y) => 3 * x - 2 * y + 5 * x * y;
  const terrain = terrainOf(7, 4, height);
  for (let x = 0; x <= 1; x += 0.083) {
    for (let y = 0; y <= 1; y += 0.079) assert.ok(closeTo(terrain.at(x, y), height(x, y)), `at ${x}, ${y}`);
  }
});

test("outside the grid there is no height", () => {
  for (const [x, y] of [[-0.01, 0.5], [1.01, 0.5], [0.5, -0.01], [0.5, 1.01], [NaN, 0.5], [0.5, NaN]]) {
    assert.ok(Number.isNaN(WALL.at(x, y)), `at ${x}, ${y}`);
  }
});

test("a loss that is not finite leaves a hole and nothing else", () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    const terrain = terrainOf(9, 9, (x, y) => (x === 0.5 && y === 0.5 ? bad : 1));
    assert.ok(Number.isNaN(terrain.at(0.5, 0.5)));
    assert.ok(Number.isNaN(terrain.at(0.45, 0.55)));
    assert.equal(terrain.at(0.1, 0.1), 1);
    assert.equal(terrain.at(0.9, 0.5), 1);
  }
});

test("on the logarithmic scale heights are powers of ten, and a loss of zero has none", () => {
  const terrain = terrainOf(103, 2, (x) => (x === 0 ? 0 : 100 * x), heightScale("log", 1, 100));
  assert.ok(Number.isNaN(terrain.heights[0]));
  assert.ok(closeTo(terrain.at(0.5, 0), Math.log10(50)));
  assert.ok(closeTo(terrain.at(1, 1), 2));
});

test("the matrix has a row for each v and a column for each u, two to each but the last", () => {
  const terrain = terrainOf(4, 2, (x, y) => 30 * y + 3 * x);
  assert.deepEqual([terrain.rows, terrain.columns, terrain.u.length, terrain.v.length], [3, 7, 7, 3]);
  const rows = terrain.matrix().map((row) => [...row]);
  const expected = [0, 15, 30].map((y) => [0, 0.5, 1, 1.5, 2, 2.5, 3].map((x) => x + y));
  assert.ok(rows.flat().every((height, i) => closeTo(height, expected.flat()[i])), `${rows}`);
});

test("between its points a coarse grid is met by cubics: exactly where it is one, and far better than straight lines elsewhere", () => {
  const cubic = (x, y) => x ** 3 - 2 * x * x + y ** 3 * x;
  const inside = terrainOf(7, 7, cubic);
  assert.ok(closeTo(inside.at(0.25, 0.25), cubic(0.25, 0.25)));
  const wave = (x, y) => Math.sin(5 * x) + Math.cos(4 * y);
  const terrain = terrainOf(31, 31, wave);
  const middle = [12.5 / 30, 17.5 / 30];
  const straight = [[12, 17], [13, 17], [12, 18], [13, 18]].reduce((sum, [i, j]) => sum + wave(i / 30, j / 30) / 4, 0);
  const off = Math.abs(terrain.at(...middle) - wave(...middle));
  assert.ok(off < Math.abs(straight - wave(...middle)) / 50, `${off}`);
});

test("a grid that is fine already stays as it is", () => {
  assert.equal(terrainOf(121, 121, (x) => x).columns, 121);
});

test("a ridge hides what lies behind it, and not what lies in front of it", () => {
  for (const [x, hidden] of [[0.1, true], [0.3, true], [0.45, true], [0.6, false], [0.9, false]]) {
    assert.equal(WALL.hides([x, 0.5, 0.12], EYE, same, 0.02), hidden, `at ${x}`);
  }
});

test("from the other side it is the other way round", () => {
  const eye = [-1.5, 0.5, 0.6];
  assert.deepEqual([0.1, 0.9].map((x) => WALL.hides([x, 0.5, 0.12], eye, same, 0.02)), [false, true]);
});

test("a ridge hides from an eye that is far away too", () => {
  assert.deepEqual([0.1, 0.9].map((x) => WALL.hides([x, 0.5, 0.12], [100, 0.5, 20], same, 0.02)), [true, false]);
});

test("what stands above a ridge is seen over it", () => {
  assert.equal(WALL.hides([0.3, 0.5, 0.95], EYE, same, 0.02), false);
});

test("from high above nothing is hidden, and from below everything", () => {
  assert.equal(WALL.hides([0.3, 0.5, 0.12], [0.4, 0.5, 9], same, 0.02), false);
  assert.equal(WALL.hides([0.3, 0.5, 0.12], [0.4, 0.5, -9], same, 0.02), true);
});

test("a ridge that is less than the slack above the line of sight hides nothing", () => {
  const low = terrainOf(101, 51, (x) => (Math.abs(x - 0.5) < 0.03 ? 0.115 : 0.1));
  const eye = [2, 0.5, 0.1];
  assert.deepEqual([0.02, 0.01].map((slack) => low.hides([0.3, 0.5, 0.1], eye, same, slack)), [false, true]);
});

test("beyond the grid nothing hides, and a hole lets through", () => {
  const holed = terrainOf(101, 51, (x) => (Math.abs(x - 0.5) < 0.03 ? Infinity : 0.1));
  assert.equal(holed.hides([0.3, 0.5, 0.12], EYE, same, 0.02), false);
  assert.equal(WALL.hides([1.4, 0.5, 0.12], EYE, same, 0.02), false);
});

test("heights are compared as shares of the box", () => {
  const share = (height) => (height + 3) / 2;
  const valley = terrainOf(101, 51, (x) => 2 * (Math.abs(x - 0.5) < 0.03 ? 0.8 : 0.1) - 3);
  assert.deepEqual([0.3, 0.6].map((x) => valley.hides([x, 0.5, 0.12], EYE, share, 0.02)), [true, false]);
});

const even = (n, low = 0, high = 1) => Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1));

test("a line has a height along it, and none beyond its ends", () => {
  const cubic = (x) => x ** 3 - x;
  const terrain = new Terrain(makeSurface(even(21, -2, 2), null, cubic), LINEAR);
  for (let share = 0.1; share <= 0.9; share += 0.0125) {
    assert.ok(closeTo(terrain.along(share), cubic(-2 + 4 * share), 1e-9), `at ${share}`);
  }
  assert.ok([-0.01, 1.01, NaN].every((share) => Number.isNaN(terrain.along(share))));
});

test("a slice that stands still is refined twice, and exact where its grid is", () => {
  const height = (x, y) => (x - 0.3) ** 2 + y;
  const surface = makeSurface(even(13), even(13), height);
  const terrain = new Terrain(surface, LINEAR);
  assert.deepEqual([terrain.columns, terrain.rows], [49, 49]);
  for (const x of even(49)) assert.ok(closeTo(terrain.at(x, 0.5), height(x, 0.5)), `at ${x}`);
});

test("near the lowest value the surface is the loss's parabola, whose logarithm is none", () => {
  const bowl = (x, y) => (x - 0.49) ** 2 + (y - 0.51) ** 2;
  const scale = heightScale("log", 0, 0.6, 9, 1e-3);
  const terrain = new Terrain(makeSurface(even(31), even(31), bowl), scale);
  const range = scale.range[1] - scale.range[0];
  for (const x of even(121, 0.4, 0.6)) {
    const off = Math.abs(terrain.at(x, 0.51) - scale.of(bowl(x, 0.51))) / range;
    assert.ok(off < 0.01, `${off} at ${x}`);
  }
});

test("the hidden share of a trail is that of its points behind a ridge", () => {
  const trail = [0.1, 0.3, 0.6, 0.9].map((x) => [x, 0.5, 0.12]);
  assert.deepEqual([EYE, [0.5, 0.5, 9]].map((eye) => WALL.hiddenShare(trail, eye, same, 0.02)), [0.5, 0]);
});
