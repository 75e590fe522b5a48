import assert from "node:assert/strict";
import { test } from "node:test";

import { eye, facing, fitted, orbit, projector, toPlotly, turned, zoomed } from "../../../../frontend/views/landscape/camera.js";
import { closeTo } from "../../helpers.js";

const WIDTH = 640;
const HEIGHT = 480;
const ASPECT = { x: 1, y: 1.2, z: 0.7 };
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

/** How far a box's corners, on the canvas, are from the canvas's left, right and lower edge at least. */
function margins(camera, width, height) {
  const project = projector(camera, width, height);
  const seen = CORNERS.map(([x, y, z]) => project(ASPECT.x * x, ASPECT.y * y, ASPECT.z * z));
  assert.ok(seen.every(([, , depth]) => depth > 0));
  const [xs, ys] = [seen.map(([x]) => x), seen.map(([, y]) => y)];
  return { left: Math.min(...xs), right: width - Math.max(...xs), top: Math.min(...ys), bottom: height - Math.max(...ys) };
}

test("the fitted camera has the whole box on the canvas, with room for labels left, right, above and below", () => {
  for (const [width, height] of [[900, 600], [500, 500], [360, 420], [1600, 500]]) {
    for (const camera of [orbit(), orbit(2, 0.8), orbit(-1.3, 0.65)]) {
      const { left, right, top, bottom } = margins(fitted(camera, ASPECT, width, height), width, height);
      assert.ok(left >= 60 && right >= 60 && bottom >= 46 && top >= 4, `${left} ${right} ${top} ${bottom} on ${width} x ${height}`);
      assert.ok(Math.abs(top - 4 - (bottom - 46)) < 2, `${top} above and ${bottom} below on ${width} x ${height}`);
    }
  }
});

test("the fitted camera is no further away than it must be, and looks from the same side", () => {
  for (const [width, height] of [[900, 600], [500, 500], [360, 420], [1600, 500]]) {
    const fit = fitted(orbit(2, 0.8, 4), ASPECT, width, height);
    assert.deepEqual([fit.azimuth, fit.elevation], [2, 0.8]);
    const { left, right, top, bottom } = margins({ ...fit, radius: 0.96 * fit.radius }, width, height);
    assert.ok(Math.min(left - 60, right - 60, top - 4, bottom - 46) < 0, `on ${width} x ${height}`);
  }
});

test("the camera faces a trail from its low end, a little from the side", () => {
  for (const [start, end] of [[[0, 0], [1, 0]], [[0.9, 0.9], [0.2, 0.1]], [[0.5, 0.1], [0.5, 0.8]]]) {
    const camera = facing([start, end], () => 0, (view) => view);
    const down = unit([end[0] - start[0], end[1] - start[1]]);
    const along = dot(down, [Math.cos(camera.azimuth), Math.sin(camera.azimuth)]);
    assert.ok(along > 0.8 && along < 0.99, `${along}`);
  }
});

test("of the views around a trail the one is taken from which less of it is hidden", () => {
  const trail = [[0, 0], [1, 0]];
  const fits = (view) => ({ ...view, radius: 3 });
  for (const hidden of [
    ({ azimuth }) => (azimuth > 0 ? 0.9 : 0.1),
    ({ azimuth }) => (azimuth < 0.7 ? 1 : 0),
    ({ elevation }) => 1 - elevation,
  ]) {
    const seen = [];
    const camera = facing(trail, (view) => (seen.push(view), hidden(view)), fits);
    assert.ok(seen.length > 1);
    const least = Math.min(...seen.map(hidden));
    assert.ok(hidden(camera) - least < 0.3, `${hidden(camera)} is hidden, where it could be ${least}`);
    assert.ok(seen.every(({ radius }) => radius === 3));
    assert.equal(camera.radius, 3);
  }
});

test("a trail that does not move has the camera where it is at first, fitted", () => {
  const camera = facing([[0.3, 0.4], [0.3, 0.4]], () => 0, (view) => ({ ...view, radius: 3 }));
  assert.deepEqual(camera, { ...orbit(), radius: 3 });
});
