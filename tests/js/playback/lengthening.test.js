import assert from "node:assert/strict";
import { test } from "node:test";

import { hasMore, lengthened } from "../../../frontend/playback/lengthening.js";

test("twice as many epochs; a schedule over the whole run keeps the length that it had, for every contender", () => {
  const contenders = [
    { schedule_options: { period: null, minimum: 0 } },
    { schedule_options: {} },
    { schedule_options: { period: 30 } },
    { schedule_options: { period: null }, off: 1 },
  ];
  assert.deepEqual(lengthened({ epochs: 100, contenders }), { epochs: "200", period: "100", "4.period": "100" });
  assert.deepEqual(lengthened({ epochs: 7, contenders: [contenders[1]] }), { epochs: "14" });
});

test("there is more at the end of a run that somebody finished, once all of it is there", () => {
  const run = (stopped, rest) => ({ done: true, end: 50, report: { contenders: stopped.map((each) => ({ stopped: each })) }, ...rest });
  assert.equal(hasMore(run(["diverged", "epochs"]), 50), true);
  assert.equal(hasMore(run(["epochs"]), 49.9), false);
  assert.equal(hasMore(run(["diverged", "objective_below"]), 50), false);
  assert.equal(hasMore(run(["epochs"], { done: false }), 50), false);
  assert.equal(hasMore(run(["epochs"], { report: null }), 50), false);
});
