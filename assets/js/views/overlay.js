// What moves on the landscape: trails, balls and stems, drawn on a canvas through the picture's own axes or camera.

import { arrow, dot } from "./canvas.js";

// How visible a piece of trail is: behind the surface or outside of the picture, then from far off the slice to on it.
const OPACITY = [0.16, 0.5, 0.66, 0.83, 1];
const FAINTEST = 0;
const ON = OPACITY.length - 1;
// Shares of the height: what counts as on the slice, and how much further off each fainter level is.
const ON_SLICE = 0.015;
const FADE = 0.03;
const BALL = 7;

/**
 * Draws the run at a moment, each contender at its own epoch. `stage` knows the scales: `share(u, v, height)` -> [x, y, z] as shares of the picture,
 * `pixel(share)` -> [x, y, depth], `under(share)` the share of the height of what is drawn there (NaN outside),
 * `hides(share)` whether the surface is in front, `area` the pixels that are shown and `clip` whether trails end with
 * them. Returns of each contender how many pixels its ball is off what is drawn: NaN where nothing is drawn under it,
 * null where the ball is not in the picture.
 */
export function draw(context, run, { epochs }, stage, theme) {
  const order = [...run.contenders.keys()].reverse();
  context.save();
  if (stage.clip) clip(context, stage.area);
  for (const k of order) trail(context, run, k, epochs[k], stage, theme);
  context.restore();
  const gaps = [];
  for (const k of order) gaps[k] = ball(context, run, k, epochs[k], stage, theme);
  return gaps;
}

/** The points of contender k's path up to an epoch, the last one being where its ball is. */
export function trailPoints(run, k, epoch) {
  const { epochs, u, v, height } = run.projection;
  const n = epochs.data.length;
  const points = [];
  for (let i = 0; i <= run.pathIndex(epoch); i++) {
    const at = k * n + i;
    const point = [u.data[at], v ? v.data[at] : 0, height.data[at]];
    if (!point.every(Number.isFinite)) return points;
    points.push(point);
  }
  const head = run.at(k, epoch);
  if (head) points.push([head.u, head.v, head.height]);
  return points;
}

function clip(context, { left, top, width, height }) {
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
}

function trail(context, run, k, epoch, stage, theme) {
  const marks = trailPoints(run, k, epoch).map((point) => {
    const share = stage.share(...point);
    return { pixel: stage.pixel(share), seen: visibility(share, stage) };
  });
  context.lineJoin = context.lineCap = "round";
  for (const [colour, width] of [[theme.casing, 5.5], [run.colour(k, theme), 3.2]]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    for (const level of OPACITY.keys()) strokePieces(context, marks, level);
  }
  if (marks.length) dot(context, marks[0].pixel[0], marks[0].pixel[1], 3.5, theme.casing, run.colour(k, theme), 2);
  context.globalAlpha = 1;
}

/** Strokes the pieces whose fainter end is of one level; pieces that reach behind the eye are left out. */
function strokePieces(context, marks, level) {
  context.globalAlpha = OPACITY[level];
  context.beginPath();
  let open = false;
  for (let i = 1; i < marks.length; i++) {
    const [a, b] = [marks[i - 1], marks[i]];
    const mine = Math.min(a.seen, b.seen) === level && a.pixel[2] > 0 && b.pixel[2] > 0;
    if (mine && !open) context.moveTo(a.pixel[0], a.pixel[1]);
    if (mine) context.lineTo(b.pixel[0], b.pixel[1]);
    open = mine;
  }
  context.stroke();
}

function visibility(share, stage) {
  if (!inside(share) || stage.hides(share)) return FAINTEST;
  const off = Math.abs(share[2] - stage.under(share));
  return Number.isNaN(off) ? 1 : Math.max(1, ON - Math.ceil(Math.max(0, off - ON_SLICE) / FADE));
}

function ball(context, run, k, epoch, stage, theme) {
  const head = run.at(k, epoch);
  if (!head) return null;
  const share = stage.share(head.u, head.v, head.height);
  const [x, y, depth] = stage.pixel(share);
  if (!(depth > 0)) return null;
  const colour = run.colour(k, theme);
  if (!within(stage.area, x, y)) {
    arrow(context, stage.area, x, y, BALL, colour, theme.rim);
    return null;
  }
  const under = stage.under(share);
  const foot = stage.pixel([share[0], share[1], under]);
  if (Number.isFinite(under)) stem(context, [x, y], foot, colour);
  context.globalAlpha = stage.hides(share) ? 0.4 : 1;
  dot(context, x, y, BALL, colour, theme.rim, 2);
  context.globalAlpha = 1;
  if (Number.isFinite(under)) return Math.hypot(x - foot[0], y - foot[1]);
  return inside(share) ? NaN : null;
}

/** Whether a place is in the extent that is drawn. */
function inside([x, y]) {
  return x >= 0 && x <= 1 && y >= 0 && y <= 1;
}

function within({ left, top, width, height }, x, y) {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

/** From a ball that is not on the drawn surface down, or up, to it. */
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
