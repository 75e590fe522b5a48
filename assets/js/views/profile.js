// A landscape over one direction: Plotly draws the axes, a canvas the curve, the trails and the balls on it.

import { withMinus } from "../format.js";
import { bounds, scaled } from "./heights.js";
import { drawMarks, knownMinima } from "./marks.js";
import { draw } from "./overlay.js";
import { Plot } from "./plot.js";
import { Terrain } from "./terrain.js";

export class Profile {
  /** `boot` is the page's JSON; `onView()` is called when the picture must be drawn again. */
  constructor(element, boot, onView) {
    this.element = element;
    this.boot = boot;
    this.onView = onView;
    this.plot = new Plot(element, boot, "profile");
    this.kind = "log";
  }

  async setRun(run) {
    this.run = run;
    this.bounds = bounds(run);
    await this.redraw();
  }

  /** More slices have come: the height grows if one is higher or lower than all before. */
  grow() {
    const [low, high] = bounds(this.run);
    if (low < this.bounds[0] || high > this.bounds[1]) {
      this.bounds = [low, high];
      this.redraw();
    }
  }

  setHeight(kind) {
    this.kind = kind;
    this.redraw();
  }

  setTheme(name) {
    this.theme = name;
    this.redraw();
  }

  /** Plotly's part, for a new run, theme, height or size. */
  async redraw() {
    if (!this.run) return;
    this.scale = scaled(this.kind, this.run, this.bounds, this.element.clientHeight);
    const { kind, range, ticks, labels } = this.scale;
    const [slice] = this.run.slices;
    const { xaxis, yaxis } = this.boot.figures[this.theme].profile.layout;
    const x = { range: ends(slice.u.data), title: { ...xaxis.title, text: this.run.direction(slice.plane.labels[0]) } };
    const y = { range, tickmode: "array", tickvals: ticks, ticktext: withMinus(labels), title: { ...yaxis.title, text: kind === "linear" ? this.run.noun : `${this.run.noun}, log` } };
    await this.plot.axes(this.theme, x, y);
    this.onView();
  }

  /** Draws a moment, as the surface's view does; the curve is never late. */
  draw(moment) {
    const { context } = this.plot.over;
    const { width, height } = this.plot.over.fit();
    const theme = this.boot.themes[this.theme];
    this.#turnTo(this.run.slice(moment.epoch));
    const { points, known } = this;
    const stage = this.geometry();
    context.clearRect(0, 0, width, height);
    this.#drawCurve(context, stage, theme);
    drawMarks(context, points, known, stage, theme);
    return { slice: this.slice.epoch, lags: false, gaps: draw(context, this.run, moment, stage, theme), points, known };
  }

  #turnTo(slice) {
    if (slice === this.slice && this.run.critical === this.critical && this.terrain.scale === this.scale) return;
    this.slice = slice;
    this.critical = this.run.critical;
    this.terrain = new Terrain(slice, this.scale);
    this.points = this.run.criticalPoints(slice.epoch);
    this.known = knownMinima(this.run, slice);
  }

  #drawCurve(context, stage, theme) {
    const { left, top, width, height } = stage.area;
    const { heights } = this.terrain;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    context.beginPath();
    let open = false;
    heights.forEach((drawn, i) => {
      const [x, y] = stage.pixel([i / (heights.length - 1), 0.5, this.scale.share(drawn)]);
      if (open) context.lineTo(x, y);
      else context.moveTo(x, y);
      open = Number.isFinite(drawn);
    });
    context.lineJoin = "round";
    context.lineWidth = 2.5;
    context.strokeStyle = theme.accent;
    context.stroke();
    context.restore();
  }

  /** From values to shares of the picture to pixels, as overlay.js wants it. */
  geometry() {
    const { scale, terrain } = this;
    const [low, high] = ends(terrain.u);
    const area = this.plot.pixels([0, 1], [0, 1]);
    return {
      area,
      clip: true,
      hides: () => false,
      share: (u, _, loss) => [(u - low) / (high - low), 0.5, scale.share(scale.of(loss))],
      pixel: ([x, , z]) => [area.x(x), area.y(z), 1],
      under: ([x]) => scale.share(terrain.along(x)),
    };
  }
}

function ends(values) {
  return [values[0], values[values.length - 1]];
}
