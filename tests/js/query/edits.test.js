import assert from "node:assert/strict";
import { test } from "node:test";

import { nextId, parse, places, put, remove, rounded, write } from "../../../frontend/query/edits.js";
import { f8 } from "../helpers.js";

const EDITS = [[17, 1.25, -0.5, 1], [18], [200, 0.3, 0.2, 0]];
// Three points, the last one for testing.
const DATA = {
  points: f8([3, 2], [1, 2, 3, 4, 5, 6]),
  labels: { data: Uint8Array.of(0, 1, 0) },
  ids: { data: Int32Array.of(0, 1, 2) },
  train: 2,
  samples: 3,
};
const ids = (edits, data = DATA) => places(data, edits).map(({ id }) => id);

test("edits are written as they are read", () => {
  assert.deepEqual(parse("17:1.25:-0.5:1,18,200:0.3:0.2:0"), EDITS);
  assert.equal(write(EDITS), "17:1.25:-0.5:1,18,200:0.3:0.2:0");
  assert.deepEqual(parse(""), []);
  assert.equal(write([]), "");
});

test("a point is put once, in its order", () => {
  const once = put(EDITS, { id: 3, x: 1, y: 2, label: 0 });
  assert.equal(write(once), "3:1:2:0,17:1.25:-0.5:1,18,200:0.3:0.2:0");
  assert.equal(write(put(once, { id: 17, x: 9, y: 9, label: 0 })), "3:1:2:0,17:9:9:0,18,200:0.3:0.2:0");
  assert.equal(write(put(EDITS, { id: 18, x: 9, y: 9, label: 0 })), "17:1.25:-0.5:1,18:9:9:0,200:0.3:0.2:0");
});

test("one that was drawn is gone by its number, one that was added leaves no trace", () => {
  assert.equal(write(remove(EDITS, 17, 200)), "17,18,200:0.3:0.2:0");
  assert.equal(write(remove(EDITS, 200, 200)), "17:1.25:-0.5:1,18");
});

test("the next number is beyond all points and all that were added", () => {
  assert.equal(nextId([], 200), 200);
  assert.equal(nextId([[17]], 200), 200);
  assert.equal(nextId(EDITS, 200), 201);
});

test("a coordinate is as short as the picture can show", () => {
  assert.equal(rounded(1.23456789, [-10, 10]), 1.235);
  assert.equal(rounded(0.00123456789, [0, 0.02]), 0.001235);
  assert.equal(rounded(123456.7, [0, 1e6]), 123500);
});

test("what a run was drawn with is shown after the edits that are asked for", () => {
  assert.deepEqual(places(DATA, [[0, 9, 8, 1]])[0], { id: 0, x: 9, y: 8, label: 1, train: true, added: false });
  assert.deepEqual(ids([[1]]), [0, 2]);
  assert.deepEqual(ids([[7, 0, 0, 1]]), [0, 1, 7, 2]);
});

test("a test point that is moved stays one, an added point is a training point", () => {
  const [, , added, moved] = places(DATA, [[2, 0, 0, 1], [3, 1, 1, 0]]);
  assert.deepEqual([moved.id, moved.train, moved.added], [2, false, false]);
  assert.deepEqual([added.id, added.train, added.added], [3, true, true]);
});

test("a point that the run knows as added follows its edit", () => {
  const data = { ...DATA, ids: { data: Int32Array.of(0, 5, 2) } };
  assert.deepEqual(ids([[5, 0, 0, 1]], data), [0, 5, 2]);
  assert.deepEqual(ids([], data), [0, 2]);
  assert.deepEqual([places(data, [[5, 7, 0, 1]])[1].x, places(data, [[5, 7, 0, 1]])[1].added], [7, true]);
});

test("of an edit that takes away what is not drawn there is nothing to show", () => {
  assert.deepEqual(ids([[2]], { ...DATA, labels: { data: Uint8Array.of(0, 1) }, ids: { data: Int32Array.of(0, 1) } }), [0, 1]);
});
