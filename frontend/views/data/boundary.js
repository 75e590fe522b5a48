// @ts-nocheck
// The decision boundary: the winning class's probability as a field, the lines where it changes, and the points.

import { parse, places } from "../../query/edits.js";
import { percent, sentenceList } from "../../base/format.js";
import { dot } from "../canvas.js";
import { make, say } from "../../base/elements.js";
import { Plot } from "../plot.js";

export class Boundary {
  /** `boot` is the page's JSON; `edits()` says in the address's words which are asked for, which may be ahead of the run. */
  constructor(element, note, boot, edits) {
    this.plot = new Plot(element, boot, "boundary");
    this.name = make("span", "note-name");
    this.accuracy = make("span", "note-figure");
    note.append(this.name, " ", this.accuracy);
    this.boot = boot;
    this.edits = edits;
    this.image = document.createElement("canvas");
    this.points = document.createElement("canvas");
    this.held = null;
    this.places = [];
    // How often the points have been drawn: what is drawn over them must follow.
    this.version = 0;
    const { canvas } = this.plot.under;
    canvas.removeAttribute("aria-hidden");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", "Decision boundary");
  }

  setRun(run) {
    // A test function has no data, and so no boundary.
    this.run = run.data ? run : null;
    this.palette = null;
    this.redraw();
  }

  /** All has come, the confusion among it. */
  complete() {
    this.shown = null;
  }

  /** While a point is dragged the picture stays where it is, or the point would leave the pointer. */
  hold(held) {
    this.held = held ? this.extent : null;
    this.redraw();
  }

  /** What is shown of the plane: [x0, x1, y0, y1]. */
  get extent() {
    return this.held ?? this.run.data.extent;
  }

  setTheme(name) {
    this.theme = name;
    this.palette = null;
    this.redraw();
  }

  /** Axes and points, which stand still while the run plays. */
  redraw() {
    if (!this.run) return;
    this.#drawAxes();
    this.palette ??= palette(this.boot.themes[this.theme], this.run.data);
    this.redrawPoints();
  }

  /** Plotly's part, where it is another. */
  #drawAxes() {
    const [x0, x1, y0, y1] = this.extent;
    const { clientWidth: width, clientHeight: height } = this.plot.element;
    const key = [x0, x1, y0, y1, width, height, this.theme].join();
    if (this.axes === key || !window.Plotly) return;
    this.axes = key;
    this.plot.axes(this.theme, { range: [x0, x1] }, { range: [y0, y1] });
  }

  /** The points as the edits have them that are asked for now. */
  redrawPoints() {
    this.places = places(this.run.data, parse(this.edits()));
    this.#drawPoints();
    this.version += 1;
    this.shown = null;
  }

  draw({ epochs }) {
    if (!this.run || this.run.last < 0) return;
    const whole = epochs.map((epoch) => Math.min(Math.floor(epoch), this.run.last));
    const { width, height } = this.plot.under.fit();
    if (!this.points.width || !this.points.height) return;
    const key = `${whole.join()} ${width} ${height}`;
    if (this.shown === key) return;
    this.shown = key;
    const { context } = this.plot.under;
    context.clearRect(0, 0, width, height);
    const area = this.area;
    context.save();
    context.beginPath();
    context.rect(area.left, area.top, area.width, area.height);
    context.clip();
    this.#drawField(context, area, whole[this.run.leader]);
    for (let k = this.run.count - 1; k >= 0; k--) this.#drawLines(context, area, k, whole[k]);
    context.drawImage(this.points, 0, 0, width, height);
    context.restore();
    this.#describe(whole[this.run.leader]);
  }

  /** From values to pixels, and the pixels that are drawn on. */
  get area() {
    const [x0, x1, y0, y1] = this.extent;
    return this.plot.pixels([x0, x1], [y0, y1]);
  }

  /** From a pixel of the picture to values. */
  at(x, y) {
    const [x0, x1, y0, y1] = this.extent;
    const { left, top, width, height } = this.area;
    return { x: x0 + ((x - left) / width) * (x1 - x0), y: y1 - ((y - top) / height) * (y1 - y0) };
  }

  #drawField(context, area, epoch) {
    const { rows, columns, bytes } = this.run.field(this.run.leader, epoch);
    Object.assign(this.image, { width: columns, height: rows });
    const image = new ImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        pixels[(rows - 1 - row) * columns + column] = this.palette[bytes[row * columns + column]];
      }
    }
    this.image.getContext("2d").putImageData(image, 0, 0);
    const [x0, x1, y0, y1] = this.run.data.extent;
    const [left, top] = [area.x(x0), area.y(y1)];
    const [width, height] = [area.x(x1) - left, area.y(y0) - top];
    // A cell's value is that of its centre, and the outermost centres are on the field's edge.
    const [dx, dy] = [width / (columns - 1) / 2, height / (rows - 1) / 2];
    context.drawImage(this.image, left - dx, top - dy, width + 2 * dx, height + 2 * dy);
  }

  #drawLines(context, area, k, epoch) {
    const theme = this.boot.themes[this.theme];
    for (const [colour, width] of [[theme.casing, 4], [this.run.colour(k, theme), 2]]) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.globalAlpha = colour === theme.casing ? 0.6 : 1;
      context.beginPath();
      for (const line of this.run.boundary(k, epoch)) {
        context.moveTo(area.x(line[0]), area.y(line[1]));
        for (let i = 2; i < line.length; i += 2) context.lineTo(area.x(line[i]), area.y(line[i + 1]));
      }
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /** Training points with a rim, test points smaller and faint; drawn once and then copied. */
  #drawPoints() {
    const { clientWidth: width, clientHeight: height } = this.plot.element;
    const density = window.devicePixelRatio || 1;
    Object.assign(this.points, { width: width * density, height: height * density });
    const context = this.points.getContext("2d");
    context.scale(density, density);
    const theme = this.boot.themes[this.theme];
    const { area } = this;
    for (let i = this.places.length - 1; i >= 0; i--) {
      const { x, y, label, train } = this.places[i];
      context.globalAlpha = train ? 1 : 0.55;
      dot(context, area.x(x), area.y(y), this.size(train), theme[`class_${label}`], train ? theme.rim : null, 0.7);
    }
  }

  /** The radius of a training point, or a test point, in pixels. */
  size(train) {
    const size = Math.max(1.6, Math.min(3.4, 60 / Math.sqrt(this.places.length)));
    return train ? size : size * 0.6;
  }

  #describe(epoch) {
    const { leader } = this.run;
    const { label } = this.run.contenders[leader];
    const accuracy = percent(this.run.scalar("test_accuracy", leader, epoch));
    say(this.name, this.run.count > 1 ? `${label},` : "");
    say(this.accuracy, `test ${accuracy}`);
    const text = `Decision boundary of ${label} after epoch ${epoch}: ${accuracy} of the test points are classified right.`;
    this.plot.under.canvas.setAttribute("aria-label", text + confused(this.run, leader, epoch));
  }
}

/** Which test points were taken for which class in the end, once that is shown. */
function confused(run, k, epoch) {
  const row = run.report?.contenders[k];
  if (!row?.confusion || epoch < row.epoch) return "";
  const wrong = row.confusion.flatMap((counts, label) => {
    return counts.map((count, taken) => (taken !== label && count ? `${count} of class ${label} are taken for class ${taken}` : ""));
  });
  const list = sentenceList(wrong.filter(Boolean));
  return list ? ` In the end ${list}.` : " In the end none is taken for another class.";
}

/** A colour for each byte of a field, as the canvas stores it: faint where the class is uncertain. */
export function palette(theme, { classes, levels }) {
  const colours = new Uint32Array(256);
  const even = rgb(theme.card);
  for (let byte = 0; byte < classes * levels; byte++) {
    const certain = rgb(theme[`field_${Math.floor(byte / levels)}`]);
    const share = Math.sqrt((byte % levels) / (levels - 1));
    const [r, g, b] = certain.map((value, i) => Math.round(even[i] + share * (value - even[i])));
    colours[byte] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return colours;
}

function rgb(hex) {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}
