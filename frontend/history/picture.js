// A snapshot's pictures, on canvases of their own: the landscape with its trails, and the loss curves.

import { heightScale } from "../base/scale.js";
import { withMinus } from "../base/format.js";
import { dot } from "../views/canvas.js";
import { paint } from "../views/landscape/isolines.js";

/**
 * @typedef {{ width: number, height: number }} Size
 * @typedef {{ x: (epoch: number) => number, y: (loss: number) => number }} PlotArea
 */

const MARGIN = { left: 44, right: 10, top: 8, bottom: 22 };
const TICKS = 5;

/**
 * A canvas of so many CSS pixels, and its context.
 * @type {(width: number, height: number) => [HTMLCanvasElement, Context]}
 */
function canvas(width, height) {
  const element = document.createElement("canvas");
  const density = window.devicePixelRatio || 1;
  Object.assign(element, { width: Math.round(width * density), height: Math.round(height * density) });
  Object.assign(element.style, { width: `${width}px`, height: `${height}px` });
  const context = /** @type {Context} */ (element.getContext("2d"));
  context.scale(density, density);
  return [element, context];
}

/**
 * The landscape of a snapshot from above in `colours` (see isolines.js), or along its one direction.
 * @type {(snapshot: Pick<Snapshot, "picture" | "contenders">, look: Size & { theme: Theme, colours: Uint8ClampedArray }) => HTMLCanvasElement}
 */
export function landscape({ picture, contenders }, { width, height, theme, colours }) {
  const [element, context] = canvas(width, height);
  const bytes = Uint8Array.from(atob(picture.heights), (letter) => letter.charCodeAt(0));
  context.fillStyle = theme.card;
  context.fillRect(0, 0, width, height);
  if (picture.rows > 1) surface(context, { width, height }, bytes, picture, colours);
  else profile(context, bytes, { width, height, theme });
  const size = Math.max(1.6, width / 110);
  for (let k = contenders.length - 1; k >= 0; k--) {
    const points = picture.trails[k].map(([x, y]) => /** @type {[number, number]} */ ([x * width, (1 - y) * height]));
    trail(context, points, theme, theme[`contender_${contenders[k].colour}`], size);
  }
  return element;
}

/**
 * The surface from above: bytes are heights, 0 where there is none.
 * @type {(context: Context, size: Size, bytes: Uint8Array, picture: Picture, colours: Uint8ClampedArray) => void}
 */
function surface(context, { width, height }, bytes, { rows, columns }, colours) {
  const grid = { rows, columns, heights: Float64Array.from(bytes, (byte) => byte || NaN) };
  paint(context, document.createElement("canvas"), grid, [1, 255], colours, [0, height], [width, 0]);
}

/** @type {(context: Context, bytes: Uint8Array, look: Size & { theme: Theme }) => void} */
function profile(context, bytes, { width, height, theme }) {
  context.strokeStyle = theme.accent;
  context.lineWidth = Math.max(1.2, width / 160);
  context.beginPath();
  bytes.forEach((byte, i) => {
    if (byte) context.lineTo((i / (bytes.length - 1)) * width, (1 - (byte - 1) / 254) * height);
  });
  context.stroke();
}

/** @type {(context: Context, points: [number, number][], theme: Theme, colour: string, size: number) => void} */
function trail(context, points, theme, colour, size) {
  for (const [stroke, width] of /** @type {const} */ ([[theme.casing, size * 1.7], [colour, size]])) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.lineJoin = "round";
    context.beginPath();
    for (const point of points) context.lineTo(...point);
    context.stroke();
  }
  if (points.length) dot(context, ...points[points.length - 1], size * 1.6, colour, theme.rim, size / 2);
}

/**
 * The loss curves of several snapshots in one picture, each dashed in its own way.
 * @type {(snapshots: Snapshot[], dashes: number[][], look: Size & { theme: Theme, font: string }) => HTMLCanvasElement}
 */
export function curves(snapshots, dashes, { width, height, theme, font }) {
  const [element, context] = canvas(width, height);
  const lines = snapshots.flatMap(({ curves: own, contenders }, i) => {
    return own.map(({ epochs, losses }, k) => ({ epochs, losses, dash: dashes[i], colour: theme[`contender_${contenders[k].colour}`] }));
  });
  const scale = common(lines);
  const last = Math.max(1, ...lines.map(({ epochs }) => epochs[epochs.length - 1]));
  const room = height - MARGIN.top - MARGIN.bottom;
  /** @type {PlotArea} */
  const area = {
    x: (epoch) => MARGIN.left + (epoch / last) * (width - MARGIN.left - MARGIN.right),
    y: (loss) => MARGIN.top + room * (1 - scale.share(scale.of(loss))),
  };
  axes(context, scale, area, { width, height, last, theme, font, room });
  for (const { epochs, losses, dash, colour } of lines) {
    context.setLineDash(dash);
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.beginPath();
    losses.forEach((loss, i) => Number.isFinite(scale.of(loss ?? NaN)) && context.lineTo(area.x(epochs[i]), area.y(Number(loss))));
    context.stroke();
  }
  return element;
}

/**
 * A logarithmic scale that holds them all; linear where a loss is not above zero.
 * @type {(lines: { losses: (number | null)[] }[]) => Scale}
 */
function common(lines) {
  const values = lines.flatMap(({ losses }) => losses).filter((loss) => loss !== null);
  const [low, high] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  if (!(low <= high)) return heightScale("linear", 0, 1, TICKS);
  return heightScale(low > 0 ? "log" : "linear", low, high, TICKS);
}

/** @type {(context: Context, scale: Scale, area: PlotArea, look: Size & { last: number, theme: Theme, font: string, room: number }) => void} */
function axes(context, scale, area, { width, height, last, theme, font, room }) {
  context.font = `11px ${font}`;
  context.fillStyle = theme.muted;
  context.strokeStyle = theme.line;
  context.textBaseline = "middle";
  context.textAlign = "right";
  withMinus(scale.labels).forEach((label, i) => {
    const y = MARGIN.top + room * (1 - scale.share(scale.ticks[i]));
    context.fillText(label, MARGIN.left - 6, y);
    context.beginPath();
    context.moveTo(MARGIN.left, y);
    context.lineTo(width - MARGIN.right, y);
    context.stroke();
  });
  context.textBaseline = "bottom";
  for (const [epoch, align] of /** @type {const} */ ([[0, "left"], [last, "right"]])) {
    context.textAlign = align;
    context.fillText(String(epoch), area.x(epoch), height - 2);
  }
}
