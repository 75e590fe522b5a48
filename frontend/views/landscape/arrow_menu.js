// Which arrows are shown: chosen in a menu, remembered in this browser, explained under the stage.

import { keep, recall } from "../../base/preferences.js";
import { ARROWS, missing } from "./arrows.js";
import { Menu } from "../controls.js";
import { make } from "../../base/elements.js";

const STORED = "basin-arrows";
const SIGN = "http://www.w3.org/2000/svg";

export class ArrowMenu {
  /**
   * `onChange()` is called when other kinds are chosen.
   * @param {() => void} onChange
   */
  constructor(onChange) {
    const before = recall(STORED)?.split(",") ?? [];
    /** @type {Map<string, { box: HTMLInputElement, words: HTMLElement }>} */
    this.boxes = new Map();
    const rows = Object.entries(ARROWS).map(([kind, { label, help }]) => {
      const box = make("input", "", { type: "checkbox", checked: before.includes(kind) });
      box.addEventListener("change", () => {
        keep(STORED, this.kinds.join());
        onChange();
      });
      box.setAttribute("aria-label", label);
      const words = make("span", "arrow-words", {}, make("span", "", {}, label), make("small", "", {}, help));
      this.boxes.set(kind, { box, words });
      return make("label", "arrow-row", {}, box, sign(kind), words);
    });
    this.menu = new Menu("Arrows", "Shows the gradient, the velocity and the steps as arrows at the balls.", ...rows);
  }

  /** The kinds that are chosen. */
  get kinds() {
    return Object.keys(ARROWS).filter((kind) => this.boxes.get(kind)?.box.checked);
  }

  /**
   * What the arrows of a run stand for, and how long they are; `cut`: whether some are longer than may be drawn.
   * @type {(run: Run, times: number, cut: boolean) => HTMLElement[]}
   */
  legend(run, times, cut) {
    const { kinds } = this;
    if (!kinds.length) return [];
    const gone = missing(run, kinds);
    const items = kinds.map((kind) => {
      return make("span", "mark", {}, sign(kind), ARROWS[kind].label + (gone.includes(kind) ? ": none in this run" : ""));
    });
    const length = times === 1 ? "Arrows in true length" : `Arrows magnified ${times.toLocaleString("en")} times`;
    return [...items, make("span", "mark", {}, length + (cut ? "; an arrow with an open head is longer than drawn" : ""))];
  }
}

/**
 * An arrow as it is drawn, in the colour of the text.
 * @type {(kind: string) => SVGElement}
 */
function sign(kind) {
  const { dash, width, double } = ARROWS[kind];
  const svg = document.createElementNS(SIGN, "svg");
  svg.setAttribute("viewBox", "0 0 34 12");
  svg.setAttribute("class", "arrow-sign");
  svg.setAttribute("aria-hidden", "true");
  /** @type {(tag: string, attributes: Record<string, string | number>) => void} */
  const part = (tag, attributes) => {
    const element = document.createElementNS(SIGN, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    svg.append(element);
  };
  const line = { d: "M2 6H24", "stroke-linecap": "round", stroke: "currentColor" };
  part("path", { ...line, "stroke-width": width * 0.8, "stroke-dasharray": dash.map((length) => length * 0.7).join(" ") });
  if (double) part("path", { ...line, "stroke-width": width * 0.8 - 2.4, stroke: "var(--card)" });
  part("path", { d: "M33 6L23 1.5v9z", fill: "currentColor" });
  return svg;
}
