import assert from "node:assert/strict";
import { test } from "node:test";

import { RELIEFS, upTheValley } from "../../../../frontend/views/landscape/valley.js";

const LEVEL = [0.5, 0.5, 0.5, 0.5];
const SEEN = { ends: 0, trail: 0, covered: 0.5, cut: 0.1 };
const degrees = (radians) => (180 * radians) / Math.PI;

test("every view is 11 to 17 degrees off an axis and 38 to 49 up", () => {
  const seen = [];
  upTheValley(LEVEL, (camera) => (seen.push(camera), SEEN));
  assert.ok(seen.length >= 8);
  for (const { azimuth, elevation } of seen) {
    const off = Math.abs(degrees(azimuth) - 90 * Math.round(degrees(azimuth) / 90));
    assert.ok(off >= 11 && off <= 17 && degrees(elevation) >= 38 && degrees(elevation) <= 49, `${off} ${degrees(elevation)}`);
  }
  assert.equal(new Set(seen.map(({ azimuth }) => Math.round(azimuth / (Math.PI / 2)) & 3)).size, 4);
});

test("it looks from the low side", () => {
  for (const low of [0, 1, 2, 3]) {
    const heights = LEVEL.map((height, edge) => (edge === low ? 0.1 : edge === (low + 2) % 4 ? 0.9 : height));
    const { camera } = upTheValley(heights, () => SEEN);
    const [x, y] = [[0, -1], [1, 0], [0, 1], [-1, 0]][low];
    assert.ok(x * Math.cos(camera.azimuth) + y * Math.sin(camera.azimuth) > 0.9);
  }
});

test("but from where the ball's ends are in sight, if there is such a side", () => {
  const heights = [0.1, 0.5, 0.9, 0.5];
  const { camera, relief } = upTheValley(heights, ({ azimuth }) => ({ ...SEEN, ends: Math.cos(azimuth) > 0.9 ? 0 : 0.5 }));
  assert.ok(Math.cos(camera.azimuth) > 0.9);
  assert.equal(relief, RELIEFS[0]);
});

test("the box is as high as lets both ends be seen, and as high as can be where none does", () => {
  const judged = (least) => upTheValley(LEVEL, (_, relief) => ({ ...SEEN, ends: relief > least ? 0.5 : 0 })).relief;
  assert.equal(judged(RELIEFS[2]), RELIEFS[2]);
  assert.equal(judged(-1), RELIEFS[0]);
});
