import assert from "node:assert/strict";
import { test } from "node:test";

import { folded, meanings, read, readList, shown, step, stepped } from "../../../frontend/base/numbers.js";

const REAL = { integer: false, log: false, low: null, high: null, above: false, below: false, slider: null };
const RATE = { ...REAL, log: true, low: 0, above: true, slider: [1e-5, 10], label: "Learning rate", limits: "a number greater than 0" };
const EPOCHS = { ...REAL, integer: true, log: true, low: 1, high: 2000, slider: [10, 1000], label: "Epochs", limits: "a whole number from 1 to 2,000" };
const SAMPLES = { ...REAL, integer: true, low: 10, high: 5000, slider: [10, 2000], label: "Samples", limits: "a whole number from 10 to 5,000" };
const MOMENTUM = { ...REAL, low: 0, high: 1, below: true, slider: [0, 0.99], label: "Momentum", limits: "a number from 0 to less than 1" };

test("every way to write a number is read as that number", () => {
  const same = {
    0.001: ["1e-3", "1E-3", "1.0e-3", ".001", "0,001", "1e−3", "１ｅ－３", " 1e-3 ", "+1e-3", "1e\u20133", "1\u200be-3", "0.001\n"],
    1000: ["1e3", "1E+3", "1000", "1000.", "1 000", "1\u2009000", "1\u202f000", "1\u00a0000", "1'000", "1’000", "1000,0", "1 000,0", "1.0e3"],
    "-0.1": ["-0.1", "−0.1", "–0.1", "-.1", "-0,1", "﹣0.1", "－0．1"],
    0.5: [".5", "0,5", ",5", "+.5", "5e-1"],
    5: ["5", "5.", "5,", "+5", "005"],
    1234567.5: ["1,234,567.5", "1.234.567,5", "1 234 567,5", "1234567.5"],
    1234.5: ["1,234.5", "1.234,5", "1 234.5"],
    "1e-7": ["1e-7", "0.0000001", "1e-07"],
    "1e21": ["1e21", "1e+21"],
  };
  for (const [text, ways] of Object.entries(same)) for (const way of ways) assert.deepEqual(meanings(way), [text], way);
});

test("whole numbers may be written with an exponent, a fraction of zeros, or their thousands apart", () => {
  const same = { 100: ["1e2", "100.0", "1.0e2", "100,0", "１００"], 5000: ["5,000", "5 000", "5'000", "5e3"], "-5": ["-5"], 1234567: ["1,234,567", "1.234.567"] };
  for (const [text, ways] of Object.entries(same)) for (const way of ways) assert.deepEqual(meanings(way, true), [text], way);
});

test("what is no number, or no whole one, means nothing", () => {
  const none = ["", "-", ".", ",", "e", "1e", "1e-", "--1", "1-2", "1 2", "1e3.5", "0x10", "NaN", "Infinity", "1/3", "5%", "10³", "1e400", "1e-400", "1e99999", "١", "1,2,3", "1_000", "12,34,567", "a", "1 0000"];
  for (const text of none) assert.deepEqual(meanings(text), [], text);
  for (const text of ["50.5", "1e-3", "0,5", ".5"]) assert.deepEqual(meanings(text, true), [], text);
});

test("what may be a fraction or thousands means both", () => {
  assert.deepEqual(meanings("1,500"), ["1.5", "1500"]);
  assert.deepEqual(meanings("-1,500"), ["-1.5", "-1500"]);
  assert.deepEqual(meanings("5.000", true), ["5", "5000"]);
  assert.deepEqual(meanings("1.500"), ["1.5"]);
  assert.deepEqual(meanings("0,125"), ["0.125"]);
});

test("a minus zero is a zero, and an address has no plus in an exponent", () => {
  assert.deepEqual([meanings("-0"), shown(1e21), shown(1e-7)], [["0"], "1e21", "1e-7"]);
});

test("a box says the number for the address, or in words what is wrong and what would be right", () => {
  assert.deepEqual(read(" 1E-3 ", RATE), { text: "0.001" });
  assert.deepEqual(read("", RATE), { text: "" });
  assert.deepEqual(read("0", RATE), { wrong: "Learning rate must be a number greater than 0, not 0." });
  assert.deepEqual(read("-0.1", RATE), { wrong: "Learning rate must be a number greater than 0, not -0.1." });
  assert.deepEqual(read("fast", RATE), { wrong: "Learning rate must be a number greater than 0, not 'fast'." });
  assert.deepEqual(read("1,500", RATE), { wrong: "Learning rate: 1,500 may mean 1.5 or 1500. Write one of them." });
  assert.deepEqual(read("50.5", EPOCHS), { wrong: "Epochs must be a whole number from 1 to 2,000, not '50.5'." });
  assert.deepEqual(read("9e9", EPOCHS), { wrong: "Epochs must be a whole number from 1 to 2,000, not 9e9." });
  assert.deepEqual(read("1", MOMENTUM), { wrong: "Momentum must be a number from 0 to less than 1, not 1." });
  assert.match(read("x".repeat(99), RATE).wrong, /not 'x{40}[.]{3}'[.]$/);
});

test("several numbers are read one by one, and what is none stays for the server to name", () => {
  assert.equal(readList("1e1, ８ ,+3", [{ ...REAL, integer: true }]), "10,8,3");
  assert.equal(readList("−1; 0,5 ;2.5", [REAL]), "-1,0.5,2.5");
  assert.equal(readList("40: 1E-3 ,8e1:.01", [{ ...REAL, integer: true }, REAL]), "40:0.001,80:0.01");
  assert.equal(readList("16, 8,", [REAL]), "16,8");
  assert.equal(readList("4 0:x", [REAL]), "4 0:x");
  assert.equal(readList("16,,8", [REAL]), "16,,8");
});

test("a rate's steps are a tenth of the decade, and ten of them a decade", () => {
  assert.deepEqual([step(0.005, 1, RATE), step(0.005, -1, RATE), step(1e-7, 1, RATE), step(1e-7, -1, RATE)], [0.0063, 0.004, 1.25e-7, 8e-8]);
  for (const start of [0.005, 1e-7, 0.003, 1, 250, 1e-300, 0.0007]) {
    let value = start;
    for (let i = 0; i < 10; i++) {
      const next = step(value, 1, RATE);
      assert.ok(Math.abs(Math.log10(next / value) - 0.1) < 0.02, `${value} -> ${next}`);
      value = next;
    }
    assert.ok(Math.abs(value / start / 10 - 1) < 0.08, `${start} -> ${value}`);
    assert.equal(step(start, 10, RATE), Number((10 * start).toPrecision(3)));
  }
});

test("steps stay within the range, whichever way", () => {
  assert.deepEqual([step(1e308, 1, RATE), step(1.7e308, 10, RATE), step(5e-324, -1, RATE)], [1.25e308, 1.7e308, 5e-324]);
  assert.deepEqual([step(2000, 1, EPOCHS), step(1, -1, EPOCHS), step(1900, 1, EPOCHS)], [2000, 1, 2000]);
  assert.deepEqual([step(0.999, 1, MOMENTUM), step(0, -1, MOMENTUM), step(0.005, -1, MOMENTUM)], [0.999, 0, 0]);
  assert.equal(step(0, 1, { ...REAL, log: true, low: 0, slider: [1e-20, 0.01] }), 1e-20);
});

test("whole numbers go by one, on a scale of rates in proportion and at least by one; ten at once", () => {
  assert.deepEqual([step(300, 1, SAMPLES), step(300, -1, SAMPLES), step(300, 10, SAMPLES)], [301, 299, 310]);
  assert.deepEqual([step(100, 1, EPOCHS), step(100, -1, EPOCHS), step(3, 1, EPOCHS), step(1, 1, EPOCHS), step(100, 10, EPOCHS)], [125, 80, 4, 2, 1000]);
});

test("other numbers go by a hundredth of their slider, or by a tenth of the decade", () => {
  assert.deepEqual([step(0.9, 1, MOMENTUM), step(0.9, -10, MOMENTUM)], [0.91, 0.8]);
  assert.deepEqual([step(-3, 1, REAL), step(0.5, 1, REAL), step(0, -1, REAL), step(4200, -1, REAL)], [-2.9, 0.51, -0.01, 4100]);
});

test("an empty box begins at the low end of what is usual", () => {
  assert.deepEqual([step(null, 1, EPOCHS), step(null, -1, { ...REAL, integer: true, low: 0 }), step(null, 1, { ...REAL, low: 0, above: true })], [10, 0, null]);
});

test("of several numbers that at the caret is stepped, by the range of its part", () => {
  const parts = [{ ...REAL, integer: true, low: 0 }, RATE];
  assert.deepEqual(stepped("40:0.005, 80:1", 2, 1, parts, true), { text: "41:0.005, 80:1", caret: 2 });
  assert.deepEqual(stepped("40:0.005, 80:1", 8, 1, parts, true), { text: "40:0.0063, 80:1", caret: 9 });
  assert.deepEqual(stepped("40:0.005, 80:1", 12, -10, parts, true), { text: "40:0.005, 70:1", caret: 12 });
  assert.equal(stepped("40:x", 4, 1, parts, true), null);
  assert.deepEqual(stepped("1e-7", 0, 1, [RATE], false), { text: "1.25e-7", caret: 7 });
});

test("what is only written otherwise is folded", () => {
  assert.equal(folded("\ufeff−１０\u202f000’5\u200b "), "-10 000'5");
});
