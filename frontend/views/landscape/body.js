// What of a run its landscape must have on the canvas: the surfaces of its first and last slice, the labels, the trails.

import { linearTicks, tickLabels } from "../../base/scale.js";
import { OVER } from "./axes.js";
import { GAP } from "./fit.js";
import { inside, shareOf } from "./frame.js";
import { trailPoints } from "./overlay.js";

/**
 * @typedef {import("./fit.js").Body} Body
 * @typedef {import("./axes.js").Written} Written
 */

// Of each direction of a grid as many places are looked at.
const PLACES = 12;
// As many points of a trail are asked whether they are seen.
const POINTS = 24;
// The mean width of a character, relative to the size of its type.
const CHARACTER = 0.58;
const TICKS = 6;
// Pixels: names wider than this stand along their edge, beyond its numbers.
export const LONG = 72;
// A line's height, relative to the size of its type.
export const LINE = 1.3;

/**
 * The places of the first and the last slice that are finite, in shares of the box.
 * @type {(run: Run, scale: Scale, frame: Frame) => Share[]}
 */
export function hullOf(run, scale, frame) {
  const { slices } = run;
  return [...new Set([slices[0], slices[slices.length - 1]])].flatMap(({ u, v, z }) => {
    const across = places(u.data);
    const up = places(/** @type {Packed} */ (v).data);
    return up.flatMap((row) => across.map((column) => {
      const [x, y] = shareOf(frame, u.data[column], /** @type {Packed} */ (v).data[row]);
      const height = scale.share(scale.of(z.data[row * u.data.length + column]));
      return /** @type {Share} */ ([x, y, Math.min(1, Math.max(0, height))]);
    })).filter((share) => inside(share) && !Number.isNaN(share[2]));
  });
}

/** @type {(coordinates: Float64Array) => number[]} */
function places({ length }) {
  const n = Math.min(PLACES, length - 1);
  return Array.from({ length: n + 1 }, (_, i) => Math.round((i * (length - 1)) / n));
}

/**
 * How wide the labels are, about, and how high their lines.
 * @type {(written: Written) => Pick<Body, "labels" | "line" | "top">}
 */
export function widest({ directions, heights, font: { size } }) {
  /** @type {(text: string) => number} */
  const wide = (text) => CHARACTER * size * text.length;
  const line = LINE * size;
  const [u, v] = directions.map(({ name, range }) => {
    const numbers = Math.max(...tickLabels(linearTicks(...range, TICKS)).map(wide));
    return wide(name) > LONG ? numbers + line : Math.max(numbers, wide(name));
  });
  return { labels: { u, v, loss: Math.max(...heights.labels.map(wide), wide(heights.name) - OVER - GAP) }, line, top: Math.max(0, ...heights.ticks) };
}

/**
 * The places of a block's edges where there is a surface.
 * @type {(block: import("./block.js").Block) => Share[][]}
 */
export function rimOf({ edges }) {
  return edges.map((edge) => edge.filter(([, , height]) => !Number.isNaN(height)));
}

/**
 * The mean height of the surface along an edge of it, as a share.
 * @type {(edge: Share[]) => number}
 */
export function meanHeight(edge) {
  return edge.reduce((sum, [, , height]) => sum + height, 0) / (edge.length || 1);
}

/**
 * Of each eye, in shares of the box, how much of the trails the last slice hides: shares of their points, and of their ends.
 * @type {(run: Run, terrain: import("./terrain.js").Terrain, slack: number) => (eye: Share) => { ends: number, trail: number }}
 */
export function hiddenFrom(run, terrain, slack) {
  const { scale, frame } = terrain;
  const trails = run.contenders.map((_, k) => {
    const shares = trailPoints(run, k, run.end).map(([u, v, height]) => {
      const place = shareOf(frame, u, v);
      const under = scale.share(terrain.at(...place));
      // What is below the surface is seen from nowhere: its place on it must be.
      return /** @type {Share} */ ([...place, Math.max(scale.share(scale.of(height)), Number.isNaN(under) ? 0 : under)]);
    });
    const seen = shares.filter(inside);
    const step = Math.max(1, Math.ceil(seen.length / POINTS));
    return seen.filter((_point, i) => i % step === 0 || i === seen.length - 1);
  }).filter(({ length }) => length);
  return (eye) => {
    /** @type {(points: Share[]) => number} */
    const hidden = (points) => terrain.hiddenShare(points, eye, scale.share, slack);
    /** @type {(of: (trail: Share[]) => number) => number} */
    const mean = (of) => trails.reduce((sum, trail) => sum + of(trail), 0) / (trails.length || 1);
    return { ends: mean((trail) => hidden([trail[0], trail[trail.length - 1]])), trail: mean(hidden) };
  };
}
