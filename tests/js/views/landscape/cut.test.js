import assert from "node:assert/strict";
import { test } from "node:test";

import { heightScale } from "../../../../frontend/base/scale.js";
import { Cut, Line } from "../../../../frontend/views/landscape/cut.js";
import { Terrain } from "../../../../frontend/views/landscape/terrain.js";
import { closeTo, makeSurface } from "../../helpers.js";

const LINEAR = heightScale("linear", 0, 100);
const height = (x, y) => 3 * x + 20 * y + x * y;
const TERRAIN = new Terrain(makeSurface([0, 1, 2, 3], [0, 2, 4], height), LINEAR);

test("a cut is the surface's own height along one direction at a place of the other", () => {
  const along = new Cut(TERRAIN, "u", 0.25);
  const across = new Cut(TERRAIN, "v", 0.5);
  for (const share of [0, 0.2, 0.5, 1]) {
    assert.ok(closeTo(along.along(share), height(3 * share, 1)));
    assert.ok(closeTo(across.along(share), height(1.5, 4 * share)));
  }
  assert.deepEqual([along.count, across.count], [TERRAIN.columns, TERRAIN.rows]);
  assert.ok(Number.isNaN(along.along(1.1)));
});

test("what is beside it by more than a pixel or so counts as beside", () => {
  const cut = new Cut(TERRAIN, "u", 0.25);
  assert.deepEqual([cut.beside(0.25), cut.beside(0.2505), cut.beside(0.5)], [0, 0, 0.25]);
});

test("a line's curve has nothing beside it", () => {
  const line = new Line(new Terrain(makeSurface([0, 1, 2, 3], null, (x) => 2 * x), LINEAR));
  assert.ok(closeTo(line.along(0.5), 3));
  assert.equal(line.beside(0.9), 0);
});
