import assert from "node:assert/strict";
import { test } from "node:test";

import { sentence } from "../../../assets/js/views/caption.js";
import { makeRun } from "../helpers.js";

const NETWORK = ["w1.1.1", "w1.1.2", "b1.1", "w1.2.1", "w1.2.2", "b1.2", "w2.1.1", "w2.1.2", "b2.1"];
const ON = { slice: 0, lags: false, gap: 0 };

function running(parameters, labels, rest = {}) {
  return Object.assign(makeRun(1, { parameters }), { slices: [{ plane: { labels }, follows: 0 }], done: true, ...rest });
}

test("the one parameter besides is named, and whom it follows", () => {
  const run = running(["w1", "w2", "b"], ["w1", "w2"]);
  assert.equal(
    sentence(run, ON, "log"),
    "Training loss over w₁ and w₂, logarithmic height; the bias follows Contender 0, whose ball is on the surface.",
  );
});

test("many are counted", () => {
  const run = running(NETWORK, NETWORK.slice(0, 2));
  assert.match(sentence(run, ON, "linear"), /over w₁₁ and w₁₂ of layer 1, linear height; the other 7 parameters follow /);
  const large = running(Array.from({ length: 2241 }, (_, i) => `w1.1.${i + 1}`), ["w1.1.1", "w1.1.2"]);
  assert.match(sentence(large, ON, "log"), /the other 2,239 parameters follow /);
});

test("while slices are still to come the caption says whose surface is there", () => {
  const run = running(NETWORK, NETWORK.slice(0, 2), { done: false });
  assert.match(sentence(run, { ...ON, slice: 5, gap: 40 }, "log"), /still being computed, and this is the surface of epoch 5/);
  assert.match(sentence(run, ON, "log"), /^Training loss over/);
});

test("a penalty is part of the surface, and the caption says so", () => {
  const run = running(["w1", "w2", "b"], ["w1", "w2"], { config: { problem: { l1: 0, l2: 0.1 } } });
  assert.match(sentence(run, ON, "log"), /^Training loss with penalty over w₁ and w₂/);
});
