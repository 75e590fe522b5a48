// The block's sides that face the viewer: a cut that takes on the surface's colours and fades into the card, and around the
// surface a hairline.

import { sight } from "./camera.js";
import { alongOf, FLOOR } from "./block.js";
import { eyeShare } from "./fit.js";

/**
 * `project` from shares of the box to pixels; `colours` as isolines.js makes them; `width` and `height` of the canvas.
 * @typedef {{
 *   camera: import("./camera.js").Camera, aspect: Aspect, project: (share: Share) => Pixel, width: number,
 *   height: number, colours: Uint8ClampedArray, theme: Theme,
 * }} Seen
 * @typedef {import("./block.js").Block} Block
 * @typedef {import("./block.js").Sides} Sides
 */

// Pixels of the canvas a pixel of the cut's own picture is wide: its colours change slowly.
const COARSE = 6;
// How much of the surface's colour the cut has just below it, and at the block's foot.
const TOP = 0.62;
const FOOT = 0.05;
// The colour goes faster at first.
const FALL = 1.25;
const LIGHT = { colour: "rgba(255,255,255,0.9)", width: 1.4 };
const RIM = { width: 0.8, opacity: 0.65 };
// As many pieces of an edge are asked whether the surface hides them.
const PIECES = 24;

/**
 * Draws the sides that are seen, and the edges of the surface.
 * @type {(context: Context, image: HTMLCanvasElement, block: Block, sides: Sides, seen: Seen, hides: (share: Share) => boolean) => void}
 */
export function drawFaces(context, image, block, { open }, seen, hides) {
  open.forEach((faces, edge) => {
    if (!faces) return strokeHidden(context, block.edges[edge], seen, hides);
    for (const run of runs(block.edges[edge])) fillCut(context, image, block, edge, run, seen);
    return undefined;
  });
  context.strokeStyle = LIGHT.colour;
  context.lineWidth = LIGHT.width;
  open.forEach((faces, edge) => faces && runs(block.edges[edge]).forEach((run) => stroke(context, run.map(seen.project))));
}

/**
 * The pieces of an edge between gaps in the surface.
 * @type {(edge: Share[]) => Share[][]}
 */
function runs(edge) {
  /** @type {Share[][]} */
  const out = [];
  let open = false;
  for (const point of edge) {
    const is = !Number.isNaN(point[2]);
    if (is && open) out[out.length - 1].push(point);
    else if (is) out.push([point]);
    open = is;
  }
  return out.filter(({ length }) => length > 1);
}

/** @type {(context: Context, points: Pixel[]) => void} */
function stroke(context, [[x, y], ...rest]) {
  context.beginPath();
  context.moveTo(x, y);
  for (const [px, py] of rest) context.lineTo(px, py);
  context.stroke();
}

/**
 * The hairline along an edge whose side is not seen, where no hill is before it.
 * @type {(context: Context, edge: Share[], seen: Seen, hides: (share: Share) => boolean) => void}
 */
function strokeHidden(context, edge, { project, theme }, hides) {
  context.save();
  context.strokeStyle = theme.muted;
  context.lineWidth = RIM.width;
  context.globalAlpha = RIM.opacity;
  const step = Math.max(1, Math.floor((edge.length - 1) / PIECES));
  context.beginPath();
  for (let begin = 0; begin + 1 < edge.length; begin += step) {
    const piece = edge.slice(begin, begin + step + 1);
    if (hides(piece[piece.length >> 1])) continue;
    let open = false;
    for (const point of piece) {
      const [x, y] = project(point);
      if (open && !Number.isNaN(y)) context.lineTo(x, y);
      else context.moveTo(x, y);
      open = !Number.isNaN(y);
    }
  }
  context.stroke();
  context.restore();
}

/** @type {(context: Context, image: HTMLCanvasElement, block: Block, edge: number, run: Share[], seen: Seen) => void} */
function fillCut(context, image, block, edge, run, seen) {
  const { project, width, height } = seen;
  const top = run.map(project);
  const foot = run.map(([x, y]) => project([x, y, FLOOR]));
  const corners = [...top, foot[0], foot[foot.length - 1]];
  if (!corners.every(([, , depth]) => depth > 0)) return;
  const [xs, ys] = [0, 1].map((d) => corners.map((corner) => corner[d]));
  const left = Math.max(0, Math.floor(Math.min(...xs)));
  const upper = Math.max(0, Math.floor(Math.min(...ys)));
  const columns = Math.ceil((Math.min(width, Math.max(...xs)) - left) / COARSE) + 1;
  const rows = Math.ceil((Math.min(height, Math.max(...ys)) - upper) / COARSE) + 1;
  if (!(columns > 1 && rows > 1)) return;
  paint(image, block, edge, { left, upper, columns, rows }, seen);
  context.save();
  context.beginPath();
  for (const [i, [x, y]] of top.entries()) {
    if (i) context.lineTo(x, y);
    else context.moveTo(x, y);
  }
  for (const [x, y] of foot.reverse()) context.lineTo(x, y);
  context.closePath();
  context.clip();
  context.imageSmoothingEnabled = true;
  context.drawImage(image, left - COARSE / 2, upper - COARSE / 2, columns * COARSE, rows * COARSE);
  context.restore();
}

/**
 * Fills a picture with the colours of a side, each pixel by its place on it: opaque, so that nothing behind it is seen.
 * @type {(image: HTMLCanvasElement, block: Block, edge: number, at: { left: number, upper: number, columns: number, rows: number }, seen: Seen) => void}
 */
function paint(image, block, edge, { left, upper, columns, rows }, { camera, aspect, width, height, colours, theme }) {
  Object.assign(image, { width: columns, height: rows });
  const own = /** @type {Context} */ (image.getContext("2d"));
  const picture = own.createImageData(columns, rows);
  const { data } = picture;
  const along = alongOf(edge);
  const across = 1 - along;
  const card = [1, 3, 5].map((i) => parseInt(theme.card.slice(i, i + 2), 16));
  const edges = [aspect.x, aspect.y, aspect.z];
  const from = eyeShare(camera, aspect);
  const wall = block.place(edge, 0)[across];
  const points = block.edges[edge];
  const [first, last] = [points[0][along], points[points.length - 1][along]];
  // Directions change evenly from pixel to pixel.
  const line = sight(camera, width, height);
  /** @type {(x: number, y: number) => number[]} */
  const direction = (x, y) => line(x, y).direction.map((value, i) => value / edges[i]);
  const [begin, right, down] = [direction(left, upper), direction(left + COARSE, upper), direction(left, upper + COARSE)];
  const [beginAcross, beginAlong, beginUp] = [begin[across], begin[along], begin[2]];
  const [rightAcross, rightAlong, rightUp] = [right[across] - beginAcross, right[along] - beginAlong, right[2] - beginUp];
  const [downAcross, downAlong, downUp] = [down[across] - beginAcross, down[along] - beginAlong, down[2] - beginUp];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const t = (wall - from[across]) / (beginAcross + column * rightAcross + row * downAcross);
      const s = (from[along] + t * (beginAlong + column * rightAlong + row * downAlong) - first) / (last - first);
      const z = from[2] + t * (beginUp + column * rightUp + row * downUp);
      const place = Math.round(Math.max(0, Math.min(1, s)) * (points.length - 1));
      const high = points[place][2];
      if (Number.isNaN(high)) continue;
      const deep = Math.max(0, Math.min(1, (high - z) / (high - FLOOR)));
      const share = FOOT + (TOP - FOOT) * (1 - deep) ** FALL;
      const shade = 4 * Math.round(high * (colours.length / 4 - 1));
      const pixel = 4 * (row * columns + column);
      for (let c = 0; c < 3; c++) data[pixel + c] = card[c] + share * (colours[shade + c] - card[c]);
      data[pixel + 3] = 255;
    }
  }
  own.putImageData(picture, 0, 0);
}
