// A landscape over two directions: Plotly draws the surface, which stands still between slices; a canvas over it draws
// what moves.

import { eye, facing, fitted, orbit, overhead, projector, sideways, sight, toPlotly } from "./camera.js";
import { withMinus } from "../../base/format.js";
import { layer } from "../canvas.js";
import { shareOf, valueOf } from "./frame.js";
import { LINES } from "./isolines.js";
import { trailPoints } from "./overlay.js";
import { meet } from "./picking.js";
import { axisOf, single } from "./single.js";
import { Terrain } from "./terrain.js";
import { placing, View } from "./view.js";

/** @typedef {import("./camera.js").Camera} Camera */

const CONFIG = {
  plotGlPixelRatio: window.devicePixelRatio || 1,
  displayModeBar: false,
  responsive: false,
  scrollZoom: false,
  showSendToCloud: false,
  doubleClick: false,
};
// Too low a ridge to hide anything, as a share of the box's height.
const SLACK = 0.02;
// Milliseconds between slices at more than speed 1: a few a second.
const SLOW = 220;

export class Landscape extends View {
  /**
   * `onLost()` is called when the graphics card has taken the picture away.
   * @param {HTMLElement} element
   * @param {Boot} boot
   * @param {() => void} onView
   * @param {Extras} extras
   * @param {() => void} onLost
   */
  constructor(element, boot, onView, extras, onLost) {
    super(element, boot, onView, extras);
    this.plot = document.createElement("div");
    this.plot.className = "plotly-scene";
    element.append(this.plot);
    this.overlay = layer(element, "overlay");
    this.camera = orbit();
    this.held = false;
    this.ready = false;
    // Whether the visitor has turned it, what is looked at, and the size of the canvas as it was fitted.
    this.turned = false;
    /** @type {string | undefined} */
    this.subject = undefined;
    /** @type {string | undefined} */
    this.size = undefined;
    this.sliceTime = -Infinity;
    this.relayoutDue = false;
    this.plot.addEventListener("webglcontextlost", onLost, { capture: true });
  }

  /**
   * Another landscape is looked at from where its descent is seen, unless the visitor has turned the one before.
   * @type {(run: Run) => Promise<void>}
   */
  async setRun(run) {
    const subject = [run.function?.name, ...run.slices[0].plane.labels].join();
    const other = subject !== this.subject && !this.turned;
    this.subject = subject;
    this.show(run);
    if (other) this.look("valley");
    await this.redraw();
  }

  /**
   * The camera: up the "valley" that the followed contender descends, from "above", or from the "side", then the other.
   * @type {(where: import("./view_tools.js").Where) => void}
   */
  look(where) {
    /** @type {(camera: Camera) => Camera} */
    const fits = (camera) => this.#fitted(camera);
    const [valley, present] = [this.#valley(fits), this.camera];
    this.turned = where !== "valley";
    this.camera = where === "valley" ? valley : fits(where === "above" ? overhead() : sideways(valley, present));
    this.#relayoutCamera();
    this.onView();
  }

  /** @type {(camera: Camera) => Camera} */
  #fitted(camera) {
    const { clientWidth: width, clientHeight: height } = this.element;
    return fitted(camera, this.boot.aspect, width, height);
  }

  /**
   * On a canvas of another size, what nobody has turned is whole again.
   * @type {(width: number, height: number) => void}
   */
  #refit(width, height) {
    const before = this.size;
    this.size = `${width} ${height}`;
    if (before === this.size || this.turned) return;
    this.camera = this.#fitted(orbit(this.camera.azimuth, this.camera.elevation));
  }

  /**
   * The camera that sees the followed contender's descent from its low end, with the last slice under it.
   * @type {(fits: (camera: Camera) => Camera) => Camera}
   */
  #valley(fits) {
    const { run, scale } = this;
    const terrain = new Terrain(run.slice(run.end), scale, this.frame);
    const trail = trailPoints(run, run.leader, run.end).map(([u, v, loss]) => {
      const [x, y] = shareOf(this.frame, u, v);
      return /** @type {Share} */ ([x, y, scale.share(scale.of(loss))]);
    });
    /** @type {(camera: Camera) => number} */
    const hidden = (camera) => terrain.hiddenShare(trail, this.#eyeShare(camera), scale.share, SLACK);
    return facing([trail[0], trail[trail.length - 1]], hidden, fits);
  }

  /** Plotly's whole scene, for a new run, theme, height or size. */
  async redraw() {
    if (!window.Plotly || !this.run) return;
    const { width, height } = this.overlay.fit();
    if (!width || !height) return;
    this.#refit(width, height);
    const figure = structuredClone(this.boot.figures[this.theme].landscape);
    this.#turnTo(this.run.slice(this.slice?.epoch ?? 0));
    const [surface] = figure.data;
    const up = /** @type {[number, number]} */ (this.frame.v);
    const [x, y] = [this.terrain.u.map(single(this.frame.u).of), /** @type {Float64Array} */ (this.terrain.v).map(single(up).of)];
    Object.assign(surface, { x, y, z: this.#matrix() });
    this.#fillHeights(surface);
    const { scene } = figure.layout;
    scene.camera = toPlotly(this.camera);
    const [uName, vName] = this.run.slices[0].plane.labels.map((label) => this.run.direction(label));
    Object.assign(scene.xaxis, axis(scene.xaxis, this.frame.u, uName));
    Object.assign(scene.yaxis, axis(scene.yaxis, up, vName));
    const { range, of } = single(this.#heights);
    Object.assign(scene.zaxis, {
      range,
      tickmode: "array",
      tickvals: this.scale.ticks.map(of),
      ticktext: withMinus(this.scale.labels),
      title: { ...scene.zaxis.title, text: this.scale.kind === "linear" ? this.run.noun : `${this.run.noun}, log` },
    });
    Object.assign(figure.layout, { width, height });
    await window.Plotly.react(this.plot, figure.data, figure.layout, CONFIG);
    if (!this.ready) withoutPicking(this.plot);
    this.ready = true;
    this.onView();
  }

  /** The range of the heights. */
  get #heights() {
    return /** @type {[number, number]} */ (this.scale.range);
  }

  /** @type {(surface: { contours: { z: object } }) => void} */
  #fillHeights(surface) {
    const [low, high] = single(this.#heights).range;
    Object.assign(surface, { cmin: low, cmax: high });
    Object.assign(surface.contours.z, { start: low, end: high, size: (high - low) / LINES });
  }

  /** The slice's heights row by row, in single precision: of what is level but for less than that, Plotly draws nothing. */
  #matrix() {
    const { of } = single(this.#heights);
    return this.terrain.matrix().map((row) => Float32Array.from(row, of));
  }

  /** @type {(slice: Slice) => void} */
  #turnTo(slice) {
    this.useSlice(slice);
    this.findMarks();
  }

  /**
   * Draws a moment: the ball and trail always, the slice if another is due and may be drawn
   * now. Returns the epoch of the slice that is on the screen, whether it lags behind, how many pixels each ball is off
   * it (as in overlay.js), and which marks are on it.
   * @type {(moment: Moment, how: { now: number, fast: boolean }) => Drawn | null}
   */
  draw(moment, { now, fast }) {
    if (!this.ready) return null;
    const due = this.run.slice(moment.epoch);
    const waited = now - this.sliceTime >= (fast ? SLOW : 0);
    if (due.epoch !== this.terrain.epoch && !this.held && waited) this.#drawSlice(due, now);
    const over = this.drawOver(this.overlay, moment);
    return { slice: this.terrain.epoch, lags: due.epoch !== this.terrain.epoch, ...over, points: this.points, known: this.known };
  }

  /** @type {(slice: Slice, now: number) => void} */
  #drawSlice(slice, now) {
    this.#turnTo(slice);
    this.sliceTime = now;
    window.Plotly.restyle(this.plot, { z: [this.#matrix()] }, [0]);
  }

  /**
   * From values to shares of the box to pixels, for this camera and size.
   * @type {(width?: number, height?: number) => Placing}
   */
  geometry(width = this.element.clientWidth, height = this.element.clientHeight) {
    const { camera, terrain, scale, frame, run } = this;
    return this.once([camera, terrain, scale, frame, run, width, height], () => {
      const { aspect } = this.boot;
      const project = projector(camera, width, height);
      const from = this.#eyeShare(camera);
      return {
        ...placing(scale, (u, v) => shareOf(frame, u, v), ([x, y]) => scale.share(terrain.at(x, y))),
        area: { left: 0, top: 0, width, height },
        clip: false,
        hides: (share) => terrain.hides(share, from, scale.share, SLACK),
        pixel: ([x, y, z]) => project(aspect.x * (x - 0.5), aspect.y * (y - 0.5), aspect.z * (z - 0.5)),
      };
    });
  }

  /**
   * The place in the plane that is seen at a pixel; null where there is no surface.
   * @type {(px: number, py: number) => { u: number, v: number } | null}
   */
  pick(px, py) {
    const { clientWidth: width, clientHeight: height } = this.element;
    const { from, direction } = sight(this.camera, width, height)(px, py);
    const { x, y, z } = this.boot.aspect;
    const edges = [x, y, z];
    const line = { from: from.map((value, i) => value / edges[i] + 0.5), direction: direction.map((value, i) => value / edges[i]) };
    const place = meet(line, (a, b) => this.scale.share(this.terrain.at(a, b)));
    return place && valueOf(this.frame, place[0], place[1]);
  }

  /** @type {(camera: Camera) => Share} */
  #eyeShare(camera) {
    const { aspect } = this.boot;
    const [x, y, z] = eye(camera);
    return [x / aspect.x + 0.5, y / aspect.y + 0.5, z / aspect.z + 0.5];
  }

  /** @type {(change: (camera: Camera) => Camera) => void} */
  turn(change) {
    this.turned = true;
    this.camera = change(this.camera);
    this.#relayoutCamera();
    this.onView();
  }

  /**
   * While a hand is on it, no other slice is drawn.
   * @type {(held: boolean) => void}
   */
  hold(held) {
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
}

/** Whether this browser can draw in three dimensions. */
export function solidWorks() {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("webgl") ?? canvas.getContext("webgl2");
  // Browsers count the contexts that they have given away.
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

/**
 * Plotly reads back a picture for hovering whenever the scene changes, which stalls; nothing here hovers.
 * @type {(plot: HTMLElement) => void}
 */
function withoutPicking(plot) {
  const canvas = plot.querySelector("canvas");
  const context = canvas?.getContext("webgl") ?? canvas?.getContext("webgl2");
  if (context) context.readPixels = () => {};
}

/** @type {(settings: { title: object }, range: [number, number], text: string) => Record<string, unknown>} */
function axis({ title }, range, text) {
  const settings = axisOf(range);
  return { ...settings, ...(settings.ticktext !== undefined && { ticktext: withMinus(settings.ticktext) }), title: { ...title, text } };
}
