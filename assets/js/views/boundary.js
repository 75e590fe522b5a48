// The decision boundary: the winning class's probability as a field, the lines where it changes, and the points.

import { percent } from "../format.js";
import { dot } from "./canvas.js";
import { Plot } from "./plot.js";

export class Boundary {
  constructor(element, note, boot) {
    this.plot = new Plot(element, boot, "boundary");
    this.note = note;
    this.boot = boot;
    this.image = document.createElement("canvas");
    this.points = document.createElement("canvas");
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", "Decision boundary");
  }

  setRun(run) {
    // A test function has no data, and so no boundary.
    this.run = run.data ? run : null;
    this.palette = null;
    this.redraw();
  }

  setTheme(name) {
    this.theme = name;
    this.palette = null;
    this.redraw();
  }

  /** Axes and points, which stand still while the run plays. */
  redraw() {
    if (!this.run) return;
    const [x0, x1, y0, y1] = this.run.data.extent;
    this.plot.axes(this.theme, { range: [x0, x1] }, { range: [y0, y1] });
    this.palette ??= palette(this.boot.themes[this.theme], this.run.data);
    this.#drawPoints();
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
    const area = this.#area();
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

  #area() {
    const [x0, x1, y0, y1] = this.run.data.extent;
    return this.plot.pixels([x0, x1], [y0, y1]);
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
    // A cell's value is that of its centre, and the outermost centres are on the field's edge.
    const [dx, dy] = [area.width / (columns - 1) / 2, area.height / (rows - 1) / 2];
    context.drawImage(this.image, area.left - dx, area.top - dy, area.width + 2 * dx, area.height + 2 * dy);
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
    const area = this.#area();
    const { points, labels, train } = this.run.data;
    const size = Math.max(1.6, Math.min(3.4, 60 / Math.sqrt(labels.data.length)));
    for (let i = labels.data.length - 1; i >= 0; i--) {
      const colour = theme[`class_${labels.data[i]}`];
      const [x, y] = [area.x(points.data[2 * i]), area.y(points.data[2 * i + 1])];
      context.globalAlpha = i < train ? 1 : 0.55;
      dot(context, x, y, i < train ? size : size * 0.6, colour, i < train ? theme.rim : null, 0.7);
    }
  }

  #describe(epoch) {
    const { leader } = this.run;
    const { label } = this.run.contenders[leader];
    const accuracy = percent(this.run.scalar("test_accuracy", leader, epoch));
    this.note.textContent = this.run.count > 1 ? `${label}, test ${accuracy}` : `test ${accuracy}`;
    const text = `Decision boundary of ${label} after epoch ${epoch}: ${accuracy} of the test points are classified right.`;
    this.plot.element.setAttribute("aria-label", text);
  }
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
