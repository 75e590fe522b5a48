// The loss by epoch: Plotly draws the curves once, a canvas the cursor.

import { number, withMinus } from "../format.js";
import { based, heightScale } from "../scale.js";
import { dot } from "./canvas.js";
import { Plot } from "./plot.js";

// The share of the range that is told apart near the lowest value, where that is below zero.
const SHALLOW = 1e-3;

export class Curve {
  constructor(element, note, boot) {
    this.plot = new Plot(element, boot, "curve");
    this.boot = boot;
    this.kind = "log";
    this.note = note;
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", "Loss by epoch");
  }

  setRun(run) {
    this.run = run;
    this.note.textContent = run.function ? "by epoch" : run.penalised ? "training with penalty, test dotted" : "training, and test dotted";
    this.redraw();
  }

  setTheme(name) {
    this.theme = name;
    this.redraw();
  }

  setHeight(kind) {
    this.kind = kind;
    this.redraw();
  }

  redraw() {
    const { run } = this;
    if (!run || run.last < 0) return;
    const curves = run.contenders.flatMap((_, k) => [
      ...(run.function ? [] : [{ k, name: "test", values: run.column("test_loss", k), dash: "dot", width: 1.3 }]),
      { k, name: run.function ? "value" : "training", values: run.column("objective", k), dash: "solid", width: 2 },
    ]);
    const most = this.plot.element.clientHeight < 260 ? 5 : 9;
    const [low, high] = bounds(this.kind, curves, run.function?.values.data ?? []);
    this.scale = heightScale(this.kind, low, high, most, SHALLOW * (high - low));
    this.range = [0, Math.max(1, run.last)];
    const { range, ticks, labels } = this.scale;
    const y = { range, tickmode: "array", tickvals: ticks, ticktext: withMinus(labels) };
    this.plot.axes(this.theme, { range: this.range }, y, curves.map((curve) => this.#trace(curve)));
    this.shown = null;
  }

  #trace({ k, name, values, dash, width }) {
    const { label } = this.run.contenders[k];
    return {
      type: "scatter",
      mode: "lines",
      y: Array.from(values, (value) => finite(this.scale.of(value))),
      text: Array.from(values, (value) => number(value)),
      name: `${label}, ${name}`,
      hovertemplate: "%{text}",
      line: { color: this.run.colour(k, this.boot.themes[this.theme]), width, dash },
    };
  }

  draw({ epoch, epochs }) {
    const { run } = this;
    if (!run || run.last < 0 || !this.scale) return;
    const { width, height } = this.plot.over.fit();
    const key = `${epochs.join()} ${width} ${height}`;
    if (this.shown === key) return;
    this.shown = key;
    const { context } = this.plot.over;
    context.clearRect(0, 0, width, height);
    const area = this.plot.pixels(this.range, this.scale.range);
    const theme = this.boot.themes[this.theme];
    const at = Math.min(epoch, run.last);
    context.strokeStyle = theme.muted;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(area.x(at), area.top);
    context.lineTo(area.x(at), area.top + area.height);
    context.stroke();
    context.setLineDash([]);
    for (let k = run.count - 1; k >= 0; k--) this.#drawDot(context, area, theme, k, Math.min(epochs[k], run.last));
  }

  /** On the drawn line, which is straight from epoch to epoch. */
  #drawDot(context, area, theme, k, epoch) {
    const whole = Math.floor(epoch);
    const [a, b] = [whole, Math.min(whole + 1, this.run.last)].map((e) => this.scale.of(this.run.scalar("objective", k, e)));
    const y = a + (epoch - whole) * (b - a);
    if (Number.isFinite(y)) dot(context, area.x(epoch), area.y(y), 4.5, this.run.colour(k, theme), theme.rim);
  }

  describe(text) {
    this.plot.element.setAttribute("aria-label", text);
  }
}

/** What lies on no scale is left out. */
function finite(height) {
  return Number.isFinite(height) ? height : null;
}

/**
 * The lowest and highest value; where there are none below zero, the logarithmic scale leaves zero itself out. Below zero
 * it begins with the lowest value that is known, if the curves come near to that.
 */
function bounds(kind, curves, known) {
  const values = curves.flatMap((curve) => [...curve.values]).filter(Number.isFinite);
  const least = values.reduce((low, value) => Math.min(low, value), Infinity);
  const drawn = kind === "log" && least >= 0 ? values.filter((value) => value > 0) : values;
  const [low, high] = drawn.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  if (!(low <= high)) return [0.1, 1];
  return [kind === "log" && low < 0 ? based(low, high, known) : low, high];
}
