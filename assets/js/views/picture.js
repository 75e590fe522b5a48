// A snapshot's pictures, on canvases of their own: the landscape with its trails, and the loss curves.

import { heightScale } from "../scale.js";
import { withMinus } from "../format.js";
import { dot } from "./canvas.js";

// Steps of colour, with a line where one ends.
const BANDS = 12;
const LINE = 0.35;
const MARGIN = { left: 44, right: 10, top: 8, bottom: 22 };
const TICKS = 5;

/** A canvas of so many CSS pixels, and its context. */
function canvas(width, height) {
  const element = document.createElement("canvas");
  const density = window.devicePixelRatio || 1;
  Object.assign(element, { width: Math.round(width * density), height: Math.round(height * density) });
  Object.assign(element.style, { width: `${width}px`, height: `${height}px` });
  const context = element.getContext("2d");
  context.scale(density, density);
  return [element, context];
}

/** The landscape of a snapshot from above, or along its one direction, in a theme of the page's. */
export function landscape({ picture, contenders }, { width, height, theme, colours }) {
  const [element, context] = canvas(width, height);
  const bytes = Uint8Array.from(atob(picture.heights), (letter) => letter.charCodeAt(0));
  context.fillStyle = theme.card;
  context.fillRect(0, 0, width, height);
  if (picture.rows > 1) surface(context, element, bytes, picture, colours);
  else profile(context, bytes, { width, height, theme, colours });
  const size = Math.max(1.6, width / 110);
  for (let k = contenders.length - 1; k >= 0; k--) {
    const points = picture.trails[k].map(([x, y]) => [x * width, (1 - y) * height]);
    trail(context, points, theme, theme[`contender_${contenders[k].colour}`], size);
  }
  return element;
}

/** Pixel by pixel, the heights between the grid's in proportion. */
function surface(context, { width, height }, bytes, { rows, columns }, colours) {
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const table = ramp(colours);
  const at = (x, y) => {
    const [column, row] = [(x / width) * (columns - 1), (1 - y / height) * (rows - 1)];
    const [c, r] = [Math.min(Math.floor(column), columns - 2), Math.min(Math.floor(row), rows - 2)];
    const i = r * columns + c;
    const corners = [bytes[i], bytes[i + 1], bytes[i + columns], bytes[i + columns + 1]];
    if (corners.includes(0)) return 0;
    const [s, t] = [column - c, row - r];
    return (1 - t) * ((1 - s) * corners[0] + s * corners[1]) + t * ((1 - s) * corners[2] + s * corners[3]);
  };
  const band = (value) => Math.floor(((value - 1) / 254) * BANDS);
  let above = new Int8Array(width);
  for (let y = 0; y < height; y++) {
    const row = new Int8Array(width);
    for (let x = 0; x < width; x++) {
      const value = at(x + 0.5, y + 0.5);
      row[x] = value ? band(value) : -1;
      const edge = (x > 0 && row[x] !== row[x - 1]) || (y > 0 && row[x] !== above[x]);
      if (value) pixels[y * width + x] = edge ? lighter(table[Math.round(value)]) : table[Math.round(value)];
    }
    above = row;
  }
  const layer = document.createElement("canvas");
  Object.assign(layer, { width, height });
  layer.getContext("2d").putImageData(image, 0, 0);
  context.save();
  context.resetTransform();
  context.drawImage(layer, 0, 0);
  context.restore();
}

/** A colour for each byte, between those of the page's surface. */
function ramp(colours) {
  const stops = colours.map((hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const place = (Math.max(0, byte - 1) / 254) * (stops.length - 1);
    const i = Math.min(Math.floor(place), stops.length - 2);
    const [r, g, b] = stops[i].map((value, j) => Math.round(value + (place - i) * (stops[i + 1][j] - value)));
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
}

function lighter(pixel) {
  const part = (shift) => {
    const value = (pixel >>> shift) & 255;
    return Math.round(value + LINE * (255 - value)) << shift;
  };
  return (255 << 24) | part(16) | part(8) | part(0);
}

function profile(context, bytes, { width, height, theme, colours }) {
  context.strokeStyle = colours[Math.floor(colours.length / 3)];
  context.lineWidth = Math.max(1.2, width / 160);
  context.beginPath();
  bytes.forEach((byte, i) => {
    if (byte) context.lineTo((i / (bytes.length - 1)) * width, (1 - (byte - 1) / 254) * height);
  });
  context.stroke();
  context.strokeStyle = theme.line;
}

function trail(context, points, theme, colour, size) {
  for (const [stroke, width] of [[theme.casing, size * 1.7], [colour, size]]) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.lineJoin = "round";
    context.beginPath();
    for (const point of points) context.lineTo(...point);
    context.stroke();
  }
  if (points.length) dot(context, ...points.at(-1), size * 1.6, colour, theme.rim, size / 2);
}

/** The loss curves of several snapshots in one picture, each dashed in its own way. */
export function curves(snapshots, dashes, { width, height, theme, font }) {
  const [element, context] = canvas(width, height);
  const lines = snapshots.flatMap(({ curves: own, contenders }, i) => {
    return own.map(({ epochs, losses }, k) => ({ epochs, losses, dash: dashes[i], colour: theme[`contender_${contenders[k].colour}`] }));
  });
  const scale = common(lines);
  const last = Math.max(1, ...lines.map(({ epochs }) => epochs.at(-1)));
  const area = { x: (epoch) => MARGIN.left + (epoch / last) * (width - MARGIN.left - MARGIN.right) };
  const room = height - MARGIN.top - MARGIN.bottom;
  area.y = (loss) => MARGIN.top + room * (1 - scale.share(scale.of(loss)));
  axes(context, scale, area, { width, height, last, theme, font, room });
  for (const { epochs, losses, dash, colour } of lines) {
    context.setLineDash(dash);
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.beginPath();
    losses.forEach((loss, i) => Number.isFinite(scale.of(loss ?? NaN)) && context.lineTo(area.x(epochs[i]), area.y(loss)));
    context.stroke();
  }
  return element;
}

/** A logarithmic scale that holds them all; linear where a loss is not above zero. */
function common(lines) {
  const values = lines.flatMap(({ losses }) => losses).filter((loss) => loss !== null);
  const [low, high] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  if (!(low <= high)) return heightScale("linear", 0, 1, TICKS);
  return heightScale(low > 0 ? "log" : "linear", low, high, TICKS);
}

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
  for (const [epoch, align] of [[0, "left"], [last, "right"]]) {
    context.textAlign = align;
    context.fillText(epoch === 0 ? "epoch 0" : String(epoch), area.x(epoch), height - 2);
  }
}
