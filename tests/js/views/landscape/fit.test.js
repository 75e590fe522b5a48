import assert from "node:assert/strict";
import { test } from "node:test";

import { orbit } from "../../../../frontend/views/landscape/camera.js";
import { aspectOf, covered, eyeShare, fitted, reachOf, shareProjector } from "../../../../frontend/views/landscape/fit.js";
import { closeTo } from "../../helpers.js";

const SIZES = [[746, 408], [586, 281], [368, 322], [990, 401], [500, 700]];
const CAMERAS = [orbit(-1.33, 0.7), orbit(0.24, 0.85), orbit(1.8, 0.12), orbit(-Math.PI / 2, 1.5), orbit(1.9, 0.4)];
const ROOM = { labels: { u: 20, v: 30, loss: 24 }, line: 15 };
const STEPS = [0, 0.25, 0.5, 0.75, 1];
const hill = (x, y) => 0.2 + 0.6 * x * y;

function body(side, width, height, surface = hill) {
  const rim = [
    STEPS.map((s) => [s, 0, surface(s, 0)]),
    STEPS.map((s) => [1, s, surface(1, s)]),
    STEPS.map((s) => [1 - s, 1, surface(1 - s, 1)]),
    STEPS.map((s) => [0, 1 - s, surface(0, 1 - s)]),
  ];
  const hull = STEPS.flatMap((x) => STEPS.map((y) => [x, y, surface(x, y)]));
  return { aspect: aspectOf(side, 0.38, 1.1, ROOM, width, height), hull, rim, top: 1, corners: rim.map(([[, , z]]) => z), ...ROOM };
}

test("a fitted body touches two opposite edges of its canvas, labels and all, and leaves none", () => {
  for (const [width, height] of SIZES) {
    for (const camera of CAMERAS) {
      const whole = body(camera.azimuth, width, height);
      const fit = fitted(camera, whole, width, height);
      const { left, right, top, bottom } = reachOf(fit, whole, width, height);
      const rest = [left, width - right, top, height - bottom];
      assert.ok(Math.min(...rest) > 2.5, `${rest} on ${width} x ${height}`);
      assert.ok(Math.min(left + width - right, top + height - bottom) < 11, `${rest} on ${width} x ${height}`);
      assert.ok(Math.abs(left - (width - right)) < 3 && Math.abs(top - (height - bottom)) < 3, `${rest}`);
      assert.deepEqual([fit.azimuth, fit.elevation], [camera.azimuth, camera.elevation]);
    }
  }
});

test("from where the fit begins does not matter", () => {
  const whole = body(0.24, 746, 408);
  const [near, far] = [0.8, 5].map((radius) => fitted(orbit(0.24, 0.85, radius), whole, 746, 408));
  assert.ok(closeTo(near.radius, far.radius, 1e-3), `${near.radius} ${far.radius}`);
});

test("a lower surface is seen from nearer: its outline counts, not the box", () => {
  const [flat, high] = [() => 0.1, () => 1].map((surface) => {
    const whole = { ...body(0.24, 746, 408, surface), top: 0.1 };
    return fitted(orbit(0.24, 0.3), whole, 746, 408).radius;
  });
  assert.ok(flat < high, `${flat} ${high}`);
});

test("the plane is wider where its canvas is, along the direction that lies across it, and its area stays", () => {
  for (const [width, height] of SIZES) {
    const [front, side] = [-Math.PI / 2, 0].map((azimuth) => aspectOf(azimuth, 0.3, 1.1, ROOM, width, height));
    assert.ok(closeTo(front.x * front.y, 1) && closeTo(side.x * side.y, 1));
    assert.ok(front.x / front.y > 0.7 && front.x / front.y < 2.7);
    assert.ok(front.x > side.x === front.x > front.y);
    assert.equal(front.z, 0.3);
  }
  const ratio = ([width, height]) => aspectOf(1.5, 0.3, 1.1, ROOM, width, height).x;
  assert.ok(ratio(SIZES[4]) < ratio(SIZES[2]) && ratio(SIZES[2]) < ratio(SIZES[0]));
});

test("the eye in shares of the box is where its pixels come from", () => {
  const [camera, aspect] = [orbit(0.4, 0.6, 2), { x: 1.3, y: 0.8, z: 0.4 }];
  const eye = eyeShare(camera, aspect);
  const [, , depth] = shareProjector(camera, aspect, 600, 400)(eye);
  assert.ok(closeTo(depth, 0, 1e-9), `${depth}`);
});

test("a fitted block covers most of a canvas, and none of it from afar", () => {
  const whole = body(-1.33, 746, 408);
  const fit = fitted(orbit(-1.33, 0.8), whole, 746, 408);
  const [near, far] = [fit, { ...fit, radius: 5 }].map((camera) => covered(camera, whole, 746, 408));
  assert.ok(near.covered > 0.4 && near.covered < 1, `${near.covered}`);
  assert.ok(far.covered < 0.2, `${far.covered}`);
  assert.ok(near.cut > 0 && near.cut < near.covered / 2, `${near.cut}`);
});
