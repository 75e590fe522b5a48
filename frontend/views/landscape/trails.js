// The trails on a stage: what is judged of a point, where it is drawn and how plainly, holds until camera, slice or
// scale change; while a run plays its trails only grow.

import { inside } from "./frame.js";

// How visible a piece of trail is: behind the surface or outside of the picture, then from far off the slice to on it.
export const OPACITY = [0.16, 0.5, 0.66, 0.83, 1];
const FAINTEST = 0;
const ON = OPACITY.length - 1;
// Shares of the height: what counts as on the slice, and how much further off each fainter level is.
const ON_SLICE = 0.015;
const FADE = 0.03;
// Pixels: points nearer than this to the last that was judged are as visible as that.
const SAME = 2;
// Pixels: points nearer than this to the last that was drawn add nothing to a line.
const UNSEEN = 0.3;

/**
 * How plainly something at a share of the picture is drawn: a place in OPACITY.
 * @type {(share: Share, stage: Placing) => number}
 */
export function visibility(share, stage) {
  if (!inside(share) || stage.hides(share)) return FAINTEST;
  const off = stage.off(share);
  return Number.isNaN(off) ? 1 : Math.max(1, ON - Math.ceil(Math.max(0, off - ON_SLICE) / FADE));
}

/** @type {WeakMap<Placing, { projection: Projection | null, of: Trail[] }>} */
const known = new WeakMap();

/**
 * The trail of contender k on a stage; stages are not changed, but followed by others.
 * @type {(stage: Placing, run: Run, k: number) => Trail}
 */
export function trailOf(stage, run, k) {
  let trails = known.get(stage);
  if (trails?.projection !== run.projection) known.set(stage, (trails = { projection: run.projection, of: [] }));
  return (trails.of[k] ??= new Trail(run, k, stage));
}

export class Trail {
  /**
   * @param {Run} run
   * @param {number} k
   * @param {Placing} stage
   */
  constructor(run, k, stage) {
    const { epochs, u, v, height } = /** @type {Projection} */ (run.projection);
    this.n = epochs.data.length;
    /** @type {(i: number) => [number, number, number]} */
    this.point = (i) => [u.data[k * this.n + i], v ? v.data[k * this.n + i] : 0, height.data[k * this.n + i]];
    this.stage = stage;
    this.x = new Float64Array(this.n);
    this.y = new Float64Array(this.n);
    this.depth = new Float64Array(this.n);
    this.seen = new Uint8Array(this.n);
    // How many points are judged, and which of them was looked at last.
    this.judged = 0;
    this.looked = -1;
    this.ended = false;
    // The last of the path's points that is drawn, and the last that is a vertex.
    this.last = -1;
    this.vertex = 0;
    this.paths = OPACITY.map(() => new Path2D());
    this.open = -1;
  }

  #begin() {
    this.last = -1;
    this.vertex = 0;
    this.paths = OPACITY.map(() => new Path2D());
    this.open = -1;
  }

  /**
   * Draws the paths up to a place in the path; what is further is taken back.
   * @type {(index: number) => this}
   */
  reach(index) {
    if (index < this.last) this.#begin();
    while (this.last < index && this.#judge(this.last + 1)) this.#add(++this.last);
    return this;
  }

  /**
   * Whether the path has a point there; what is to be known of it is found once.
   * @type {(i: number) => boolean}
   */
  #judge(i) {
    if (i < this.judged) return true;
    if (this.ended) return false;
    const point = this.point(i);
    this.ended = !point.every(Number.isFinite);
    if (this.ended) return false;
    const share = this.stage.share(...point);
    [this.x[i], this.y[i], this.depth[i]] = this.stage.pixel(share);
    const near = this.looked >= 0 && Math.hypot(this.x[i] - this.x[this.looked], this.y[i] - this.y[this.looked]) < SAME;
    if (!near) this.looked = i;
    this.seen[i] = near ? this.seen[this.looked] : visibility(share, this.stage);
    this.judged = i + 1;
    return true;
  }

  /** @type {(i: number) => void} */
  #add(i) {
    if (i === 0) return;
    const { x, y, depth, seen, vertex } = this;
    if (Math.hypot(x[i] - x[vertex], y[i] - y[vertex]) < UNSEEN) return;
    const level = Math.min(seen[vertex], seen[i]);
    const before = depth[i] > 0 && depth[vertex] > 0;
    if (before) {
      if (level !== this.open) this.paths[level].moveTo(x[vertex], y[vertex]);
      this.paths[level].lineTo(x[i], y[i]);
    }
    // Pieces that reach behind the eye are left out.
    this.open = before ? level : -1;
    this.vertex = i;
  }

  /**
   * Where the trail begins, in pixels; null before anything of it is drawn.
   * @returns {[number, number] | null}
   */
  get start() {
    return this.last < 0 ? null : [this.x[0], this.y[0]];
  }

  /**
   * The last piece, from the last vertex to the ball: its pixels and how visible it is; null where there is none.
   * @type {(pixel: Pixel, seen: number) => { from: [number, number], to: [number, number], level: number } | null}
   */
  piece([x, y, depth], seen) {
    const i = this.vertex;
    if (this.last < 0 || !(depth > 0) || !(this.depth[i] > 0)) return null;
    return { from: [this.x[i], this.y[i]], to: [x, y], level: Math.min(seen, this.seen[i]) };
  }
}
