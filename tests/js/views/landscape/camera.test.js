import assert from "node:assert/strict";
import { test } from "node:test";

import { eye, moved, orbit, projector, toPlotly, turned, zoomed } from "../../../../frontend/views/landscape/camera.js";
import { closeTo } from "../../helpers.js";

const WIDTH = 640;
const HEIGHT = 480;
const CAMERAS = [
  orbit(),
  orbit(0, 0, 2, [0, 0, 0]),
  orbit(2.2, 0.9, 1.5, [0.2, -0.3, 0.1]),
  orbit(-2.8, -0.2, 4, [0, 0, -0.06]),
  orbit(11, 1.5, 0.8, [-0.1, 0, 0]),
];
const CORNERS = [-0.5, 0.5].flatMap((x) => [-0.5, 0.5].flatMap((y) => [-0.5, 0.5].map((z) => [x, y, z])));
const POINTS = [...CORNERS, [0, 0, 0], [0.1, 0.2, -0.3]];

const minus = (a, b) => a.map((value, i) => value - b[i]);
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const cross = ([a, b, c], [x, y, z]) => [b * z - c * y, c * x - a * z, a * y - b * x];
const unit = (a) => a.map((value) => value / Math.hypot(...a));
const times = (matrix, vector) => matrix.map((row) => dot(row, vector));
const values = ({ x, y, z }) => [x, y, z];

/** Look-at and perspective as textbooks have them, from what Plotly is told: point -> pixels and depth. */
function textbook(plotly, width, height) {
  const [from, to, up] = [plotly.eye, plotly.center, plotly.up].map(values);
  const back = unit(minus(from, to));
  const right = unit(cross(up, back));
  const above = cross(back, right);
  const lookAt = [...[right, above, back].map((axis) => [...axis, -dot(axis, from)]), [0, 0, 0, 1]];
  const focal = 1 / Math.tan((45 * Math.PI) / 360);
  const [near, far] = [0.01, 100];
  const perspective = [
    [(focal * height) / width, 0, 0, 0],
    [0, focal, 0, 0],
    [0, 0, (near + far) / (near - far), (2 * near * far) / (near - far)],
    [0, 0, -1, 0],
  ];
  return (point) => {
    const [x, y, , w] = times(perspective, times(lookAt, [...point, 1]));
    return [((1 + x / w) * width) / 2, ((1 - y / w) * height) / 2, w];
  };
}

test("a point is put where a look-at and a perspective matrix put it, from several cameras and on several canvases", () => {
  for (const camera of CAMERAS) {
    for (const [width, height] of [[WIDTH, HEIGHT], [300, 700]]) {
      const [project, expected] = [projector(camera, width, height), textbook(toPlotly(camera), width, height)];
      for (const point of POINTS) {
        const [found, wanted] = [project(...point), expected(point)];
        const same = found.every((value, i) => closeTo(value, wanted[i], 1e-8 * (1 + Math.abs(wanted[i]))));
        assert.ok(same, `${found}, not ${wanted}`);
      }
    }
  }
});

test("what is looked at is in the middle of the canvas, at the camera's radius", () => {
  for (const camera of CAMERAS) {
    const [x, y, depth] = projector(camera, WIDTH, HEIGHT)(...camera.centre);
    assert.ok(closeTo(x, WIDTH / 2) && closeTo(y, HEIGHT / 2) && closeTo(depth, camera.radius), `${[x, y, depth]}`);
  }
});

test("the box's centre is in the middle when the camera looks at the origin", () => {
  const [x, y] = projector(orbit(1, 0.5, 2, [0, 0, 0]), WIDTH, HEIGHT)(0, 0, 0);
  assert.ok(closeTo(x, WIDTH / 2) && closeTo(y, HEIGHT / 2));
});

test("higher points are further up, and what lies behind the eye has no positive distance", () => {
  const camera = orbit(0.4, 0.3, 2, [0, 0, 0]);
  const project = projector(camera, WIDTH, HEIGHT);
  assert.ok(project(0, 0, 0.4)[1] < project(0, 0, -0.4)[1]);
  assert.ok(project(...eye(camera).map((value) => 1.1 * value))[2] < 0);
});

test("Plotly is told the eye, the centre and which way is up", () => {
  const camera = orbit(0, Math.PI / 6, 2, [1, 2, 3]);
  const told = toPlotly(camera);
  values(told.eye).forEach((value, i) => assert.ok(closeTo(value, [1 + Math.sqrt(3), 2, 4][i])));
  assert.deepEqual(told.center, { x: 1, y: 2, z: 3 });
  assert.deepEqual([told.up, told.projection.type], [{ x: 0, y: 0, z: 1 }, "perspective"]);
});

test("turning adds to both angles, and the elevation stays within its limits", () => {
  const camera = orbit(1, 0.5);
  const { azimuth, elevation } = turned(camera, 0.25, -0.125);
  assert.deepEqual([azimuth, elevation], [1.25, 0.375]);
  const [top, bottom] = [turned(camera, 0, 99).elevation, turned(camera, 0, -99).elevation];
  assert.ok(top < Math.PI / 2 && top > 1 && bottom > -Math.PI / 2 && bottom < 0.1);
  assert.equal(turned(turned(camera, 0, 99), 0, 0.1).elevation, top);
  assert.equal(turned(turned(camera, 0, -99), 0, -0.1).elevation, bottom);
});

test("zooming multiplies the radius, within its limits", () => {
  const camera = orbit(1, 0.5, 2);
  assert.equal(zoomed(camera, 1.25).radius, 2.5);
  const [near, far] = [zoomed(camera, 0), zoomed(camera, 1e9)];
  assert.ok(near.radius > 0 && near.radius < far.radius && far.radius < Infinity);
  assert.deepEqual([zoomed(near, 0.9), zoomed(far, 1.1)], [near, far]);
});

test("neither turning nor zooming changes the rest of a camera, or the camera that it was given", () => {
  const camera = Object.freeze(orbit(1, 0.5, 2, Object.freeze([0.1, 0.2, 0.3])));
  const { azimuth, elevation, ...afterTurn } = turned(camera, 1, 0.1);
  const { radius, ...afterZoom } = zoomed(camera, 1.1);
  assert.deepEqual(afterTurn, { radius: 2, centre: [0.1, 0.2, 0.3] });
  assert.deepEqual(afterZoom, { azimuth: 1, elevation: 0.5, centre: [0.1, 0.2, 0.3] });
});

test("moving brings what was so many pixels off the middle into it, seen from the same side at the same distance", () => {
  for (const camera of CAMERAS) {
    const after = moved(camera, 40, -25, HEIGHT);
    const { right, down } = { right: WIDTH / 2 + 40, down: HEIGHT / 2 - 25 };
    const [x, y] = projector(camera, WIDTH, HEIGHT)(...after.centre);
    assert.ok(closeTo(x, right, 1e-6) && closeTo(y, down, 1e-6), `${[x, y]}`);
    assert.deepEqual([after.azimuth, after.elevation, after.radius], [camera.azimuth, camera.elevation, camera.radius]);
  }
});
