// Flat pictures: Plotly's axes between two canvases, at margins that are known.

import { layer } from "./canvas.js";

const CONFIG = { displayModeBar: false, responsive: false, showSendToCloud: false, doubleClick: false };

export class Plot {
  /**
   * @param {HTMLElement} element
   * @param {Boot} boot
   * @param {string} name
   */
  constructor(element, boot, name) {
    this.element = element;
    this.boot = boot;
    this.name = name;
    this.under = layer(element, "under");
    this.plot = document.createElement("div");
    this.plot.className = "plotly-flat";
    element.append(this.plot);
    this.over = layer(element, "overlay");
    this.margin = boot.figures.light[name].layout.margin;
  }

  /**
   * Plotly's part, for new axes; `x` and `y` are axis settings with a range, `traces` what is drawn between them.
   * @type {(themeName: string, x: Record<string, unknown>, y: Record<string, unknown>, traces?: unknown[]) => Promise<void>}
   */
  async axes(themeName, x, y, traces = []) {
    const { clientWidth: width, clientHeight: height } = this.element;
    // Not where nothing is to be seen.
    if (!window.Plotly || !width || !height) return;
    const figure = structuredClone(this.boot.figures[themeName][this.name]);
    Object.assign(figure.layout.xaxis, x);
    Object.assign(figure.layout.yaxis, y);
    Object.assign(figure.layout, { width, height, margin: this.margin });
    await window.Plotly.react(this.plot, traces, figure.layout, CONFIG);
  }

  /**
   * From values to pixels, for linear axes over the given ranges.
   * @type {(x: number[], y: number[]) => Area & { x: (value: number) => number, y: (value: number) => number }}
   */
  pixels([x0, x1], [y0, y1]) {
    const { l, r, t, b } = this.margin;
    const width = this.element.clientWidth - l - r;
    const height = this.element.clientHeight - t - b;
    return {
      left: l,
      top: t,
      width,
      height,
      x: (value) => l + (width * (value - x0)) / (x1 - x0),
      y: (value) => t + height - (height * (value - y0)) / (y1 - y0),
    };
  }
}
