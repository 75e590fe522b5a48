// The slice that is drawn, as heights over a grid: what is under a point, and what stands in front of it.

const STEPS = 40;

export class Terrain {
  /** `surface` is a surface event; `scale` a height scale. Heights are drawn ones; NaN where there is none. */
  constructor(surface, scale) {
    const { shape, data } = surface.z;
    [this.rows, this.columns] = shape;
    this.u = surface.u.data;
    this.v = surface.v.data;
    this.epoch = surface.epoch;
    this.heights = new Float64Array(data.length);
    for (let i = 0; i < data.length; i++) {
      const height = scale.of(data[i]);
      this.heights[i] = Number.isFinite(height) ? height : NaN;
    }
  }

  /** The heights row by row, as Plotly takes them. */
  matrix() {
    const rows = [];
    for (let row = 0; row < this.rows; row++) {
      rows.push(this.heights.subarray(row * this.columns, (row + 1) * this.columns));
    }
    return rows;
  }

  /** The drawn height at shares (0 to 1) of the grid's width and depth, as Plotly fills its cells; NaN outside. */
  at(x, y) {
    const column = x * (this.columns - 1);
    const row = y * (this.rows - 1);
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
   * Whether the surface hides a point from the eye. Both are [x, y, z] as shares of the box; what is less than
   * `slack` above the line of sight does not count.
   */
  hides(point, eye, share, slack) {
    const d = [eye[0] - point[0], eye[1] - point[1], eye[2] - point[2]];
    const reach = Math.min(1, exit(point, d));
    for (let i = 1; i <= STEPS; i++) {
      const t = (reach * i) / STEPS;
      const above = share(this.at(point[0] + t * d[0], point[1] + t * d[1])) - (point[2] + t * d[2]);
      if (above > slack) return true;
    }
    return false;
  }
}

/** How far along a direction the unit box is left. */
function exit(point, d) {
  let reach = Infinity;
  for (let i = 0; i < 3; i++) {
    if (d[i] !== 0) reach = Math.min(reach, ((d[i] > 0 ? 1 : 0) - point[i]) / d[i]);
  }
  return Math.max(0, reach);
}
