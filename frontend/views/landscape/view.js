// What all views of a landscape have in common: the run, the scale of its heights, what is marked, and what moves on it.

import { LATER } from "../../base/later.js";
import { drawArrows } from "./arrows.js";
import { frameOf } from "./frame.js";
import { bounds, scaled } from "./heights.js";
import { drawMarks, knownMinima } from "./marks.js";
import { draw, drawGhost } from "./overlay.js";
import { drawCrosshair } from "./crosshair.js";
import { Terrain } from "./terrain.js";

export class View {
  /** @type {unknown[]} */
  #key = [];

  /**
   * `boot` is the page's JSON; `onView()` is called when the picture must be drawn again; `extras` is what is drawn
   * besides a run: { arrows: { kinds, times }, ghost, target }, which the stage fills.
   * @param {HTMLElement} element
   * @param {Boot} boot
   * @param {() => void} onView
   * @param {Extras} extras
   */
  constructor(element, boot, onView, extras) {
    this.element = element;
    this.boot = boot;
    this.onView = onView;
    this.extras = extras;
    /** @type {Run} */
    this.run = LATER;
    /** @type {Frame} */
    this.frame = LATER;
    /** @type {[number, number]} */
    this.bounds = LATER;
    /** @type {Scale} */
    this.scale = LATER;
    /** @type {string} */
    this.theme = LATER;
    /** @type {Slice} */
    this.slice = LATER;
    /** @type {Terrain} */
    this.terrain = LATER;
    /** @type {Critical | null} */
    this.critical = LATER;
    /** @type {CriticalPoint[]} */
    this.points = LATER;
    /** @type {Mark[]} */
    this.known = LATER;
    /** @type {Placing} */
    this.made = LATER;
    this.kind = "log";
    this.fixed = false;
  }

  /** Each view draws itself anew, for another run, theme, height or size. */
  async redraw() {}

  /**
   * Each view has its own way from values to pixels.
   * @type {(width?: number, height?: number) => Placing}
   */
  geometry() {
    throw new TypeError("a view needs a geometry");
  }

  /**
   * A run; where the frame is fixed it is seen through that of the run before.
   * @type {(run: Run) => Promise<void>}
   */
  async setRun(run) {
    this.show(run);
    await this.redraw();
  }

  /**
   * The run that is drawn from now on.
   * @type {(run: Run) => void}
   */
  show(run) {
    this.run = run;
    this.follow();
  }

  /** The frame and the heights that show all of the run. */
  follow() {
    if (this.fixed) return;
    this.frame = frameOf(this.run.slices[0]);
    this.bounds = bounds(this.run);
    this.rescale();
  }

  rescale() {
    this.scale = scaled(this.kind, this.run, this.bounds, this.element.clientHeight);
  }

  /**
   * Holds the frame, while the start is dragged, or lets it follow the run again.
   * @type {(fixed: boolean) => void}
   */
  fix(fixed) {
    if (fixed === this.fixed) return;
    this.fixed = fixed;
    if (fixed || !this.run) return;
    this.follow();
    this.redraw();
  }

  /** More slices or marks have come: the height grows if one is higher or lower than all before. */
  grow() {
    this.findMarks();
    if (this.fixed) return;
    const [low, high] = bounds(this.run);
    if (low < this.bounds[0] || high > this.bounds[1]) {
      this.bounds = [low, high];
      this.rescale();
      this.redraw();
    }
  }

  /** @type {(kind: string) => void} */
  setHeight(kind) {
    this.kind = kind;
    if (!this.run) return;
    this.rescale();
    this.redraw();
  }

  /** @type {(name: string) => void} */
  setTheme(name) {
    this.theme = name;
    if (this.run) this.redraw();
  }

  /**
   * The slice that is drawn from now on.
   * @type {(slice: Slice) => void}
   */
  useSlice(slice) {
    this.slice = slice;
    this.terrain = new Terrain(slice, this.scale, this.frame);
  }

  /** The marks of the slice that is drawn. */
  findMarks() {
    if (!this.terrain) return;
    const { epoch } = this.terrain;
    this.critical = this.run.critical;
    this.points = this.run.criticalPoints(epoch);
    this.known = knownMinima(this.run, this.slice);
  }

  /**
   * Everything that moves, on a canvas, over what `first(context, stage)` draws; returns the `gaps` that overlay.js does,
   * and `under`.
   * @type {(layer: import("../canvas.js").Layer, moment: Moment, first?: (context: Context, stage: Placing) => void) => Pick<Drawn, "gaps" | "under">}
   */
  drawOver({ context, fit }, moment, first = () => {}) {
    const { width, height } = fit();
    const theme = this.boot.themes[this.theme];
    const stage = this.geometry(width, height);
    const { ghost, arrows, target } = this.extras;
    context.clearRect(0, 0, width, height);
    first(context, stage);
    drawMarks(context, this.points, this.known, stage, theme);
    if (ghost) drawGhost(context, ghost, stage, theme);
    const between = () => drawArrows(context, this.run, moment, arrows, stage, theme);
    const gaps = draw(context, this.run, moment, stage, theme, between);
    if (target) drawCrosshair(context, target, stage, theme);
    return { gaps, under: this.#under(moment, stage) };
  }

  /**
   * What is drawn where the followed ball is: its `value`, and how far `off` the ball is, as a share of the height.
   * @type {(moment: Moment, stage: Placing) => Drawn["under"]}
   */
  #under({ epochs }, stage) {
    const { run, scale } = this;
    const ball = run.at(run.leader, epochs[run.leader]);
    if (!ball) return null;
    const share = stage.share(ball.u, ball.v, ball.height);
    return { value: scale.value(stage.under(share)), ball: ball.height, off: stage.off(share) };
  }

  /**
   * What depends on `parts`: made anew by `make()` only when one of them is another.
   * @type {(parts: unknown[], make: () => Placing) => Placing}
   */
  once(parts, make) {
    if (!this.made || parts.some((part, i) => part !== this.#key[i])) {
      this.#key = parts;
      this.made = make();
    }
    return this.made;
  }
}

/**
 * What overlay.js must know of a place on a surface or a curve, from `place(u, v)` and the scale of the heights.
 * @type {(scale: Scale, place: Placing["place"], under: Placing["under"]) => Pick<Placing, "place" | "share" | "under" | "foot" | "off">}
 */
export function placing(scale, place, under) {
  return {
    place,
    share: (u, v, height) => [...place(u, v), scale.share(scale.of(height))],
    under,
    foot: (share) => [share[0], share[1], under(share)],
    off: (share) => Math.abs(share[2] - under(share)),
  };
}
