import assert from "node:assert/strict";
import { test } from "node:test";

import { based, heightScale, linearTicks, logTicks, ROUNDING, tickLabels } from "../../../frontend/base/scale.js";
import { closeTo } from "../helpers.js";

// Ranges of losses from very small to very large, narrow and wide, at and between round numbers.
const LOWS = [1e-12, 3.3e-7, 0.02, 0.1, 0.37, 1, 4.2, 950, 1e6, 2.5e11];
const FACTORS = [1.5, 2, 7.3, 10, 63, 1e3, 5e4, 1e6, 3e9, 1e12];
const RANGES = LOWS.flatMap((low) => FACTORS.map((factor) => [low, low * factor]));
const SIGNED = [[-1, 1], [-0.37, 12], [-500, -20], [0, 3], [-2, 0], [0, 1e-9]];

/** The first digits of a number, e.g. 2.5 for 0.025. */
function mantissa(value) {
  return Number(Math.abs(value).toExponential(9).split("e")[0]);
}

function checkInside(ticks, [low, high]) {
  const slack = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
  assert.ok(ticks.length >= 2 && ticks.length <= 9, `${ticks.length} ticks from ${low} to ${high}`);
  assert.ok(ticks[0] >= low - slack && ticks.at(-1) <= high + slack, `${ticks} from ${low} to ${high}`);
  assert.ok(ticks.every((tick, i) => i === 0 || tick > ticks[i - 1]), `${ticks} do not ascend`);
}

test("linear ticks are two to nine, inside the range, and one, two or five times a power of ten apart", () => {
  for (const range of [...RANGES, ...SIGNED]) {
    const ticks = linearTicks(...range, 6);
    checkInside(ticks, range);
    const step = (ticks.at(-1) - ticks[0]) / (ticks.length - 1);
    assert.ok([1, 2, 5].includes(Number(mantissa(step).toFixed(6))), `${step} from ${range}`);
    const multiples = ticks.map((tick) => tick / step);
    assert.ok(multiples.every((multiple) => closeTo(multiple, Math.round(multiple), 1e-6)), `${ticks} from ${range}`);
  }
});

test("linear ticks leave no more than a step free at either end", () => {
  for (const [low, high] of [...RANGES, ...SIGNED]) {
    const ticks = linearTicks(low, high, 6);
    const step = 1.000001 * (ticks[1] - ticks[0]);
    assert.ok(ticks[0] - low < step && high - ticks.at(-1) < step, `${ticks} from ${low} to ${high}`);
  }
});

test("a range of one number has that as its tick", () => {
  assert.deepEqual(linearTicks(0.25, 0.25, 6), [0.25]);
});

test("logarithmic ticks are two to nine, inside the range, and round", () => {
  for (const range of RANGES.filter(([low, high]) => high >= 7 * low)) {
    const ticks = logTicks(...range);
    checkInside(ticks, range);
    for (const tick of ticks) assert.ok([1, 2, 3, 5].includes(mantissa(tick)), `${tick} from ${range}`);
  }
});

test("logarithmic ticks over many powers of ten are powers of ten, equally far apart", () => {
  for (const [low, high] of RANGES.filter(([from, to]) => to > 1e7 * from)) {
    const powers = logTicks(low, high).map(Math.log10);
    const steps = new Set(powers.slice(1).map((power, i) => Math.round(power - powers[i])));
    assert.ok(powers.every((power) => closeTo(power, Math.round(power))), `${powers}`);
    assert.equal(steps.size, 1, `${powers}`);
  }
});

test("a logarithmic height over a narrow range has linear ticks, each at its own height", () => {
  const { ticks, labels } = heightScale("log", 0.61, 0.69);
  assert.deepEqual(labels, ["0.62", "0.64", "0.66", "0.68"]);
  assert.ok(labels.every((label, i) => closeTo(ticks[i], Math.log10(Number(label)))));
});

test("labels are short, and very large and very small numbers are powers of ten", () => {
  for (const [value, label] of [
    [0, "0"], [-0, "0"], [1, "1"], [-2.5, "-2.5"], [0.1 + 0.2, "0.3"], [0.001, "0.001"], [50000, "50000"],
    [1e5, "1e5"], [2.5e7, "2.5e7"], [1e-4, "1e-4"], [1e-12, "1e-12"],
  ]) assert.deepEqual(tickLabels([value]), [label]);
});

test("a label says what its tick is, however narrow the range, and no two are the same", () => {
  const narrow = LOWS.flatMap((low) => [1.0005, 1.01].map((factor) => [low, low * factor]));
  for (const [low, high] of [...RANGES, ...narrow]) {
    for (const { ticks, labels, of } of [heightScale("log", low, high), heightScale("linear", low, high)]) {
      const drawn = labels.map((label) => of(Number(label)));
      const same = drawn.every((height, i) => closeTo(height, ticks[i], 1e-9 * Math.max(1, Math.abs(ticks[i]))));
      assert.ok(same, `${labels} at ${ticks}`);
      assert.equal(new Set(labels).size, labels.length, `${labels}`);
    }
  }
});

test("a linear height is drawn as it is, a logarithmic one as its power of ten", () => {
  assert.deepEqual([0.1, 1, 100].map(heightScale("linear", 0.1, 100).of), [0.1, 1, 100]);
  assert.deepEqual([0.1, 1, 100].map(heightScale("log", 0.1, 100).of), [-1, 0, 2]);
});

test("the range holds the lowest and the highest with a small margin, and shares run from 0 to 1 over it", () => {
  for (const kind of ["linear", "log"]) {
    for (const [low, high] of RANGES) {
      const { of, range, share, value, ticks } = heightScale(kind, low, high);
      assert.deepEqual(range.map(share), [0, 1]);
      for (const known of [low, high, (low + high) / 2]) assert.ok(Math.abs(value(share(of(known))) - known) <= 1e-9 * (high - low));
      const [first, last] = [low, high].map((value) => share(of(value)));
      assert.ok(first > 0 && first < 0.05 && last < 1 && last > 0.95, `${first} to ${last} of ${range}`);
      assert.ok(closeTo(share((range[0] + range[1]) / 2), 0.5));
      assert.ok(ticks.every((tick) => tick >= range[0] && tick <= range[1]));
    }
  }
});

// Heights that are all the same, or nearly, from the smallest numbers to the largest.
const ALIKE = [0, 5e-324, 1e-310, 1e-299, 1e-12, 0.25, 1, 492, 1e15, 1e300, Number.MAX_VALUE / 2];

test("heights that are all alike are level, in the middle of a range that has a width", () => {
  for (const size of ALIKE) {
    for (const value of [size, -size]) {
      for (const kind of ["linear", "log"]) {
        for (const high of [value, value + 1e-7 * size]) {
          const { of, range, share, level, ticks, labels } = heightScale(kind, value, high);
          assert.ok(level && range.every(Number.isFinite) && range[0] < range[1], `${kind} ${value}`);
          assert.ok(closeTo(share(of(value)), 0.5, 0.02) && closeTo(share(of(high)), 0.5, 0.02), `${kind} ${value}`);
          assert.ok(ticks.length > 0 && new Set(labels).size === labels.length, `${kind} ${value}: ${labels}`);
        }
      }
    }
  }
});

test("what differs by little is level or not as is asked for", () => {
  assert.equal(heightScale("linear", 492, 492.00004).level, true);
  const { level, share, of } = heightScale("linear", 492, 492.00004, 9, 0, ROUNDING);
  assert.equal(level, false);
  assert.ok(share(of(492)) < 0.05 && share(of(492.00004)) > 0.95);
});

test("the widest ranges have finite shares and ticks", () => {
  const most = Number.MAX_VALUE;
  for (const [kind, low, high] of [["linear", -most, most], ["linear", 0, most], ["log", 5e-324, most], ["log", 1, most], ["log", 0, most], ["log", -1e300, 1e300]]) {
    const { of, range, share, ticks } = heightScale(kind, low, high);
    assert.ok(range.every(Number.isFinite), `${kind} ${low} ${high}: ${range}`);
    assert.ok([low, high].every((value) => share(of(value)) >= 0 && share(of(value)) <= 1), `${kind} ${low} ${high}`);
    assert.ok(ticks.length > 1 && ticks.every(Number.isFinite), `${kind} ${low} ${high}: ${ticks}`);
  }
});

const DOWN_TO_ZERO = [[0, 890], [-78.33, 250], [-0.9566, 1e4], [-1.9, 12], [-106.76, 87], [-3, 0]];

test("where no logarithm reaches, the height is that above the lowest, and straight near it", () => {
  const { kind, of } = heightScale("log", -10, 90, 9, 0.01);
  assert.equal(kind, "shifted");
  assert.equal(of(-10), 0);
  assert.ok(closeTo(of(90), Math.log10(10001)));
  // Ten times as far above is one power of ten higher, but for the straight end.
  assert.ok(closeTo(of(0) - of(-9), 1, 0.01));
  assert.ok(closeTo(of(-9.9999) / of(-9.9998), 0.5, 0.01));
});

test("what is below the lowest, by rounding, is drawn as the lowest, and what is no number is none", () => {
  const { of } = heightScale("log", 0, 1, 9, 1e-3);
  assert.equal(of(-1e-17), 0);
  assert.ok(Number.isNaN(of(NaN)));
});

test("its ticks are true, few and well apart, the lowest near the lowest value", () => {
  for (const [low, high] of DOWN_TO_ZERO) {
    for (const share of [0, 1e-4, 0.01, 0.3]) {
      const scale = heightScale("log", low, high, 9, share * (high - low));
      const drawn = scale.labels.map((label) => scale.of(Number(label)));
      assert.ok(drawn.every((height, i) => closeTo(height, scale.ticks[i], 1e-6)), `${scale.labels}`);
      const shares = scale.ticks.map(scale.share);
      assert.ok(shares.length === 6 && shares[0] < 0.12 && shares.at(-1) > 0.7, `${shares}`);
      assert.ok(shares.every((each, i) => i === 0 || each - shares[i - 1] > 0.05), `${shares}`);
    }
  }
});

test("its range holds the lowest and the highest, and one that is neither", () => {
  for (const [low, high] of [...DOWN_TO_ZERO, [0, 0], [-3, -3]]) {
    const { of, range, share } = heightScale("log", low, high);
    assert.ok(range[0] < of(low) && of(high) < range[1] && share(of(low)) >= 0.01, `${range}`);
  }
});

test("a scale begins with the lowest known value where its values come near to that", () => {
  assert.equal(based(0.5, 100, [0, 3]), 0);
  assert.equal(based(5, 100, [0, 3]), 5);
  assert.equal(based(-0.6, 1, [-1.07]), -0.6);
  assert.equal(based(2, 5, []), 2);
});
