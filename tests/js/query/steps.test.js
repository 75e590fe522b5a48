import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Steps } from "../../../frontend/query/steps.js";

let time;
let steps;

beforeEach(() => {
  time = 0;
  steps = new Steps(() => time);
});

function at(moment, key) {
  time = moment;
  return steps.of(key);
}

test("changes of one control in a row are one step, of another control another", () => {
  assert.deepEqual([at(0, "lr"), at(400, "lr"), at(1000, "lr"), at(1100, "epochs"), at(1200, "lr")], [1, 1, 1, 2, 3]);
});

test("after a rest the same control begins another", () => {
  assert.deepEqual([at(0, "lr"), at(1600, "lr"), at(2000, "lr")], [1, 2, 2]);
});

test("a slider that is held is one step however long it rests, and the next press another", () => {
  steps.press(true);
  assert.deepEqual([at(0, "lr"), at(9000, "lr")], [1, 1]);
  steps.press(false);
  assert.equal(at(9100, "lr"), 1);
  steps.press(true);
  assert.equal(at(9200, "lr"), 2);
});

test("typing that is over ends its step; what has no control is a step of its own", () => {
  assert.equal(at(0, "lr"), 1);
  steps.end();
  assert.deepEqual([at(10, "lr"), at(20), at(30)], [2, 3, 4]);
});

test("too many too quickly do not push out what was there before the page", () => {
  const numbers = Array.from({ length: 60 }, (_, i) => at(i * 100));
  assert.equal(Math.max(...numbers), 20);
  assert.equal(at(20_000), 21);
});
