// A landscape over two directions: Plotly draws the surface, which stands still between slices; a canvas over it draws
// what moves.

import { eye, facing, fitted, orbit, projector, toPlotly } from "../camera.js";
import { withMinus } from "../format.js";
import { layer } from "./canvas.js";
import { bounds, scaled } from "./heights.js";
import { drawMarks, knownMinima } from "./marks.js";
import { listen } from "./orbit.js";
import { draw, trailPoints } from "./overlay.js";
import { Terrain } from "./terrain.js";

const CONFIG = {
  plotGlPixelRatio: window.devicePixelRatio || 1,
  displayModeBar: false,
  responsive: false,
  scrollZoom: false,
  showSendToCloud: false,
  doubleClick: false,
};
const CONTOURS = 15;
// Too low a ridge to hide anything, as a share of the box's height.
const SLACK = 0.02;
// Milliseconds between slices at more than speed 1: a few a second.
const SLOW = 220;

export class Landscape {
  /** `boot` is the page's JSON; `onView()` is called when the picture must be drawn again. */
  constructor(element, boot, onView) {
    this.element = element;
    this.boot = boot;
    this.onView = onView;
    this.plot = document.createElement("div");
    this.plot.className = "plotly-scene";
    element.append(this.plot);
    this.overlay = layer(element, "overlay");
    const handle = document.createElement("div");
    handle.className = "handle";
    handle.tabIndex = 0;
    handle.setAttribute("role", "img");
    handle.setAttribute("aria-label", "Loss landscape");
    element.append(handle);
    this.handle = handle;
    this.kind = "log";
    this.camera = orbit();
    this.held = false;
    this.ready = false;
    listen(handle, (change) => this.#turn(change), (held) => this.#hold(held));
  }

  /** Another landscape is looked at from where its descent is seen, unless the visitor has turned the one before. */
  async setRun(run) {
    const subject = [run.function?.name, ...run.slices[0].plane.labels].join();
    const other = subject !== this.subject && !this.turned;
    this.run = run;
    this.subject = subject;
    this.bounds = bounds(run);
    this.scale = scaled(this.kind, run, this.bounds, this.element.clientHeight);
    if (other) this.resetView();
    await this.redraw();
  }

  /** More slices or marks have come: the height grows if one is higher or lower than all before. */
  grow() {
    this.#findMarks();
    const [low, high] = bounds(this.run);
    if (low < this.bounds[0] || high > this.bounds[1]) {
      this.bounds = [low, high];
      this.setHeight(this.kind);
    }
  }

  setHeight(kind) {
    this.kind = kind;
    if (!this.run) return;
    this.scale = scaled(kind, this.run, this.bounds, this.element.clientHeight);
    this.redraw();
  }

  setTheme(name) {
    this.theme = name;
    if (this.run) this.redraw();
  }

  /** The camera that sees the followed contender's descent from its low end, with the last slice under it. */
  resetView() {
    const { run } = this;
    const shown = this.terrain;
    this.turned = false;
    this.terrain = new Terrain(run.slice(run.end), this.scale);
    const { share } = this.geometry();
    const trail = trailPoints(run, run.slices[0].follows ?? 0, run.end).map((point) => share(...point));
    const { clientWidth: width, clientHeight: height } = this.element;
    const hidden = (camera) => this.terrain.hiddenShare(trail, this.#eyeShare(camera), this.scale.share, SLACK);
    this.camera = facing([trail[0], trail.at(-1)], hidden, (camera) => fitted(camera, this.boot.aspect, width, height));
    this.terrain = shown ?? this.terrain;
    this.#relayoutCamera();
  }

  /** Plotly's whole scene, for a new run, theme, height or size. */
  async redraw() {
    if (!window.Plotly || !this.run) return;
    const { width, height } = this.overlay.fit();
    if (!width || !height) return;
    const figure = structuredClone(this.boot.figures[this.theme].landscape);
    this.terrain = new Terrain(this.run.slice(this.terrainEpoch ?? 0), this.scale);
    this.#findMarks();
    const [surface] = figure.data;
    Object.assign(surface, { x: this.terrain.u, y: this.terrain.v, z: this.terrain.matrix() });
    this.#fillHeights(surface);
    const { scene } = figure.layout;
    scene.camera = toPlotly(this.camera);
    const [uName, vName] = this.run.slices[0].plane.labels.map((label) => this.run.direction(label));
    Object.assign(scene.xaxis, axis(scene.xaxis, this.terrain.u, uName));
    Object.assign(scene.yaxis, axis(scene.yaxis, this.terrain.v, vName));
    Object.assign(scene.zaxis, {
      range: this.scale.range,
      tickmode: "array",
      tickvals: this.scale.ticks,
      ticktext: withMinus(this.scale.labels),
      title: { ...scene.zaxis.title, text: this.scale.kind === "linear" ? this.run.noun : `${this.run.noun}, log` },
    });
    Object.assign(figure.layout, { width, height });
    await window.Plotly.react(this.plot, figure.data, figure.layout, CONFIG);
    if (!this.ready) withoutPicking(this.plot);
    this.ready = true;
    this.onView();
  }

  #fillHeights(surface) {
    const [low, high] = this.scale.range;
    Object.assign(surface, { cmin: low, cmax: high });
    Object.assign(surface.contours.z, { start: low, end: high, size: (high - low) / CONTOURS });
  }

  /**
   * Draws a moment: the ball and trail always, the slice if another is due and may be drawn
   * now. Returns the epoch of the slice that is on the screen, whether it lags behind, how many pixels each ball is off
   * it (as in overlay.js), and which marks are on it.
   */
  draw(moment, { now, fast }) {
    if (!this.ready) return null;
    const due = this.run.slice(moment.epoch);
    const waited = now - (this.sliceTime ?? -Infinity) >= (fast ? SLOW : 0);
    if (due.epoch !== this.terrain.epoch && !this.held && waited) this.#drawSlice(due, now);
    const gaps = this.#drawOverlay(moment);
    return { slice: this.terrain.epoch, lags: due.epoch !== this.terrain.epoch, gaps, points: this.points, known: this.known };
  }

  #drawSlice(slice, now) {
    this.terrainEpoch = slice.epoch;
    this.terrain = new Terrain(slice, this.scale);
    this.#findMarks();
    this.sliceTime = now;
    window.Plotly.restyle(this.plot, { z: [this.terrain.matrix()] }, [0]);
  }

  /** The marks of the slice that is drawn. */
  #findMarks() {
    const { epoch } = this.terrain;
    this.points = this.run.criticalPoints(epoch);
    this.known = knownMinima(this.run, this.run.slices.find((slice) => slice.epoch === epoch));
  }

  #drawOverlay(moment) {
    const { width, height } = this.overlay.fit();
    const { context } = this.overlay;
    const [stage, theme] = [this.geometry(width, height), this.boot.themes[this.theme]];
    context.clearRect(0, 0, width, height);
    drawMarks(context, this.points, this.known, stage, theme);
    return draw(context, this.run, moment, stage, theme);
  }

  /** From values to shares of the box to pixels, for this camera and size. */
  geometry(width = this.element.clientWidth, height = this.element.clientHeight) {
    const { aspect } = this.boot;
    const project = projector(this.camera, width, height);
    const { terrain, scale } = this;
    const place = (array, value) => (value - array[0]) / (array[array.length - 1] - array[0]);
    const from = this.#eyeShare(this.camera);
    return {
      area: { left: 0, top: 0, width, height },
      clip: false,
      hides: (share) => terrain.hides(share, from, scale.share, SLACK),
      share: (u, v, loss) => [place(terrain.u, u), place(terrain.v, v), scale.share(scale.of(loss))],
      pixel: ([x, y, z]) => project(aspect.x * (x - 0.5), aspect.y * (y - 0.5), aspect.z * (z - 0.5)),
      under: ([x, y]) => scale.share(terrain.at(x, y)),
    };
  }

  #eyeShare(camera) {
    const { aspect } = this.boot;
    const [x, y, z] = eye(camera);
    return [x / aspect.x + 0.5, y / aspect.y + 0.5, z / aspect.z + 0.5];
  }

  #turn(change) {
    this.turned = true;
    this.camera = change(this.camera);
    this.#relayoutCamera();
    this.onView();
  }

  #hold(held) {
    this.held = held;
    this.onView();
  }

  /** One relayout a frame, however many movements there were. */
  #relayoutCamera() {
    if (!this.ready || this.relayoutDue) return;
    this.relayoutDue = true;
    requestAnimationFrame(() => {
      this.relayoutDue = false;
      window.Plotly.relayout(this.plot, { "scene.camera": toPlotly(this.camera) });
    });
  }

  describe(text) {
    if (this.handle.getAttribute("aria-label") !== text) this.handle.setAttribute("aria-label", text);
  }
}

/** Plotly reads back a picture for hovering whenever the scene changes, which stalls; nothing here hovers. */
function withoutPicking(plot) {
  const canvas = plot.querySelector("canvas");
  const context = canvas?.getContext("webgl") ?? canvas?.getContext("webgl2");
  if (context) context.readPixels = () => {};
}

function axis({ title }, values, text) {
  return { range: [values[0], values[values.length - 1]], title: { ...title, text } };
}
