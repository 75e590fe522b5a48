import assert from "node:assert/strict";
import { test } from "node:test";

import { fromSlider, held, same, toSlider, written } from "../../../frontend/query/values.js";

const [number, list, choice] = ["number", "list", "choice"].map((kind) => ({ kind }));
const [several, flag] = ["several", "switch"].map((kind) => ({ kind }));

test("every kind of value is written as the server reads it", () => {
  assert.equal(written(0.05, number), "0.05");
  assert.equal(written("relu", choice), "relu");
  assert.equal(written(["a", "b"], several), "a,b");
  assert.equal(written(" 16 , 8", list), "16,8");
  assert.equal(written("40: 0.05, 80 :0.01", list), "40:0.05,80:0.01");
  assert.deepEqual([true, false].map((on) => written(on, flag)), ["1", "0"]);
});

test("an empty control is written as nothing", () => {
  for (const empty of ["", null, undefined]) {
    for (const kind of [number, list, choice]) assert.equal(written(empty, kind), "");
  }
  assert.deepEqual([[], null, undefined].map((none) => written(none, several)), ["", "", ""]);
});

test("every kind of value is held as its control wants it", () => {
  assert.equal(held(0.05, number), 0.05);
  assert.equal(held([16, 8], list), "16, 8");
  assert.equal(held([[40, 0.05], [80, 1e-7]], list), "40:0.05, 80:1e-7");
  assert.deepEqual(held(["a"], several), ["a"]);
  assert.deepEqual([held(1, flag), held(0, flag)], [true, false]);
});

test("what is not given leaves a control empty", () => {
  for (const none of [null, undefined]) {
    assert.deepEqual([number, list, choice].map((kind) => held(none, kind)), ["", "", ""]);
    assert.deepEqual(held(none, several), []);
  }
});

test("what is held and what is written come to the same", () => {
  for (const [value, kind] of [[1e-8, number], [[32, 32, 32], list], [[[1, 0.5]], list], [["a", "b"], several]]) {
    assert.equal(written(held(value, kind), kind), String(value).replace("1,0.5", "1:0.5"));
  }
});

test("values are the same that differ by rounding or by spaces, but not those that read otherwise", () => {
  assert.ok(same(0.3, 0.1 + 0.2));
  assert.ok(same("16, 8", "16,8"));
  assert.ok(same("1e-8", 1e-8));
  assert.ok(same([], "") && same(null, undefined) && same("", null));
  assert.ok(!same("1 6,8", "16,8"));
  assert.ok(!same(0.3, 0.31));
});

test("a slider's position stands for a number that can be read, and back", () => {
  const [log, linear, whole] = [{ log: true }, { log: false }, { log: true, integer: true }];
  assert.deepEqual([-2, -1.5, 0.3].map((position) => fromSlider(position, log)), [0.01, 0.0316, 2]);
  assert.deepEqual([0, 0.1 + 0.2].map((position) => fromSlider(position, linear)), [0, 0.3]);
  assert.deepEqual([1, 2.3, 3].map((position) => fromSlider(position, whole)), [10, 200, 1000]);
  for (const value of [1e-5, 0.0123, 1, 10]) assert.equal(fromSlider(toSlider(value, log), log), value);
});

test("a linear slider's ends are what they stand for", () => {
  // Those of beta2: at three digits its upper end would be 1, which is refused.
  for (const end of [0.8, 0.9999, 0.99, 6]) assert.equal(fromSlider(end, { log: false }), end);
});
