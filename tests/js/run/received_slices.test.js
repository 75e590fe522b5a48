import assert from "node:assert/strict";
import { test } from "node:test";

import { ReceivedSlices } from "../../../frontend/run/received_slices.js";
import { f8 } from "../helpers.js";

const STEP = 2 ** -17;
const RANGE = { base: -2, low: 0.5, high: 50 };
const PLANE = { kind: "axes", labels: ["w1", "w2"], origin: f8([2], [0, 1]) };
const FIRST = { plane: PLANE, u: f8([2], [0, 1]), v: f8([1], [3]), epoch: 0, follows: 0, left_out: null };

const levels = (numbers, of = null, range = RANGE) => ({
  ...range,
  of,
  levels: { shape: [1, numbers.length], data: Int32Array.from(numbers) },
});

/** The place of a height: its share of the logarithmic picture up to the knee, and from there of the linear one. */
function place(height, { base, low, high }) {
  const ratio = Math.log(high / low);
  const knee = (high - low) / ratio;
  const above = height - base;
  return Math.log(Math.min(above, knee) / low) / ratio + Math.max(0, above - knee) / (high - low);
}

test("levels are heights of which each is a step above the one before, in the picture where that is more", () => {
  const numbers = Array.from({ length: 200 }, (_, i) => 800 * i);
  const { z } = new ReceivedSlices().next({ ...FIRST, z: levels(numbers) });
  assert.deepEqual(z.shape, [1, 200]);
  assert.equal(z.data[0], RANGE.base + RANGE.low);
  const ratio = Math.log(RANGE.high / RANGE.low);
  for (let i = 0; i < numbers.length; i++) {
    assert.ok(Math.abs(place(z.data[i], RANGE) - numbers[i] * STEP) < 1e-12, `level ${numbers[i]}`);
    if (i === 0) continue;
    const linear = (z.data[i] - z.data[i - 1]) / (RANGE.high - RANGE.low);
    const logarithmic = Math.log((z.data[i] - RANGE.base) / (z.data[i - 1] - RANGE.base)) / ratio;
    assert.ok(Math.max(linear, logarithmic) <= 800 * STEP * (1 + 1e-9));
  }
});

test("a slice is as the one before it where it says nothing else, its plane too", () => {
  const received = new ReceivedSlices();
  const first = received.next({ ...FIRST, z: levels([0, 1]) });
  assert.deepEqual({ ...first, z: null }, { ...FIRST, z: null });
  const origin = f8([2], [5, 6]);
  const second = received.next({ epoch: 9, plane: { origin }, z: levels([0, 1]) });
  assert.deepEqual({ ...second, z: null }, { ...FIRST, epoch: 9, plane: { ...PLANE, origin }, z: null });
  const third = received.next({ epoch: 4, left_out: "Much.", z: levels([0, 1]) });
  assert.deepEqual({ ...third, z: null }, { ...second, epoch: 4, left_out: "Much.", z: null });
  assert.equal(first.epoch, 0);
});

test("levels may be differences to those of the first slice or of the latest", () => {
  const received = new ReceivedSlices();
  const direct = (numbers) => [...new ReceivedSlices().next({ ...FIRST, z: levels(numbers) }).z.data];
  const heights = (z) => [...received.next({ ...FIRST, z }).z.data];
  assert.deepEqual(heights(levels([10, 20, 30])), direct([10, 20, 30]));
  assert.deepEqual(heights(levels([1, -2, 3], 0)), direct([11, 18, 33]));
  assert.deepEqual(heights(levels([1, 1, 1], 0)), direct([11, 21, 31]));
  assert.deepEqual(heights(levels([1, 1, 1], 2)), direct([12, 22, 32]));
  assert.deepEqual(heights(levels([7, 7, 7])), direct([7, 7, 7]));
  assert.deepEqual(heights(levels([0, 1, 2], 4)), direct([7, 8, 9]));
});

test("heights that levels cannot say are an array, and a later slice is no difference to it", () => {
  const received = new ReceivedSlices();
  const z = f8([1, 2], [Infinity, NaN]);
  assert.equal(received.next({ ...FIRST, z }).z, z);
  received.next({ z: levels([1, 2]) });
  assert.deepEqual(received.next({ z: levels([1, 1], 1) }).z, received.next({ z: levels([2, 3]) }).z);
});
