import assert from "node:assert/strict";
import { test } from "node:test";

import { Presenter } from "../../../frontend/run/presenter.js";
import { f8, makeProjection, makeRun, makeSurface } from "../helpers.js";

const PROJECTION = makeProjection([0, 9], [[[0, 0, 1, 1, 0], [1, 1, 1, 1, 0]]]);
const surface = (epoch) => ({ ...makeSurface([0, 1], [0, 1], () => 1), epoch, follows: 0 });
const frames = (first, last) => ({ first, last, objective: f8([1, last - first + 1], Array(last - first + 1).fill(1)) });
const REPORT = { contenders: [], left_out: null };

/** What a page is told while events of a run come, at an epoch that it wants to see. */
function told(t, reaches, ...events) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const run = makeRun(1);
  // Asked for just now, so that its landscape is waited for.
  run.asked = performance.now() + 1e6;
  const said = [];
  const say = (what) => () => said.push(`${what} at ${run.last}`);
  const calls = { shows: say("shown"), stages: say("staged"), freshens: () => {}, completes: say("complete") };
  const presenter = new Presenter({ ...calls, reaches: () => reaches });
  for (const [kind, content] of events) presenter.take(run, kind, content);
  t.mock.timers.reset();
  return said;
}

const OUTLINE = [["projection", PROJECTION], ["surface", surface(0)], ["surface", surface(9)]];
const FRAMES = [["frames", frames(0, 4)], ["frames", frames(5, 9)]];
const REST = [["surface", surface(5)], ["done", {}]];

test("a run whose landscape comes first is shown with its first frames", (t) => {
  const said = told(t, 3.5, ...OUTLINE, ...FRAMES, ["report", REPORT], ...REST);
  assert.deepEqual(said, ["shown at 4", "staged at 4", "complete at 9"]);
});

test("it is shown when the epoch that one looks at has come, or all epochs", (t) => {
  assert.deepEqual(told(t, 7, ...OUTLINE, ...FRAMES, ["report", REPORT], ...REST)[0], "shown at 9");
  const said = told(t, Infinity, ...OUTLINE, ...FRAMES, ["report", REPORT], ...REST);
  assert.deepEqual(said, ["shown at 9", "staged at 9", "complete at 9"]);
});

test("before any frames nothing is shown", (t) => {
  assert.deepEqual(told(t, 0, ...OUTLINE), []);
});

test("a run whose frames come first is shown with its landscape's outline", (t) => {
  const said = told(t, 3.5, ...FRAMES, ["report", REPORT], ...OUTLINE, ...REST);
  assert.deepEqual(said, ["shown at 9", "staged at 9", "complete at 9"]);
});
