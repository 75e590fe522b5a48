// From the losses of a run to the scale that its landscape's heights are drawn on.

import { based, heightScale, LEVEL, ROUNDING } from "../../base/scale.js";

// A surface is not drawn more than this many powers of ten below its highest on the logarithmic scale.
const DECADES = 12;
// A lowest value that is smaller than this share of the highest is rounding about zero.
const NOTHING = 1e-12;
// The share of the picture's lowest values among which a height that is logarithmic above the lowest is straight: it
// shows a narrow valley, and does not make a needle of a wide one.
const FLOOR = 0.02;
// On a stage lower than this (pixels) there is room for few ticks.
const LOW_STAGE = 420;

/**
 * The lowest and highest finite loss of all slices, and of the paths as far as they are inside of the picture.
 * @type {(run: Run) => [number, number]}
 */
export function bounds(run) {
  const inside = within(run);
  const paths = projected(run).height.data.filter((_, i) => inside(i));
  let [low, high] = [Infinity, -Infinity];
  for (const values of [...run.slices.map((slice) => slice.z.data), paths]) {
    for (const value of values) {
      if (value < low && value > -Infinity) low = value;
      if (value > high && value < Infinity) high = value;
    }
  }
  return low <= high ? [low, high] : [0, 1];
}

/** @type {(run: Run) => Projection} */
function projected({ projection }) {
  return /** @type {Projection} */ (projection);
}

/**
 * Whether a path's point, by its place in the projection, is inside of the extent.
 * @type {(run: Run) => (i: number) => boolean}
 */
function within(run) {
  const { u, v } = projected(run);
  const [slice] = run.slices;
  /** @type {(values: Float64Array, value: number) => boolean} */
  const between = (values, value) => value >= values[0] && value <= values[values.length - 1];
  return (i) => between(slice.u.data, u.data[i]) && (slice.v === null || between(slice.v.data, /** @type {Packed} */ (v).data[i]));
}

/**
 * The scale of a run's heights, "log" or "linear", between its bounds, on a stage of so many pixels.
 * @type {(kind: string, run: Run, limits: [number, number], pixels: number) => Scale}
 */
export function scaled(kind, run, limits, pixels) {
  const [low, high] = floored(kind, run, limits);
  const values = run.slices[0].z.data.filter(Number.isFinite).sort();
  const unit = (values[Math.floor(FLOOR * values.length)] ?? low) - low;
  // Who asks for a window wants to see how little its heights differ.
  const least = run.config.plane?.extent ? ROUNDING : LEVEL;
  return heightScale(kind, low, high, pixels < LOW_STAGE ? 5 : 9, unit, least);
}

/**
 * On the logarithmic scale a function's heights end with its lowest known value where they come near it; a loss's end a
 * fixed number of powers of ten below the highest, but for the trails.
 * @type {(kind: string, run: Run, limits: [number, number]) => [number, number]}
 */
function floored(kind, run, [low, high]) {
  if (kind !== "log") return [low, high];
  if (run.function) {
    const base = based(low, high, run.function.values.data);
    return [Math.abs(base) < NOTHING * high ? Math.min(low, 0) : base, high];
  }
  if (low <= 0) return [low, high];
  const trails = projected(run).height.data.filter((height) => height > 0);
  const lowest = trails.reduce((least, height) => Math.min(least, height), high);
  return [Math.min(lowest, Math.max(low, high * 10 ** -DECADES)), high];
}
