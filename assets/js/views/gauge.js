// The gauge of stability: learning rate times largest curvature, against the limit where theory gives one.

import { short } from "../format.js";

// Where on the bar the limit is.
const LIMIT_AT = 2 / 3;

/** What the gauge says of contender k at an epoch: its text, how much of the bar is filled (null: no bar), whether it is above. */
export function reading(run, k, epoch) {
  const { stability = NaN, limit = null } = run.curvatureAt(k, epoch) ?? {};
  if (Number.isNaN(stability)) return { text: "–", filled: null, above: false };
  if (limit === null) return { text: short(stability), filled: null, above: false };
  const filled = Math.max(0, Math.min(1, (LIMIT_AT * stability) / limit));
  return { text: `${short(stability)} of ${short(limit)}`, filled, above: stability > limit };
}

/** Puts a reading into a cell of the table. */
export function gauge(cell, run, k, epoch) {
  const { text, filled, above } = reading(run, k, epoch);
  cell.firstChild ?? cell.append(bar(), document.createElement("span"));
  const [track, label] = cell.children;
  track.hidden = filled === null;
  track.style.setProperty("--filled", `${100 * (filled ?? 0)}%`);
  cell.classList.toggle("warm", above);
  if (label.textContent !== text) label.textContent = text;
}

function bar() {
  const element = document.createElement("div");
  element.className = "gauge";
  element.style.setProperty("--limit", `${100 * LIMIT_AT}%`);
  element.setAttribute("aria-hidden", "true");
  return element;
}

/** Who is above the limit at their own epochs, in a sentence; "" if nobody is. */
export function warning(run, epochs) {
  const above = run.contenders.map(({ label }, k) => ({ label, ...reading(run, k, epochs[k]) })).filter((each) => each.above);
  return above.map(({ label, text }) => `${label} is past the edge of stability, ${text}: on a bowl its steps grow.`).join(" ");
}
