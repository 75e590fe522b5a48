import assert from "node:assert/strict";
import { test } from "node:test";

import { epochWord } from "../../../frontend/run/epoch_word.js";

test("a pass over data is an epoch; where there are none to pass over it is an iteration", () => {
  assert.deepEqual([{ function: null }, { function: {} }].map(epochWord), ["epoch", "iteration"]);
});
