// What the curves' picture holds, where their points are along the horizontal axis, where they leave, and where their numbers are.

import { based } from "../../base/scale.js";

/**
 * @typedef {"epochs" | "updates" | "evaluations"} AxisKind
 * @typedef {Area & { x: (value: number) => number, y: (value: number) => number }} PlotArea
 * @typedef {{ k: number, text: string, x: number, y: number }} Placed
 * @typedef {{ values: Float64Array, start: number }} Traced
 */

// Pixels from number to number, and from a curve's end to its own.
const APART = 11;
const BEYOND = 3;
// Half of the mark where a curve leaves the picture, and how far below the top a number beside it is, in pixels.
export const MARK = 4;
const BELOW = 6;
// How far above the start the picture ends for what diverges, as a multiple of the start.
/** @type {Record<string, number>} */
const ROOM = { log: 100, linear: 4 };

/**
 * Of contender k, the place on an axis after each epoch: epochs, updates or evaluations so far.
 * @type {(run: Run, k: number, axis: AxisKind) => Float64Array}
 */
export function path(run, k, axis) {
  return axis === "epochs" ? Float64Array.from({ length: run.last + 1 }, (_, epoch) => epoch) : run.column(axis, k);
}

/**
 * The place at any epoch, between two in proportion.
 * @type {(places: Float64Array, epoch: number) => number}
 */
export function place(places, epoch) {
  const whole = Math.floor(epoch);
  if (whole >= places.length - 1) return places[places.length - 1];
  return places[whole] + (epoch - whole) * (places[whole + 1] - places[whole]);
}

/**
 * The numbers at the curves' ends, of several: a function from the drawn area to { k, text, x, y } that keeps them apart.
 * Who ends with what cannot be drawn has its number where its curve does end, or leaves the picture.
 * @type {(run: Run, places: Float64Array[], scale: Scale) => (area: PlotArea) => Placed[]}
 */
export function ends(run, places, scale) {
  if (run.count < 2) return () => [];
  const found = run.contenders.map(({ number }, k) => {
    const heights = run.column("objective", k).map((value) => scale.of(value));
    const last = heights.findLastIndex(Number.isFinite);
    const left = exit(places[k], heights, scale.range[1]);
    if (left !== null) return { k, text: String(number), at: left, height: scale.range[1], aside: [MARK + BEYOND, BELOW] };
    return { k, text: String(number), at: places[k][last], height: heights[last], aside: [BEYOND, 0] };
  });
  const there = found.filter(({ height }) => height !== undefined);
  return (area) => spread(there.map((end) => beside(end, area)), area);
}

/** @type {(end: { k: number, text: string, at: number, height: number, aside: number[] }, area: PlotArea) => Placed} */
function beside({ k, text, at, height, aside: [right, down] }, area) {
  return { k, text, x: area.x(at) + right, y: area.y(height) + down };
}

/**
 * The place where a drawn line goes out through `top` for good; null if it does not, or was never below.
 * @type {(places: Float64Array, heights: Float64Array, top: number) => number | null}
 */
export function exit(places, heights, top) {
  const inside = heights.findLastIndex((height) => height <= top);
  const [from, to] = [heights[inside], heights[inside + 1]];
  if (inside < 0 || !(to > top)) return null;
  return places[inside] + ((top - from) / (to - from)) * (places[inside + 1] - places[inside]);
}

/**
 * The lowest and highest value of the picture of curves { values, start }; where there are none below zero, the
 * logarithmic scale leaves zero itself out. Below zero it begins with the lowest value that is known, if the curves come
 * near to that. What diverges leaves through the top, so that the others can be told apart.
 * @type {(kind: string, curves: Traced[], known: Iterable<number>) => [number, number]}
 */
export function bounds(kind, curves, known) {
  const whole = Math.min(...curves.map(({ values }) => lowest(values, -Infinity)));
  const low = kind === "log" && whole >= 0 ? Math.min(...curves.map(({ values }) => lowest(values, 0))) : whole;
  // All are zero, or none is finite.
  if (low === Infinity) return whole === 0 ? [0, 0] : [0.1, 1];
  const high = Math.max(low, top(ROOM[kind], curves, low));
  return [kind === "log" && low < 0 ? based(low, high, known) : low, high];
}

/** @type {(room: number, curves: Traced[], low: number) => number} */
function top(room, curves, low) {
  const start = Math.max(...curves.map((curve) => curve.start).filter(Number.isFinite));
  const limit = start + (room - 1) * (Math.max(Math.abs(start), start - low) || 1);
  return Math.max(start, ...curves.map(({ values }) => Math.min(highest(values), values[values.length - 1] <= limit ? Infinity : limit)));
}

/** @type {(values: Float64Array, above: number) => number} */
function lowest(values, above) {
  return values.reduce((least, value) => (value > above && value < least ? value : least), Infinity);
}

/** @type {(values: Float64Array) => number} */
function highest(values) {
  return values.reduce((most, value) => (value > most && value < Infinity ? value : most), -Infinity);
}

/**
 * From the lowest up, none nearer to the one before than can be read; then none above the picture.
 * @type {(marks: Placed[], area: Area) => Placed[]}
 */
function spread(marks, { top, height }) {
  const sorted = marks.sort((a, b) => b.y - a.y);
  let limit = top + height;
  for (const mark of sorted) {
    mark.y = Math.min(mark.y, limit);
    limit = mark.y - APART;
  }
  let least = top;
  for (const mark of sorted.reverse()) {
    mark.y = Math.max(mark.y, least);
    least = mark.y + APART;
  }
  return sorted;
}
