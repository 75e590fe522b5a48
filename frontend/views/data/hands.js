// Hands on the data: points of the decision boundary are moved, added, given another class and taken away, by pointer,
// keys and buttons. Every edit is a name of the link.

import { nextId, parse, put, remove, rounded, write } from "../../query/edits.js";
import { short } from "../../base/format.js";
import { Undo } from "../../query/undo.js";
import { say } from "../../base/elements.js";
import { listen } from "./grasp.js";
import { Swatches } from "./swatches.js";

// Shares of the picture that an arrow key moves a point, alone and with Shift.
const [STEP, STRIDE] = [0.01, 0.05];
const RING = 4;
const KEYS = "Page Up and Page Down select a point. Arrow keys move it, F gives it the next class, Delete removes it. N adds a point.";
const COARSE = matchMedia("(pointer: coarse)");
const HINTS = {
  fine: "Drag a point to move it. Click to add one.",
  coarse: "Tap to add a point. Tap a point to select it, then drag it.",
};

/**
 * @typedef {import("../../query/edits.js").Point} Point
 * @typedef {{ query: URLSearchParams, put: (changes: Changes) => void, restore: (name: string) => void }} Inputs
 * @typedef {"flip" | "delete" | "undo" | "restore"} Tool
 * @typedef {(hands: Hands, far: boolean) => boolean | void} Action
 */

/** @type {(id: string) => HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

export class Hands {
  /**
   * On a Boundary; of the page its `inputs`, and `wake()`, which draws soon.
   * @param {import("./boundary.js").Boundary} boundary
   * @param {{ inputs: Inputs, wake: () => void }} page
   */
  constructor(boundary, page) {
    this.boundary = boundary;
    this.inputs = page.inputs;
    this.wake = page.wake;
    /** @type {Run | null} */
    this.run = null;
    /** @type {number | null} */
    this.selected = null;
    /** @type {number | null} */
    this.hovered = null;
    /** @type {symbol | null} */
    this.dragged = null;
    /** @type {string | undefined} */
    this.shown = undefined;
    this.past = new Undo();
    this.swatches = new Swatches(byId("new-points"));
    this.handle = document.createElement("div");
    this.handle.className = "grasp";
    this.handle.tabIndex = 0;
    this.handle.setAttribute("role", "application");
    this.handle.setAttribute("aria-label", "Points of the data");
    this.handle.setAttribute("aria-description", KEYS);
    boundary.plot.element.append(this.handle);
    listen(this.handle, this);
    this.handle.addEventListener("keydown", (event) => this.#key(event));
    /** @type {Record<Tool, HTMLElement>} */
    this.tools = { flip: byId("flip-point"), delete: byId("delete-point"), undo: byId("undo-edit"), restore: byId("undo-edits") };
    for (const [name, button] of Object.entries(this.tools)) {
      button.addEventListener("click", () => button.getAttribute("aria-disabled") === "true" || this[/** @type {Tool} */ (name)]());
    }
  }

  /** @type {(run: Run) => void} */
  setRun(run) {
    this.run = run.data ? run : null;
    if (!this.run) return;
    if (!this.past.meet(run.config.problem, write(this.edits))) this.selected = this.hovered = null;
    this.swatches.show(this.#data.classes);
    this.#tell();
  }

  /** The data of the run, which has some wherever a hand does anything. */
  get #data() {
    return /** @type {Data} */ (/** @type {Run} */ (this.run).data);
  }

  /**
   * An edit that was refused is taken back.
   * @type {(errors: { field: string }[]) => void}
   */
  refuse(errors) {
    if (!this.run || !errors.some(({ field }) => field === "edits")) return;
    this.inputs.restore("edits");
    this.past.refuse(write(this.run.config.problem.edits));
    this.#show();
  }

  /** The edits that are asked for. */
  get edits() {
    return parse(this.inputs.query.get("edits"));
  }

  /** @type {(id: number | null) => Point | undefined} */
  #place(id) {
    return this.boundary.places.find((place) => place.id === id);
  }

  // What the pointer does, in pixels of the picture.

  /** @type {(x: number, y: number, reach: number) => import("./grasp.js").Grasped | null} */
  nearest(x, y, reach) {
    if (!this.run) return null;
    const { area, places } = this.boundary;
    /** @type {Point | null} */
    let found = null;
    let least = reach;
    for (const place of places) {
      const distance = Math.hypot(area.x(place.x) - x, area.y(place.y) - y);
      if (distance <= least) [found, least] = [place, distance];
    }
    const point = /** @type {Point | null} */ (found);
    return point && { id: point.id, x: area.x(point.x), y: area.y(point.y) };
  }

  /** @type {(x: number, y: number, reach: number) => void} */
  hover(x, y, reach) {
    const found = this.nearest(x, y, reach);
    this.handle.dataset.over = found ? "point" : this.#inside(x, y) ? "ground" : "margin";
    if (this.hovered === (found?.id ?? null)) return;
    this.hovered = found?.id ?? null;
    this.#tell();
    this.wake();
  }

  leave() {
    if (this.hovered === null) return;
    this.hovered = null;
    this.#tell();
    this.wake();
  }

  /** @type {(x: number, y: number, reach: number) => void} */
  tap(x, y, reach) {
    const found = this.nearest(x, y, reach);
    if (found) this.#select(found.id);
    else if (this.#inside(x, y)) this.#add(this.boundary.at(x, y));
  }

  /** @type {(id: number, x: number, y: number) => void} */
  drag(id, x, y) {
    if (!this.dragged) {
      this.dragged = Symbol("drag");
      this.boundary.hold(true);
      this.selected = id;
    }
    const { left, top, width, height } = this.boundary.area;
    /** @type {[number, number]} */
    const inside = [Math.min(left + width, Math.max(left, x)), Math.min(top + height, Math.max(top, y))];
    this.#put({ .../** @type {Point} */ (this.#place(id)), ...this.boundary.at(...inside) }, this.dragged);
  }

  drop() {
    this.dragged = null;
    this.boundary.hold(false);
    this.#announce();
    this.wake();
  }

  /** @type {(x: number, y: number) => boolean} */
  #inside(x, y) {
    const { left, top, width, height } = this.boundary.area;
    return this.run !== null && x >= left && x <= left + width && y >= top && y <= top + height;
  }

  // What keys and buttons do.

  /** @type {(event: KeyboardEvent) => void} */
  #key(event) {
    if (!this.run || event.altKey) return;
    const action = event.ctrlKey || event.metaKey ? CONTROL_KEYS[event.key] : ACTIONS[event.key];
    // Keys that mean nothing here play the run.
    if (!action || action(this, event.shiftKey) === false) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * The next point to the right, or to the left.
   * @type {(by: number) => void}
   */
  step(by) {
    const order = [...this.boundary.places].sort((a, b) => a.x - b.x || a.y - b.y);
    const at = order.findIndex(({ id }) => id === this.selected);
    const next = at < 0 && by < 0 ? order.length - 1 : (at + by + order.length) % order.length;
    this.#select(order[next].id);
  }

  /** @type {(right: number, up: number, far: boolean) => boolean | void} */
  move(right, up, far) {
    const place = this.#place(this.selected);
    if (!place) return false;
    const [x0, x1, y0, y1] = this.boundary.extent;
    const share = far ? STRIDE : STEP;
    this.#put({ ...place, x: place.x + right * share * (x1 - x0), y: place.y + up * share * (y1 - y0) }, `move ${place.id}`);
    return this.#announce();
  }

  /** @type {() => boolean | void} */
  flip() {
    const place = this.#place(this.selected);
    if (!place) return false;
    this.#put({ ...place, label: (place.label + 1) % this.#data.classes });
    return this.#announce();
  }

  /** @type {() => boolean | void} */
  delete() {
    const place = this.#place(this.selected);
    if (!place) return false;
    this.selected = null;
    this.#change(remove(this.edits, place.id, this.#data.samples));
    return this.#announce(`Point ${place.id} is removed.`);
  }

  /** A point at the selected one, a little beside it, or in the middle of the picture. */
  addHere() {
    const [x0, x1, y0, y1] = this.boundary.extent;
    const beside = this.#place(this.selected);
    this.#add(beside ? { x: beside.x + STRIDE * (x1 - x0), y: beside.y } : { x: (x0 + x1) / 2, y: (y0 + y1) / 2 });
  }

  /** @type {() => boolean | void} */
  undo() {
    if (!this.past.leads(write(this.edits))) return false;
    this.#ask(this.past.back());
    return this.#announce("The last edit is undone.");
  }

  /** @type {() => boolean | void} */
  restore() {
    if (!this.edits.length) return false;
    this.#change([]);
    return this.#announce("All edits are undone.");
  }

  /** @type {() => boolean | void} */
  deselect() {
    if (this.selected === null) return false;
    return this.#select(null);
  }

  /** @type {(id: number | null) => void} */
  #select(id) {
    this.selected = id;
    this.#announce();
    this.wake();
  }

  /** @type {(place: { x: number, y: number }) => void} */
  #add({ x, y }) {
    const id = nextId(this.edits, this.#data.samples);
    this.selected = id;
    this.#put({ id, x, y, label: this.swatches.chosen });
    this.#announce();
  }

  /** @type {(point: { id: number, x: number, y: number, label: number }, gesture?: unknown) => void} */
  #put({ id, x, y, label }, gesture) {
    const [x0, x1, y0, y1] = this.boundary.extent;
    const place = { id, x: rounded(x, [x0, x1]), y: rounded(y, [y0, y1]), label };
    this.#change(put(this.edits, place), gesture);
  }

  /**
   * Edits take the place of those before, which can be come back to; those of one gesture count as one.
   * @type {(edits: number[][], gesture?: unknown) => void}
   */
  #change(edits, gesture = Symbol("edit")) {
    const text = write(edits);
    this.past.put(write(this.edits), text, gesture);
    this.#ask(text);
  }

  /** @type {(text: string) => void} */
  #ask(text) {
    this.inputs.put({ edits: text });
    this.#show();
  }

  #show() {
    this.boundary.redrawPoints();
    this.#tell();
    this.wake();
  }

  /** What is selected or pointed at, in words, and what can be done with it. */
  #tell() {
    const shown = this.#place(this.hovered) ?? this.#place(this.selected);
    say(byId("boundary-hint"), shown ? this.#sentence(shown) : HINTS[COARSE.matches ? "coarse" : "fine"]);
    const selected = this.#place(this.selected) !== undefined;
    const able = { flip: selected, delete: selected, undo: this.past.leads(write(this.edits)), restore: this.edits.length > 0 };
    for (const [name, button] of Object.entries(this.tools)) button.setAttribute("aria-disabled", String(!able[/** @type {Tool} */ (name)]));
  }

  /** @type {(text?: string) => void} */
  #announce(text) {
    const place = this.#place(this.selected);
    this.#tell();
    say(byId("boundary-said"), text ?? (place ? `${this.#sentence(place)}.` : ""));
  }

  /** @type {(point: Point) => string} */
  #sentence({ id, x, y, label, train, added }) {
    const kind = added ? "Added training" : train ? "Training" : "Test";
    return `${kind} point ${id}, class ${label}, at ${short(x, 4)}, ${short(y, 4)}`;
  }

  /** Rings around what is selected and what is pointed at. */
  draw() {
    if (!this.run) return;
    const { plot, area, version } = this.boundary;
    const { width, height } = plot.over.fit();
    const key = [this.selected, this.hovered, version, width, height].join();
    if (this.shown === key) return;
    this.shown = key;
    const { context } = plot.over;
    context.clearRect(0, 0, width, height);
    const theme = this.boundary.boot.themes[this.boundary.theme];
    for (const [id, strength] of /** @type {const} */ ([[this.hovered, 0.5], [this.selected, 1]])) {
      const place = this.#place(id);
      if (place) ring(context, area.x(place.x), area.y(place.y), this.boundary.size(place.train) + RING, theme, strength);
    }
  }
}

/** @type {(context: Context, x: number, y: number, radius: number, theme: Theme, strength: number) => void} */
function ring(context, x, y, radius, theme, strength) {
  context.globalAlpha = strength;
  for (const [colour, width] of /** @type {const} */ ([[theme.casing, 4.5], [theme.ink, 2]])) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** @type {Record<string, Action>} */
const ACTIONS = {
  PageDown: (hands) => hands.step(1),
  PageUp: (hands) => hands.step(-1),
  "]": (hands) => hands.step(1),
  "[": (hands) => hands.step(-1),
  ArrowLeft: (hands, far) => hands.move(-1, 0, far),
  ArrowRight: (hands, far) => hands.move(1, 0, far),
  ArrowUp: (hands, far) => hands.move(0, 1, far),
  ArrowDown: (hands, far) => hands.move(0, -1, far),
  f: (hands) => hands.flip(),
  F: (hands) => hands.flip(),
  n: (hands) => hands.addHere(),
  N: (hands) => hands.addHere(),
  Delete: (hands) => hands.delete(),
  Backspace: (hands) => hands.delete(),
  Escape: (hands) => hands.deselect(),
};
/** @type {Record<string, Action>} */
const CONTROL_KEYS = { z: (hands) => hands.undo() };
