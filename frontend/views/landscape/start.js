// Dropping the start on the landscape: by a click, a tap, a drag or the keys; everyone starts where it is put.

import { LATER } from "../../base/later.js";
import { short } from "../../base/format.js";
import { parametersAt } from "../../query/parameters_at.js";
import { hint } from "../controls.js";
import { make } from "../../base/elements.js";
import { shareOf } from "./frame.js";

// Pixels around the start's mark within which a hand means it.
/** @type {Record<string, number>} */
const REACH = { mouse: 14, pen: 16, touch: 26 };
// Of the extent: how far a key moves the start, alone and with Shift.
const STEP = 0.02;
const FAR = 0.1;
/** @type {Record<string, [number, number]>} */
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HINT = "Click the landscape to start there.";
const NOWHERE = "There is no landscape at that place.";
const MANY = "With more than 1,000 parameters, a place in the landscape cannot be used as the start. Change the seed of the start instead.";

/**
 * @typedef {{ u: number, v: number }} Place
 * @typedef {{
 *   stage: import("./stage.js").Stage, planes: Record<string, Entry>, clock: import("../../playback/clock.js").Clock,
 *   inputs: { query: URLSearchParams, put: (changes: Changes) => void },
 * }} StartPage
 */

export class Start {
  /**
   * `page` is the stage, what planes there are, the playback's clock and the controls, `said` the place for what has happened, `hands` that for the switch.
   * @param {StartPage} page
   * @param {HTMLElement} said
   * @param {HTMLElement} hands
   */
  constructor(page, said, hands) {
    this.page = page;
    this.stage = page.stage;
    this.said = said;
    this.moving = false;
    // The parameters of a start that was dropped by a click, until its run has come.
    /** @type {string | null} */
    this.dropped = null;
    /** @type {Plane} */
    this.plane = LATER;
    /** @type {Place} */
    this.place = LATER;
    this.said.textContent = HINT;
    this.button = hint(make("button", "button tool", { type: "button", ariaPressed: "false" }, "Move the start"), "Moves the start with the arrow keys, farther with Shift. Enter ends this. Shortcut on the landscape: M.");
    // The picture keeps the focus.
    this.button.addEventListener("pointerdown", (event) => event.preventDefault());
    this.button.addEventListener("click", () => this.#toggle());
    hands.append(this.button);
    const { handle } = this.stage;
    handle.addEventListener("blur", () => this.#end());
    handle.addEventListener("pointermove", ({ offsetX, offsetY, pointerType, buttons }) => {
      if (!buttons) handle.classList.toggle("over-start", this.#near(offsetX, offsetY, pointerType));
    });
    this.stage.hands = this;
  }

  /** The run on the stage that has a landscape; null where its plane is only named. */
  get #run() {
    const { run } = this.stage;
    return run?.slices[0].plane.origin ? run : null;
  }

  /**
   * A run is on the screen: the one that was asked for by a click plays from its start.
   * @type {(run: Run) => void}
   */
  setRun(run) {
    if (!this.dropped || run.config.start.parameters?.join() !== this.dropped) return;
    this.dropped = null;
    const { clock } = this.page;
    const now = performance.now();
    clock.pause(now);
    clock.seek(0, now);
    clock.play(now);
  }

  /** Where the start is: { u, v, height }. */
  get #place() {
    const run = /** @type {Run} */ (this.stage.run);
    const { first } = /** @type {Projection} */ (run.projection);
    return /** @type {Place & { height: number }} */ (run.at(run.leader, first));
  }

  /** @type {(x: number, y: number, kind: string) => boolean} */
  #near(x, y, kind) {
    const place = this.#run && this.stage.view.terrain && this.#place;
    if (!place) return false;
    const geometry = this.stage.view.geometry();
    const [px, py] = geometry.pixel(geometry.share(place.u, place.v, place.height));
    return Math.hypot(px - x, py - y) <= REACH[kind];
  }

  /**
   * Whether a drag that begins here moves the start: from its mark; where nothing can be turned, from anywhere, once the
   * picture is `taken` hold of.
   * @type {(x: number, y: number, kind: string, taken: boolean) => boolean}
   */
  grabs(x, y, kind, taken) {
    const near = this.#near(x, y, kind);
    if (!this.#run || (!near && (this.stage.solid || !taken))) return false;
    // Who takes the start itself moves it alone: whatever the plane leaves alone stays as it was there.
    this.plane = near ? this.#run.slices[0].plane : this.stage.view.slice.plane;
    return true;
  }

  /** @type {(x: number, y: number) => void} */
  move(x, y) {
    const place = this.stage.view.pick(x, y, true);
    if (!place) return;
    this.stage.hold(true);
    this.#put(place);
  }

  drop() {
    this.#ask();
    this.stage.setTarget(null);
    this.stage.hold(false);
    this.#say();
  }

  /** @type {(x: number, y: number) => void} */
  tap(x, y) {
    if (!this.stage.run) return;
    if (!this.#run) {
      this.said.textContent = MANY;
      return;
    }
    const place = this.stage.view.pick(x, y, false);
    if (!place) {
      this.said.textContent = NOWHERE;
      return;
    }
    this.plane = this.stage.view.slice.plane;
    this.place = place;
    this.dropped = this.#parameters().map(Number).join();
    this.#ask();
    this.#say();
  }

  /**
   * Keys of the picture: M takes the start and lets it go, arrows move it then.
   * @type {(event: { key: string, shiftKey: boolean }) => boolean}
   */
  key({ key, shiftKey }) {
    if (key.toLowerCase() === "m") this.#toggle();
    else if (!this.moving) return false;
    else if (key === "Enter" || key === "Escape") this.#end();
    else if (key in KEYS) this.#nudge(KEYS[key], shiftKey ? FAR : STEP);
    else return false;
    return true;
  }

  /** @type {() => void} */
  #toggle() {
    if (this.moving) return this.#end();
    if (!this.stage.run) return undefined;
    if (!this.#run) {
      this.said.textContent = MANY;
      return undefined;
    }
    this.moving = true;
    this.button.ariaPressed = "true";
    this.stage.handle.focus();
    this.plane = this.#run.slices[0].plane;
    this.stage.hold(true);
    this.place = this.#place;
    this.stage.setTarget(this.place);
    this.said.textContent = "The arrow keys move the start, farther with Shift. Enter ends this.";
    return undefined;
  }

  #end() {
    if (!this.moving) return;
    this.moving = false;
    this.button.ariaPressed = "false";
    this.#ask();
    this.stage.setTarget(null);
    this.stage.hold(false);
    this.#say();
  }

  /**
   * One step in that of the plane's directions which looks most like the key's, inside of the picture.
   * @type {(to: [number, number], share: number) => void}
   */
  #nudge([right, down], share) {
    const { view } = this.stage;
    const { u, v } = view.frame;
    const width = share * (u[1] - u[0]);
    const depth = v ? share * (v[1] - v[0]) : 0;
    const steps = [[width, 0], [-width, 0], [0, depth], [0, -depth]];
    const geometry = view.geometry();
    /** @type {(place: Place) => Pixel} */
    const pixel = (place) => {
      const [across, along] = geometry.place(place.u, place.v);
      return geometry.pixel([across, along, 0]);
    };
    const [x, y] = pixel(this.place);
    const places = steps.map(([du, dv]) => ({ u: this.place.u + du, v: this.place.v + dv }));
    const likeness = places.map((place) => {
      const [px, py] = pixel(place);
      return (right * (px - x) + down * (py - y)) / (Math.hypot(px - x, py - y) || 1);
    });
    const best = Math.max(...likeness);
    const place = places[likeness.indexOf(best)];
    const inside = shareOf(view.frame, place.u, place.v).every((part) => part >= 0 && part <= 1);
    if (best < 0.5 || !inside) return;
    this.#put(place);
    this.#say();
  }

  /**
   * Puts the start there; where runs are comparable the run follows at once.
   * @type {(place: Place) => void}
   */
  #put(place) {
    this.place = place;
    this.stage.setTarget(place);
    if (this.#steady && this.plane.through !== "best") this.#ask();
  }

  /** Whether coordinates mean the same for every run; on other planes the picture would turn under the hand. */
  get #steady() {
    return this.page.planes[this.plane.kind].absolute === true;
  }

  #parameters() {
    const { u, v } = this.stage.view.frame;
    return parametersAt(this.plane, this.place, Math.max(u[1] - u[0], v ? v[1] - v[0] : 0));
  }

  #ask() {
    const text = this.#parameters().join();
    const { inputs } = this.page;
    if (text !== inputs.query.get("start")) inputs.put({ start: text });
  }

  #say() {
    const run = /** @type {Run} */ (this.#run);
    const { labels } = run.slices[0].plane;
    const at = labels.map((label, i) => `${run.direction(label)} = ${short(i ? this.place.v : this.place.u)}`).join(", ");
    const who = run.count > 1 ? "all optimizers start" : "the optimizer starts";
    const turned = this.#steady ? "" : " The plane depends on the trails, so the picture changes as well.";
    this.said.textContent = `New start at ${at}: ${who} there.${turned}`;
  }
}
