import assert from "node:assert/strict";
import { test } from "node:test";

import { Undo } from "../../../frontend/query/undo.js";

const BLOBS = { dataset: "blobs", options: { samples: 60 }, data_seed: 1, standardise: 0, test_fraction: 0.5, split_seed: 42 };

/** After two edits by hand, and the run of the last. */
function edited() {
  const past = new Undo();
  past.meet({ ...BLOBS, loss: "sse" }, "");
  past.put("", "60:1:1:0", "a");
  past.put("60:1:1:0", "3,60:1:1:0", "b");
  past.meet({ ...BLOBS, loss: "sse" }, "3,60:1:1:0");
  return past;
}

test("edits are undone one by one, and there is no way back from none", () => {
  const past = edited();
  assert.ok(past.leads("3,60:1:1:0"));
  assert.equal(past.back(), "60:1:1:0");
  assert.equal(past.back(), "");
  assert.equal(past.leads(""), false);
});

test("those of one gesture are undone at once", () => {
  const past = new Undo();
  past.put("", "3:1:1:0", "drag");
  past.put("3:1:1:0", "3:2:1:0", "drag");
  assert.equal(past.back(), "");
});

test("it stays when anything but the data changes", () => {
  const past = edited();
  assert.ok(past.meet({ ...BLOBS, loss: "hinge" }, "3,60:1:1:0"));
  assert.ok(past.leads("3,60:1:1:0"));
});

test("edits that others have asked for have none", () => {
  const past = edited();
  assert.equal(past.leads(""), false);
  assert.equal(past.meet(BLOBS, ""), false);
  assert.equal(past.leads(""), false);
  past.put("", "4", "c");
  assert.equal(past.back(), "");
  assert.equal(past.leads(""), false);
});

for (const other of [{ dataset: "moons" }, { standardise: 1 }, { options: { samples: 61 } }, { split_seed: 1 }, { test_fraction: 0.2 }]) {
  test(`other data have none, even with the same edits: ${JSON.stringify(other)}`, () => {
    const past = edited();
    assert.equal(past.meet({ ...BLOBS, ...other }, "3,60:1:1:0"), false);
    assert.equal(past.leads("3,60:1:1:0"), false);
  });
}

test("what was refused is left out", () => {
  const past = edited();
  past.put("3,60:1:1:0", "3,4,60:1:1:0", "c");
  past.refuse("3,60:1:1:0");
  assert.ok(past.leads("3,60:1:1:0"));
  assert.equal(past.back(), "60:1:1:0");
});
