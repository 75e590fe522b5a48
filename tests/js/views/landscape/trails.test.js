import assert from "node:assert/strict";
import { test } from "node:test";

import { OPACITY, trailOf, visibility } from "../../../../frontend/views/landscape/trails.js";
import { makeProjection, makeRun, makeStage } from "../../helpers.js";

const PATH = Array.from({ length: 11 }, (_, i) => [i / 10, 0, 1 / 3]);

function running(path = PATH) {
  const run = makeRun(1);
  run.projection = makeProjection(path.map((_, i) => i), [path]);
  return run;
}

/** All vertices of a trail's lines, whatever level they are of. */
const vertices = (trail) => trail.paths.flatMap((path) => path.points);

test("a trail grows with the epoch and shrinks with it, and what is drawn is the same on every way there", () => {
  const [run, stage] = [running(), makeStage()];
  const trail = trailOf(stage, run, 0);
  const forward = vertices(trail.reach(7)).length;
  trail.reach(10).reach(3);
  assert.deepEqual(vertices(trail).map(([x]) => Math.round(x / 20)), [0, 1, 2, 3]);
  assert.equal(vertices(trail.reach(7)).length, forward);
});

test("a point is judged once for a stage, however often its trail is drawn", () => {
  let judged = 0;
  const stage = makeStage({ hides: () => (judged++, false) });
  const run = running();
  for (const index of [3, 10, 2, 10, 10]) trailOf(stage, run, 0).reach(index);
  assert.equal(judged, PATH.length);
  trailOf(makeStage(), run, 0).reach(10);
  assert.equal(judged, PATH.length);
});

test("points too near to tell apart are judged together, and not drawn", () => {
  let judged = 0;
  const still = Array.from({ length: 500 }, (_, i) => [0.5 + 1e-6 * i, 0, 1 / 3]);
  const trail = trailOf(makeStage({ hides: () => (judged++, false) }), running(still), 0).reach(499);
  assert.deepEqual([judged, vertices(trail).length], [1, 0]);
});

test("pieces are as plain as their fainter end, and begin where the last ended", () => {
  const stage = makeStage({ hides: ([x]) => x > 0.55 });
  const trail = trailOf(stage, running(), 0).reach(10);
  const [faint, plain] = [trail.paths[0].points, trail.paths.at(-1).points];
  assert.deepEqual(plain.map(([x]) => Math.round(x)), [0, 20, 40, 60, 80, 100]);
  assert.deepEqual(faint.map(([x]) => Math.round(x)), [100, 120, 140, 160, 180, 200]);
});

test("pieces that reach behind the eye are left out", () => {
  const stage = makeStage({ pixel: ([x, , z]) => [200 * x, 100 * z, x > 0.35 && x < 0.65 ? -1 : 1] });
  const trail = trailOf(stage, running(), 0).reach(10);
  assert.deepEqual(vertices(trail).map(([x]) => Math.round(x)), [0, 20, 40, 60, 140, 160, 180, 200]);
});

test("a trail ends where its contender has diverged", () => {
  const trail = trailOf(makeStage(), running([...PATH.slice(0, 4), [NaN, NaN, NaN], ...PATH.slice(5)]), 0).reach(10);
  assert.equal(Math.max(...vertices(trail).map(([x]) => x)), 60);
  assert.equal(trailOf(makeStage(), running([[NaN, NaN, NaN], ...PATH]), 0).reach(5).start, null);
});

test("the further off what is drawn, the fainter, and faintest what is hidden or outside", () => {
  const levels = [1 / 3, 0.36, 0.4, 0.6].map((z) => visibility([0.5, 0, z], makeStage()));
  assert.deepEqual(levels, [OPACITY.length - 1, 3, 2, 1]);
  assert.equal(visibility([0.5, 0, 1 / 3], makeStage({ hides: () => true })), 0);
  assert.equal(visibility([1.2, 0, 1 / 3], makeStage()), 0);
});
