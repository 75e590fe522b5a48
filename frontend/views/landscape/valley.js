// From where a descent is seen best: up the valley from one of the four sides, from which its start and its end are in sight.

import { orbit } from "./camera.js";
import { NORMALS } from "./block.js";

/**
 * @typedef {import("./camera.js").Camera} Camera
 * @typedef {{ camera: Camera, relief: number }} Chosen
 * @typedef {{ ends: number, trail: number, covered: number, cut: number }} Judged
 */

// Radians off an axis, and up: 14 degrees, and 40 and 49.
const ASIDES = [0.24, -0.24];
const ELEVATIONS = [0.7, 0.85];
// How high the box is, relative to the root of its plane's area: as high as shows the ball at its start and its end.
export const RELIEFS = [0.38, 0.3, 0.24, 0.19];
// What counts against a view: a ball that is hidden at its start or end, a hidden share of the trails, a near side that is
// as much higher than the far one as the whole height, a canvas that is left empty, and one that is all cut.
const WEIGHTS = { ends: 1, trail: 1, rise: 0.35, empty: 0.8, cut: 0.5 };

/**
 * The best view: the highest box with a view from which both ends are in sight, or the highest if there is none. `judge`
 * says of a view which shares of the trails and of their ends are hidden, how much of the canvas is covered, and how much is cut; `heights`
 * are the mean ones along the four edges, as shares.
 * @type {(heights: number[], judge: (camera: Camera, relief: number) => Judged) => Chosen}
 */
export function upTheValley(heights, judge) {
  /** @type {(Chosen & { ends: number }) | undefined} */
  let best = undefined;
  for (const relief of RELIEFS) {
    const views = NORMALS.flatMap(([x, y], edge) => {
      const rise = heights[edge] - heights[(edge + 2) % 4] || 0;
      return ASIDES.flatMap((aside) => ELEVATIONS.map((elevation) => {
        const camera = orbit(Math.atan2(y, x) + aside, elevation);
        const { ends, trail, covered, cut } = judge(camera, relief);
        const seen = WEIGHTS.ends * ends + WEIGHTS.trail * trail + WEIGHTS.rise * rise;
        const cost = seen + WEIGHTS.empty * (1 - covered) + WEIGHTS.cut * cut;
        return { camera, relief, ends, cost };
      }));
    });
    const least = views.reduce((one, other) => (other.cost < one.cost ? other : one));
    if (!best || least.ends < best.ends) best = least;
    if (best.ends === 0) break;
  }
  return /** @type {Chosen} */ (best);
}
