import assert from "node:assert/strict";
import { test } from "node:test";

import { heightScale } from "../../../assets/js/scale.js";
import { hiddenShare, trailPoints } from "../../../assets/js/views/overlay.js";
import { Terrain } from "../../../assets/js/views/terrain.js";
import { f8, makeProjection, makeRun } from "../helpers.js";

const PATHS = [
  [[0, 0, 8], [1, 2, 4], [2, 6, 2], [4, 6, 1]],
  [[9, 9, 9], [8, 8, 8], [7, 7, 7], [6, 6, 6]],
];

function running(paths = PATHS) {
  const run = makeRun(paths.length);
  run.projection = makeProjection([0, 1, 3, 4], paths);
  return run;
}

test("at the start a trail is where its ball is", () => {
  const points = trailPoints(running(), 0, 0);
  assert.ok(points.every((point) => point.join() === "0,0,8"));
});

test("between the path's points a trail runs through those that are past, and ends at its ball", () => {
  const run = running();
  assert.deepEqual(trailPoints(run, 0, 2), [[0, 0, 8], [1, 2, 4], [1.5, 4, 3]]);
  assert.deepEqual(trailPoints(run, 1, 0.5), [[9, 9, 9], [8.5, 8.5, 8.5]]);
});

test("at every epoch a trail ends where its ball is, and what it ran through stays", () => {
  const run = running();
  for (let epoch = 0; epoch <= 5; epoch += 0.1) {
    for (const k of [0, 1]) {
      const points = trailPoints(run, k, epoch);
      assert.deepEqual(points.at(-1), Object.values(run.at(k, epoch)));
      assert.deepEqual(points.slice(0, -1), PATHS[k].slice(0, points.length - 1));
    }
  }
});

test("the trail of a contender that diverged ends at its last finite point, and the others go on", () => {
  for (const gone of [[NaN, NaN, NaN], [2, 6, Infinity], [-Infinity, 6, 2]]) {
    const run = running([[PATHS[0][0], PATHS[0][1], gone, gone], PATHS[1]]);
    for (const epoch of [1.5, 3, 4]) assert.deepEqual(trailPoints(run, 0, epoch).slice(0, 2), [[0, 0, 8], [1, 2, 4]]);
    for (const epoch of [1.5, 3, 4]) assert.equal(trailPoints(run, 0, epoch).length, 2);
    assert.deepEqual(trailPoints(run, 1, 4).at(-1), [6, 6, 6]);
  }
});

test("a contender that is nowhere from the start has no trail", () => {
  const nowhere = Array(4).fill([NaN, NaN, NaN]);
  assert.deepEqual(trailPoints(running([nowhere]), 0, 2), []);
});

test("the hidden share of a trail is that of its points behind a ridge", () => {
  const shares = Array.from({ length: 101 }, (_, i) => i / 100);
  const heights = [0, 1].flatMap(() => shares.map((x) => (Math.abs(x - 0.5) < 0.03 ? 0.8 : 0.1)));
  const surface = { u: f8([101], shares), v: f8([2], [0, 1]), z: f8([2, 101], heights), epoch: 0 };
  const terrain = new Terrain(surface, heightScale("linear", 0, 1));
  const trail = [0.1, 0.3, 0.6, 0.9].map((x) => [x, 0.5, 0.12]);
  const hidden = (eye) => hiddenShare(terrain, trail, eye, (height) => height);
  assert.deepEqual([hidden([2.5, 0.5, 0.6]), hidden([0.5, 0.5, 9])], [0.5, 0]);
});
