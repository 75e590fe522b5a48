// A landscape over two directions from above: colours and lines of equal height under Plotly's axes, over them what moves.

import { withMinus } from "../../base/format.js";
import { shareOf, valueOf } from "./frame.js";
import { paint, shades } from "./isolines.js";
import { Plot } from "../plot.js";
import { placing, View } from "./view.js";

// Both directions have the same unit, so that angles are true, but where one is more than this many times as long.
const LONGEST = 3;
// The scale of the colours beside the picture, in pixels: how far from it, and how wide.
const BAR = { gap: 14, width: 10, text: 6 };

export class Contour extends View {
  /**
   * @param {HTMLElement} element
   * @param {Boot} boot
   * @param {() => void} onView
   * @param {Extras} extras
   */
  constructor(element, boot, onView, extras) {
    super(element, boot, onView, extras);
    this.plot = new Plot(element, boot, "contour");
    this.image = document.createElement("canvas");
    /** @type {{ terrain: import("./terrain.js").Terrain, key: string } | null} */
    this.painted = null;
    /** @type {Uint8ClampedArray | undefined} */
    this.colours = undefined;
  }

  async redraw() {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!this.run || !width || !height) return;
    this.painted = null;
    this.plot.margin = this.#margin(width, height);
    const { xaxis, yaxis } = this.boot.figures[this.theme].contour.layout;
    const [u, v] = this.run.slices[0].plane.labels.map((label) => this.run.direction(label));
    await this.plot.axes(
      this.theme,
      { range: this.frame.u, title: { ...xaxis.title, text: u } },
      { range: this.frame.v, title: { ...yaxis.title, text: v } },
    );
    this.onView();
  }

  /** The range upwards: what is seen from above has two directions. */
  get #up() {
    return /** @type {[number, number]} */ (this.frame.v);
  }

  /**
   * The usual margins, and what is free beside an area in which both directions have the same unit.
   * @type {(width: number, height: number) => Record<"l" | "r" | "t" | "b", number>}
   */
  #margin(width, height) {
    const { l, r, t, b } = this.boot.figures[this.theme].contour.layout.margin;
    const [across, up] = [this.frame.u, this.#up].map(([low, high]) => high - low);
    const ratio = across / up;
    const free = [width - l - r, height - t - b];
    if (ratio > LONGEST || ratio < 1 / LONGEST || !(Math.min(...free) > 0)) return { l, r, t, b };
    const area = [Math.min(free[0], free[1] * ratio), Math.min(free[1], free[0] / ratio)];
    const [side, top] = [(free[0] - area[0]) / 2, (free[1] - area[1]) / 2];
    return { l: l + side, r: r + side, t: t + top, b: b + top };
  }

  /**
   * Draws a moment, as the surface's view does; the slice is never late.
   * @type {(moment: Moment) => Drawn | null}
   */
  draw(moment) {
    if (!this.frame) return null;
    const slice = this.run.slice(moment.epoch);
    if (slice !== this.slice || this.terrain.scale !== this.scale || this.terrain.frame !== this.frame) {
      this.useSlice(slice);
      this.findMarks();
    }
    if (this.run.critical !== this.critical) this.findMarks();
    this.#paint();
    const over = this.drawOver(this.plot.over, moment);
    return { slice: slice.epoch, lags: false, ...over, points: this.points, known: this.known };
  }

  /** The surface, for another slice, size or theme. */
  #paint() {
    const { under } = this.plot;
    const { width, height } = under.fit();
    const painted = [this.terrain, this.theme, width, height].join();
    if (this.painted?.terrain === this.terrain && this.painted.key === painted) return;
    this.painted = { terrain: this.terrain, key: painted };
    const { context } = under;
    const { left, top, width: w, height: h, ...area } = this.#area();
    context.clearRect(0, 0, width, height);
    context.save();
    context.beginPath();
    context.rect(left, top, w, h);
    context.clip();
    /** @type {(u: number, v: number) => [number, number]} */
    const corner = (u, v) => {
      const [x, y] = shareOf(this.frame, u, v);
      return [area.x(x), area.y(y)];
    };
    const { u } = this.terrain;
    const v = /** @type {Float64Array} */ (this.terrain.v);
    const [low, high] = this.scale.range;
    paint(context, this.image, this.terrain, [low, high], this.#shades(), corner(u[0], v[0]), corner(u[u.length - 1], v[v.length - 1]));
    context.restore();
    this.#drawBar(context, left + w + BAR.gap, top, h);
  }

  /**
   * Which colour is which height: from above there is no other axis for it.
   * @type {(context: Context, left: number, top: number, height: number) => void}
   */
  #drawBar(context, left, top, height) {
    const { range, ticks, labels, share } = this.scale;
    const colours = this.#shades();
    for (let y = 0; y < height; y++) {
      const at = 4 * Math.round((1 - y / height) * (colours.length / 4 - 1));
      context.fillStyle = `rgb(${colours[at]},${colours[at + 1]},${colours[at + 2]})`;
      context.fillRect(left, top + y, BAR.width, 1);
    }
    const { muted } = this.boot.themes[this.theme];
    const { size, family } = this.boot.figures[this.theme].contour.layout.xaxis.tickfont;
    Object.assign(context, { fillStyle: muted, font: `${size}px ${family}`, textBaseline: "middle" });
    withMinus(labels).forEach((label, i) => {
      if (ticks[i] < range[0] || ticks[i] > range[1]) return;
      context.fillText(label, left + BAR.width + BAR.text, top + height * (1 - share(ticks[i])));
    });
  }

  #shades() {
    this.colours ??= shades(this.boot.figures.light.landscape.data[0].colorscale);
    return this.colours;
  }

  #area() {
    return this.plot.pixels([0, 1], [0, 1]);
  }

  /** @type {(width?: number, height?: number) => Placing} */
  geometry(width = this.element.clientWidth, height = this.element.clientHeight) {
    const { terrain, scale, frame, run, plot } = this;
    return this.once([terrain, scale, frame, run, width, height, plot.margin], () => {
      const area = this.#area();
      return {
        ...placing(scale, (u, v) => shareOf(frame, u, v), ([x, y]) => scale.share(terrain.at(x, y))),
        area,
        clip: true,
        hides: () => false,
        pixel: ([x, y]) => [area.x(x), area.y(y), 1],
      };
    });
  }

  /**
   * The place in the plane at a pixel; beyond the picture, the nearest on its edge if it is `clamped`, else null.
   * @type {(px: number, py: number, clamped: boolean) => { u: number, v: number } | null}
   */
  pick(px, py, clamped) {
    const { left, top, width, height } = this.#area();
    const [x, y] = [(px - left) / width, 1 - (py - top) / height];
    if (!clamped && !(x >= 0 && x <= 1 && y >= 0 && y <= 1)) return null;
    const [across, up] = [x, y].map((share) => Math.max(0, Math.min(1, share)));
    return valueOf(this.frame, across, up);
  }
}
