// The gauge of stability: learning rate times largest curvature, against the limit where theory gives one.

import { short } from "../../base/format.js";
import { make, say } from "../../base/elements.js";

// Where on the bar the limit is.
const LIMIT_AT = 2 / 3;

/**
 * What the gauge says of contender k at an epoch: the number and what it is of ("" where there is no limit), how much of
 * the bar is filled (null: no bar), whether it is above.
 * @type {(run: Run, k: number, epoch: number) => { text: string, most: string, filled: number | null, above: boolean }}
 */
export function reading(run, k, epoch) {
  const { stability = NaN, limit = null } = run.curvatureAt(k, epoch) ?? {};
  if (Number.isNaN(stability)) return { text: "–", most: "", filled: null, above: false };
  if (limit === null) return { text: short(stability), most: "", filled: null, above: false };
  const filled = Math.max(0, Math.min(1, (LIMIT_AT * stability) / limit));
  return { text: short(stability), most: ` of ${short(limit)}`, filled, above: stability > limit };
}

/**
 * Puts a reading into a cell of the table.
 * @type {(cell: HTMLElement, run: Run, k: number, epoch: number) => void}
 */
export function gauge(cell, run, k, epoch) {
  const { text, most, filled, above } = reading(run, k, epoch);
  cell.firstChild ?? cell.append(make("span"), make("span", "most"), bar());
  const [label, limit, track] = /** @type {HTMLCollectionOf<HTMLElement>} */ (cell.children);
  // Until it is known whether there is a limit, the bar's room stays as it was, or all below would jump.
  if (run.curvature) track.hidden = run.curvature.limit[k] === null;
  track.style.setProperty("--filled", `${100 * (filled ?? 0)}%`);
  cell.classList.toggle("warm", above);
  say(label, text);
  say(limit, most);
}

function bar() {
  const element = make("div", "gauge", { "aria-hidden": "true" });
  element.style.setProperty("--limit", `${100 * LIMIT_AT}%`);
  return element;
}

/**
 * Who takes steps above the limit at their own epochs, in a sentence; "" if nobody does.
 * @type {(run: Run, epochs: number[]) => string}
 */
export function warning(run, epochs) {
  const all = run.contenders.map(({ label }, k) => ({ label, over: over(run, k, epochs[k]), ...reading(run, k, epochs[k]) }));
  const above = all.filter((each) => each.above && !each.over);
  return above.map(({ label, text, most }) => `${label} is above the stability limit (${text}${most}): in a quadratic bowl its steps would grow.`).join(" ");
}

/**
 * Whether contender k takes no more steps: it has diverged, or its last epoch is behind it.
 * @type {(run: Run, k: number, epoch: number) => boolean}
 */
function over(run, k, epoch) {
  const end = run.report?.contenders[k];
  return end !== undefined && (end.stopped === "diverged" ? epoch >= end.epoch : epoch > end.epoch);
}
