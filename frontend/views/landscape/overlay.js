// What moves on the landscape: trails, balls and stems, drawn on a canvas through the picture's own axes or camera.

import { arrow, dot } from "../canvas.js";
import { drawCrowds } from "./crowd.js";
import { inside } from "./frame.js";
import { OPACITY, trailOf, visibility } from "./trails.js";

/** @typedef {{ share: Share, pixel: Pixel, seen: number }} Head */

const BALL = 7;
const CASING = 5.5;
const LINE = 3.2;
// A former run's trail: dashes, thin and faint.
const GHOST = { dash: [2, 5], width: 2.2, opacity: 0.75 };

/**
 * Draws the run at a moment, each contender at its own epoch. `stage` knows the scales: `share(u, v, height)` ->
 * [x, y, z] as shares of the picture, `pixel(share)` -> [x, y, depth], `under(share)` the share of the height of what is
 * drawn there (NaN outside), `foot(share)` the place there that a ball stands on, `off(share)` how far a place is off
 * what is drawn, `hides(share)` whether the surface is in front, `area` the pixels that are shown and `clip` whether
 * trails end with them. Returns of each contender how many pixels its ball is off what is drawn: NaN where nothing is
 * drawn under it, null where the ball is not in the picture. What `between()` draws is over the trails and under the
 * balls.
 * @type {(context: Context, run: Run, moment: { epochs: number[] }, stage: Placing, theme: Theme, between?: () => void) => (number | null)[]}
 */
export function draw(context, run, { epochs }, stage, theme, between = () => {}) {
  const order = [...run.contenders.keys()].reverse();
  const heads = order.map((k) => head(run, k, epochs[k], stage));
  context.save();
  if (stage.clip) clip(context, stage.area);
  order.forEach((k, i) => trail(context, run, k, epochs[k], heads[i], stage, theme));
  between();
  context.restore();
  /** @type {(number | null)[]} */
  const gaps = [];
  order.forEach((k, i) => (gaps[k] = ball(context, heads[i], run.colour(k, theme), stage, theme)));
  const placed = order.flatMap((k, i) => {
    const [x, y, depth] = heads[i]?.pixel ?? [NaN, NaN, NaN];
    const shown = depth > 0 && within(stage.area, x, y);
    return shown ? [{ x, y, number: run.contenders[k].number, colour: run.colour(k, theme) }] : [];
  });
  if (placed.length > 1) drawCrowds(context, placed, stage.area.left + stage.area.width, theme);
  return gaps;
}

/**
 * The points of contender k's path up to an epoch, the last one being where its ball is.
 * @type {(run: Run, k: number, epoch: number) => [number, number, number][]}
 */
export function trailPoints(run, k, epoch) {
  const { epochs, u, v, height } = /** @type {Projection} */ (run.projection);
  const n = epochs.data.length;
  /** @type {[number, number, number][]} */
  const points = [];
  for (let i = 0; i <= run.pathIndex(epoch); i++) {
    const at = k * n + i;
    /** @type {[number, number, number]} */
    const point = [u.data[at], v ? v.data[at] : 0, height.data[at]];
    if (!point.every(Number.isFinite)) return points;
    points.push(point);
  }
  const ball = run.at(k, epoch);
  if (ball) points.push([ball.u, ball.v, ball.height]);
  return points;
}

/**
 * A former run's trail of contender k from an epoch on, which is no longer what comes.
 * @type {(context: Context, ghost: { run: Run, k: number, from: number }, stage: Placing, theme: Theme) => void}
 */
export function drawGhost(context, { run, k, from }, stage, theme) {
  const points = trailPoints(run, k, run.end).slice(run.pathIndex(from));
  context.save();
  if (stage.clip) clip(context, stage.area);
  context.beginPath();
  let open = false;
  for (const point of points) {
    const share = stage.share(...point);
    const [x, y, depth] = stage.pixel(share);
    if (open) context.lineTo(x, y);
    else context.moveTo(x, y);
    open = depth > 0;
  }
  context.globalAlpha = GHOST.opacity;
  context.lineWidth = GHOST.width;
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = run.colour(k, theme);
  context.setLineDash(GHOST.dash);
  context.stroke();
  context.restore();
}

/** @type {(context: Context, area: Area) => void} */
export function clip(context, { left, top, width, height }) {
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
}

/**
 * Where contender k's ball is: { share, pixel, hidden }; null where it has diverged.
 * @type {(run: Run, k: number, epoch: number, stage: Placing) => Head | null}
 */
function head(run, k, epoch, stage) {
  const place = run.at(k, epoch);
  if (!place) return null;
  const share = stage.share(place.u, place.v, place.height);
  return { share, pixel: stage.pixel(share), seen: visibility(share, stage) };
}

/** @type {(context: Context, run: Run, k: number, epoch: number, ballAt: Head | null, stage: Placing, theme: Theme) => void} */
function trail(context, run, k, epoch, ballAt, stage, theme) {
  const line = trailOf(stage, run, k).reach(run.pathIndex(epoch));
  const piece = ballAt && line.piece(ballAt.pixel, ballAt.seen);
  const colour = run.colour(k, theme);
  context.lineJoin = context.lineCap = "round";
  for (const [stroke, width] of /** @type {const} */ ([[theme.casing, CASING], [colour, LINE]])) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    for (const [level, opacity] of OPACITY.entries()) {
      context.globalAlpha = opacity;
      context.stroke(line.paths[level]);
    }
    if (piece) strokePiece(context, piece);
  }
  context.globalAlpha = 1;
  if (line.start) dot(context, ...line.start, 3.5, theme.casing, colour, 2);
}

/** @type {(context: Context, piece: { from: [number, number], to: [number, number], level: number }) => void} */
function strokePiece(context, { from, to, level }) {
  context.globalAlpha = OPACITY[level];
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

/** @type {(context: Context, at: Head | null, colour: string, stage: Placing, theme: Theme) => number | null} */
function ball(context, at, colour, stage, theme) {
  if (!at) return null;
  const { share, pixel } = at;
  const [x, y, depth] = pixel;
  if (!(depth > 0)) return null;
  if (!within(stage.area, x, y)) {
    arrow(context, stage.area, x, y, BALL, colour, theme.rim);
    return null;
  }
  const under = stage.foot(share);
  const stands = Number.isFinite(under[2]);
  const foot = stage.pixel(under);
  if (stands) stem(context, [x, y], foot, colour);
  context.globalAlpha = stage.hides(share) ? 0.4 : 1;
  dot(context, x, y, BALL, colour, theme.rim, 2);
  context.globalAlpha = 1;
  if (stands) return Math.hypot(x - foot[0], y - foot[1]);
  return inside(share) ? NaN : null;
}

/** @type {(area: Area, x: number, y: number) => boolean} */
function within({ left, top, width, height }, x, y) {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

/**
 * From a ball that is not on the drawn surface down, or up, to it.
 * @type {(context: Context, ball: [number, number], foot: number[], colour: string) => void}
 */
function stem(context, [x, y], [footX, footY], colour) {
  if (Math.hypot(x - footX, y - footY) < 1.5) return;
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(footX, footY);
  context.stroke();
  context.setLineDash([]);
  dot(context, footX, footY, 2.5, colour, null);
}
