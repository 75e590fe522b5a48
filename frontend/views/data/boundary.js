// The decision boundary: the winning class's probability as a field, the lines where it changes, and the points.

import { parse, places } from "../../query/edits.js";
import { percent, sentenceList } from "../../base/format.js";
import { dot } from "../canvas.js";
import { make, say } from "../../base/elements.js";
import { Plot } from "../plot.js";

/**
 * @typedef {import("../../query/edits.js").Point} Point
 * @typedef {ReturnType<Plot["pixels"]>} PlotArea
 */

export class Boundary {
  /**
   * `boot` is the page's JSON; `edits()` says in the address's words which are asked for, which may be ahead of the run.
   * @param {HTMLElement} element
   * @param {HTMLElement} note
   * @param {Boot} boot
   * @param {() => string | null} edits
   */
  constructor(element, note, boot, edits) {
    this.plot = new Plot(element, boot, "boundary");
    this.name = make("span", "note-name");
    this.accuracy = make("span", "note-figure");
    note.append(this.name, " ", this.accuracy);
    this.boot = boot;
    this.edits = edits;
    this.image = document.createElement("canvas");
    this.points = document.createElement("canvas");
    /** @type {number[] | null} */
    this.held = null;
    /** @type {Point[]} */
    this.places = [];
    /** @type {Run | null} */
    this.run = null;
    /** @type {Uint32Array | null} */
    this.palette = null;
    /** @type {string | null} */
    this.shown = null;
    /** @type {string | undefined} */
    this.axes = undefined;
    this.theme = "light";
    // How often the points have been drawn: what is drawn over them must follow.
    this.version = 0;
    const { canvas } = this.plot.under;
    canvas.removeAttribute("aria-hidden");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", "Decision boundary");
  }

  /** @type {(run: Run) => void} */
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

  /**
   * While a point is dragged the picture stays where it is, or the point would leave the pointer.
   * @type {(held: boolean) => void}
   */
  hold(held) {
    this.held = held ? this.extent : null;
    this.redraw();
  }

  /** What is shown of the plane: [x0, x1, y0, y1]. */
  get extent() {
    return this.held ?? this.#data.extent;
  }

  /** The run that is shown, and its data: there is one wherever something is drawn. */
  get #shown() {
    return /** @type {Run} */ (this.run);
  }

  get #data() {
    return /** @type {Data} */ (this.#shown.data);
  }

  /** @type {(name: string) => void} */
  setTheme(name) {
    this.theme = name;
    this.palette = null;
    this.redraw();
  }

  /** Axes and points, which stand still while the run plays. */
  redraw() {
    if (!this.run) return;
    this.#drawAxes();
    this.palette ??= palette(this.boot.themes[this.theme], this.#data);
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
    this.places = places(this.#data, parse(this.edits()));
    this.#drawPoints();
    this.version += 1;
    this.shown = null;
  }

  /** @type {(moment: { epochs: number[] }) => void} */
  draw({ epochs }) {
    const { run } = this;
    if (!run || run.last < 0) return;
    const whole = epochs.map((epoch) => Math.min(Math.floor(epoch), run.last));
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
    this.#drawField(context, area, whole[run.leader]);
    for (let k = run.count - 1; k >= 0; k--) this.#drawLines(context, area, k, whole[k]);
    context.drawImage(this.points, 0, 0, width, height);
    context.restore();
    this.#describe(whole[run.leader]);
  }

  /** From values to pixels, and the pixels that are drawn on. */
  get area() {
    const [x0, x1, y0, y1] = this.extent;
    return this.plot.pixels([x0, x1], [y0, y1]);
  }

  /**
   * From a pixel of the picture to values.
   * @type {(x: number, y: number) => { x: number, y: number }}
   */
  at(x, y) {
    const [x0, x1, y0, y1] = this.extent;
    const { left, top, width, height } = this.area;
    return { x: x0 + ((x - left) / width) * (x1 - x0), y: y1 - ((y - top) / height) * (y1 - y0) };
  }

  /** @type {(context: Context, area: PlotArea, epoch: number) => void} */
  #drawField(context, area, epoch) {
    const { rows, columns, bytes } = this.#shown.field(this.#shown.leader, epoch);
    const colours = /** @type {Uint32Array} */ (this.palette);
    Object.assign(this.image, { width: columns, height: rows });
    const image = new ImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        pixels[(rows - 1 - row) * columns + column] = colours[bytes[row * columns + column]];
      }
    }
    /** @type {Context} */ (this.image.getContext("2d")).putImageData(image, 0, 0);
    const [x0, x1, y0, y1] = this.#data.extent;
    const [left, top] = [area.x(x0), area.y(y1)];
    const [width, height] = [area.x(x1) - left, area.y(y0) - top];
    // A cell's value is that of its centre, and the outermost centres are on the field's edge.
    const [dx, dy] = [width / (columns - 1) / 2, height / (rows - 1) / 2];
    context.drawImage(this.image, left - dx, top - dy, width + 2 * dx, height + 2 * dy);
  }

  /** @type {(context: Context, area: PlotArea, k: number, epoch: number) => void} */
  #drawLines(context, area, k, epoch) {
    const theme = this.boot.themes[this.theme];
    for (const [colour, width] of /** @type {const} */ ([[theme.casing, 4], [this.#shown.colour(k, theme), 2]])) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.globalAlpha = colour === theme.casing ? 0.6 : 1;
      context.beginPath();
      for (const line of this.#shown.boundary(k, epoch)) {
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
    const context = /** @type {Context} */ (this.points.getContext("2d"));
    context.scale(density, density);
    const theme = this.boot.themes[this.theme];
    const { area } = this;
    for (let i = this.places.length - 1; i >= 0; i--) {
      const { x, y, label, train } = this.places[i];
      context.globalAlpha = train ? 1 : 0.55;
      dot(context, area.x(x), area.y(y), this.size(train), theme[`class_${label}`], train ? theme.rim : null, 0.7);
    }
  }

  /**
   * The radius of a training point, or a test point, in pixels.
   * @type {(train: boolean) => number}
   */
  size(train) {
    const size = Math.max(1.6, Math.min(3.4, 60 / Math.sqrt(this.places.length)));
    return train ? size : size * 0.6;
  }

  /** @type {(epoch: number) => void} */
  #describe(epoch) {
    const run = this.#shown;
    const { leader } = run;
    const { label } = run.contenders[leader];
    const accuracy = percent(run.scalar("test_accuracy", leader, epoch));
    say(this.name, run.count > 1 ? `${label},` : "");
    say(this.accuracy, `test ${accuracy}`);
    const text = `Decision boundary of ${label} after epoch ${epoch}: ${accuracy} of the test points are classified correctly.`;
    this.plot.under.canvas.setAttribute("aria-label", text + confused(run, leader, epoch));
  }
}

/**
 * Which test points were taken for which class in the end, once that is shown.
 * @type {(run: Run, k: number, epoch: number) => string}
 */
function confused(run, k, epoch) {
  const row = run.report?.contenders[k];
  if (!row?.confusion || epoch < row.epoch) return "";
  const wrong = row.confusion.flatMap((counts, label) => {
    return counts.map((count, taken) => (taken !== label && count ? `${count} of class ${label} are classified as ${taken}` : ""));
  });
  const list = sentenceList(wrong.filter(Boolean));
  return list ? ` Test points at the end: ${list}.` : " At the end all test points are classified correctly.";
}

/**
 * A colour for each byte of a field, as the canvas stores it: faint where the class is uncertain.
 * @type {(theme: Theme, field: { classes: number, levels: number }) => Uint32Array}
 */
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

/** @type {(hex: string) => number[]} */
function rgb(hex) {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}
