import assert from "node:assert/strict";
import { test } from "node:test";

import { sparkPath } from "../../../../frontend/views/race/sparkline.js";

test("what never changes is a line halfway up", () => {
  assert.equal(sparkPath([0.1, 0.1, 0.1], 2), "M0.0 8.0L28.0 8.0L56.0 8.0");
});

test("zero is the bottom, the highest the top, and a run that is not all there ends before the edge", () => {
  assert.equal(sparkPath([2, 1, 0], 4), "M0.0 2.0L14.0 8.0L28.0 14.0");
});

test("what leaves the numbers is left out, and where there is nothing there is no line", () => {
  assert.equal(sparkPath([1, NaN, 0], 2), "M0.0 2.0L56.0 14.0");
  assert.equal(sparkPath([], 100), "");
});

test("a long run has no more points than can be seen, the last among them", () => {
  const path = sparkPath(Array.from({ length: 2001 }, (_, i) => 2000 - i), 2000);
  assert.equal(path.split("L").length, 57);
  assert.ok(path.endsWith("L56.0 14.0"));
});
