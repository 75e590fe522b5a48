// The numbers and names along the block's edges, and the scale of the heights at one of its corners.

import { withMinus } from "../../base/format.js";
import { linearTicks, tickLabels } from "../../base/scale.js";
import { alongOf, FLOOR } from "./block.js";
import { GAP } from "./fit.js";

/**
 * @typedef {{ name: string, range: [number, number] }} Direction
 * @typedef {{ left: number, right: number, top: number, bottom: number }} Box
 * @typedef {import("./block.js").Block} Block
 * @typedef {import("./block.js").Sides} Sides
 * @typedef {{
 *   directions: [Direction, Direction], heights: { name: string, ticks: number[], labels: string[] }, theme: Theme,
 *   font: { size: number, family: string },
 * }} Written
 */

// Pixels of an edge for each number beside and below it, and how many there are at most.
const ROOM = { beside: 44, below: 84 };
const MOST = 7;
const TICK = 4;
// Pixels around each label that stay free.
const FREE = 3;
// A scale of heights that is lower than this is not readable, and not drawn.
const LOWEST = 36;

// How far the heights' name reaches over their line, in pixels, and how high above it is, in halves of its size.
export const OVER = 2;
const RAISED = 3.2;

/** Labels in their places: none over another. */
class Labels {
  /**
   * @param {Context} context
   * @param {Written} written
   * @param {number} width
   */
  constructor(context, { theme, font }, width) {
    this.context = context;
    this.theme = theme;
    this.font = font;
    this.width = width;
    /** @type {Box[]} */
    this.taken = [];
  }

  /**
   * Writes a label beside a place, away from it in a direction; whether there was room.
   * @type {(text: string, at: number[], out: number[], named?: boolean) => boolean}
   */
  beside(text, [x, y], [ox, oy], named = false) {
    const [w, h] = this.#measure(text, named);
    const away = GAP - h + Math.abs(ox) * w + Math.abs(oy) * h;
    return this.#write(text, x + ox * away, y + oy * away, w, h, named);
  }

  /**
   * Writes a name over a place, most of it on one side.
   * @type {(text: string, at: number[], side: number) => void}
   */
  over(text, [x, y], side) {
    const [w, h] = this.#measure(text, true);
    this.#write(text, x + Math.sign(side) * (w - OVER), y - RAISED * h, w, h, true);
  }

  /** @type {(text: string, named: boolean) => [number, number]} */
  #measure(text, named) {
    const { context, font } = this;
    context.font = `${named ? 600 : 400} ${font.size}px ${font.family}`;
    return [context.measureText(text).width / 2, font.size / 2];
  }

  /** @type {(text: string, x: number, y: number, w: number, h: number, named: boolean) => boolean} */
  #write(text, x, y, w, h, named) {
    const { context, theme, taken } = this;
    const cx = Math.max(w + 1, Math.min(this.width - w - 1, x));
    const box = { left: cx - w - FREE, right: cx + w + FREE, top: y - h - 1, bottom: y + h + 1 };
    if (taken.some((other) => meets(box, other))) return false;
    taken.push(box);
    Object.assign(context, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 3, strokeStyle: theme.card });
    context.strokeText(text, cx, y);
    context.fillStyle = named ? theme.ink : theme.muted;
    context.fillText(text, cx, y);
    return true;
  }

  /** @type {(at: number[], out: number[]) => void} */
  tick([x, y], [ox, oy]) {
    const { context, theme } = this;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + TICK * ox, y + TICK * oy);
    context.lineWidth = 1;
    context.strokeStyle = theme.muted;
    context.stroke();
  }
}

/** @type {(a: Box, b: Box) => boolean} */
function meets(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/**
 * Draws all of it; `project` is from shares of the box to pixels.
 * @type {(context: Context, block: Block, sides: Sides, project: (share: Share) => Pixel, written: Written, width: number) => void}
 */
export function drawAxes(context, block, sides, project, written, width) {
  const labels = new Labels(context, written, width);
  const middle = project([0.5, 0.5, 0.3]);
  if (sides.open[sides.near]) drawHeights(labels, block, sides, project, written, middle);
  for (const edge of [sides.near, sides.depth]) {
    drawEdge(labels, block, edge, sides.open[edge], project, written.directions[alongOf(edge)], middle);
  }
}

/**
 * Along an edge: at the block's foot where that is seen, at the surface else.
 * @type {(labels: Labels, block: Block, edge: number, open: boolean, project: (share: Share) => Pixel, direction: Direction, middle: Pixel) => void}
 */
function drawEdge(labels, block, edge, open, project, { name, range: [low, high] }, middle) {
  /** @type {(s: number) => Pixel} */
  const at = (s) => {
    const place = block.place(edge, s);
    return project([...place, open ? FLOOR : block.height(place) || 0]);
  };
  const [from, to] = [0, 1].map((s) => low + block.place(edge, s)[alongOf(edge)] * (high - low));
  const ends = [at(0), at(1)];
  if (![...ends, middle].every(([, , depth]) => depth > 0)) return;
  const length = Math.hypot(ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]);
  const out = normal(ends[0], ends[1], middle);
  const room = Math.abs(out[0]) * ROOM.beside + Math.abs(out[1]) * ROOM.below;
  const most = Math.max(2, Math.min(MOST, Math.floor(length / room)));
  const ticks = linearTicks(Math.min(from, to), Math.max(from, to), most);
  const shares = ticks.map((tick) => (tick - from) / (to - from)).sort((a, b) => a - b);
  const text = new Map(withMinus(tickLabels(ticks)).map((label, i) => [(ticks[i] - from) / (to - from), label]));
  labels.beside(name, at(between(shares, at)), out, true);
  for (const s of shares) {
    const place = at(s);
    labels.tick(place, out);
    labels.beside(/** @type {string} */ (text.get(s)), place, out);
  }
}

/**
 * In the middle between two numbers, those nearest to the edge's middle as it is seen; beside one that is alone.
 * @type {(shares: number[], at: (s: number) => Pixel) => number}
 */
function between(shares, at) {
  const [[x0, y0], [x1, y1]] = [at(0), at(1)];
  const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2];
  if (shares.length < 2) return (shares[0] ?? 0) > 0.5 ? shares[0] / 2 : (1 + (shares[0] ?? 0)) / 2;
  const places = shares.slice(1).map((s, i) => (s + shares[i]) / 2);
  const far = places.map((s) => Math.hypot(at(s)[0] - mx, at(s)[1] - my));
  return places[far.indexOf(Math.min(...far))];
}

/**
 * The direction at right angles to a line on the canvas that leads away from a place.
 * @type {(a: Pixel, b: Pixel, from: Pixel) => [number, number]}
 */
function normal([x0, y0], [x1, y1], [mx, my]) {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  const [nx, ny] = [(y1 - y0) / length, (x0 - x1) / length];
  const away = ((x0 + x1) / 2 - mx) * nx + ((y0 + y1) / 2 - my) * ny;
  return away < 0 ? [-nx, -ny] : [nx, ny];
}

/**
 * The scale of the heights, upright at its corner.
 * @type {(labels: Labels, block: Block, sides: Sides, project: (share: Share) => Pixel, written: Written, middle: Pixel) => void}
 */
function drawHeights(labels, block, { near, left }, project, { heights }, middle) {
  const place = block.place(near, left ? 0 : 1);
  /** @type {(z: number) => Pixel} */
  const at = (z) => project([...place, z]);
  const [foot, top] = [at(FLOOR), at(Math.max(0, ...heights.ticks))];
  if (!(foot[2] > 0 && top[2] > 0) || Math.hypot(top[0] - foot[0], top[1] - foot[1]) < LOWEST) return;
  const { context, theme } = labels;
  context.beginPath();
  context.moveTo(foot[0], foot[1]);
  context.lineTo(top[0], top[1]);
  Object.assign(context, { lineWidth: 1, strokeStyle: theme.grid });
  context.stroke();
  const out = normal(foot, top, middle);
  // Above the highest number, beside the surface.
  labels.over(heights.name, top, out[0]);
  heights.ticks.forEach((share, i) => {
    const tick = at(share);
    if (labels.beside(heights.labels[i], tick, out)) labels.tick(tick, out);
  });
}
