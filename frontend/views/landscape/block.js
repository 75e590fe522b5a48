// The block under a surface: its four edges as seen from above, what their heights are, and which of them face the viewer.

/**
 * `near` faces the viewer most; `depth` is the edge beside it that has numbers; `loss` the corner at which the heights
 * stand, on the `left` of the picture or not; `open` says of each edge whether its side of the block is seen.
 * @typedef {{ near: number, depth: number, loss: [number, number], left: boolean, open: boolean[] }} Sides
 */

// The block goes a little deeper than the lowest of the surface: a share of the height.
export const FLOOR = -0.06;
// Edges, counter-clockwise from above: from each of these corners to the next. Seen from outside they run to the right.
/** @type {[number, number][]} */
export const CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1]];
/** @type {[number, number][]} */
export const NORMALS = [[0, -1], [1, 0], [0, 1], [-1, 0]];
// Rounding must not put an edge off the grid.
const WITHIN = 1e-12;

/**
 * Along which of the plane's directions an edge runs: 0 or 1.
 * @type {(edge: number) => 0 | 1}
 */
export function alongOf(edge) {
  return /** @type {0 | 1} */ (edge % 2);
}

/**
 * Which edges are seen, and what stands where, for an eye in shares of the box and the direction towards it. `corners` are
 * the heights at the four, as shares: where no side of the block is in the way, the scale stands at the higher one.
 * @type {(eye: number[], azimuth: number, corners: number[]) => Sides}
 */
export function sidesOf([x, y], azimuth, corners) {
  const open = [y < 0, x > 1, y > 1, x < 0];
  const towards = NORMALS.map(([nx, ny]) => nx * Math.cos(azimuth) + ny * Math.sin(azimuth));
  const near = towards.indexOf(Math.max(...towards));
  const [before, after] = [(near + 3) % 4, (near + 1) % 4];
  // Where a side is seen its numbers are there, and the heights stand on the other.
  const left = !open[before] && (open[after] || !(corners[after] > corners[near]));
  return { near, open, left, depth: left ? after : before, loss: CORNERS[left ? near : after] };
}

/** The part of a frame that a slice fills, and the heights along its edges. */
export class Block {
  /**
   * @param {import("./terrain.js").Terrain} terrain
   * @param {Scale} scale
   */
  constructor(terrain, scale) {
    this.terrain = terrain;
    this.scale = scale;
    const { frame, u } = terrain;
    const v = /** @type {Float64Array} */ (terrain.v);
    this.extent = [filled(u, frame.u), filled(v, /** @type {[number, number]} */ (frame.v))];
    this.edges = CORNERS.map((_, edge) => this.#along(edge));
  }

  /**
   * The place [x, y] at a share of an edge, from its first corner on.
   * @type {(edge: number, s: number) => [number, number]}
   */
  place(edge, s) {
    const [from, to] = [CORNERS[edge], CORNERS[(edge + 1) % 4]];
    return /** @type {[number, number]} */ (from.map((a, d) => {
      const [low, high] = this.extent[d];
      return low + (a + s * (to[d] - a)) * (high - low);
    }));
  }

  /**
   * The share of the height at which the surface is drawn at a place; NaN where there is none.
   * @type {(place: [number, number]) => number}
   */
  height([x, y]) {
    const height = this.scale.share(this.terrain.at(x, y));
    return height < 0 ? 0 : height > 1 ? 1 : height;
  }

  /**
   * The points of an edge, at all of its grid's places: what is drawn between them is straight.
   * @type {(edge: number) => Share[]}
   */
  #along(edge) {
    const n = (alongOf(edge) ? this.terrain.rows : this.terrain.columns) - 1;
    return Array.from({ length: n + 1 }, (_, i) => {
      const place = this.place(edge, i / n);
      return /** @type {Share} */ ([...place, this.height(place)]);
    });
  }
}

/**
 * From where to where coordinates fill a range, in shares of it.
 * @type {(coordinates: Float64Array, range: [number, number]) => [number, number]}
 */
function filled(coordinates, [low, high]) {
  const [first, last] = [coordinates[0], coordinates[coordinates.length - 1]];
  if (first === low && last === high) return [0, 1];
  /** @type {(value: number) => number} */
  const share = (value) => (value - low) / (high - low);
  return [Math.max(0, share(first) + WITHIN), Math.min(1, share(last) - WITHIN)];
}
