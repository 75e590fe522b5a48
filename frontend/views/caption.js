// The epoch in large figures, and beside it what is being looked at and how far to trust it.

import { capital, named, numerals, sentenceList, short } from "../base/format.js";
import { epochWord } from "../run/epoch_word.js";

/**
 * A ball, how many pixels it is off what is drawn, and how far off that is.
 * @typedef {{ label: string, gap: number | null | undefined, off: number }} Ball
 */

// Pixels; less is not to be seen.
const OFF = 1.5;
// A share of the height: slices are so dense that a ball is off by half of it at most, where there are enough of them.
const BETWEEN = 1 / 150;
// Of as many parameters the sentence names those beside the plane, too.
const FEW = 4;
// What is off by less than this share of the drawn range is rounding.
const ROUNDING = 1e-9;

/**
 * What is said over the surface of the run before, while a run's own has not come.
 * @type {(run: { over: boolean }) => string}
 */
export function awaited({ over }) {
  const state = over ? "was not computed" : "is being computed";
  return `The landscape of this run ${state}. The faint one belongs to the run before.`;
}

export class Caption {
  text = "";

  /**
   * @param {HTMLElement} heading
   * @param {HTMLElement} sentence
   */
  constructor(heading, sentence) {
    this.heading = heading;
    this.sentence = sentence;
  }

  /**
   * `word` is what an epoch is called.
   * @type {(moment: { whole: number, spent: number | null }, text: string, word: string) => void}
   */
  draw({ whole, spent }, text, word) {
    const heading = spent === null ? `${capital(word)} ${whole}` : `${spent} gradients`;
    if (this.heading.textContent !== heading) this.heading.textContent = heading;
    if (this.text !== text) this.sentence.textContent = text;
    this.text = text;
  }
}

/**
 * `drawn` is what the stage returned, or null while it has drawn nothing; `scale` that of its heights.
 * @type {(run: Run, drawn: Drawn | null, scale: Scale, moment: { epochs: number[] }) => string}
 */
export function sentence(run, drawn, scale, { epochs }) {
  const { follows } = run.slices[0];
  // Where nobody is followed there is no such ball.
  const at = follows ?? -1;
  const gap = drawn?.gaps[at] ?? NaN;
  const word = epochWord(run);
  if (drawn?.lags) return `The surface is still that of ${word} ${whole(drawn.slice)}${STEM}`;
  if (run.moving && !run.over && drawn && gap >= OFF && drawn.slice !== epochs[at]) {
    return `The landscape is still being computed. This is the surface of ${word} ${whole(drawn.slice)}${STEM}`;
  }
  const stands = between(run, drawn, epochs) ?? trust(run, drawn, scale, epochs);
  return [worded(run), height(run, scale), stands].filter(Boolean).join(" ");
}

/**
 * How far the followed ball is off a slice of another epoch, where there would have to be more slices; null elsewhere.
 * @type {(run: Run, drawn: Drawn | null, epochs: number[]) => string | null}
 */
function between(run, drawn, epochs) {
  const { leader } = run;
  if (!run.moving || !drawn?.under || !(drawn.under.off > BETWEEN) || drawn.slice === epochs[leader]) return null;
  const { value, ball } = drawn.under;
  const who = run.contenders.length > 1 ? `${run.contenders[leader].label}'s ball` : "the ball";
  const it = run.line ? "curve" : "surface";
  const apart = `${short(Math.abs(ball - value))} ${ball > value ? "above" : "below"} it`;
  const stem = Number(drawn.gaps[leader]) >= OFF ? ", at the end of a stem" : "";
  return `The ${it} is that of ${epochWord(run)} ${whole(drawn.slice)}, the last one computed before this one. ${capital(who)} is at its true height, ${apart}${stem}.`;
}

const STEM = ". The ball is at its true height, and a stem leads to the surface.";

/** @type {(epoch: number | null) => string} */
function whole(epoch) {
  return Number.isInteger(epoch) ? String(epoch) : Number(epoch).toFixed(1);
}

/**
 * Whether there is any relief; and which logarithm it is where it is not that of the loss itself.
 * @type {(run: Run, scale: Scale) => string}
 */
function height(run, { kind, low, level }) {
  if (level) return `The ${run.noun} is the same everywhere in this picture, to one part in 100,000.`;
  const above = low === 0 ? "" : ` minus ${short(low, 4)}`;
  return kind === "shifted" ? `The height shows the logarithm of the ${run.noun}${above}.` : "";
}

/**
 * What the solver says of the plane, its parameters as they are written.
 * @type {(run: Run) => string}
 */
function worded(run) {
  const { sentence: said, labels } = run.slices[0].plane;
  const text = numerals(said);
  const names = run.parameters.length <= FEW ? run.parameters : run.parameters.filter((name) => labels.includes(name));
  // In its own place, ended by what cannot be part of a name.
  /** @type {(name: string) => string} */
  const written = (name) => (name === "b" ? "the bias" : named([name]));
  const places = names.map((name) => /** @type {const} */ ([new RegExp(`(?<= )${name.replace(/[.()]/g, "\\$&")}(?=[ ,;]|\\.$)`, "g"), written(name)]));
  return places.reduce((all, [place, words]) => all.replace(place, words), text);
}

/**
 * How far the balls are off what is drawn, in the units of the loss, and who has none in the picture.
 * @type {(run: Run, drawn: Drawn | null, scale: Scale, epochs: number[]) => string}
 */
function trust(run, drawn, scale, epochs) {
  // Nobody is followed where the slice stands still though it leaves something open.
  const still = !run.moving && run.slices[0].plane.labels.length < run.parameters.length;
  const it = `${still ? "fixed " : ""}${run.line ? "curve" : "surface"}`;
  const balls = run.contenders.map(({ label }, k) => ({ label, gap: drawn?.gaps[k], off: run.fidelity(k, epochs[k])?.off ?? NaN }));
  const gone = balls.filter((_, k) => !run.at(k, epochs[k]));
  const left = balls.filter((ball) => ball.gap === null && !gone.includes(ball));
  const there = balls.filter((ball) => ball.gap !== null && !gone.includes(ball));
  const parts = [there.length ? standing(there, balls.length, it, scale) : ""];
  if (left.length) parts.push(`${those(left)} left the picture.`);
  if (gone.length) parts.push(`${those(gone)} diverged.`);
  return parts.filter(Boolean).join(" ");
}

/** @type {(balls: Ball[]) => string} */
function those(balls) {
  return `${sentenceList(balls.map(({ label }) => label))} ${balls.length > 1 ? "have" : "has"}`;
}

/** @type {(there: Ball[], count: number, it: string, scale: Scale) => string} */
function standing(there, count, it, { high, low }) {
  const bare = there.filter(({ gap, off }) => Number.isNaN(gap) || Number.isNaN(off));
  if (bare.length) return `${count === 1 ? "The ball" : bare[0].label} is at a place where no ${it} can be drawn.`;
  const furthest = there.reduce((a, b) => (Math.abs(b.off) > Math.abs(a.off) ? b : a));
  const who = count === 1 ? "The ball is" : `${furthest.label} is`;
  if (Math.abs(furthest.off) <= ROUNDING * (high - low)) {
    if (there.length === 1) return `${who} on the ${it}.`;
    return there.length === count ? `All balls are on the ${it}.` : `${sentenceList(there.map(({ label }) => label))} are on the ${it}.`;
  }
  const size = `${short(Math.abs(furthest.off))} ${furthest.off > 0 ? "above" : "below"}`;
  const off = there.length > 1 ? size : `${size} the ${it}`;
  const apart = there.length > 1 ? `${who} farthest from the ${it}: ${off}` : `${who} ${off}`;
  return `${apart}, because ${it.endsWith("curve") ? "the line shows only one direction" : "the plane shows only two directions"}.`;
}
