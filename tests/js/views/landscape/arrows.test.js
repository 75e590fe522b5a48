import assert from "node:assert/strict";
import { test } from "node:test";

import { anyCut, arrowLine, drawArrows, magnification, missing } from "../../../../frontend/views/landscape/arrows.js";
import { closeTo, f8, makeContext, makeMoment, makeProjection, makeRun, makeStage } from "../../helpers.js";

const FRAME = { u: [0, 1], v: [0, 1] };
const NONE = Array(3).fill(NaN);

/** A run at u = 0.1, 0.2, 0.3 with arrows of these lengths along u, an epoch each. */
function running(arrows) {
  const run = makeRun(1);
  run.projection = makeProjection([0, 1, 2], [[[0.1, 0.5, 0.4], [0.2, 0.5, 0.4], [0.3, 0.5, 0.4]]]);
  const of = (lengths = NONE) => ({ u: f8([1, 3], lengths), v: f8([1, 3], lengths.map((each) => 0 * each)) });
  const kinds = ["gradient", "velocity", "step", "newton"];
  run.motion = { epochs: f8([3], [0, 1, 2]), arrows: Object.fromEntries(kinds.map((kind) => [kind, of(arrows[kind])])) };
  return run;
}

test("arrows are drawn a round number of times as long, so that most are short and none is shortened", () => {
  const times = (lengths, kinds = ["gradient"]) => magnification(running({ gradient: lengths }), kinds, FRAME);
  assert.equal(times([0.001, 0.001, 0.001]), 100);
  assert.equal(times([0.02, 0.02, 0.02]), 5);
  assert.equal(times([0.5, 0.5, 0.5]), 1);
  assert.equal(times([NaN, Infinity, 0]), 1);
  assert.equal(times([0.001, 0.001, 0.001], []), 1);
});

test("Newton's step alone is as long as it is", () => {
  const run = running({ newton: [0.001, 0.001, 0.001], step: [0.01, 0.01, 0.01] });
  assert.equal(magnification(run, ["newton"], FRAME), 1);
  assert.equal(magnification(run, ["newton", "step"], FRAME), 10);
});

test("an arrow begins where the ball was after the last whole epoch, and ends where it points", () => {
  const run = running({ step: [0.02, 0.02, NaN] });
  const { points, cut } = arrowLine(run, "step", 0, 1.6, 5, makeStage());
  assert.deepEqual([points[0][0], cut], [40, false]);
  assert.ok(closeTo(points.at(-1)[0], 200 * 0.3));
  assert.equal(arrowLine(run, "step", 0, 2, 5, makeStage()), null);
  assert.equal(arrowLine(run, "velocity", 0, 1, 5, makeStage()), null);
});

test("one longer than a third of the picture, or out of it, is cut", () => {
  const run = running({ gradient: [0.5, 0.01, 0.3] });
  const long = arrowLine(run, "gradient", 0, 0, 1, makeStage());
  assert.ok(long.cut && closeTo(long.points.at(-1)[0], 200 * (0.1 + 1 / 3)));
  const near = makeStage({ under: ([x]) => (x < 0.4 ? 1 / 3 : NaN) });
  const out = arrowLine(run, "gradient", 0, 2, 1, near);
  assert.ok(out.cut && out.points.at(-1)[0] <= 80, `${out.cut} ${out.points.at(-1)}`);
  assert.equal(anyCut(run, ["gradient"], 1, FRAME), true);
  assert.equal(anyCut(run, ["gradient"], 0.5, FRAME), false);
});

test("where nothing is drawn under a ball it has no arrows", () => {
  const stage = makeStage({ foot: ([x, y, z]) => [x, y, z] });
  assert.equal(arrowLine(running({ step: [0.1, 0.1, 0.1] }), "step", 0, 1, 1, stage), null);
});

test("only the chosen kinds are drawn, and none before the solver has sent any", () => {
  const run = running({ gradient: [0.1, 0.1, 0.1], step: [0.2, 0.2, 0.2] });
  const points = (kinds, of = run) => {
    const context = makeContext();
    drawArrows(context, of, makeMoment(run, 0), { kinds, times: 1 }, makeStage(), {});
    return context.drawn.points.length;
  };
  assert.equal(points([]), 0);
  assert.ok(points(["gradient"]) > 0);
  assert.ok(points(["gradient", "step"]) > points(["gradient"]));
  run.motion = null;
  assert.equal(points(["gradient"]), 0);
});

test("what a run has no arrow of is told", () => {
  const run = running({ gradient: [0.1, NaN, NaN] });
  assert.deepEqual(missing(run, ["gradient", "velocity"]), ["velocity"]);
});
