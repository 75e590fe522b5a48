import assert from "node:assert/strict";
import { test } from "node:test";

import { eye, orbit, projector, sight } from "../../../../frontend/views/landscape/camera.js";
import { meet } from "../../../../frontend/views/landscape/picking.js";
import { closeTo } from "../../helpers.js";

const ASPECT = [1, 1, 0.72];
const SIZE = [640, 480];
const hills = (x, y) => 0.4 + 0.25 * Math.sin(5 * x) * Math.cos(4 * y);

function picked(camera, pixel, surface = hills) {
  const { from, direction } = sight(camera, ...SIZE)(...pixel);
  const shares = { from: from.map((v, i) => v / ASPECT[i] + 0.5), direction: direction.map((v, i) => v / ASPECT[i]) };
  return meet(shares, surface);
}

const pixel = (camera, [x, y, z]) => projector(camera, ...SIZE)(...[x, y, z].map((v, i) => ASPECT[i] * (v - 0.5)));

test("a line of sight goes through what is drawn at its pixel", () => {
  const camera = orbit(0.7, 0.6, 2.1, [0.1, 0, -0.1]);
  const [px, py] = projector(camera, ...SIZE)(0.2, -0.3, 0.15);
  const { from, direction } = sight(camera, ...SIZE)(px, py);
  assert.deepEqual(from, eye(camera));
  const t = (0.2 - from[0]) / direction[0];
  assert.ok(from.every((value, i) => closeTo(value + t * direction[i], [0.2, -0.3, 0.15][i])));
});

test("the place under a pixel is the nearest that is drawn there, from several cameras", () => {
  for (const camera of [orbit(-0.9, 0.5, 2), orbit(2.1, 0.9, 1.8), orbit(0.3, 1.5, 2.4)]) {
    for (const [x, y] of [[0.5, 0.5], [0.2, 0.7], [0.85, 0.3]]) {
      const at = pixel(camera, [x, y, hills(x, y)]);
      const found = picked(camera, at);
      const there = pixel(camera, [...found, hills(...found)]);
      assert.ok(Math.hypot(there[0] - at[0], there[1] - at[1]) < 0.01, `${found}`);
      assert.ok(there[2] <= at[2] + 1e-6);
    }
  }
});

test("the slope before hides that behind it", () => {
  const wall = (x) => (Math.abs(x - 0.5) < 0.05 ? 0.9 : 0.1);
  const camera = orbit(0, 0.1, 2);
  const [x] = picked(camera, pixel(camera, [0.2, 0.5, 0.1]), wall);
  assert.ok(closeTo(x, 0.55, 0.01), `${x}`);
});

test("beside the surface, and where there is none, nothing is met", () => {
  const camera = orbit(-0.9, 0.5, 2);
  assert.equal(picked(camera, [2, 2]), null);
  assert.equal(picked(camera, pixel(camera, [0.5, 0.5, 0.4]), () => NaN), null);
});

test("through the side of the block no place is met, whatever is behind it", () => {
  const valley = (x) => 0.1 + 0.8 * x;
  const camera = orbit(0, 0.9, 2);
  assert.equal(picked(camera, pixel(camera, [1, 0.5, 0.5]), valley), null);
  assert.notEqual(picked(camera, pixel(camera, [0.9, 0.5, 0.82]), valley), null);
});
