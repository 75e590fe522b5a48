import assert from "node:assert/strict";
import { test } from "node:test";

import { single } from "../../../../frontend/views/landscape/single.js";

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
