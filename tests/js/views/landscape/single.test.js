import assert from "node:assert/strict";
import { test } from "node:test";

import { axisOf, single } from "../../../../frontend/views/landscape/single.js";

const RANGES = [
  [0, 1], [-2, 0.5], [1e-12, 3], [250, 492], [491.99, 492.01], [299.75, 300.25], [999999.75, 1000000.25],
  [-1000000.5, -1000000], [1e-40, 2e-40], [-1e300, 1e300], [1, 1e39], [2.69196, 2.69197],
];

test("whatever the range, single precision tells a thousand steps of it apart", () => {
  for (const ends of RANGES) {
    const { range, of } = single(ends);
    const [low, high] = range.map(Math.fround);
    const steps = Array.from({ length: 1001 }, (_, i) => Math.fround(of(ends[0] + (i / 1000) * ends[1] - (i / 1000) * ends[0])));
    assert.ok(high > low && Number.isFinite(high - low), `${ends}`);
    assert.equal(new Set(steps).size, 1001, `${ends}`);
    assert.ok(steps.every((step) => step >= low - 1e-6 * (high - low) && step <= high + 1e-6 * (high - low)), `${ends}`);
  }
});

test("an axis in shares has round numbers at their places, each told apart", () => {
  const { range, tickvals, ticktext } = axisOf([999999.75, 1000000.25]);
  assert.deepEqual(range, [0, 1]);
  assert.deepEqual(ticktext.map(Number), tickvals.map((share) => Number((999999.75 + share / 2).toFixed(4))));
  assert.ok(tickvals.length >= 3 && new Set(ticktext).size === ticktext.length);
});

test("a usual axis is left to Plotly", () => {
  assert.deepEqual(axisOf([-2, 3]), { range: [-2, 3] });
});
