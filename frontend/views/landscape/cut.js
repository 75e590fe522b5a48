// A curve through a surface, along one of its two directions at a place of the other; as a view of curves wants it.

/**
 * @typedef {import("./terrain.js").Terrain} Terrain
 * @typedef {"u" | "v"} Axis
 */

/** @type {Record<Axis, Axis>} */
const OTHER = { u: "v", v: "u" };
// What is further from the cut than this share of the picture is not on it.
const ON = 1e-3;

export class Cut {
  /**
   * `axis` is the direction, "u" or "v"; `place` the share of the picture at which it cuts the other.
   * @param {Terrain} terrain
   * @param {Axis} axis
   * @param {number} place
   */
  constructor(terrain, axis, place) {
    this.terrain = terrain;
    this.axis = axis;
    this.place = place;
    this.other = OTHER[axis];
    this.count = axis === "u" ? terrain.columns : terrain.rows;
  }

  /**
   * The drawn height at a share of the direction; NaN where there is none.
   * @type {(x: number) => number}
   */
  along(x) {
    return this.axis === "u" ? this.terrain.at(x, this.place) : this.terrain.at(this.place, x);
  }

  /**
   * How far a place is beside the cut, as a share of the picture, as far as it counts.
   * @type {(y: number) => number}
   */
  beside(y) {
    const off = Math.abs(y - this.place);
    return off > ON ? off : 0;
  }
}

/** A line's own curve in the same form. */
export class Line {
  /** @param {Terrain} terrain */
  constructor(terrain) {
    this.terrain = terrain;
    this.count = terrain.columns;
    this.place = 0.5;
  }

  /** @type {(x: number) => number} */
  along(x) {
    return this.terrain.along(x);
  }

  /** @type {(y: number) => number} */
  beside() {
    return 0;
  }
}
