// One run as far as it has come over the wire: frames by epoch, slices by epoch, and the paths between.

import { numerals, symbol } from "../base/format.js";
import { ReceivedSlices } from "./received_slices.js";

export class Run {
  #received = new ReceivedSlices();

  /** @param {RunEvent} data */
  constructor(data) {
    this.config = data.config;
    this.query = data.query;
    // Whether an address can hold the query.
    this.link = data.link;
    this.contenders = data.contenders.map((each) => ({ ...each, label: numerals(each.label) }));
    this.parameters = data.parameters;
    this.epochs = data.epochs;
    this.data = data.data;
    // Of a test function: its name, domain and known minima. Null where there are data.
    this.function = data.function;
    /** @type {FramesEvent[]} */
    this.chunks = [];
    /** @type {Slice[]} */
    this.slices = [];
    /** @type {Projection | null} */
    this.projection = null;
    /** @type {Critical | null} */
    this.critical = null;
    /** @type {Curvature | null} */
    this.curvature = null;
    /** @type {Motion | null} */
    this.motion = null;
    /** @type {Report | null} */
    this.report = null;
    /** @type {Limits | null} */
    this.limits = null;
    this.last = -1;
    this.done = false;
    // Whether nothing more will come: all is there, or it was given up.
    this.over = false;
    // When it was asked for, and what belongs to whoever asked.
    this.asked = 0;
    /** @type {import("./requests.js").Origin} */
    this.origin = {};
  }

  get count() {
    return this.contenders.length;
  }

  /** The contender that the slice follows; where it stands still, the first. */
  get leader() {
    return this.slices[0]?.follows ?? 0;
  }

  /**
   * The colour of contender k in a theme.
   * @type {(k: number, theme: Theme) => string}
   */
  colour(k, theme) {
    return theme[`contender_${this.contenders[k].colour}`];
  }

  /** What the height is called. */
  get noun() {
    return this.function ? "value" : "loss";
  }

  /** Whether the loss that is descended is more than that of the points. */
  get penalised() {
    const { l1, l2 } = this.config.problem;
    return l1 > 0 || l2 > 0;
  }

  /**
   * Takes in an event of the stream after `run`.
   * @type {(kind: string, content: any) => void}
   */
  take(kind, content) {
    if (kind === "frames") this.addFrames(content);
    else if (kind === "surface") this.addSurface(this.#received.next(content));
    else if (kind === "report") this.report = { ...content, contenders: content.contenders.map(said) };
    else if (kind === "limits") this.limits = { contenders: content.contenders.map(limited) };
    else if (kind === "done") this.done = this.over = true;
    else Object.assign(this, { [kind]: content });
  }

  /** @type {(data: FramesEvent) => void} */
  addFrames(data) {
    this.chunks.push(data);
    this.last = data.last;
  }

  /** @type {(data: Slice) => void} */
  addSurface(data) {
    const at = this.slices.findIndex((slice) => /** @type {number} */ (slice.epoch) > /** @type {number} */ (data.epoch));
    this.slices.splice(at < 0 ? this.slices.length : at, 0, data);
  }

  /** Where a path may be drawn to: a landscape has come, and with it the projection. */
  get drawable() {
    return this.projection !== null && this.slices.length > 0;
  }

  /** Whether the landscape is a curve over one direction. */
  get line() {
    return this.slices[0].v === null;
  }

  /** Whether the slice changes from epoch to epoch. */
  get moving() {
    return this.slices[0].epoch !== null;
  }

  /** Whether the slices that say what the landscape will be like have come: the first and the last, or the only one. */
  get outlined() {
    return this.drawable && (this.done || !this.moving || this.slices.length > 1);
  }

  /**
   * What a direction of the plane is called.
   * @type {(label: string) => string}
   */
  direction(label) {
    return this.parameters.includes(label) ? symbol(label) : label;
  }

  /** Whether all epochs have come: the report follows them. */
  get trained() {
    return this.report !== null;
  }

  /** The last epoch of the paths, or that has come. */
  get end() {
    return this.projection ? this.projection.last : this.last;
  }

  /** @type {(epoch: number) => [FramesEvent, number, number]} */
  #chunk(epoch) {
    const chunk = this.chunks.find(({ last }) => epoch <= last) ?? this.chunks[this.chunks.length - 1];
    return [chunk, Math.min(epoch, chunk.last) - chunk.first, chunk.last - chunk.first + 1];
  }

  /**
   * A column's value for contender k after a whole epoch.
   * @type {(name: Column, k: number, epoch: number) => number}
   */
  scalar(name, k, epoch) {
    const [chunk, i, n] = this.#chunk(epoch);
    return chunk[name].data[k * n + i];
  }

  /**
   * A whole column of contender k, epoch by epoch.
   * @type {(name: Column, k: number) => Float64Array}
   */
  column(name, k) {
    const parts = this.chunks.map((chunk) => {
      const n = chunk.last - chunk.first + 1;
      return chunk[name].data.subarray(k * n, (k + 1) * n);
    });
    const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      out.set(part, offset);
      offset += part.length;
    }
    return out;
  }

  /**
   * Contender k's field after a whole epoch: { rows, columns, bytes }.
   * @type {(k: number, epoch: number) => { rows: number, columns: number, bytes: Uint8Array }}
   */
  field(k, epoch) {
    const [chunk, i, n] = this.#chunk(epoch);
    const [, , rows, columns] = chunk.field.shape;
    const size = rows * columns;
    const begin = (k * n + i) * size;
    return { rows, columns, bytes: chunk.field.data.subarray(begin, begin + size) };
  }

  /**
   * Contender k's boundary after a whole epoch: polylines as arrays x0, y0, x1, y1, ...
   * @type {(k: number, epoch: number) => Float64Array[]}
   */
  boundary(k, epoch) {
    const [chunk, i] = this.#chunk(epoch);
    const { points, lines, frames } = chunk.boundary[k];
    /** @type {Float64Array[]} */
    const out = [];
    for (let line = frames.data[i]; line < frames.data[i + 1]; line++) {
      out.push(points.data.subarray(2 * lines.data[line], 2 * lines.data[line + 1]));
    }
    return out;
  }

  /**
   * The index of the last of the path's points at or before an epoch.
   * @type {(epoch: number) => number}
   */
  pathIndex(epoch) {
    return lastAtOrBefore(this.#path.epochs.data, epoch);
  }

  /** The projection, which has come. */
  get #path() {
    return /** @type {Projection} */ (this.projection);
  }

  /**
   * Contender k at any epoch, between the path's points in proportion: { u, v, height }; null where it has diverged.
   * @type {(k: number, epoch: number) => { u: number, v: number, height: number } | null}
   */
  at(k, epoch) {
    const { epochs, u, v, height } = this.#path;
    const n = epochs.data.length;
    const i = this.pathIndex(epoch);
    const j = Math.min(i + 1, n - 1);
    const span = epochs.data[j] - epochs.data[i];
    const w = span > 0 ? Math.min(1, (epoch - epochs.data[i]) / span) : 0;
    /** @type {(a: Float64Array) => number} */
    const mix = (a) => (w === 0 ? a[k * n + i] : a[k * n + i] + w * (a[k * n + j] - a[k * n + i]));
    // On a line there is no second direction.
    const point = { u: mix(u.data), v: v ? mix(v.data) : 0, height: mix(height.data) };
    return Number.isFinite(point.u + point.v + point.height) ? point : null;
  }

  /**
   * How true the picture of contender k is at an epoch, as far as its path has points: how much its loss is above that
   * of its place on the surface, and how far it is from the plane. Null where it has diverged.
   * @type {(k: number, epoch: number) => { off: number, distance: number } | null}
   */
  fidelity(k, epoch) {
    const { epochs, height, objective, distance } = this.#path;
    const i = k * epochs.data.length + this.pathIndex(epoch);
    const off = height.data[i] - objective.data[i];
    return Number.isFinite(off + distance.data[i]) ? { off, distance: distance.data[i] } : null;
  }

  /**
   * Contender k's curvature at the last epoch at or before one at which it is known; null before there is any.
   * @type {(k: number, epoch: number) => { largest: number, smallest: number, condition: number, stability: number, limit: number | null } | null}
   */
  curvatureAt(k, epoch) {
    if (!this.curvature) return null;
    const { epochs, largest, smallest, condition, stability, limit } = this.curvature;
    const n = epochs.length;
    const i = lastAtOrBefore(epochs, epoch);
    if (i < 0) return null;
    /** @type {(column: Packed) => number} */
    const at = (column) => column.data[k * n + i];
    return {
      largest: at(largest),
      smallest: at(smallest),
      condition: at(condition),
      stability: at(stability),
      limit: limit[k],
    };
  }

  /**
   * The critical points of the slice of an epoch (null: of the one that stands still): { u, v, objective, kind, lowest }.
   * @type {(epoch: number | null) => { u: number, v: number, objective: number, kind: string, lowest: boolean }[]}
   */
  criticalPoints(epoch) {
    if (!this.critical) return [];
    const { epochs, slice, u, v, objective, kind, lowest } = this.critical;
    const points = [];
    for (let i = 0; i < kind.length; i++) {
      if (epochs[slice.data[i]] !== epoch) continue;
      points.push({ u: u.data[i], v: v ? v.data[i] : 0, objective: objective.data[i], kind: kind[i], lowest: lowest[i] });
    }
    return points;
  }

  /**
   * The slice that is true at an epoch: the last key at or before it.
   * @type {(epoch: number) => Slice}
   */
  slice(epoch) {
    return this.slices[Math.max(0, lastAtOrBefore(this.slices.map((slice) => /** @type {number} */ (slice.epoch)), epoch))];
  }
}

/**
 * What a report says of a contender, with its numbers as the page writes them.
 * @type {(row: Ended) => Ended}
 */
function said(row) {
  const named = /** @type {const} */ (["headline", "sentence"]).filter((name) => row[name]);
  const words = named.map((name) => [name, numerals(/** @type {string} */ (row[name]))]);
  const remedy = row.remedy && { ...row.remedy, text: numerals(row.remedy.text) };
  return { ...row, ...Object.fromEntries(words), ...(remedy && { remedy }) };
}

/**
 * What is known of a contender's limit, with its numbers as the page writes them.
 * @type {(row: Limit) => Limit}
 */
function limited(row) {
  return { ...row, sentence: row.sentence && numerals(row.sentence), holds: row.holds && numerals(row.holds) };
}

/**
 * The index of the last number of an ascending list that is at most `value`; -1 if there is none.
 * @type {(ascending: ArrayLike<number>, value: number) => number}
 */
export function lastAtOrBefore(ascending, value) {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
