// How far away a camera must be, so that all of a landscape is on its canvas: the block's outline and its labels, no more.

import { eye, moved, projector, zoomed } from "./camera.js";
import { CORNERS, FLOOR, sidesOf } from "./block.js";

/**
 * `aspect` of the box, the `hull` of all its surfaces in shares of it, and the widest label of each direction and of the
 * heights, in pixels, with the height of a line; `top` is the highest number of the heights, as a share, and `corners` are the last slice's heights at its corners.
 * @typedef {{
 *   aspect: Aspect, hull: Share[], labels: { u: number, v: number, loss: number }, line: number,
 *   top: number, corners: number[],
 * }} Body
 * @typedef {import("./camera.js").Camera} Camera
 * @typedef {{ left: number, right: number, top: number, bottom: number, nearest: number }} Reach
 */

// Pixels between the picture and the edge of its canvas.
const MARGIN = 4;
// Pixels from an edge to its labels' middle lines, and around them.
export const GAP = 14;
const STEPS = 24;
// A change of the distance by less than this share is not seen.
const STILL = 2e-4;
const SAMPLES = [0, 0.25, 0.5, 0.75, 1];
// How much of the box's height may be shown above what the first and last slice reach, in pixels.
const PEAK = 3;
// The plane is as much wider than deep as its canvas, within reason.
// The plane is about as much wider than deep as its canvas: so many times, whichever fills it best, within reason.
export const SLANTS = [1.1, 1.25, 1, 0.9, 0.8, 0.7];
const WIDEST = 2.6;
const NARROWEST = 0.75;

/**
 * The box for a canvas that is seen from a side, the plane's area being one: the plane is about as much wider than deep as
 * what the labels leave of the canvas, `slant` times.
 * @type {(side: number, relief: number, slant: number, room: Pick<Body, "labels" | "line">, width: number, height: number) => Aspect}
 */
export function aspectOf(side, relief, slant, { labels, line }, width, height) {
  const across = Math.abs(Math.sin(side)) >= Math.abs(Math.cos(side));
  const free = [width - labels.loss - (across ? labels.v : labels.u) - 2 * GAP, height - line];
  const ratio = Math.sqrt(Math.max(NARROWEST, Math.min(WIDEST, (slant * free[0]) / Math.max(1, free[1]))));
  return across ? { x: ratio, y: 1 / ratio, z: relief } : { x: 1 / ratio, y: ratio, z: relief };
}

/**
 * The eye in shares of a box.
 * @type {(camera: Camera, aspect: Aspect) => Share}
 */
export function eyeShare(camera, { x, y, z }) {
  const [ex, ey, ez] = eye(camera);
  return [ex / x + 0.5, ey / y + 0.5, ez / z + 0.5];
}

/**
 * From shares of a box to pixels.
 * @type {(camera: Camera, aspect: Aspect, width: number, height: number) => (share: Share) => Pixel}
 */
export function shareProjector(camera, { x, y, z }, width, height) {
  const project = projector(camera, width, height);
  return ([a, b, c]) => project(x * (a - 0.5), y * (b - 0.5), z * (c - 0.5));
}

/**
 * The camera at the distance from which a body fills the canvas, in the middle of it, seen from the same direction.
 * @type {(camera: Camera, body: Body, width: number, height: number, steps?: number) => Camera}
 */
export function fitted(camera, body, width, height, steps = STEPS) {
  let fit = camera;
  for (let step = 0; step < steps; step++) {
    const reach = reachOf(fit, body, width, height);
    // Something of it is behind the eye.
    if (!reach) {
      fit = zoomed(fit, 1.4);
      continue;
    }
    const { left, right, top, bottom, nearest } = reach;
    const size = Math.max((right - left) / (width - 2 * MARGIN), (bottom - top) / (height - 2 * MARGIN));
    // Labels change sides as the eye passes the plane of one: in the end it only steps back.
    const factor = step < 0.6 * STEPS ? size : Math.max(1, size);
    const [dx, dy] = [(left + right - width) / 2, (top + bottom - height) / 2];
    // The nearer something is to the eye, the faster it grows.
    fit = zoomed(moved(fit, dx, dy, height), factor ** (nearest / fit.radius));
    if (Math.abs(size - 1) < STILL && Math.hypot(dx, dy) < 0.5) break;
  }
  return fit;
}

/**
 * How far a body and its labels reach on a canvas; null where some of it is behind the eye.
 * @type {(camera: Camera, body: Body, width: number, height: number) => Reach | null}
 */
export function reachOf(camera, { aspect, hull, labels, line, top, corners }, width, height) {
  const project = shareProjector(camera, aspect, width, height);
  const { near, depth, loss, left, open } = sidesOf(eyeShare(camera, aspect), camera.azimuth, corners);
  const reach = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity, nearest: Infinity };
  /** @type {(share: Share, l?: number, r?: number, t?: number, b?: number) => void} */
  const add = (share, l = 1, r = 1, t = PEAK, b = 1) => {
    const [x, y, distance] = project(share);
    reach.nearest = Math.min(reach.nearest, distance);
    reach.left = Math.min(reach.left, x - l);
    reach.right = Math.max(reach.right, x + r);
    reach.top = Math.min(reach.top, y - t);
    reach.bottom = Math.max(reach.bottom, y + b);
  };
  const beside = GAP + (depth % 2 ? labels.v : labels.u);
  const below = GAP + line / 2 + 2;
  const half = (near % 2 ? labels.v : labels.u) / 2;
  /** @type {(edge: number, share: Share) => void} */
  const labelled = (edge, share) => {
    if (edge === depth) add(share, left ? 1 : beside, left ? beside : 1, line, open[edge] ? below : line);
    else if (edge === near) add(share, half, half, PEAK, below);
  };
  for (const share of hull) {
    add(share);
    if (!open[depth] && on(depth, share)) labelled(depth, share);
    if (!open[near] && on(near, share)) labelled(near, share);
  }
  open.forEach((seen, edge) => {
    if (!seen) return;
    const [[x0, y0], [x1, y1]] = [CORNERS[edge], CORNERS[(edge + 1) % 4]];
    for (const s of SAMPLES) {
      /** @type {Share} */
      const foot = [x0 + s * (x1 - x0), y0 + s * (y1 - y0), FLOOR];
      add(foot);
      labelled(edge, foot);
    }
  });
  if (open[near]) {
    const away = GAP - 4 + labels.loss;
    add([...loss, FLOOR], left ? away : 1, left ? 1 : away);
    add([...loss, top], left ? away : 1, left ? 1 : away, 1.5 * line + 2);
  }
  return reach.nearest > 0 ? reach : null;
}

/** @type {(edge: number, share: Share) => boolean} */
function on(edge, share) {
  return share[1 - (edge % 2)] === CORNERS[edge][1 - (edge % 2)];
}

/**
 * The shares of a canvas that a body covers, and its cut: what is between the outer edges of its last surface.
 * @type {(camera: Camera, body: Body & { rim: Share[][] }, width: number, height: number) => { covered: number, cut: number }}
 */
export function covered(camera, { aspect, rim, corners }, width, height) {
  const project = shareProjector(camera, aspect, width, height);
  const { open } = sidesOf(eyeShare(camera, aspect), camera.azimuth, corners);
  /** @type {(low: boolean) => Pixel[]} */
  const outline = (low) => rim.flatMap((edge, i) => edge.map(([x, y, z]) => project([x, y, low && open[i] ? FLOOR : z])));
  const [all, surface] = [true, false].map((low) => area(outline(low)) / (width * height));
  return { covered: all, cut: all - surface };
}

/** @type {(corners: Pixel[]) => number} */
function area(corners) {
  const twice = corners.reduce((sum, [x, y], i) => {
    const [x1, y1] = corners[(i + 1) % corners.length];
    return sum + (x * y1 - x1 * y);
  }, 0);
  return Math.abs(twice) / 2;
}
