import assert from "node:assert/strict";
import { test } from "node:test";

import * as csv from "../../../frontend/query/csv.js";

const { summary, table, TableError, written } = csv;
const LIMITS = { points: [10, 5000], classes: 6, farthest: 1e6 };
const read = (of) => csv.read(of, LIMITS);

const ROWS = Array.from({ length: 12 }, (_, i) => [String(i), String(i / 4), i % 3 ? "red" : "blue"]);
const text = (rows, separator = ",") => rows.map((row) => row.join(separator)).join("\n");
/** The rows with one of them changed; lines count from 1. */
const changed = (line, row) => text(ROWS.map((one, i) => (i === line - 1 ? row : one)));

function refusal(of) {
  try {
    read(of);
  } catch (error) {
    assert.ok(error instanceof TableError, String(error));
    return error.message;
  }
  return null;
}

test("a table is its points, the classes numbered in the order of their names", () => {
  const { points, classes } = read(text(ROWS));
  assert.deepEqual(classes, ["blue", "red"]);
  assert.deepEqual(points.slice(0, 3), [[0, 0, 0], [1, 0.25, 1], [2, 0.5, 1]]);
  assert.equal(summary({ points, classes }), "12 points, 2 classes: blue = 0, red = 1.");
  assert.equal(summary(read(text(ROWS.map(([x, y], i) => [x, y, i % 2])))), "12 points, 2 classes: 0, 1.");
});

test("columns are separated by commas, semicolons or tabs, with a header or without", () => {
  for (const separator of [",", ";", "\t", " ; "]) {
    assert.deepEqual(read(text(ROWS, separator)), read(text(ROWS)));
    assert.deepEqual(read(text([["x", "y", "kind"], ...ROWS], separator)), read(text(ROWS)));
  }
});

test("a byte order mark, other line ends and empty lines at the end are nothing", () => {
  const plain = text(ROWS);
  for (const other of [`\uFEFF${plain}`, plain.replaceAll("\n", "\r\n"), plain.replaceAll("\n", "\r"), `${plain}\n\n  \n`]) {
    assert.deepEqual(read(other), read(plain));
  }
});

test("a cell in quotes may hold the separator and quotes", () => {
  const { classes } = read(changed(1, ['"0"', " 0", '"a, ""b"""']));
  assert.deepEqual(classes, ['a, "b"', "blue", "red"]);
});

test("numbers are written as people do: decimal commas, thousands, true minus signs, exponents", () => {
  const rows = (y) => text([["0,5", "0", "blue"], ["1", y, "red"], ...ROWS], "\t");
  for (const [cell, value] of [["0,25", 0.25], ["−1,5", -1.5], ["1.5E1", 15], ["1 000", 1000], ["１２", 12], ["1,234", 1.234], ["1,234.5", 1234.5]]) {
    assert.deepEqual(read(rows(cell)).points.slice(0, 2), [[0.5, 0, 0], [1, value, 1]], cell);
  }
});

test("classes that are numbers are in their order", () => {
  const rows = ROWS.map(([x, y], i) => [x, y, String([10, 9, 2][i % 3])]);
  assert.deepEqual(read(text(rows)).classes, ["2", "9", "10"]);
});

test("numbers go into the address as short as they can be", () => {
  const { points } = read(changed(1, ["-0.50", "1.0e1", "blue"]));
  assert.equal(written(points.slice(0, 2)), "-0.5:10:0,1:0.25:1");
  assert.equal(written(read(changed(1, ["-0", "+.5", "blue"])).points.slice(0, 1)), "0:0.5:0");
  assert.equal(table("-0.5:10:0,1:0.25:1"), "x,y,class\n-0.5,10,0\n1,0.25,1");
});

const WRONG = [
  ["", "The table is empty."],
  [changed(5, ["abc", "1", "red"]), 'Line 5: "abc" is not a number.'],
  [changed(5, ["1", "0x10", "red"]), 'Line 5: "0x10" is not a number.'],
  [changed(5, ["1", "Infinity", "red"]), 'Line 5: "Infinity" is not a number.'],
  [changed(1, ["abc", "1", "red"]), 'Line 1: "abc" is not a number.'],
  [changed(5, ["", "1", "red"]), "Line 5: the first column is empty."],
  [changed(5, ["1", " ", "red"]), "Line 5: the second column is empty."],
  [changed(5, ["1", "1", ""]), "Line 5: the class is missing."],
  [changed(5, ["1", "1"]), "Line 5: there must be three columns (x, y and a class), not 2."],
  [changed(5, ["1"]), "Line 5: there must be three columns (x, y and a class), not 1."],
  [changed(5, ["1", "1", "red", "2"]), "Line 5: there must be three columns (x, y and a class), not 4."],
  [changed(5, [""]), "Line 5: it is empty."],
  [changed(5, ["1", "1", '"red']), "Line 5: a quotation mark is not closed."],
  [changed(5, ["1", "2e9", "red"]), "Line 5: 2e9 is too large: coordinates must be between −1,000,000 and 1,000,000."],
  [changed(5, ["1;5", "1", "red"]), 'Line 5: "1;5" is not a number.'],
  [text(ROWS.map(([x, y, c], i) => [x, i === 4 ? "1,500" : y, c]), ";"), 'Line 5: "1,500" may mean 1.5 or 1500: write it with a decimal point.'],
  [text(ROWS.slice(0, 9)), "There must be at least 10 points, not 9."],
  [text(ROWS.map(([x, y]) => [x, y, "red"])), 'There must be at least two classes; all points are of the class "red".'],
  [text(ROWS.map(([x, y], i) => [x, y, `c${i}`])), 'Line 7: "c6" is one class too many: there can be at most 6 classes.'],
  [text(Array.from({ length: 5001 }, (_, i) => [i, i, i % 2])), "Line 5001: there can be at most 5,000 points."],
];

for (const [given, sentence] of WRONG) {
  test(`refused: ${sentence}`, () => assert.equal(refusal(given), sentence));
}

test("5,000 points are not too many, and a header does not count", () => {
  const rows = Array.from({ length: 5000 }, (_, i) => [i, i, i % 2]);
  assert.equal(read(text([["x", "y", "class"], ...rows])).points.length, 5000);
});
