// @ts-nocheck
// What all views of a landscape have in common: the run, the scale of its heights, what is marked, and what moves on it.

import { drawArrows } from "./arrows.js";
import { frameOf } from "./frame.js";
import { bounds, scaled } from "./heights.js";
import { drawMarks, knownMinima } from "./marks.js";
import { draw, drawGhost } from "./overlay.js";
import { drawCrosshair } from "./crosshair.js";

export class View {
  #key = [];

  /**
   * `boot` is the page's JSON; `onView()` is called when the picture must be drawn again; `extras` is what is drawn
   * besides a run: { arrows: { kinds, times }, ghost, target }, which the stage fills.
   */
  constructor(element, boot, onView, extras) {
    Object.assign(this, { element, boot, onView, extras });
    this.kind = "log";
    this.fixed = false;
  }

  /** A run; where the frame is fixed it is seen through that of the run before. */
  async setRun(run) {
    this.run = run;
    this.follow();
    await this.redraw();
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

  /** Holds the frame, while the start is dragged, or lets it follow the run again. */
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

  setHeight(kind) {
    this.kind = kind;
    if (!this.run) return;
    this.rescale();
    this.redraw();
  }

  setTheme(name) {
    this.theme = name;
    if (this.run) this.redraw();
  }

  /** The marks of the slice that is drawn. */
  findMarks() {
    if (!this.terrain) return;
    const { epoch } = this.terrain;
    this.critical = this.run.critical;
    this.points = this.run.criticalPoints(epoch);
    this.known = knownMinima(this.run, this.slice);
  }

  /** Everything that moves, on a canvas, over what `first(context, stage)` draws; returns the `gaps` that overlay.js does, and `under`. */
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

  /** What is drawn where the followed ball is: its `value`, and how far `off` the ball is, as a share of the height. */
  #under({ epochs }, stage) {
    const { run, scale } = this;
    const ball = run.at(run.leader, epochs[run.leader]);
    if (!ball) return null;
    const share = stage.share(ball.u, ball.v, ball.height);
    return { value: scale.value(stage.under(share)), ball: ball.height, off: stage.off(share) };
  }

  /** What depends on `parts`: made anew by `make()` only when one of them is another. */
  once(parts, make) {
    if (!this.made || parts.some((part, i) => part !== this.#key[i])) {
      this.#key = parts;
      this.made = make();
    }
    return this.made;
  }
}

/** What overlay.js must know of a place on a surface or a curve, from `place(u, v)` and the scale of the heights. */
export function placing(scale, place, under) {
  return {
    place,
    share: (u, v, height) => [...place(u, v), scale.share(scale.of(height))],
    under,
    foot: (share) => [share[0], share[1], under(share)],
    off: (share) => Math.abs(share[2] - under(share)),
  };
}
