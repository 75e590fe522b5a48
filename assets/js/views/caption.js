// The epoch in large figures, and one sentence that says what is being looked at and how far to trust it.

import { named } from "../format.js";

// Pixels; less is not to be seen.
const OFF = 1.5;
// As many parameters are named one by one.
const FEW = 3;

/** What is said over the surface of the run before, while a run's own has not come. */
export const AWAITED = "The landscape of this run is being computed; the faint one is that of the run before.";

export class Caption {
  text = "";

  constructor(heading, sentence) {
    this.heading = heading;
    this.sentence = sentence;
  }

  draw(epoch, text) {
    const heading = `Epoch ${Math.floor(epoch)}`;
    if (this.heading.textContent !== heading) this.heading.textContent = heading;
    if (this.text !== text) this.sentence.textContent = text;
    this.text = text;
  }
}

/** `drawn` is what the landscape returned: the slice's epoch, whether it lags, and the ball's gap. */
export function sentence(run, drawn, kind) {
  if (drawn?.lags) return `The surface is still that of epoch ${whole(drawn.slice)}${STEM}`;
  if (!run.done && drawn?.gap >= OFF) {
    return `The landscape is still being computed, and this is the surface of epoch ${whole(drawn.slice)}${STEM}`;
  }
  const { labels } = run.slices[0].plane;
  const others = run.parameters.filter((name) => !labels.includes(name));
  const height = kind === "log" ? "logarithmic" : "linear";
  const start = `Training loss${run.penalised ? " with penalty" : ""} over ${named(labels)}, ${height} height`;
  if (!others.length) return `${start}.`;
  const follows = others.length === 1 ? "follows" : "follow";
  const leader = run.contenders[run.slices[0].follows].label;
  return `${start}; the ${rest(others)} ${follows} ${leader}, ${whereBallIs(drawn)}.`;
}

const STEM = ": the ball is at its true height, and a stem leads to the surface.";

function rest(others) {
  return others.length <= FEW ? named(others) : `other ${others.length.toLocaleString("en")} parameters`;
}

function whole(epoch) {
  return Number.isInteger(epoch) ? epoch : epoch.toFixed(1);
}

/** What can be said of the followed ball, by how many pixels it is off the surface. */
function whereBallIs(drawn) {
  if (!drawn) return "whose ball is on the surface";
  if (drawn.gap === null) return "whose ball is outside of this picture";
  if (Number.isNaN(drawn.gap)) return "whose ball is where the loss is too small for the surface to be drawn";
  if (drawn.gap < OFF) return "whose ball is on the surface";
  return `whose ball is ${Math.round(drawn.gap)} pixels off the surface, as the stem shows`;
}
