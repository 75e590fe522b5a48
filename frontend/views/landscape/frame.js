// What of a plane a picture shows: a range along each direction, and how values and shares of it go into one another.

/**
 * The extent of a slice: { u: [low, high], v: [low, high] }, v null on a line.
 * @type {(slice: { u: Packed, v: Packed | null }) => Frame}
 */
export function frameOf({ u, v }) {
  return { u: ends(u.data), v: v && ends(v.data) };
}

/**
 * The shares [x, y] of a frame at which coordinates are; on a line y is in the middle.
 * @type {(frame: Frame, a: number, b: number) => [number, number]}
 */
export function shareOf({ u, v }, a, b) {
  return [(a - u[0]) / (u[1] - u[0]), v ? (b - v[0]) / (v[1] - v[0]) : 0.5];
}

/**
 * The coordinates { u, v } at shares of a frame; on a line v is 0.
 * @type {(frame: Frame, x: number, y: number) => { u: number, v: number }}
 */
export function valueOf({ u, v }, x, y) {
  return { u: u[0] + x * (u[1] - u[0]), v: v ? v[0] + y * (v[1] - v[0]) : 0 };
}

/**
 * Whether a place is in the extent that is drawn.
 * @type {(share: number[]) => boolean}
 */
export function inside([x, y]) {
  return x >= 0 && x <= 1 && y >= 0 && y <= 1;
}

/**
 * Whether coordinates of two planes mean the same: their directions do, and their origins are one seen along them.
 * @type {(a: Plane, b: Plane) => boolean}
 */
export function comparable(a, b) {
  if (!a.directions || !b.directions || a.directions.data.length !== b.directions.data.length) return false;
  const [one, other] = [a.directions.data, b.directions.data];
  if (one.some((value, i) => value !== other[i])) return false;
  const p = a.origin.data.length;
  return a.labels.every((_, d) => {
    const shift = a.origin.data.reduce((sum, value, j) => sum + (value - b.origin.data[j]) * one[d * p + j], 0);
    return Math.abs(shift) <= 1e-12 * (1 + Math.hypot(...a.origin.data));
  });
}

/** @type {(values: Float64Array) => [number, number]} */
function ends(values) {
  return [values[0], values[values.length - 1]];
}
