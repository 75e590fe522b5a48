// A landscape over two directions: Plotly draws the surface, which stands still between slices; a canvas over it draws
// what moves.

import { Base } from "./base.js";
import { Block } from "./block.js";
import { hiddenFrom, hullOf, meanHeight, rimOf, widest } from "./body.js";
import { withMinus } from "../../base/format.js";
import { orbit, overhead, sideways, sight, toPlotly, zoomed } from "./camera.js";
import { LATER } from "../../base/later.js";
import { layer } from "../canvas.js";
import { aspectOf, covered, eyeShare, fitted, shareProjector, SLANTS } from "./fit.js";
import { shareOf, valueOf } from "./frame.js";
import { LINES } from "./isolines.js";
import { meet } from "./picking.js";
import { single } from "./single.js";
import { Terrain } from "./terrain.js";
import { placing, View } from "./view.js";
import { RELIEFS, upTheValley } from "./valley.js";

/**
 * @typedef {import("./camera.js").Camera} Camera
 * @typedef {import("./fit.js").Body & { rim: Share[][] }} Body
 * @typedef {{ width: number, height: number }} Size
 */

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
// Pixels of the labels' type, for a page whose root has 16.
const TYPE = 12;
// Views that are only weighed need not be fitted to the last pixel.
const ROUGH = 4;
// Milliseconds between slices at more than speed 1: a few a second.
const SLOW = 220;

export class Landscape extends View {
  /** @type {unknown[] | undefined} */
  #parts = undefined;
  /** @type {Omit<Body, "aspect">} */
  #whole = LATER;
  /** @type {Terrain} */
  #terrain = LATER;

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
    this.base = new Base(element, boot.figures.light.landscape.data[0].colorscale);
    this.overlay = layer(element, "overlay");
    this.camera = orbit();
    // The side from which the plane is as much wider than deep as the canvas.
    this.side = this.camera.azimuth;
    this.relief = RELIEFS[0];
    this.slant = SLANTS[0];
    this.held = false;
    this.ready = false;
    // Whether the visitor looks from elsewhere than along the valley, whether a hand has led there, what is looked at, and
    // for what the camera was fitted.
    this.turned = false;
    this.moved = false;
    /** @type {string | undefined} */
    this.subject = undefined;
    /** @type {Size} */
    this.size = { width: 0, height: 0 };
    /** @type {Aspect} */
    this.aspect = { x: 1, y: 1, z: this.relief };
    this.window = "";
    // The box that Plotly has.
    this.boxed = this.aspect;
    /** @type {unknown[]} */
    this.fittedTo = [];
    /** @type {import("./axes.js").Written} */
    this.written = LATER;
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
   * The camera: up the "valley" that the contenders descend, from "above", or from the "side", then the other.
   * @type {(where: import("./view_tools.js").Where) => void}
   */
  look(where) {
    const [size, present] = [this.#size, this.camera];
    if (!size.width || !size.height) return;
    const { camera: valley, relief } = this.#valley(size);
    this.relief = relief;
    this.turned = where !== "valley";
    this.moved = false;
    const camera = where === "valley" ? valley : where === "above" ? overhead() : sideways(valley, present);
    this.side = camera.azimuth;
    this.#fitTo(size, camera, true);
    this.#relayoutCamera();
    this.onView();
  }

  /** @type {Size} */
  get #size() {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  /**
   * Fits a camera to a canvas; where the plane may be `shaped`, it is as wide as fills the canvas best.
   * @type {(size: Size, camera: Camera, shaped: boolean) => void}
   */
  #fitTo(size, camera, shaped) {
    this.fittedTo = [this.run, this.scale, this.frame];
    this.size = size;
    this.window = windowSize();
    const { width, height } = size;
    const shapes = (shaped ? SLANTS : [this.slant]).map((slant) => {
      const body = this.#body(size, this.side, this.relief, slant);
      const fit = fitted(camera, body, width, height);
      return { slant, body, fit, fills: covered(fit, body, width, height).covered };
    });
    const best = shapes.reduce((one, other) => (other.fills > one.fills ? other : one));
    this.slant = best.slant;
    this.aspect = best.body.aspect;
    this.camera = best.fit;
  }

  /**
   * For another run, other heights or another canvas, a view that was chosen is fitted again; one that a hand has led to
   * only gets another distance, in another window.
   * @type {(size: Size) => void}
   */
  #refit(size) {
    const before = this.size;
    const resized = size.width !== before.width || size.height !== before.height;
    const fitting = [this.run, this.scale, this.frame].every((part, i) => part === this.fittedTo[i]);
    if (!resized && (fitting || this.fixed)) return;
    if (!this.moved) return void this.#fitTo(size, this.camera, resized);
    // The stage alone also changes with what is beside it.
    if (this.window === windowSize() || !before.width) return;
    const was = fitted(this.camera, this.#body(before, this.side, this.relief, this.slant), before.width, before.height).radius;
    const by = this.camera;
    this.#fitTo(size, by, false);
    this.camera = zoomed(by, this.camera.radius / was);
  }

  /**
   * What must be on a canvas, in a box for its size and the side it is seen from, so high and so wide.
   * @type {(size: Size, side: number, relief: number, slant: number) => Body}
   */
  #body({ width, height }, side, relief, slant) {
    const { run, scale, frame } = this;
    const parts = [run, run.slices[run.slices.length - 1], scale, frame];
    if (!this.#parts || parts.some((part, i) => part !== this.#parts?.[i])) {
      this.#parts = parts;
      const terrain = new Terrain(run.slice(run.end), scale, frame);
      this.#terrain = terrain;
      const block = new Block(terrain, scale);
      const corners = block.edges.map(([[, , height]]) => height);
      this.#whole = { hull: hullOf(run, scale, frame), rim: rimOf(block), corners, ...widest(this.#writing()) };
    }
    return { aspect: aspectOf(side, relief, slant, this.#whole, width, height), ...this.#whole };
  }

  /**
   * The view up the valley in which the contenders descend, with the last slice under them.
   * @type {(size: Size) => import("./valley.js").Chosen}
   */
  #valley(size) {
    const { width, height } = size;
    this.#body(size, this.side, this.relief, this.slant);
    const hidden = hiddenFrom(this.run, this.#terrain, SLACK);
    return upTheValley(this.#whole.rim.map(meanHeight), (camera, relief) => {
      const body = this.#body(size, camera.azimuth, relief, SLANTS[0]);
      const fit = fitted(camera, body, width, height, ROUGH);
      return { ...hidden(eyeShare(fit, body.aspect)), ...covered(fit, body, width, height) };
    });
  }

  /** Plotly's whole scene, for a new run, theme, height or size. */
  async redraw() {
    if (!window.Plotly || !this.run) return;
    const { width, height } = this.overlay.fit();
    if (!width || !height) return;
    this.#refit({ width, height });
    this.written = this.#writing();
    const figure = structuredClone(this.boot.figures[this.theme].landscape);
    this.#turnTo(this.run.slice(this.slice?.epoch ?? 0));
    const [surface] = figure.data;
    const up = /** @type {[number, number]} */ (this.frame.v);
    const [x, y] = [this.terrain.u.map(single(this.frame.u).of), /** @type {Float64Array} */ (this.terrain.v).map(single(up).of)];
    Object.assign(surface, { x, y, z: this.#matrix() });
    this.#fillHeights(surface);
    const { scene } = figure.layout;
    scene.camera = toPlotly(this.camera);
    scene.aspectratio = this.boxed = this.aspect;
    scene.xaxis.range = single(this.frame.u).range;
    scene.yaxis.range = single(up).range;
    scene.zaxis.range = single(this.#heights).range;
    Object.assign(figure.layout, { width, height });
    await window.Plotly.react(this.plot, figure.data, figure.layout, CONFIG);
    if (!this.ready) withoutPicking(this.plot);
    this.ready = true;
    this.onView();
  }

  /**
   * What is written along the block's edges.
   * @type {() => import("./axes.js").Written}
   */
  #writing() {
    const { run, scale, frame, boot } = this;
    const [u, v] = run.slices[0].plane.labels.map((label) => run.direction(label));
    const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
    return {
      directions: [{ name: u, range: frame.u }, { name: v, range: /** @type {[number, number]} */ (frame.v) }],
      heights: {
        name: scale.kind === "linear" ? run.noun : `${run.noun}, log`,
        ...inRange(scale),
      },
      theme: boot.themes[this.theme],
      font: { size: (TYPE * root) / 16, family: boot.figures[this.theme].profile.layout.xaxis.tickfont.family },
    };
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
    const { camera, aspect, terrain, written } = this;
    this.base.draw({ camera, aspect, terrain, written, corners: this.#whole.corners }, this.geometry().hides);
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
    const { camera, aspect, terrain, scale, frame, run } = this;
    return this.once([camera, aspect, terrain, scale, frame, run, width, height], () => {
      const from = eyeShare(camera, aspect);
      return {
        ...placing(scale, (u, v) => shareOf(frame, u, v), ([x, y]) => scale.share(terrain.at(x, y))),
        area: { left: 0, top: 0, width, height },
        clip: false,
        hides: (share) => terrain.hides(share, from, scale.share, SLACK),
        pixel: shareProjector(camera, aspect, width, height),
      };
    });
  }

  /**
   * The place in the plane that is seen at a pixel; null where there is no surface.
   * @type {(px: number, py: number) => { u: number, v: number } | null}
   */
  pick(px, py) {
    const { width, height } = this.#size;
    const { direction } = sight(this.camera, width, height)(px, py);
    const { x, y, z } = this.aspect;
    const edges = [x, y, z];
    const line = { from: eyeShare(this.camera, this.aspect), direction: direction.map((value, i) => value / edges[i]) };
    const place = meet(line, (a, b) => this.scale.share(this.terrain.at(a, b)));
    return place && valueOf(this.frame, place[0], place[1]);
  }

  /** @type {(change: (camera: Camera) => Camera) => void} */
  turn(change) {
    this.turned = this.moved = true;
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
      // Another box costs Plotly more than another camera.
      const box = this.aspect === this.boxed ? {} : { "scene.aspectratio": (this.boxed = this.aspect) };
      window.Plotly.relayout(this.plot, { "scene.camera": toPlotly(this.camera), ...box });
    });
  }
}

/**
 * The numbers of a scale that are in its range, at shares of it.
 * @type {(scale: Scale) => { ticks: number[], labels: string[] }}
 */
function inRange({ ticks, labels, share }) {
  const shown = ticks.map((tick, i) => ({ at: share(tick), label: withMinus(labels)[i] })).filter(({ at }) => at >= 0 && at <= 1);
  return { ticks: shown.map(({ at }) => at), labels: shown.map(({ label }) => label) };
}

function windowSize() {
  return `${innerWidth} ${innerHeight}`;
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
