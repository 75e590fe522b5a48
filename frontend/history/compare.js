// Two snapshots side by side: their pictures, what differs in their settings, their final figures, their loss curves.

import { number, percent } from "../base/format.js";
import { differences } from "../query/settings.js";
import { make, swatch } from "../base/elements.js";
import { curves, landscape } from "./picture.js";

/** @typedef {{ theme: Theme, colours: Uint8ClampedArray, font: string }} Look */

// The first run's curves are solid, the second's dashed.
const DASHES = [[], [5, 4]];
const NAMES = ["Left", "Right"];
// Pixels between the pictures, their height as a share of their width, and the height of the chart.
const GAP = 16;
const SHAPE = 0.75;
const CHART = 210;

/**
 * `look` are { theme, colours, font }, `labels` what settings are called; `wide` is the room in pixels.
 * @type {(pair: Snapshot[], options: { look: Look, labels: Record<string, string>, wide: number }) => HTMLElement[]}
 */
export function comparison(pair, { look, labels, wide }) {
  const width = Math.floor((wide - GAP) / 2);
  const sides = pair.map((entry, i) => {
    const name = make("h3", "", {}, `${NAMES[i]}: ${entry.summary}`);
    const drawn = landscape(entry, { ...look, width, height: Math.round(SHAPE * width) });
    return make("figure", "", {}, named(drawn, `${NAMES[i]} run: its landscape at the end, with the trails.`), name);
  });
  const chart = curves(pair, DASHES, { ...look, width: wide, height: CHART });
  return [
    make("div", "compare-pictures", {}, ...sides),
    make("h3", "", {}, "Differences in the settings"),
    differing(pair, labels),
    make("h3", "", {}, "Results at the end"),
    figures(pair),
    make("h3", "", {}, pair[0].noun === "value" ? "Value by iteration" : "Loss by epoch"),
    named(chart, "The curves of both runs. The table above shows where they end."),
    make("p", "help", {}, "Solid: the left run. Dashed: the right run."),
  ];
}

/** @type {(canvas: HTMLElement, label: string) => HTMLElement} */
function named(canvas, label) {
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  return canvas;
}

/** @type {(pair: Snapshot[], labels: Record<string, string>) => HTMLElement} */
function differing(pair, labels) {
  const found = differences(pair[0].settings, pair[1].settings, labels);
  if (!found.length) return make("p", "help", {}, "None: both runs have the same settings.");
  const rows = found.map(({ label, values }) => row(head(label), values));
  return table(["Setting", ...NAMES], rows);
}

/** @type {(pair: Snapshot[]) => HTMLElement} */
function figures(pair) {
  const rows = pair.flatMap(({ contenders }, i) => contenders.map((each) => {
    const accuracy = each.test_accuracy === null ? "–" : percent(each.test_accuracy);
    const cells = [NAMES[i], figure(each.loss), figure(each.test_loss), accuracy, String(each.epoch)];
    return row(head(swatch(each.colour), each.label), cells);
  }));
  const noun = pair[0].noun === "value" ? "Value" : "Loss";
  const epoch = pair[0].noun === "value" ? "Iteration" : "Epoch";
  return table(["Optimizer", "Run", noun, "Test loss", "Test accuracy", epoch], rows);
}

/** @type {(value: number | null) => string} */
function figure(value) {
  return value === null ? "–" : number(value);
}

/** @type {(...inside: (Node | string)[]) => HTMLElement} */
function head(...inside) {
  return make("th", "", { scope: "row" }, ...inside);
}

/** @type {(first: HTMLElement, cells: string[]) => HTMLElement} */
function row(first, cells) {
  return make("tr", "", {}, first, ...cells.map((cell) => make("td", "", {}, cell)));
}

/**
 * A table that scrolls by itself where it is too wide.
 * @type {(heads: string[], rows: HTMLElement[]) => HTMLElement}
 */
function table(heads, rows) {
  const top = make("tr", "", {}, ...heads.map((text) => make("th", "", { scope: "col" }, text)));
  const whole = make("table", "", {}, make("thead", "", {}, top), make("tbody", "", {}, ...rows));
  return make("div", "compare-table", { tabIndex: 0, role: "group", "aria-label": heads[0] }, whole);
}
