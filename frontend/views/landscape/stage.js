// The stage: a landscape in space, from above, or cut along one direction, and what is on it in words.

import { anyCut, magnification } from "./arrows.js";
import { ArrowMenu } from "./arrow_menu.js";
import { Contour } from "./contour.js";
import { comparable } from "./frame.js";
import { Landscape, solidWorks } from "./landscape.js";
import { legend } from "./marks.js";
import { listen } from "./orbit.js";
import { Profile } from "./profile.js";
import { ViewTools } from "./view_tools.js";
import { make } from "../../base/elements.js";
import { short } from "../../base/format.js";

const NO_WEBGL = "This browser cannot draw in three dimensions, because WebGL is missing. The contour is shown instead.";
const LOST = "The graphics card stopped drawing the 3-D picture. The contour is shown instead. Reload the page to try again.";
const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);
const HOLDS = { wheel: `Use ${APPLE ? "⌘" : "Ctrl"} + scroll to zoom, or click the picture first`, touch: "Use two fingers to turn the landscape" };
// Milliseconds for which that is said.
const HINTED = 1500;
/** @type {StageHands} */
const NOBODY = { grabs: () => false, move() {}, drop() {}, tap() {}, key: () => false };

/**
 * @typedef {import("./view_tools.js").ViewKind} ViewKind
 * @typedef {import("./view_tools.js").Where} Where
 * @typedef {Pick<import("./orbit.js").Hands, "grabs" | "move" | "drop" | "tap" | "key">} StageHands
 */

export class Stage {
  /**
   * `places` are elements: the `scene`, `marks` for what is on it, `tools` for how it is looked at, `hands` for what can
   * be done to it, `note` for what it cannot show; `onView()` is called when the picture must be drawn again.
   * @param {Record<"scene" | "marks" | "tools" | "hands" | "note", HTMLElement>} places
   * @param {Boot} boot
   * @param {() => void} onView
   */
  constructor(places, boot, onView) {
    this.element = places.scene;
    this.foot = places.marks;
    this.note = places.note;
    this.onView = onView;
    /** @type {Run | undefined} */
    this.run = undefined;
    /** @type {Moment | undefined} */
    this.moment = undefined;
    /** @type {Extras["ghost"]} */
    this.wanted = null;
    // Whether nothing is drawn in three dimensions; unknown until it is tried.
    /** @type {boolean | undefined} */
    this.flat = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.hinted = undefined;
    this.cut = "";
    /** @type {unknown} */
    this.said = undefined;
    /** @type {Extras} */
    this.extras = { arrows: { kinds: [], times: 1 }, ghost: null, target: null };
    this.landscape = new Landscape(part(this.element, "surface"), boot, onView, this.extras, () => this.#flatten(LOST));
    this.contour = new Contour(part(this.element, "contour"), boot, onView, this.extras);
    this.profile = new Profile(part(this.element, "profile"), boot, onView, this.extras);
    this.views = [this.landscape, this.contour, this.profile];
    this.awaited = make("p", "scene-note");
    this.awaited.hidden = true;
    this.handle = make("div", "handle");
    Object.assign(this.handle, { tabIndex: 0, role: "img", ariaLabel: "Loss landscape" });
    this.holding = make("p", "scene-holding", { "aria-hidden": "true" });
    this.element.append(this.awaited, this.handle, this.holding);
    /** @type {StageHands} */
    this.hands = NOBODY;
    /** @type {ViewKind} */
    this.choice = "solid";
    /** @type {Landscape | Contour | Profile} */
    this.view = this.landscape;
    this.tools = new ViewTools(places.tools, {
      view: (choice) => this.setView(choice),
      camera: (where) => this.look(where),
      axis: (axis) => this.#setAxis(axis),
    });
    this.arrows = new ArrowMenu(() => this.#setArrows());
    places.hands.append(this.arrows.menu.element);
    this.signs = make("p", "marks signs");
    places.hands.after(this.signs);
    this.#listen();
    this.#show(this.landscape);
  }

  #listen() {
    listen(this.handle, {
      turns: () => this.solid,
      turn: (change) => this.solid && this.landscape.turn(change),
      hold: (held) => this.solid && this.landscape.hold(held),
      grabs: (...place) => this.hands.grabs(...place),
      move: (...place) => this.hands.move(...place),
      drop: () => this.hands.drop(),
      tap: (...place) => this.hands.tap(...place),
      key: (event) => this.hands.key(event) || this.tools.key(event),
      spared: (kind) => this.#hint(kind),
    });
  }

  /**
   * How the picture is taken hold of, for who scrolled the page over it.
   * @type {(kind: "wheel" | "touch") => void}
   */
  #hint(kind) {
    this.holding.textContent = HOLDS[kind];
    this.holding.classList.add("shown");
    clearTimeout(this.hinted);
    this.hinted = setTimeout(() => this.holding.classList.remove("shown"), HINTED);
  }

  /** Whether what is on the stage can be turned. */
  get solid() {
    return this.view === this.landscape;
  }

  get held() {
    return this.landscape.held;
  }

  /**
   * The view that shows a run as the visitor wants it, as far as it can.
   * @type {(run: Run) => Landscape | Contour | Profile}
   */
  #viewOf(run) {
    if (run.line || this.choice === "cut") return this.profile;
    if (this.flat === undefined && !solidWorks()) this.#noSolid(NO_WEBGL);
    this.flat ??= false;
    return this.choice === "contour" || this.flat ? this.contour : this.landscape;
  }

  /** @type {(view: Landscape | Contour | Profile) => void} */
  #show(view) {
    this.view = view;
    for (const other of this.views) other.element.hidden = other !== view;
    this.handle.classList.toggle("flat", !this.solid);
  }

  /**
   * "solid", "contour" or "cut": what runs are shown as from now on.
   * @type {(choice: ViewKind) => Promise<void>}
   */
  async setView(choice) {
    this.choice = choice;
    if (this.run) await this.setRun(this.run);
  }

  /**
   * Nothing is drawn in three dimensions from now on.
   * @type {(why: string) => void}
   */
  #noSolid(why) {
    this.flat = true;
    this.note.textContent = why;
    this.tools.disableSolid(why);
  }

  /** @type {(why: string) => void} */
  #flatten(why) {
    this.#noSolid(why);
    if (this.run && this.solid) this.setRun(this.run);
  }

  /** @type {(where: Where) => void} */
  look(where) {
    if (this.run && this.solid) this.landscape.look(where);
  }

  /** @type {(axis: import("./cut.js").Axis) => void} */
  #setAxis(axis) {
    this.profile.setAxis(axis);
    this.onView();
  }

  /**
   * A new run's landscape is on its way, or will not come: what is on the stage is the run's before, or nothing.
   * @type {(run: { over: boolean }) => void}
   */
  wait({ over }) {
    this.awaited.textContent = `The landscape of this run ${over ? "was not" : "is being"} computed.`;
    this.element.classList.add("waiting");
    this.awaited.hidden = this.run !== undefined;
  }

  /** @type {(run: Run) => Promise<void>} */
  async setRun(run) {
    this.element.classList.remove("waiting");
    this.awaited.hidden = true;
    this.run = run;
    this.#show(this.#viewOf(run));
    const kind = this.solid ? "solid" : this.view === this.contour ? "contour" : "cut";
    this.tools.show(run, kind, this.profile.axis);
    this.setGhost(this.wanted);
    await this.view.setRun(run);
    this.#setArrows();
  }

  grow() {
    this.view.grow();
    this.#setArrows();
  }

  /** @type {(kind: string) => void} */
  setHeight(kind) {
    for (const view of this.views) view.setHeight(kind);
  }

  /** @type {(name: string) => void} */
  setTheme(name) {
    for (const view of this.views) view.setTheme(name);
  }

  redraw() {
    if (this.run) this.view.redraw();
  }

  /**
   * Holds the frame that is drawn, while the start is moved, or lets it follow the runs again.
   * @type {(held: boolean) => void}
   */
  hold(held) {
    for (const view of this.views) view.fix(held && view === this.view);
  }

  /**
   * Where the start is being put, { u, v }; null: nowhere.
   * @type {(place: { u: number, v: number } | null) => void}
   */
  setTarget(place) {
    this.extras.target = place;
    this.onView();
  }

  /**
   * The trail of contender k in another run from an epoch on, `{ run, k, from }`, faint beside the present one; null: none.
   * @type {(ghost: Extras["ghost"]) => void}
   */
  setGhost(ghost) {
    this.wanted = ghost;
    const fits = ghost?.run.drawable && this.run && comparable(ghost.run.slices[0].plane, this.run.slices[0].plane);
    this.extras.ghost = fits ? ghost : null;
    this.onView();
  }

  /** How long the chosen arrows are drawn is one for all of a run. */
  #setArrows() {
    const { run, view } = this;
    if (!run?.motion || !view.frame) return;
    const { kinds } = this.arrows;
    const times = magnification(run, kinds, view.frame);
    this.extras.arrows = { kinds, times };
    this.signs.replaceChildren(...this.arrows.legend(run, times, anyCut(run, kinds, times, view.frame)));
    this.onView();
  }

  /** The scale of the heights that are shown. */
  get scale() {
    return this.view.scale;
  }

  /**
   * Draws a moment (null: the last one again); see Landscape.draw for what it returns.
   * @type {(wanted: Moment | null, how: { now: number, fast: boolean }) => Drawn | null}
   */
  draw(wanted, how) {
    this.moment = wanted ?? this.moment;
    if (!this.run || !this.moment) return null;
    const drawn = this.view.draw(this.moment, how);
    this.#drawFoot(drawn);
    return drawn;
  }

  /**
   * Where it is cut, or what marks there are once they have come.
   * @type {(drawn: Drawn | null) => void}
   */
  #drawFoot(drawn) {
    this.cut = drawn?.cut ? `Cut along ${drawn.cut.along} at ${drawn.cut.across} = ${short(drawn.cut.at)}` : "";
    const { report, projection, critical, slices } = /** @type {Run} */ (this.run);
    const points = (critical && slices[0].plane.through !== "best" && drawn?.points) || null;
    const missing = [report, projection, critical, ...slices].map((each) => each?.left_out).filter(Boolean).join(" ");
    const key = this.cut || points || missing;
    if (key === this.said) return;
    this.said = key;
    const marks = !this.cut && points ? legend(points, drawn?.known ?? [], /** @type {Run} */ (this.run).line) : [{ mark: "", text: this.cut }];
    if (!this.cut) marks.push({ mark: "", text: missing });
    this.foot.replaceChildren(...marks.filter(({ text }) => text).map(({ mark, text }) => make("span", `mark ${mark}`, {}, text)));
  }

  /** @type {(text: string) => void} */
  describe(text) {
    const keys = this.solid
      ? "Arrow keys turn the landscape, plus and minus zoom. The keys 1, 2 and 3 look along the valley, from above and from the side."
      : this.cut || (this.view === this.contour ? "Seen from above." : "");
    const said = `${text} ${keys}${keys && !keys.endsWith(".") ? "." : ""} M moves the start.`;
    if (this.handle.getAttribute("aria-label") !== said) this.handle.setAttribute("aria-label", said);
  }
}

/** @type {(element: HTMLElement, name: string) => HTMLElement} */
function part(element, name) {
  const div = make("div", `scene-part ${name}`);
  element.append(div);
  return div;
}
