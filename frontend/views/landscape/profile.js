// A landscape over one direction, or a cut through one over two: Plotly draws the axes, a canvas the curve, the trails and
// the balls on it.

import { LATER } from "../../base/later.js";
import { withMinus } from "../../base/format.js";
import { Cut, Line } from "./cut.js";
import { shareOf, valueOf } from "./frame.js";
import { clip } from "./overlay.js";
import { Plot } from "../plot.js";
import { placing, View } from "./view.js";

/** @typedef {import("./cut.js").Axis} Axis */

export class Profile extends View {
  /**
   * @param {HTMLElement} element
   * @param {Boot} boot
   * @param {() => void} onView
   * @param {Extras} extras
   */
  constructor(element, boot, onView, extras) {
    super(element, boot, onView, extras);
    this.plot = new Plot(element, boot, "profile");
    /** @type {Axis} */
    this.axis = "u";
    /** @type {Cut | Line} */
    this.curve = LATER;
  }

  /**
   * The direction along which a surface is cut, "u" or "v".
   * @type {(axis: Axis) => void}
   */
  setAxis(axis) {
    this.axis = axis;
    if (this.run) this.redraw();
  }

  get #range() {
    return /** @type {[number, number]} */ (this.frame[this.run.line ? "u" : this.axis]);
  }

  /** Plotly's part, for a new run, theme, height or size. */
  async redraw() {
    if (!this.run) return;
    this.rescale();
    const { kind, range, ticks, labels } = this.scale;
    const { labels: names } = this.run.slices[0].plane;
    const { xaxis, yaxis } = this.boot.figures[this.theme].profile.layout;
    const label = this.run.direction(names[this.run.line || this.axis === "u" ? 0 : 1]);
    const x = { range: this.#range, title: { ...xaxis.title, text: label } };
    const y = { range, tickmode: "array", tickvals: ticks, ticktext: withMinus(labels), title: { ...yaxis.title, text: kind === "linear" ? this.run.noun : `${this.run.noun}, log` } };
    await this.plot.axes(this.theme, x, y);
    this.onView();
  }

  /**
   * Draws a moment, as the surface's view does; the curve is never late. Of a cut, `cut` says where it is.
   * @type {(moment: Moment) => Drawn | null}
   */
  draw(moment) {
    if (!this.frame) return null;
    this.#turnTo(this.run.slice(moment.epoch), moment);
    const over = this.drawOver(this.plot.over, moment, (context, stage) => this.#drawCurve(context, stage));
    return { slice: this.slice.epoch, lags: false, ...over, points: this.points, known: this.known, cut: this.#cut() };
  }

  /** @type {(slice: Slice, moment: Moment) => void} */
  #turnTo(slice, moment) {
    const other = slice !== this.slice || this.terrain.scale !== this.scale || this.terrain.frame !== this.frame;
    if (other) this.useSlice(slice);
    if (other || this.run.critical !== this.critical) this.findMarks();
    if (this.run.line) {
      if (other || this.curve.terrain !== this.terrain) this.curve = new Line(this.terrain);
      return;
    }
    const place = this.#place(moment);
    const { curve } = this;
    const same = curve instanceof Cut && curve.terrain === this.terrain && curve.axis === this.axis && curve.place === place;
    if (!same) this.curve = new Cut(this.terrain, this.axis, place);
  }

  /**
   * Where the followed contender's ball is on the other direction, as a share; where it was once it has diverged.
   * @type {(moment: Moment) => number}
   */
  #place({ epochs }) {
    const { run, frame, axis } = this;
    const ball = run.at(run.leader, epochs[run.leader]);
    if (!ball) return this.curve instanceof Cut && this.curve.axis === axis ? this.curve.place : 0.5;
    return shareOf(frame, ball.u, ball.v)[axis === "u" ? 1 : 0];
  }

  /**
   * What is cut, in words: along which direction, at which value of the other.
   * @type {() => Drawn["cut"]}
   */
  #cut() {
    if (this.run.line) return null;
    const [u, v] = this.run.slices[0].plane.labels.map((label) => this.run.direction(label));
    const { place, other } = /** @type {Cut} */ (this.curve);
    const [low, high] = /** @type {[number, number]} */ (this.frame[other]);
    return { along: this.axis === "u" ? u : v, across: this.axis === "u" ? v : u, at: low + place * (high - low) };
  }

  /** @type {(context: Context, stage: Placing) => void} */
  #drawCurve(context, stage) {
    const { curve, scale } = this;
    context.save();
    clip(context, stage.area);
    context.beginPath();
    let open = false;
    for (let i = 0; i < curve.count; i++) {
      const x = i / (curve.count - 1);
      const height = curve.along(x);
      const [px, py] = stage.pixel([x, 0.5, scale.share(height)]);
      if (open) context.lineTo(px, py);
      else context.moveTo(px, py);
      open = Number.isFinite(height);
    }
    context.lineJoin = "round";
    context.lineWidth = 2.5;
    context.strokeStyle = this.boot.themes[this.theme].accent;
    context.stroke();
    context.restore();
  }

  /**
   * From values to shares of the picture, along and beside the curve, to pixels, as overlay.js wants it.
   * @type {(width?: number, height?: number) => Placing}
   */
  geometry(width = this.element.clientWidth, height = this.element.clientHeight) {
    const { scale, frame, curve, run, axis } = this;
    return this.once([scale, frame, curve, run, width, height], () => {
      const area = this.plot.pixels([0, 1], [0, 1]);
      const turned = !run.line && axis === "v";
      /** @type {Placing["place"]} */
      const place = (u, v) => {
        const [x, y] = shareOf(frame, u, v);
        return turned ? [y, x] : [x, y];
      };
      /** @type {Placing["under"]} */
      const under = ([x]) => scale.share(curve.along(x));
      return {
        ...placing(scale, place, under),
        area,
        clip: true,
        line: true,
        hides: () => false,
        pixel: ([x, , z]) => [area.x(x), area.y(z), 1],
        // Beside the cut there is nothing to stand on.
        foot: ([x, y, z]) => [x, y, curve.beside(y) ? z : under([x])],
        off: ([x, y, z]) => Math.abs(z - under([x])) + curve.beside(y),
      };
    });
  }

  /**
   * The place at a pixel, on the curve; beyond the picture, the nearest if it is `clamped`, else null.
   * @type {(px: number, py: number, clamped: boolean) => { u: number, v: number } | null}
   */
  pick(px, _, clamped) {
    const { left, width } = this.plot.pixels([0, 1], [0, 1]);
    const x = (px - left) / width;
    if (!clamped && !(x >= 0 && x <= 1)) return null;
    const along = Math.max(0, Math.min(1, x));
    const { place } = this.curve;
    return this.run.line || this.axis === "u" ? valueOf(this.frame, along, place) : valueOf(this.frame, place, along);
  }
}
