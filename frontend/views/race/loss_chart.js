// The loss by epoch, update or gradient evaluation: Plotly draws the curves once, a canvas what moves on them.

import { say } from "../../base/elements.js";
import { withMinus } from "../../base/format.js";
import { heightScale } from "../../base/scale.js";
import { epochWord } from "../../run/epoch_word.js";
import { ranking } from "../../run/ranking.js";
import { dot, polygon } from "../canvas.js";
import { bounds, ends, exit, MARK, path, place } from "./loss_traces.js";
import { Plot } from "../plot.js";

// The share of the range that is told apart near the lowest value, where that is below zero.
const SHALLOW = 1e-3;
// Pixels within which places are the same.
const SAME = 0.75;
// Ranges above the picture from which on lines are no longer told apart: float64 has room for their pixels.
const FAR = 1e6;

/**
 * @typedef {import("./loss_traces.js").AxisKind} AxisKind
 * @typedef {import("./loss_traces.js").PlotArea} PlotArea
 * @typedef {{
 *   k: number, name: string, dash: string, width: number, opacity?: number, x: Float64Array, values: Float64Array,
 *   start: number,
 * }} Trace
 * @typedef {{ k: number, dash: string, opacity?: number, at: number }} Exit
 */

export class LossChart {
  /** @type {{ run: Run, k: number, from: number } | null} */
  ghost = null;
  /** @type {AxisKind} */
  axis = "epochs";

  /**
   * `element` is the plot's place, `parts` those beside it: { note, axis, foot }; `onView()` is called when it must be drawn.
   * @param {HTMLElement} element
   * @param {{ note: HTMLElement, axis: HTMLSelectElement, foot: HTMLElement }} parts
   * @param {Boot} boot
   * @param {() => void} onView
   */
  constructor(element, { note, axis, foot }, boot, onView) {
    this.note = note;
    this.menu = axis;
    this.foot = foot;
    this.boot = boot;
    /** @type {Run | undefined} */
    this.run = undefined;
    /** @type {Scale | undefined} */
    this.scale = undefined;
    this.theme = "light";
    this.font = "";
    /** @type {string | null} */
    this.shown = null;
    /** @type {Float64Array[]} */
    this.places = [];
    /** @type {[number, number]} */
    this.range = [0, 1];
    /** @type {Exit[]} */
    this.exits = [];
    /** @type {(area: PlotArea) => import("./loss_traces.js").Placed[]} */
    this.ends = () => [];
    this.plot = new Plot(element, boot, "curve");
    this.kind = "log";
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", "Loss by epoch");
    axis.addEventListener("change", () => {
      this.axis = /** @type {AxisKind} */ (axis.value);
      this.redraw();
      onView();
    });
  }

  /** @type {(run: Run) => void} */
  setRun(run) {
    this.run = run;
    this.note.textContent = run.function ? "" : run.penalised ? "solid: training with penalty, dotted: test" : "solid: training, dotted: test";
    say(this.menu.options[0], `by ${epochWord(run)}`);
    this.redraw();
  }

  /**
   * What would have been: contender `k` of a former run from an epoch on; shown with the next run.
   * @type {(ghost: { run: Run, k: number, from: number } | null) => void}
   */
  setGhost(ghost) {
    this.ghost = ghost;
  }

  /** @type {(name: string) => void} */
  setTheme(name) {
    this.theme = name;
    this.redraw();
  }

  /** @type {(kind: string) => void} */
  setHeight(kind) {
    this.kind = kind;
    this.redraw();
  }

  redraw() {
    const { run } = this;
    if (!run || run.last < 0) return;
    this.places = run.contenders.map((_, k) => path(run, k, this.axis));
    const curves = this.#curves(run);
    const most = this.plot.element.clientHeight < 260 ? 5 : 9;
    const [low, high] = bounds(this.kind, curves, run.function?.values.data ?? []);
    const scale = heightScale(this.kind, low, high, most, SHALLOW * (high - low));
    this.scale = scale;
    this.range = [0, curves.reduce((last, { x }) => Math.max(last, x[x.length - 1]), 1)];
    this.font = `700 10px ${getComputedStyle(this.plot.element).fontFamily}`;
    this.ends = ends(run, this.places, scale);
    this.exits = this.#exits(curves, scale);
    const { range, ticks, labels } = scale;
    const y = { range, tickmode: "array", tickvals: ticks, ticktext: withMinus(labels) };
    this.plot.axes(this.theme, { range: this.range }, y, curves.map((curve) => this.#trace(curve, run, scale)));
    this.shown = null;
  }

  /** @type {(run: Run) => Trace[]} */
  #curves(run) {
    const { ghost } = this;
    /** @type {(name: string, column: Column, k: number, dash: string, width: number) => Trace} */
    const curve = (name, column, k, dash, width) => ({
      ...{ k, name: `${run.contenders[k].label}, ${name}`, dash, width, x: this.places[k] },
      ...{ values: run.column(column, k), start: run.scalar(column, k, 0) },
    });
    const curves = run.contenders.flatMap((_, k) => [
      ...(run.function ? [] : [curve("test", "test_loss", k, "dot", 1.3)]),
      curve(run.function ? "value" : "training", "objective", k, "solid", 2),
    ]);
    if (!ghost) return curves;
    const { run: former, k, from } = ghost;
    const [x, values] = [path(former, k, this.axis), former.column("objective", k)].map((column) => column.subarray(from));
    const name = `${former.contenders[k].label}, without the change`;
    const start = former.scalar("objective", k, 0);
    return [{ k, name, dash: "dash", width: 1.6, opacity: 0.5, x, values, start }, ...curves];
  }

  /**
   * Which curves leave the picture, and where.
   * @type {(curves: Trace[], scale: Scale) => Exit[]}
   */
  #exits(curves, scale) {
    const [, top] = scale.range;
    const left = curves.map(({ k, dash, opacity, x, values }) => ({ k, dash, opacity, at: exit(x, values.map(scale.of), top) }));
    return left.flatMap(({ at, ...rest }) => (at === null ? [] : [{ ...rest, at }]));
  }

  /** @type {(curve: Trace, run: Run, scale: Scale) => Record<string, unknown>} */
  #trace({ k, name, x, values, dash, width, opacity = 1 }, run, scale) {
    const [low, top] = scale.range;
    const far = top + FAR * (top - low);
    return {
      type: "scatter",
      mode: "lines",
      x,
      // What lies on no scale is left out.
      y: values.map((value) => Math.min(scale.of(value), far)),
      customdata: values,
      name,
      opacity,
      hovertemplate: "%{customdata:.4~g}",
      line: { color: run.colour(k, this.boot.themes[this.theme]), width, dash },
    };
  }

  /** @type {(moment: Moment, run: Run) => void} */
  draw(moment, run) {
    if (run !== this.run || run.last < 0 || !this.scale) return;
    const { width, height } = this.plot.over.fit();
    const key = `${moment.epochs.join()} ${width} ${height}`;
    if (this.shown === key) return;
    this.shown = key;
    const { context } = this.plot.over;
    context.clearRect(0, 0, width, height);
    const { scale } = this;
    const area = this.plot.pixels(this.range, scale.range);
    const theme = this.boot.themes[this.theme];
    const balls = moment.epochs.map((epoch, k) => this.#ball(area, run, scale, k, Math.min(epoch, run.last)));
    this.#drawCursor(context, area, theme, balls);
    this.#drawExits(context, area, theme, run);
    this.#drawEnds(context, area, theme, run);
    for (const k of [...balls.keys()].reverse()) {
      const { x, y } = balls[k];
      if (y >= area.top) dot(context, x, y, 4.5, run.colour(k, theme), theme.rim);
    }
    const sentence = this.#sentence(run, moment);
    if (this.foot.textContent !== sentence) this.foot.textContent = sentence;
  }

  /**
   * On the drawn line, which is straight from epoch to epoch.
   * @type {(area: PlotArea, run: Run, scale: Scale, k: number, epoch: number) => { x: number, y: number }}
   */
  #ball(area, run, scale, k, epoch) {
    const whole = Math.floor(epoch);
    const [a, b] = [whole, Math.min(whole + 1, run.last)].map((e) => scale.of(run.scalar("objective", k, e)));
    return { x: area.x(place(this.places[k], epoch)), y: area.y(epoch === whole ? a : a + (epoch - whole) * (b - a)) };
  }

  /**
   * A line where all are at the same place; where they are not, their dots say where.
   * @type {(context: Context, area: PlotArea, theme: Theme, balls: { x: number }[]) => void}
   */
  #drawCursor(context, area, theme, balls) {
    const places = balls.map(({ x }) => x);
    if (Math.max(...places) - Math.min(...places) > SAME) return;
    context.strokeStyle = theme.muted;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(places[0], area.top);
    context.lineTo(places[0], area.top + area.height);
    context.stroke();
    context.setLineDash([]);
  }

  /**
   * An arrow head at the upper edge for each curve that leaves there.
   * @type {(context: Context, area: PlotArea, theme: Theme, run: Run) => void}
   */
  #drawExits(context, { x, top }, theme, run) {
    for (const { k, at, opacity = 1 } of this.exits) {
      const [middle, lower] = [x(at), top + 2 * MARK];
      context.globalAlpha = opacity;
      polygon(context, [[middle, top], [middle + MARK, lower], [middle - MARK, lower]]);
      context.fillStyle = run.colour(k, theme);
      context.fill();
    }
    context.globalAlpha = 1;
  }

  /**
   * How the contenders stand, and whose line leaves the picture.
   * @type {(run: Run, moment: Moment) => string}
   */
  #sentence(run, moment) {
    const out = this.exits.filter(({ dash }) => dash === "solid").map(({ k }) => run.contenders[k].label);
    const sentence = ranking(run, moment);
    if (!out.length) return sentence;
    return `${sentence} ${out.length > 2 ? `${out.length} curves leave` : `The ${out.length > 1 ? "curves" : "curve"} of ${out.join(" and ")} ${out.length > 1 ? "leave" : "leaves"}`} the picture.`;
  }

  /**
   * Of several curves each says at its end whose it is, by number: colour is not all that tells them apart.
   * @type {(context: Context, area: PlotArea, theme: Theme, run: Run) => void}
   */
  #drawEnds(context, area, theme, run) {
    context.font = this.font;
    context.textBaseline = "middle";
    context.lineWidth = 3;
    context.strokeStyle = theme.card;
    for (const { k, text, x, y } of this.ends(area)) {
      context.fillStyle = run.colour(k, theme);
      context.strokeText(text, x, y);
      context.fillText(text, x, y);
    }
  }

  /**
   * Says what is drawn to those who don't see it.
   * @type {(moment: Moment, run: Run) => void}
   */
  describe(moment, run) {
    if (run !== this.run || !this.scale) return;
    const by = { epochs: epochWord(run), updates: "update", evaluations: "gradient evaluation" }[this.axis];
    const text = `${run.function ? "Value" : "Loss"} by ${by} from 0 to ${this.range[1]}. ${this.#sentence(run, moment)} The table shows the numbers.`;
    if (this.plot.element.getAttribute("aria-label") !== text) this.plot.element.setAttribute("aria-label", text);
  }
}
