import assert from "node:assert/strict";
import { test } from "node:test";

import { parametersAt } from "../../../frontend/query/parameters_at.js";
import { f8 } from "../helpers.js";

const plane = (origin, directions) => ({ origin: f8([3], origin), directions: f8([directions.length / 3, 3], directions) });

test("what the plane leaves alone is exactly as it is, what it moves to six digits of the extent", () => {
  const weights = plane([0, 0, 1.4988035747120512], [1, 0, 0, 0, 1, 0]);
  assert.deepEqual(parametersAt(weights, { u: -1.23456789, v: 0.1 + 0.2 }, 3.7), ["-1.23457", "0.3", "1.4988035747120512"]);
  assert.deepEqual(parametersAt(weights, { u: 12.3456789, v: -0 }, 90), ["12.3457", "0", "1.4988035747120512"]);
});

test("on a line one direction moves what it moves, at a slant everything is moved", () => {
  assert.deepEqual(parametersAt(plane([1, 2, 3], [0, 0, 1]), { u: 0.5, v: 0 }, 1), ["1", "2", "3.5"]);
  const slanted = parametersAt(plane([0, 0, 0], [0.6, 0.8, 0, -0.8, 0.6, 0]), { u: 1, v: 2 }, 1);
  assert.deepEqual(slanted, ["-1", "2", "0"]);
});

test("large and small extents are written in full", () => {
  const one = plane([0, 0, 0], [1, 0, 0, 0, 1, 0]);
  assert.deepEqual(parametersAt(one, { u: 123456.789, v: 5e-9 }, 2e6).slice(0, 2), ["123460", "0"]);
  assert.deepEqual(parametersAt(one, { u: 1.23456789e-7, v: 0 }, 1e-6)[0], "1.2346e-7");
});
