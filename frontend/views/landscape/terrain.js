// The slice that is drawn, as heights over a grid or along a line: what is under a point, and what stands in front of it.

import { frameOf } from "./frame.js";

const STEPS = 40;
// Plotly's cells are flat, so on a grid of at most this many points a side the drawn surface would be off between
// them. Such grids are refined twofold by cubics, which costs Plotly nothing: it would refine them itself, linearly.
const COARSE = 101;
// One that stands still is drawn once, so that it may cost more: it is refined again.
const COARSER = 61;

export class Terrain {
  /**
   * `surface` is a surface event, of a line too; `scale` a height scale; shares are of `frame`, which usually is all of
   * it. Heights are drawn ones; NaN where there is none.
   * @param {Slice} surface
   * @param {Scale} scale
   * @param {Frame} frame
   */
  constructor(surface, scale, frame = frameOf(surface)) {
    const [rows, columns] = surface.v ? surface.z.shape : [1, ...surface.z.shape];
    const times = columns > COARSE ? 1 : surface.epoch === null && columns <= COARSER ? 4 : 2;
    this.epoch = surface.epoch;
    this.frame = frame;
    this.scale = scale;
    this.u = evenly(surface.u.data, times);
    this.v = surface.v && evenly(surface.v.data, times);
    this.rows = this.v?.length ?? 1;
    this.columns = this.u.length;
    this.heights = drawn(surface.z.data, rows, columns, times, scale);
    this.highest = this.heights.reduce((most, height) => (height > most ? height : most), -Infinity);
    this.place = [places(this.u, frame.u), this.v ? places(this.v, /** @type {[number, number]} */ (frame.v)) : [0, 0]];
  }

  /** The heights row by row, as Plotly takes them. */
  matrix() {
    const rows = [];
    for (let row = 0; row < this.rows; row++) {
      rows.push(this.heights.subarray(row * this.columns, (row + 1) * this.columns));
    }
    return rows;
  }

  /**
   * The drawn height at shares (0 to 1) of the frame's width and depth, as Plotly fills its cells; NaN off the grid.
   * @type {(x: number, y: number) => number}
   */
  at(x, y) {
    const [[times, offset], [timesRow, offsetRow]] = this.place;
    const column = x * times + offset;
    const row = y * timesRow + offsetRow;
    if (!(column >= 0 && row >= 0 && column <= this.columns - 1 && row <= this.rows - 1)) return NaN;
    const c = Math.min(Math.floor(column), this.columns - 2);
    const r = Math.min(Math.floor(row), this.rows - 2);
    const [s, t] = [column - c, row - r];
    const i = r * this.columns + c;
    const { heights, columns } = this;
    const near = heights[i] + s * (heights[i + 1] - heights[i]);
    const far = heights[i + columns] + s * (heights[i + columns + 1] - heights[i + columns]);
    return near + t * (far - near);
  }

  /**
   * The drawn height of a curve at a share of its width, as its straight pieces are; NaN outside.
   * @type {(x: number) => number}
   */
  along(x) {
    const [[times, offset]] = this.place;
    const column = x * times + offset;
    if (!(column >= 0 && column <= this.columns - 1)) return NaN;
    const c = Math.min(Math.floor(column), this.columns - 2);
    return this.heights[c] + (column - c) * (this.heights[c + 1] - this.heights[c]);
  }

  /**
   * Whether the surface hides a point from the eye. Both are [x, y, z] as shares of the box; what is less than
   * `slack` above the line of sight does not count.
   * @type {(point: Share, eye: Share, share: (height: number) => number, slack: number) => boolean}
   */
  hides(point, eye, share, slack) {
    const d = [eye[0] - point[0], eye[1] - point[1], eye[2] - point[2]];
    // Above the highest point nothing is in the way.
    const rise = d[2] > 0 ? (share(this.highest) - slack - point[2]) / d[2] : 1;
    const reach = Math.min(1, exit(point, d), rise);
    if (!(reach > 0)) return false;
    for (let i = 1; i <= STEPS; i++) {
      const t = (reach * i) / STEPS;
      const above = share(this.at(point[0] + t * d[0], point[1] + t * d[1])) - (point[2] + t * d[2]);
      if (above > slack) return true;
    }
    return false;
  }

  /**
   * The share of a trail's points that are hidden from an eye.
   * @type {(trail: Share[], eye: Share, share: (height: number) => number, slack: number) => number}
   */
  hiddenShare(trail, eye, share, slack) {
    return trail.filter((point) => this.hides(point, eye, share, slack)).length / trail.length;
  }
}

/**
 * How far along a direction the unit box is left.
 * @type {(point: Share, d: number[]) => number}
 */
function exit(point, d) {
  let reach = Infinity;
  for (let i = 0; i < 3; i++) {
    if (d[i] !== 0) reach = Math.min(reach, ((d[i] > 0 ? 1 : 0) - point[i]) / d[i]);
  }
  return Math.max(0, reach);
}

/**
 * From shares of a range to places in equally spaced coordinates, as a factor and an offset.
 * @type {(coordinates: Float64Array, range: [number, number]) => [number, number]}
 */
function places(coordinates, [low, high]) {
  const [first, last] = [coordinates[0], coordinates[coordinates.length - 1]];
  const n = coordinates.length - 1;
  // Exactly the last one at the end.
  if (first === low && last === high) return [n, 0];
  return [(n * (high - low)) / (last - first), (n * (low - first)) / (last - first)];
}

/**
 * Equally spaced coordinates with `times` as many steps.
 * @type {(coordinates: Float64Array, times: number) => Float64Array}
 */
function evenly(coordinates, times) {
  const n = times * (coordinates.length - 1);
  const [first, last] = [coordinates[0], coordinates[coordinates.length - 1]];
  return Float64Array.from({ length: n + 1 }, (_, i) => first + (i * (last - first)) / n);
}

/**
 * The heights of losses over a grid, refined. What is near the lowest value is a parabola in the loss, and no such
 * thing in its logarithm: there the losses are refined, elsewhere their heights.
 * @type {(losses: Float32Array | Float64Array, rows: number, columns: number, times: number, scale: Scale) => Float64Array}
 */
function drawn(losses, rows, columns, times, scale) {
  /** @type {(values: Float64Array) => Float64Array} */
  const heights = (values) => values.map((value) => (Number.isFinite(scale.of(value)) ? scale.of(value) : NaN));
  const first = scale.kind === "shifted" ? Float64Array.from(losses) : heights(Float64Array.from(losses));
  let grid = first;
  for (let done = 1; done < times; done *= 2) grid = refined(grid, (rows - 1) * done + 1, (columns - 1) * done + 1);
  return scale.kind === "shifted" ? heights(grid) : grid;
}

/**
 * A grid of heights with a point between any two, on the cubic through the four around it; exact where it was.
 * @type {(heights: Float64Array, rows: number, columns: number) => Float64Array}
 */
function refined(heights, rows, columns) {
  const wide = new Float64Array(rows * (2 * columns - 1));
  for (let row = 0; row < rows; row++) {
    refineLine(heights, row * columns, 1, columns, wide, row * (2 * columns - 1), 1);
  }
  const across = 2 * columns - 1;
  const out = new Float64Array((2 * rows - 1) * across);
  for (let column = 0; column < across; column++) refineLine(wide, column, across, rows, out, column, across);
  return out;
}

/** @type {(from: Float64Array, begin: number, stride: number, n: number, to: Float64Array, start: number, step: number) => void} */
function refineLine(from, begin, stride, n, to, start, step) {
  /** @type {(i: number) => number} */
  const at = (i) => from[begin + i * stride];
  for (let i = 0; i < n; i++) to[start + 2 * i * step] = at(i);
  for (let i = 0; i < n - 1; i++) to[start + (2 * i + 1) * step] = halfway(at, i, n);
}

/**
 * Halfway between points i and i + 1 of n: by the cubic of the nearest four, by the parabola of three at the ends.
 * @type {(at: (i: number) => number, i: number, n: number) => number}
 */
function halfway(at, i, n) {
  if (n < 4) return (at(i) + at(i + 1)) / 2;
  if (i === 0) return (3 * at(0) + 6 * at(1) - at(2)) / 8;
  if (i === n - 2) return (3 * at(n - 1) + 6 * at(n - 2) - at(n - 3)) / 8;
  return (9 * (at(i) + at(i + 1)) - at(i - 1) - at(i + 2)) / 16;
}
