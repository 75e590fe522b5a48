import assert from "node:assert/strict";
import { test } from "node:test";

import { split } from "../../../../frontend/views/race/ending.js";

test("the first sentence stands for all: points within numbers end none", () => {
  const first = "Diverged in epoch 6: the value grew from 24.2, step by step.";
  assert.deepEqual(split(`${first} At the start 2/1506 = 0.00133. Then it fell.`), [first, "At the start 2/1506 = 0.00133. Then it fell."]);
  assert.deepEqual(split(first), [first, ""]);
});
