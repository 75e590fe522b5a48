// What moves on the landscape: trails, balls and stems, drawn on a canvas through the scene's own camera.

import { dot } from "./canvas.js";

// How visible a piece of trail is: behind the surface, then from far off the present slice to on it.
const OPACITY = [0.16, 0.5, 0.66, 0.83, 1];
const HIDDEN = 0;
const ON = OPACITY.length - 1;
// Shares of the box's height: what counts as on the slice, how much further off each fainter level is, and what is
// too low a ridge to hide anything.
const ON_SLICE = 0.015;
const FADE = 0.03;
const SLACK = 0.02;
const BALL = 7;

/**
 * Draws the run at an epoch. `stage` knows the scales: `share(u, v, height)` -> [x, y, z] as shares of the box,
 * `pixel(share)` -> [x, y, depth], `eye` as shares of the box, `terrain`, `heightShare`. Returns how many pixels the
 * followed contender's ball is off the drawn surface; NaN where no surface is drawn, null where the ball is not.
 */
export function draw(context, run, epoch, stage, theme) {
  const order = [...run.contenders.keys()].reverse();
  for (const k of order) trail(context, run, k, epoch, stage, theme);
  const gaps = order.map((k) => ball(context, run, k, epoch, stage, theme));
  return gaps[order.indexOf(run.slices[0].follows)];
}

/** The points of contender k's path up to an epoch, the last one being where its ball is. */
export function trailPoints(run, k, epoch) {
  const { epochs, u, v, height } = run.projection;
  const n = epochs.data.length;
  const points = [];
  for (let i = 0; i <= run.pathIndex(epoch); i++) {
    const at = k * n + i;
    if (!Number.isFinite(u.data[at] + v.data[at] + height.data[at])) return points;
    points.push([u.data[at], v.data[at], height.data[at]]);
  }
  const head = run.at(k, epoch);
  if (head) points.push([head.u, head.v, head.height]);
  return points;
}

function trail(context, run, k, epoch, stage, theme) {
  const marks = trailPoints(run, k, epoch).map((point) => {
    const share = stage.share(...point);
    return { pixel: stage.pixel(share), seen: visibility(share, stage) };
  });
  context.lineJoin = context.lineCap = "round";
  for (const [colour, width] of [[theme.casing, 5.5], [theme[`contender_${k}`], 3.2]]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    for (const level of OPACITY.keys()) strokePieces(context, marks, level);
  }
  if (marks.length) dot(context, marks[0].pixel[0], marks[0].pixel[1], 3.5, theme.casing, theme[`contender_${k}`], 2);
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
  if (hides(share, stage)) return HIDDEN;
  const off = Math.abs(share[2] - stage.under(share));
  return Number.isNaN(off) ? 1 : Math.max(1, ON - Math.ceil(Math.max(0, off - ON_SLICE) / FADE));
}

function hides(share, { terrain, eye, heightShare }) {
  return terrain.hides(share, eye, heightShare, SLACK);
}

/** The share of a trail's points that a terrain hides from an eye, all as shares of the box. */
export function hiddenShare(terrain, trail, eye, heightShare) {
  return trail.filter((share) => hides(share, { terrain, eye, heightShare })).length / trail.length;
}

function ball(context, run, k, epoch, stage, theme) {
  const head = run.at(k, epoch);
  if (!head) return null;
  const share = stage.share(head.u, head.v, head.height);
  const [x, y, depth] = stage.pixel(share);
  if (!(depth > 0)) return null;
  const colour = theme[`contender_${k}`];
  const under = stage.under(share);
  const foot = stage.pixel([share[0], share[1], under]);
  if (Number.isFinite(under)) stem(context, [x, y], foot, colour);
  context.globalAlpha = hides(share, stage) ? 0.4 : 1;
  dot(context, x, y, BALL, colour, theme.rim, 2);
  context.globalAlpha = 1;
  if (Number.isFinite(under)) return Math.hypot(x - foot[0], y - foot[1]);
  return share[0] >= 0 && share[0] <= 1 && share[1] >= 0 && share[1] <= 1 ? NaN : null;
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
