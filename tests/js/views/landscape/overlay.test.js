import assert from "node:assert/strict";
import { test } from "node:test";

import { draw, drawGhost, trailPoints } from "../../../../frontend/views/landscape/overlay.js";
import { makeContext, makeMoment, makeProjection, makeRun, makeStage } from "../../helpers.js";

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

const balls = (context) => context.drawn.arcs.filter(([, , radius]) => radius === 7);

function drawn(points, stage = makeStage()) {
  const context = makeContext();
  const run = makeRun(points.length);
  run.projection = makeProjection([0], points.map((point) => [point]));
  return { context, gaps: draw(context, run, makeMoment(run, 0), stage, {}) };
}

test("a ball is drawn at its true height, and how far it is off the surface is told, contender by contender", () => {
  const { context, gaps } = drawn([[0.5, 0, 1 / 3], [0.25, 0, 0.53333333]]);
  assert.deepEqual(balls(context).map(([x, y]) => [x, Math.round(y)]), [[50, 47], [100, 67]]);
  assert.deepEqual(gaps.map(Math.round), [0, 20]);
});

test("a ball outside of the extent is shown there, one outside of the picture by an arrow at its rim", () => {
  const outside = drawn([[1.2, 0, 0.5]], makeStage({ pixel: ([x, , z]) => [100 * x, 100 * (1 - z), 1] }));
  assert.deepEqual([outside.gaps, balls(outside.context)], [[null], [[120, 50, 7]]]);
  const gone = drawn([[3, 0, 0.5]]);
  assert.deepEqual([gone.gaps, balls(gone.context)], [[null], []]);
  assert.ok(gone.context.drawn.points.some(([x, y]) => x === 186 && y === 50), `${gone.context.drawn.points}`);
});

test("where nothing is drawn under a ball, and where there is no ball, that is told", () => {
  const { gaps } = drawn([[0.5, 0.5, 0.5], [NaN, 0, 1]], makeStage({ under: () => NaN, foot: ([x, y]) => [x, y, NaN] }));
  assert.deepEqual(gaps, [NaN, null]);
});

test("what is not on a cut has no stem and is off nothing", () => {
  const { context, gaps } = drawn([[0.5, 0.9, 0.8]], makeStage({ foot: (share) => share }));
  assert.deepEqual(gaps, [0]);
  assert.deepEqual(context.drawn.arcs.filter(([, , radius]) => radius === 2.5), []);
});

test("what comes between trails and balls is drawn once", () => {
  const run = running();
  let times = 0;
  draw(makeContext(), run, makeMoment(run, 2), makeStage(), {}, () => times++);
  assert.equal(times, 1);
});

test("a ghost is the former trail from an epoch on, to its end", () => {
  const context = makeContext();
  drawGhost(context, { run: running(), k: 0, from: 3 }, makeStage({ pixel: ([x, , z]) => [x, z, 1] }), {});
  assert.deepEqual(context.drawn.points, [[2, 2], [4, 1], [4, 1]]);
});
