import assert from "node:assert/strict";
import { test } from "node:test";

import { named, number, numerals, percent, sentenceList, short, symbol, withMinus } from "../../../frontend/base/format.js";

test("a number has four significant digits, and others where they are asked for", () => {
  const values = [0.69314718, 1.5, 12.3456, 123.456, 98765.4];
  assert.deepEqual(values.map((value) => number(value)), ["0.6931", "1.500", "12.35", "123.5", "98765"]);
  assert.deepEqual([0.69314718, 12.3456].map((value) => number(value, 3)), ["0.693", "12.3"]);
});

test("a short number has no zeros at its end, and keeps those before", () => {
  const values = [0, 3, 2.5, -0.5, 1200, 100, 1e-12, 1.5e7, 0.0010001];
  assert.deepEqual(values.map((value) => short(value)), ["0", "3", "2.5", "−0.5", "1200", "100", "1e−12", "1.5e7", "0.001"]);
  assert.equal(short(-2.805118, 4), "−2.805");
  // A power of ten keeps its zeros.
  assert.deepEqual([7.46e-10, 2.5e20, -1.5e-100, 1e-10, 1e100].map((value) => short(value)), ["7.5e−10", "2.5e20", "−1.5e−100", "1e−10", "1e100"]);
  assert.deepEqual([Infinity, NaN].map((value) => short(value)), ["infinite", "not a number"]);
});

test("labels of ticks have a true minus sign too", () => {
  assert.deepEqual(withMinus(["-1.5", "2", "1e-4"]), ["−1.5", "2", "1e−4"]);
});

test("zero is zero, whatever its sign", () => {
  assert.deepEqual([0, -0].map((value) => number(value)), ["0", "0"]);
});

test("very large and very small numbers are powers of ten", () => {
  const values = [1e6, 1.23456e9, 0.000999, 1.5e-12];
  assert.deepEqual(values.map((value) => number(value)), ["1.00e6", "1.23e9", "9.99e−4", "1.50e−12"]);
});

test("every minus is a true minus sign", () => {
  assert.deepEqual([-0.5, -123456789, -0.00025].map((value) => number(value)), ["−0.5000", "−1.23e8", "−2.50e−4"]);
});

test("what is not finite is said in words", () => {
  const values = [NaN, Infinity, -Infinity];
  assert.deepEqual(values.map((value) => number(value)), ["not a number", "infinite", "−infinite"]);
});

test("a share is a percentage with one place, whose sign does not part from it", () => {
  assert.deepEqual([0, 0.12345, 1].map(percent), ["0.0\u00a0%", "12.3\u00a0%", "100.0\u00a0%"]);
});

test("a parameter's digits are written below, and b is the bias", () => {
  assert.deepEqual(["w1", "w2", "w(x1²)", "w(sin x1)", "b"].map(symbol), ["w₁", "w₂", "w(x₁²)", "w(sin x₁)", "bias"]);
});

test("a symbol leaves out the layer or class, unit and input stand below", () => {
  assert.deepEqual(["w1.3.2", "w2.10.2", "b1.4"].map(symbol), ["w₃₂", "w₁₀,₂", "b₄"]);
  assert.deepEqual(["w1.0", "w(x1·x2).4", "b.5"].map(symbol), ["w₁", "w(x₁·x₂)", "bias"]);
});

test("parameters in a sentence say where they belong, once if it is one place", () => {
  assert.equal(named(["w1", "w2"]), "w₁ and w₂");
  assert.equal(named(["w1.1.1", "w1.1.2"]), "w₁₁ and w₁₂ of layer 1");
  assert.equal(named(["w1.0", "w2.0"]), "w₁ and w₂ of class 0");
  assert.equal(named(["b1.1", "w2.1.1", "b2.1"]), "b₁ of layer 1, w₁₁ of layer 2 and b₁ of layer 2");
});

test("a list of words is one that can be said", () => {
  assert.deepEqual([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(sentenceList), ["", "a", "a and b", "a, b and c"]);
});

test("a text's numbers have a true minus and short powers of ten; words, ranges and dates stay", () => {
  for (const [text, written] of [
    ["from -3.52 to -1e-05, not (-0.5,-2)", "from −3.52 to −1e−5, not (−0.5,−2)"],
    ["2.6e-51 and 1e+16", "2.6e−51 and 1e16"],
    ["Styblinski-Tang, w1-2, 2026-11-30, one-cycle", "Styblinski-Tang, w1-2, 2026-11-30, one-cycle"],
    ["Adam (1e-05)", "Adam (1e−5)"],
  ]) assert.equal(numerals(text), written);
});
