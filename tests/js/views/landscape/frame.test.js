import assert from "node:assert/strict";
import { test } from "node:test";

import { comparable, frameOf, inside, shareOf, valueOf } from "../../../../frontend/views/landscape/frame.js";
import { heightScale } from "../../../../frontend/base/scale.js";
import { Terrain } from "../../../../frontend/views/landscape/terrain.js";
import { closeTo, f8, makeSurface } from "../../helpers.js";

const FRAME = { u: [-2, 2], v: [0, 8] };

test("shares and coordinates go into one another, on a line too", () => {
  assert.deepEqual(shareOf(FRAME, 1, 2), [0.75, 0.25]);
  assert.deepEqual(valueOf(FRAME, 0.75, 0.25), { u: 1, v: 2 });
  assert.deepEqual(shareOf({ u: [0, 2], v: null }, 1, 0), [0.5, 0.5]);
  assert.deepEqual(valueOf({ u: [0, 2], v: null }, 0.5, 0.5), { u: 1, v: 0 });
  assert.deepEqual([inside([0, 1]), inside([1.01, 0.5]), inside([NaN, 0])], [true, false, false]);
});

test("a frame is from the first to the last coordinate", () => {
  assert.deepEqual(frameOf(makeSurface([1, 2, 3], [5, 9], () => 0)), { u: [1, 3], v: [5, 9] });
  assert.deepEqual(frameOf(makeSurface([1, 2, 3], null, () => 0)), { u: [1, 3], v: null });
});

test("through another's frame a surface is seen where it is, and nowhere else", () => {
  const u = [0, 1, 2, 3, 4];
  const surface = makeSurface(u, u, (x, y) => x + 10 * y);
  const terrain = new Terrain(surface, heightScale("linear", 0, 44), { u: [2, 6], v: [-2, 2] });
  assert.ok(closeTo(terrain.at(0.25, 0.75), 3 + 10 * 1));
  assert.ok(Number.isNaN(terrain.at(0.6, 0.75)));
  assert.ok(Number.isNaN(terrain.at(0.25, 0.4)));
});

const plane = (labels, origin, directions) => ({ labels, origin: f8([3], origin), directions: f8([labels.length, 3], directions) });

test("coordinates mean the same in planes of the same directions whose origins differ only across them", () => {
  const one = plane(["w1", "w2"], [0, 0, 1.5], [1, 0, 0, 0, 1, 0]);
  assert.ok(comparable(one, plane(["w1", "w2"], [0, 0, -3], [1, 0, 0, 0, 1, 0])));
  assert.ok(!comparable(one, plane(["w1", "w2"], [0.1, 0, 1.5], [1, 0, 0, 0, 1, 0])));
  assert.ok(!comparable(one, plane(["w1", "b"], [0, 0, 0], [1, 0, 0, 0, 0, 1])));
  assert.ok(!comparable(one, plane(["w1"], [0, 0, 0], [1, 0, 0])));
  assert.ok(!comparable(one, { labels: ["w1", "w2"] }));
});
