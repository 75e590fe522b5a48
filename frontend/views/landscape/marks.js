// Minima, maxima and saddles of the slice that is drawn: a shape each, and the same in words.

import { sentenceList, short } from "../../base/format.js";
import { polygon } from "../canvas.js";

/** @typedef {{ kind: string, lowest: boolean }} Shaped */

const SIZE = 5;
const RING = 10;
// Behind the surface a mark is as faint as this.
const FAINT = 0.25;
/** @type {Record<string, [number, number][]>} */
const SHAPES = {
  minimum: [[-1, -0.8], [1, -0.8], [0, 1]],
  maximum: [[-1, 0.8], [1, 0.8], [0, -1]],
  saddle: [[0, -1.1], [1.1, 0], [0, 1.1], [-1.1, 0]],
};
// As many places are named one by one.
const FEW = 2;

/**
 * Draws critical points and a function's known minima (both `{ u, v, objective }`) on a stage as in overlay.js.
 * @type {(context: Context, points: (Mark & Shaped)[], known: Mark[], stage: Placing, theme: Theme) => void}
 */
export function drawMarks(context, points, known, stage, theme) {
  for (const point of points) at(context, point, stage, (x, y) => shape(context, x, y, point, theme));
  for (const point of known) at(context, point, stage, (x, y) => ring(context, x, y, theme));
}

/** @type {(context: Context, mark: Mark, stage: Placing, draw: (x: number, y: number) => void) => void} */
function at(context, { u, v, objective }, stage, mark) {
  const share = stage.share(u, v, objective);
  const [x, y, depth] = stage.pixel(share);
  if (!(depth > 0) || !share.every((part) => part >= 0 && part <= 1)) return;
  // Beside a cut there is nothing to stand on.
  if (Number.isNaN(stage.foot([share[0], share[1], NaN])[2])) return;
  context.globalAlpha = stage.hides(share) ? FAINT : 1;
  mark(x, y);
  context.globalAlpha = 1;
}

/**
 * Lowest of all is filled, the others are outlines.
 * @type {(context: Context, x: number, y: number, point: Shaped, theme: Theme) => void}
 */
function shape(context, x, y, { kind, lowest }, theme) {
  polygon(context, SHAPES[kind].map(([dx, dy]) => [x + SIZE * dx, y + SIZE * dy]));
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = theme.casing;
  context.stroke();
  context.fillStyle = lowest ? theme.ink : theme.casing;
  context.fill();
  context.lineWidth = 1.6;
  context.strokeStyle = theme.ink;
  context.stroke();
}

/** @type {(context: Context, x: number, y: number, theme: Theme) => void} */
function ring(context, x, y, theme) {
  for (const [colour, width] of /** @type {const} */ ([[theme.casing, 4], [theme.ink, 1.6]])) {
    context.beginPath();
    context.arc(x, y, RING, 0, 2 * Math.PI);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

/**
 * The known minima of a run's function that lie in a slice's plane, at their places in it.
 * @type {(run: Run, slice: { plane: Plane }) => Mark[]}
 */
export function knownMinima(run, { plane }) {
  if (!run.function || !plane.origin) return [];
  const { minima, values } = run.function;
  const p = run.parameters.length;
  const [origin, directions] = [plane.origin.data, plane.directions.data];
  return Array.from(values.data, (objective, i) => {
    const offset = Array.from(origin, (value, j) => minima.data[i * p + j] - value);
    const dots = plane.labels.map((_, d) => offset.reduce((sum, value, j) => sum + value * directions[d * p + j], 0));
    const rest = offset.map((value, j) => value - dots.reduce((sum, dot, d) => sum + dot * directions[d * p + j], 0));
    const here = Math.hypot(...rest) <= 1e-9 * (1 + Math.hypot(...offset));
    return here ? { u: dots[0], v: dots[1] ?? 0, objective } : null;
  }).filter((mark) => mark !== null);
}

/**
 * What there is in a slice, each with the mark that stands for it: { mark, text }.
 * @type {(points: (Mark & Shaped)[], known: Mark[], line: boolean) => { mark: string, text: string }[]}
 */
export function legend(points, known, line) {
  const parts = Object.keys(SHAPES).flatMap((kind) => {
    const of = points.filter((point) => point.kind === kind);
    // An outline where none of them is the lowest, as they are drawn.
    const mark = kind === "minimum" && !of.some((point) => point.lowest) ? "minimum local" : kind;
    return of.length ? [{ mark, text: `${of.length} ${counted(kind, of.length)}${lowest(of, line)}` }] : [];
  });
  if (!parts.length) parts.push({ mark: "", text: "No minimum, maximum or saddle point in this picture" });
  if (known.length) parts.push({ mark: "known", text: `known minim${known.length > 1 ? "a" : "um"}` });
  return parts;
}

/** @type {(kind: string, count: number) => string} */
function counted(kind, count) {
  if (kind === "saddle") return count === 1 ? "saddle point" : "saddle points";
  return count === 1 ? kind : `${kind.slice(0, -2)}a`;
}

/**
 * Which of the points are the lowest of the picture, and where.
 * @type {(points: (Mark & Shaped)[], line: boolean) => string}
 */
function lowest(points, line) {
  const found = points.filter((point) => point.lowest);
  if (!found.length) return "";
  const places = found.slice(0, FEW).map(({ u, v }) => (line ? tidy(u) : `(${tidy(u)}, ${tidy(v)})`));
  if (found.length > places.length) places.push(`${found.length - places.length} more`);
  return `${points.length > 1 ? ", lowest" : ","} ${tidy(found[0].objective)} at ${sentenceList(places)}`;
}

/**
 * To three digits; what is rounding is zero.
 * @type {(value: number) => string}
 */
function tidy(value) {
  return short(Math.abs(value) < 1e-9 ? 0 : value);
}
