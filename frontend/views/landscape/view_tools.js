// How the landscape is looked at: which view, from where, and along which direction it is cut.

import { Menu, Segments } from "../controls.js";
import { make } from "../../base/elements.js";

/**
 * @typedef {"solid" | "contour" | "cut"} ViewKind
 * @typedef {"valley" | "above" | "side"} Where
 * @typedef {import("./cut.js").Axis} Axis
 */

const VIEWS = [
  { value: "solid", label: "3-D", help: "The surface in three dimensions. Drag to turn it." },
  { value: "contour", label: "Contour", help: "The surface from above, with lines of equal loss." },
  { value: "cut", label: "Cut", help: "The curve along one direction, through the ball." },
];
const LINE = "This landscape has one direction, so a curve shows all of it.";
/** @type {[Where, string, string][]} */
const CAMERAS = [
  ["valley", "Along the valley", "1"],
  ["above", "From above", "2"],
  ["side", "From the side", "3"],
];
/** @type {Axis[]} */
const AXES = ["u", "v"];

export class ViewTools {
  /**
   * `view(choice)`, `camera(where)` and `axis(direction)` are called for what the visitor chooses.
   * @param {HTMLElement} element
   * @param {{ view: (choice: ViewKind) => void, camera: (where: Where) => void, axis: (axis: Axis) => void }} calls
   */
  constructor(element, { view, camera, axis }) {
    this.views = new Segments("View", VIEWS, (choice) => view(/** @type {ViewKind} */ (choice)));
    this.camera = camera;
    this.solid = false;
    this.lost = "";
    const looks = CAMERAS.map(([where, label, key]) => {
      const button = make("button", "menu-item", { type: "button" }, label, make("kbd", "", {}, key));
      button.addEventListener("click", () => {
        camera(where);
        this.menu.close();
      });
      return button;
    });
    this.menu = new Menu("Camera", "The direction from which the surface is seen.", ...looks);
    this.axes = new Segments("Cut along", AXES.map((value) => ({ value, label: value, help: "" })), (chosen) => axis(/** @type {Axis} */ (chosen)));
    // They take turns in the same place, so that nothing beside them moves.
    const slot = make("div", "view-slot", {}, this.menu.element, this.axes.element);
    element.prepend(slot, this.views.element);
  }

  /**
   * The controls for a run that is shown as `kind`.
   * @type {(run: Run, kind: ViewKind, axis: Axis) => void}
   */
  show(run, kind, axis) {
    this.solid = kind === "solid";
    this.views.show(kind);
    for (const { value, help } of VIEWS) {
      const lost = value === "solid" && this.lost;
      this.views.explain(value, run.line ? LINE : lost || help, (run.line && value !== "cut") || Boolean(lost));
    }
    this.menu.element.classList.toggle("gone", !this.solid);
    this.axes.element.classList.toggle("gone", kind !== "cut" || run.line);
    if (run.line) return;
    const names = run.slices[0].plane.labels.map((label) => run.direction(label));
    AXES.forEach((value, i) => {
      this.axes.rename(value, names[i]);
      this.axes.explain(value, `The curve along ${names[i]}, with ${names[1 - i]} as at the ball.`);
    });
    this.axes.show(axis);
  }

  /** @type {(why: string) => void} */
  disableSolid(why) {
    this.lost = why;
  }

  /**
   * Keys of the picture, once it has the focus.
   * @type {(event: { key: string }) => boolean}
   */
  key({ key }) {
    const look = CAMERAS.find(([, , digit]) => digit === key);
    if (!look || !this.solid) return false;
    this.camera(look[0]);
    return true;
  }
}
