import assert from "node:assert/strict";
import { test } from "node:test";

import { Block, CORNERS, sidesOf } from "../../../../frontend/views/landscape/block.js";
import { Terrain } from "../../../../frontend/views/landscape/terrain.js";
import { heightScale } from "../../../../frontend/base/scale.js";
import { makeSurface } from "../../helpers.js";

const LEVEL = [0.5, 0.5, 0.5, 0.5];
const FRONT = -Math.PI / 2;
const scale = heightScale("linear", 0, 10);
const height = (u, v) => 5 + u - 1.5 * v;

function block(frame, surface = makeSurface([-1, 0, 1], [0, 0.5, 1, 1.5, 2], height)) {
  return new Block(new Terrain(surface, scale, frame), scale);
}

test("only sides that the eye is beyond are seen", () => {
  assert.deepEqual(sidesOf([0.5, -2, 1], FRONT, LEVEL).open, [true, false, false, false]);
  assert.deepEqual(sidesOf([3, -2, 1], FRONT, LEVEL).open, [true, true, false, false]);
  assert.deepEqual(sidesOf([0.5, 0.4, 3], FRONT, LEVEL).open, [false, false, false, false]);
  assert.deepEqual(sidesOf([-1, 4, 1], -FRONT, LEVEL).open, [false, false, true, true]);
});

test("the heights stand at one end of the near edge and the numbers of the depth beside the other", () => {
  for (const [eye, azimuth] of [[[0.5, -2, 1], FRONT], [[2, 0.5, 1], 0], [[0.5, 3, 1], -FRONT], [[-2, 0.5, 1], Math.PI]]) {
    for (const corners of [LEVEL, [0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1]]) {
      const { near, depth, loss, left, open } = sidesOf(eye, azimuth, corners);
      assert.ok(open[near]);
      assert.deepEqual(loss, CORNERS[left ? near : (near + 1) % 4]);
      assert.equal(depth, left ? (near + 1) % 4 : (near + 3) % 4);
    }
  }
});

test("the heights stand where the surface is higher, but never where a side is in the way", () => {
  assert.equal(sidesOf([0.5, -2, 1], FRONT, [0.2, 0.8, 0, 0]).left, false);
  assert.equal(sidesOf([0.5, -2, 1], FRONT, [0.8, 0.2, 0, 0]).left, true);
  assert.equal(sidesOf([3, -2, 1], FRONT, [0.2, 0.8, 0, 0]).left, true);
  assert.equal(sidesOf([-3, -2, 1], FRONT, [0.8, 0.2, 0, 0]).left, false);
});

test("an edge has the surface's height at each of its places", () => {
  const { edges } = block();
  for (const [edge, points] of edges.entries()) {
    for (const [x, y, z] of points) {
      const wanted = scale.share(height(2 * x - 1, 2 * y));
      assert.ok(Math.abs(z - wanted) < 1e-9, `edge ${edge}: ${z}, not ${wanted}`);
    }
    assert.deepEqual(points[0].slice(0, 2), CORNERS[edge]);
  }
});

test("where a slice fills a part of the frame the block does too, and where there is no surface there is no cut", () => {
  const part = block({ u: [-1, 3], v: [0.5, 2] });
  assert.ok(part.edges.flat().every(([x, y, z]) => x >= 0 && x <= 0.5 && y >= 0 && y <= 1 && Number.isFinite(z)));
  const holed = block(undefined, makeSurface([-1, 0, 1], [0, 1, 2], (u, v) => (u === 0 && v === 0 ? NaN : 1)));
  assert.ok(holed.edges[0].some(([, , z]) => Number.isNaN(z)));
  assert.ok(holed.edges[2].every(([, , z]) => Number.isFinite(z)));
});

test("heights beyond the scale are cut off with the box", () => {
  const { edges } = block(undefined, makeSurface([-1, 0, 1], [0, 1, 2], (u) => 100 * u));
  assert.deepEqual([edges[3][0][2], edges[1][0][2]], [0, 1]);
});
