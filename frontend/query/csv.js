// A table of points as people have it: two columns of numbers and a class, a row a point.

import { meanings } from "../base/numbers.js";

/**
 * @typedef {{ points: [number, number], classes: number, farthest: number }} Limits
 * @typedef {{ points: [number, number, number][], classes: string[] }} Table
 * @typedef {{ line: number, cells: string[] }} Row
 */

const SEPARATORS = ["\t", ";", ","];
const COLUMNS = ["first", "second"];
const DECIMAL_COMMA = /^[^,.]*,[^,.]*$/;

/** Says which line of a table is wrong, and what is. */
export class TableError extends Error {}

/**
 * The points of a table, [x, y, class] each, classes counted from 0 in the order of their names, and these names.
 * TableError for anything that is no such table, or beyond the `limits`: of how many points there may be at least and at
 * most, how many classes, and how far out a coordinate.
 * @type {(text: string, limits: Limits) => Table}
 */
export function read(text, limits) {
  const rows = cells(text);
  if (rows.length && COLUMNS.every((_, i) => !meanings(rows[0].cells[i]).length)) rows.shift();
  const [fewest, most] = limits.points;
  if (rows.length > most) wrong(rows[most].line, `there can be at most ${most.toLocaleString("en")} points.`);
  // Where one number has a decimal comma beyond doubt, all have.
  const commas = rows.some(({ cells: [x, y] }) => [x, y].some((cell) => DECIMAL_COMMA.test(cell) && meanings(cell).length === 1));
  const given = rows.map((row) => point(row, limits.farthest, commas));
  if (given.length < fewest) {
    throw new TableError(`There must be at least ${fewest} points, not ${given.length}.`);
  }
  const classes = names(given, rows, limits.classes);
  return { points: given.map(([x, y, name]) => [x, y, classes.indexOf(name)]), classes };
}

/**
 * What a table holds, in a sentence, with the numbers that stand for its classes from then on.
 * @type {(table: Table) => string}
 */
export function summary({ points, classes }) {
  const numbered = classes.map((name, i) => (name === String(i) ? name : `${name} = ${i}`));
  return `${points.length.toLocaleString("en")} points, ${classes.length} classes: ${numbered.join(", ")}.`;
}

/**
 * Points as an address has them.
 * @type {(points: number[][]) => string}
 */
export function written(points) {
  return points.map((point) => point.join(":")).join(",");
}

/**
 * Points of an address as a table.
 * @type {(text: string) => string}
 */
export function table(text) {
  return ["x,y,class", ...text.split(",").map((point) => point.split(":").join(","))].join("\n");
}

/** @type {(line: number, sentence: string) => never} */
function wrong(line, sentence) {
  throw new TableError(`Line ${line}: ${sentence}`);
}

/**
 * The rows, each { line, cells }, without empty ones at the end.
 * @type {(text: string) => Row[]}
 */
function cells(text) {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  while (lines.length && lines[lines.length - 1].trim() === "") lines.pop();
  if (!lines.length) throw new TableError("The table is empty.");
  const separator = SEPARATORS.find((each) => split(lines[0], each, 1).length > 1) ?? ",";
  return lines.map((content, i) => {
    const line = i + 1;
    if (content.trim() === "") wrong(line, "it is empty.");
    const found = split(content, separator, line);
    if (found.length !== 3) wrong(line, `there must be three columns (x, y and a class), not ${found.length}.`);
    return { line, cells: found };
  });
}

/**
 * A line's cells; one in quotes may hold the separator, and quotes when they are doubled.
 * @type {(content: string, separator: string, line: number) => string[]}
 */
function split(content, separator, line) {
  const found = [""];
  let quoted = false;
  for (let i = 0; i < content.length; i++) {
    const [letter, next] = [content[i], content[i + 1]];
    if (quoted && letter === '"' && next === '"') found[found.length - 1] += content[i++];
    else if (letter === '"' && (quoted || found[found.length - 1].trim() === "")) quoted = !quoted;
    else if (letter === separator && !quoted) found.push("");
    else found[found.length - 1] += letter;
  }
  if (quoted) wrong(line, "a quotation mark is not closed.");
  return found.map((cell) => cell.trim());
}

/** @type {(row: Row, farthest: number, commas: boolean) => [number, number, string]} */
function point({ line, cells: [x, y, name] }, farthest, commas) {
  const [at, above] = [x, y].map((cell, i) => coordinate(cell, COLUMNS[i], line, { farthest, commas }));
  if (!name) wrong(line, "the class is missing.");
  return [at, above, name];
}

/** @type {(cell: string, column: string, line: number, rules: { farthest: number, commas: boolean }) => number} */
function coordinate(cell, column, line, { farthest, commas }) {
  if (!cell) wrong(line, `the ${column} column is empty.`);
  const found = meanings(cell).map(Number);
  if (!found.length) wrong(line, `"${cell.slice(0, 40)}" is not a number.`);
  if (found.length > 1 && !commas) wrong(line, `"${cell}" may mean ${found.join(" or ")}: write it with a decimal point.`);
  const [value] = found;
  if (Math.abs(value) > farthest) wrong(line, `${cell} is too large: coordinates must be between −${farthest.toLocaleString("en")} and ${farthest.toLocaleString("en")}.`);
  return value;
}

/**
 * The names of the classes in their order, numbers by size.
 * @type {(given: [number, number, string][], rows: Row[], most: number) => string[]}
 */
function names(given, rows, most) {
  /** @type {Set<string>} */
  const found = new Set();
  given.forEach(([, , name], i) => {
    if (!found.has(name) && found.size === most) {
      wrong(rows[i].line, `"${name.slice(0, 40)}" is one class too many: there can be at most ${most} classes.`);
    }
    found.add(name);
  });
  if (found.size < 2) throw new TableError(`There must be at least two classes; all points are of the class "${given[0][2].slice(0, 40)}".`);
  return [...found].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}
