import assert from "node:assert/strict";
import { test } from "node:test";

import { heightScale } from "../../../frontend/base/scale.js";
import { awaited, sentence } from "../../../frontend/views/caption.js";
import { makeMoment, makeProjection, makeRun, makeSurface } from "../helpers.js";

const LOG = heightScale("log", 1, 100);
const ON = { slice: 0, lags: false, gaps: [0] };

/** A run whose contenders are `offs` above the surface. */
function running(offs, { text = "Loss.", parameters = ["w1", "w2", "b"], labels, epoch = 0, v = [0, 1], ...rest } = {}) {
  const run = Object.assign(makeRun(offs.length, { parameters, ...rest }), { over: true });
  run.projection = makeProjection([0], offs.map((off) => [[0, 0, 2 + off, 2, 0]]));
  run.addSurface(makeSurface([0, 1], v, () => 1, { sentence: text, labels, epoch, follows: epoch === null ? null : 0 }));
  return run;
}

const said = (run, drawn = ON, scale = LOG) => sentence(run, { ...drawn, gaps: run.contenders.map((_, k) => (k in drawn.gaps ? drawn.gaps[k] : 0)) }, scale, makeMoment(run, 0));

test("the solver's sentence has its parameters as they are written", () => {
  const text = "Training loss over w1 and w2, with b as at the shown epoch of Adam.";
  assert.match(said(running([0], { text })), /^Training loss over w₁ and w₂, with the bias as at the shown epoch of Adam\. The ball/);
});

test("of many parameters those of the plane are written, and no part of a word is taken for one", () => {
  const parameters = ["w1.1.1", "w1.1.2", "b1.1", "w1.2.1", "b"];
  const text = "Loss over w1.1.1 and w1.1.2; the other 3 parameters are a bit off.";
  const run = running([0], { text, parameters, labels: ["w1.1.1", "w1.1.2"] });
  assert.match(said(run), /^Loss over w₁₁ of layer 1 and w₁₂ of layer 1; the other 3 parameters are a bit off\./);
});

test("balls that are on the surface are said to be", () => {
  assert.match(said(running([0])), / The ball is on the surface\.$/);
  assert.match(said(running([0, 1e-12])), / All balls are on the surface\.$/);
  assert.match(said(running([0], { v: null })), / The ball is on the curve\.$/);
});

test("what the plane leaves out is told by number, that of the furthest ball", () => {
  assert.match(said(running([1.25])), / The ball is 1\.25 above the surface, because the plane shows only two directions\.$/);
  assert.match(said(running([-0.5], { v: null })), / The ball is 0\.5 below the curve, because the line shows only one direction\.$/);
  assert.match(said(running([0.1, -36])), / Contender 1 is farthest from the surface: 36 below, because the plane shows only two directions\.$/);
});

test("who has left the picture is named, and the others are told of", () => {
  const run = running([0, 0]);
  assert.match(said(run, { ...ON, gaps: [null, null] }), /^Loss\. Contender 0 and Contender 1 have left the picture\.$/);
  assert.match(said(run, { ...ON, gaps: [0, null] }), / Contender 0 is on the surface\. Contender 1 has left the picture\.$/);
});

test("who has diverged is not on the surface, and is named", () => {
  const path = ([height, objective]) => [[0, 0, height, objective, 0]];
  const run = running([0, 0, 0]);
  run.projection = makeProjection([0], [[2, 2], [NaN, NaN], [2, 2]].map(path));
  assert.match(said(run, { ...ON, gaps: [0, null, 0] }), /^Loss\. Contender 0 and Contender 2 are on the surface\. Contender 1 has diverged\.$/);
  run.projection = makeProjection([0], [[NaN, NaN], [NaN, NaN], [2, 2]].map(path));
  assert.match(said(run, { ...ON, gaps: [null, null, 0] }), /^Loss\. Contender 2 is on the surface\. Contender 0 and Contender 1 have diverged\.$/);
  const alone = running([0]);
  alone.projection = makeProjection([0], [path([Infinity, NaN])]);
  assert.match(said(alone, { ...ON, gaps: [null] }), /^Loss\. Contender 0 has diverged\.$/);
});

test("a ball at whose place the loss is no number stands on nothing", () => {
  const run = running([0]);
  run.projection = makeProjection([0], [[[0, 0, 2, Infinity, 0]]]);
  assert.match(said(run, { ...ON, gaps: [NaN] }), / The ball is at a place where no surface can be drawn\.$/);
});

test("a level surface is said to be level", () => {
  assert.match(said(running([0]), ON, heightScale("log", 492, 492.00004)), /^Loss\. The loss is the same everywhere in this picture, to one part in 100,000\. The ball/);
});

test("where no surface can be drawn that is said", () => {
  assert.match(said(running([0]), { ...ON, gaps: [NaN] }), / The ball is at a place where no surface can be drawn\.$/);
});

test("a height that is no plain logarithm is explained", () => {
  const run = running([0], { function: {} });
  assert.match(said(run, ON, heightScale("log", -78.332, 200)), / The height shows the logarithm of the value minus −78\.33\./);
  assert.match(said(run, ON, heightScale("log", 0, 200)), / The height shows the logarithm of the value\. /);
});

test("while slices are still to come the caption says whose surface is there", () => {
  const run = Object.assign(running([0]), { over: false });
  assert.match(said(run, { ...ON, slice: 5, gaps: [40] }), /still being computed\. This is the surface of epoch 5/);
  assert.match(said(run), /^Loss\./);
  // The surface of the epoch that is shown is not late.
  assert.match(said(run, { ...ON, gaps: [40] }), /^Loss\./);
  assert.match(said(run, { ...ON, slice: 2.5, lags: true }), /still that of epoch 2\.5\. The ball is at its true height/);
});

test("between slices that are too far apart the ball is said to be off the one that is drawn, by how much", () => {
  const run = running([0]);
  run.projection = makeProjection([0, 1], [[[0, 0, 2, 2, 0], [0, 0, 1.5, 1.5, 0]]]);
  const at = (under, gaps = [40]) => sentence(run, { ...ON, gaps, under }, LOG, makeMoment(run, 1));
  assert.match(
    at({ value: 1.25, ball: 1.5, off: 0.2 }),
    /The surface is that of epoch 0, the last one computed before this one\. The ball is at its true height, 0\.25 above it, at the end of a stem\.$/,
  );
  // Seen from above there is no stem.
  assert.match(at({ value: 2, ball: 1.5, off: 0.2 }, [0]), /The ball is at its true height, 0\.5 below it\.$/);
  // What no pixel shows is not told of, nor is anything of the slice that is the shown epoch's own.
  assert.match(at({ value: 1.499, ball: 1.5, off: 1 / 300 }), /The ball is on the surface\.$/);
  assert.match(said(run, { ...ON, under: { value: 1.9, ball: 2, off: 0.2 } }), /The ball is on the surface\.$/);
});

test("a slice that stands still is never late, and said to be still where it could move", () => {
  const late = (run) => said(Object.assign(run, { over: false }), { ...ON, slice: null, gaps: [40] });
  assert.match(late(running([1], { epoch: null })), /The ball is 1 above the fixed surface, because the plane shows only two directions\.$/);
  assert.match(late(running([0], { epoch: null, parameters: ["x", "y"] })), /The ball is on the surface\.$/);
  assert.match(late(running([0], { epoch: null, parameters: ["x", "y"], v: null })), /The ball is on the fixed curve\.$/);
});

test("of a run without a landscape it is said whether one will come", () => {
  assert.match(awaited({ over: false }), /^The landscape of this run is being computed\./);
  assert.match(awaited({ over: true }), /^The landscape of this run was not computed\./);
});
