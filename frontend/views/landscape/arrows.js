// Arrows at the balls: where the gradient, the velocity, the step and Newton's step point, as the solver says.

import { lastAtOrBefore } from "../../run/run.js";
import { polygon } from "../canvas.js";

/**
 * @typedef {{ label: string, help: string, dash: number[], width: number, double?: boolean }} Look
 * @typedef {{ points: [number, number][], cut: boolean, hidden?: boolean }} Laid
 */

/**
 * What can be shown, each drawn in its own way: `double` lines, `dash`, `width` in pixels.
 * @type {Record<string, Look>}
 */
export const ARROWS = {
  gradient: { label: "Negative gradient", help: "The direction of steepest descent, times the learning rate.", dash: [], width: 3 },
  velocity: { label: "Velocity", help: "What momentum keeps of the earlier steps. Only optimizers with momentum have it.", dash: [9, 6], width: 3 },
  newton: { label: "Newton step", help: "The step to the stationary point of the parabola that fits here. Only where the curvature is known.", dash: [1, 6], width: 3.4 },
  step: { label: "Step taken", help: "The next step of the optimizer.", dash: [], width: 4.6, double: true },
};
// An arrow is drawn in so many pieces, so that it lies on the surface.
const PIECES = 12;
// Shares of the picture: what is longer is cut, and how long the usual arrow may be at most.
const LONGEST = 1 / 3;
const USUAL = 0.15;
const LARGEST = 1e4;
const HEAD = 7;
// Pixels: what is shorter is a dot under the ball.
const SHORTEST = 3;
const HIDDEN = 0.35;

/**
 * How many times as long as they are the arrows of a run are drawn, all alike: 1, 2, 5, 10, ..., the most that leaves
 * three in four of them short. Newton's step does not count: alone it is as long as it is, and ends where it leads.
 * @type {(run: Run, kinds: string[], frame: Frame) => number}
 */
export function magnification(run, kinds, frame) {
  const lengths = kinds
    .filter((kind) => kind !== "newton")
    .flatMap((kind) => shares(run, kind, frame))
    .filter((length) => length > 0 && length < Infinity)
    .sort((a, b) => a - b);
  const usual = lengths[Math.floor(0.75 * lengths.length)];
  if (usual === undefined) return 1;
  let times = 1;
  for (let power = 1; power <= LARGEST; power *= 10) {
    for (const digit of [1, 2, 5]) if (digit * power * usual <= USUAL) times = digit * power;
  }
  return times;
}

/** @type {(run: Run) => Motion} */
function motionOf({ motion }) {
  return /** @type {Motion} */ (motion);
}

/**
 * How long all arrows of a kind are, as shares of a frame.
 * @type {(run: Run, kind: string, frame: Frame) => number[]}
 */
function shares(run, kind, { u: [u0, u1], v }) {
  const { u: across, v: up } = motionOf(run).arrows[kind];
  return Array.from(across.data, (du, i) => Math.hypot(du / (u1 - u0), v ? /** @type {Packed} */ (up).data[i] / (v[1] - v[0]) : 0));
}

/**
 * Which of the kinds a run has no arrow of, at any epoch of any contender.
 * @type {(run: Run, kinds: string[]) => string[]}
 */
export function missing(run, kinds) {
  return kinds.filter((kind) => !motionOf(run).arrows[kind].u.data.some(Number.isFinite));
}

/**
 * Draws the arrows of these kinds from where each contender was after its last whole epoch.
 * @type {(context: Context, run: Run, moment: { epochs: number[] }, shown: { kinds: string[], times: number }, stage: Placing, theme: Theme) => void}
 */
export function drawArrows(context, run, { epochs }, { kinds, times }, stage, theme) {
  if (!run.motion) return;
  for (const kind of Object.keys(ARROWS)) {
    if (!kinds.includes(kind)) continue;
    for (const k of [...run.contenders.keys()].reverse()) {
      const line = arrowLine(run, kind, k, epochs[k], times, stage);
      if (line) stroke(context, line, ARROWS[kind], run.colour(k, theme), theme);
    }
  }
}

/**
 * An arrow's pixels from the ball on, whether it is cut, and whether it lies behind the surface; null where there is none.
 * @type {(run: Run, kind: string, k: number, epoch: number, times: number, stage: Placing) => Laid | null}
 */
export function arrowLine(run, kind, k, epoch, times, stage) {
  const motion = motionOf(run);
  const n = motion.epochs.data.length;
  const i = lastAtOrBefore(motion.epochs.data, epoch);
  if (i < 0) return null;
  const { u, v } = motion.arrows[kind];
  const [du, dv] = [u.data[k * n + i], v ? v.data[k * n + i] : 0];
  const from = run.at(k, motion.epochs.data[i]);
  if (!from || !Number.isFinite(du + dv)) return null;
  const [x, y] = stage.place(from.u, from.v);
  // Where nothing is drawn under the ball there is nothing to lie on.
  if (!Number.isFinite(stage.foot([x, y, NaN])[2])) return null;
  const [x1, y1] = stage.place(from.u + times * du, from.v + times * dv);
  return { ...laid([x, y], [x1 - x, stage.line ? 0 : y1 - y], stage), hidden: stage.hides([x, y, stage.under([x, y])]) };
}

/**
 * On the surface from a place on, as far as an arrow may reach or there is surface.
 * @type {(from: [number, number], by: [number, number], stage: Placing) => Laid}
 */
function laid([x, y], [dx, dy], stage) {
  const reach = Math.min(1, LONGEST / Math.hypot(dx, dy));
  /** @type {[number, number][]} */
  const points = [];
  for (let piece = 0; piece <= PIECES; piece++) {
    const t = (reach * piece) / PIECES;
    const place = [x + t * dx, y + t * dy];
    const [px, py, depth] = stage.pixel([place[0], place[1], stage.under(place)]);
    if (!(depth > 0) || !Number.isFinite(px + py)) return { points, cut: true };
    points.push([px, py]);
  }
  return { points, cut: reach < 1 };
}

/** @type {(context: Context, line: Laid, look: Look, colour: string, theme: Theme) => void} */
function stroke(context, { points, cut, hidden }, { dash, width, double }, colour, theme) {
  if (points.length < 2) return;
  const [tip, before] = [points[points.length - 1], points[points.length - 2]];
  if (Math.hypot(tip[0] - points[0][0], tip[1] - points[0][1]) < SHORTEST) return;
  context.save();
  context.globalAlpha = hidden ? HIDDEN : 1;
  context.lineCap = context.lineJoin = "round";
  line(context, points, theme.casing, width + 2.4, []);
  line(context, points, colour, width, dash);
  if (double) line(context, points, theme.casing, width - 3, []);
  head(context, tip, Math.atan2(tip[1] - before[1], tip[0] - before[0]), cut ? theme.casing : colour, colour, theme.casing);
  context.restore();
}

/** @type {(context: Context, points: [number, number][], colour: string, width: number, dash: number[]) => void} */
function line(context, [[x, y], ...rest], colour, width, dash) {
  context.beginPath();
  context.moveTo(x, y);
  for (const point of rest) context.lineTo(...point);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
}

/**
 * Filled at an arrow's end; open where it goes on.
 * @type {(context: Context, tip: [number, number], angle: number, fill: string, colour: string, casing: string) => void}
 */
function head(context, [x, y], angle, fill, colour, casing) {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  polygon(context, [[HEAD, 0], [-HEAD, HEAD * 0.8], [-HEAD, -HEAD * 0.8]]);
  for (const [stroke, width] of /** @type {const} */ ([[casing, 4], [colour, 1.8]])) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.stroke();
  }
  context.fillStyle = fill;
  context.fill();
  context.restore();
}

/**
 * Whether any arrow of a run is longer than may be drawn.
 * @type {(run: Run, kinds: string[], times: number, frame: Frame) => boolean}
 */
export function anyCut(run, kinds, times, frame) {
  return kinds.some((kind) => shares(run, kind, frame).some((length) => times * length > LONGEST));
}
