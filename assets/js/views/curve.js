// The loss by epoch: Plotly draws the curves once, a canvas the cursor.

import { number } from "../format.js";
import { heightScale } from "../scale.js";
import { dot } from "./canvas.js";
import { Plot } from "./plot.js";

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
    this.note.textContent = run.penalised ? "training with penalty, test dotted" : "training, and test dotted";
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
      { k, name: "test", values: run.column("test_loss", k), dash: "dot", width: 1.3 },
      { k, name: "training", values: run.column("objective", k), dash: "solid", width: 2 },
    ]);
    this.scale = heightScale(this.kind, ...bounds(this.kind, curves), this.plot.element.clientHeight < 260 ? 5 : 9);
    this.range = [0, Math.max(1, run.last)];
    const { range, ticks, labels } = this.scale;
    const y = { range, tickmode: "array", tickvals: ticks, ticktext: labels };
    this.plot.axes(this.theme, { range: this.range }, y, curves.map((curve) => this.#trace(curve)));
    this.shown = null;
  }

  #trace({ k, name, values, dash, width }) {
    const { label } = this.run.contenders[k];
    return {
      type: "scatter",
      mode: "lines",
      y: Array.from(values, (value) => (this.kind === "log" && value <= 0 ? null : this.scale.of(value))),
      text: Array.from(values, (value) => number(value)),
      name: `${label}, ${name}`,
      hovertemplate: "%{text}",
      line: { color: this.boot.themes[this.theme][`contender_${k}`], width, dash },
    };
  }

  draw(epoch) {
    const { run } = this;
    if (!run || run.last < 0 || !this.scale) return;
    const { width, height } = this.plot.over.fit();
    const key = `${epoch} ${width} ${height}`;
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
    for (let k = run.count - 1; k >= 0; k--) this.#drawDot(context, area, theme, k, at);
  }

  /** On the drawn line, which is straight from epoch to epoch. */
  #drawDot(context, area, theme, k, epoch) {
    const whole = Math.floor(epoch);
    const [a, b] = [whole, Math.min(whole + 1, this.run.last)].map((e) => this.scale.of(this.run.scalar("objective", k, e)));
    const y = a + (epoch - whole) * (b - a);
    if (Number.isFinite(y)) dot(context, area.x(epoch), area.y(y), 4.5, theme[`contender_${k}`], theme.rim);
  }

  describe(text) {
    this.plot.element.setAttribute("aria-label", text);
  }
}

function bounds(kind, curves) {
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of curves) {
    for (const value of values) {
      if (!Number.isFinite(value) || (kind === "log" && value <= 0)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? [low, high] : [0.1, 1];
}
