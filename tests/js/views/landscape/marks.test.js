import assert from "node:assert/strict";
import { test } from "node:test";

import { drawMarks, knownMinima, legend } from "../../../../frontend/views/landscape/marks.js";
import { f8, makeContext, makeRun, makeStage } from "../../helpers.js";

const point = (kind, u, v, objective, lowest = false) => ({ kind, u, v, objective, lowest });
const texts = (...of) => legend(...of).map(({ text }) => text);

test("what there is is counted, the lowest with their places", () => {
  const points = [
    point("minimum", 3, 2, 1e-29, true), point("minimum", -2.805118, 3.131313, 0, true), point("minimum", 1, 1, 0, true),
    point("maximum", -0.27, -0.92, 181.6), point("saddle", 0, 0, 60), point("saddle", 1, 0, 61),
  ];
  assert.deepEqual(texts(points, [], false), ["3 minima, lowest 0 at (3, 2), (−2.81, 3.13) and 1 more", "1 maximum", "2 saddle points"]);
});

test("one alone is said so, on a line by its only place", () => {
  assert.deepEqual(texts([point("minimum", 0.5, 0, 2.25, true)], [], true), ["1 minimum, 2.25 at 0.5"]);
  assert.deepEqual(texts([point("minimum", 0.5, 1, 2.25)], [], false), ["1 minimum"]);
});

test("minima that are not the lowest of the picture have the outlined mark", () => {
  const marks = (...points) => legend(points, [], false).map(({ mark }) => mark);
  assert.deepEqual(marks(point("minimum", 0, 0, 1), point("minimum", 1, 0, 0, true)), ["minimum"]);
  assert.deepEqual(marks(point("minimum", 0, 0, 1)), ["minimum local"]);
});

test("each mark's name is there, also that of known minima, and that there is none", () => {
  const marks = legend([point("saddle", 0, 0, 1)], [{ u: 0, v: 0, objective: 0 }], false).map(({ mark }) => mark);
  assert.deepEqual(marks, ["saddle", "known"]);
  assert.deepEqual(legend([], [], false), [{ mark: "", text: "No minimum, maximum or saddle point in this picture" }]);
});

const himmelblau = { minima: f8([2, 2], [3, 2, -2.8, 3.1]), values: f8([2], [0, 0]) };
const plane = (labels, origin, directions) => {
  return { plane: { labels, origin: f8([2], origin), directions: f8([labels.length, 2], directions) } };
};

test("known minima are where the plane puts them, whichever way its directions go", () => {
  const run = makeRun(1, { parameters: ["x", "y"], function: himmelblau });
  const turned = plane(["b", "a"], [1, 0], [0, 1, -1, 0]);
  assert.deepEqual(knownMinima(run, turned), [{ u: 2, v: -2, objective: 0 }, { u: 3.1, v: 3.8, objective: 0 }]);
});

test("on a line there are only those that lie on it, and none where a plane is only named", () => {
  const run = makeRun(1, { parameters: ["x", "y"], function: himmelblau });
  assert.deepEqual(knownMinima(run, plane(["x"], [0, 2], [1, 0])), [{ u: 3, v: 0, objective: 0 }]);
  assert.deepEqual(knownMinima(run, { plane: { labels: ["x"] } }), []);
  assert.deepEqual(knownMinima(makeRun(1), plane(["x"], [0, 2], [1, 0])), []);
});

test("marks are drawn where they are, hidden ones faint, and none outside of the picture", () => {
  const context = makeContext();
  const alphas = [];
  Object.defineProperty(context, "globalAlpha", {
    set(value) {
      alphas.push(value);
    },
  });
  const stage = makeStage({ pixel: ([x, , z]) => [100 * x, 100 * z, 1], hides: ([x]) => x > 0.5 });
  const known = [0.25, 0.75, 1.5].map((u) => ({ u, v: 0, objective: 0.5 }));
  drawMarks(context, [], known, stage, {});
  assert.deepEqual(context.drawn.arcs.map(([x, y]) => [x, y]), [[25, 50], [25, 50], [75, 50], [75, 50]]);
  assert.deepEqual(alphas, [1, 1, 0.25, 1]);
});

test("beside a cut no mark stands", () => {
  const context = makeContext();
  const stage = makeStage({ foot: ([x, y]) => [x, y, y === 0.5 ? 1 / 3 : NaN] });
  drawMarks(context, [], [0.5, 0.6].map((v) => ({ u: 0.25, v, objective: 0.5 })), stage, {});
  assert.deepEqual(context.drawn.arcs.map(([x]) => x), [50, 50]);
});
