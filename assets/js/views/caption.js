// The epoch in large figures, and one sentence that says what is being looked at and how far to trust it.

import { parameter, sentenceList } from "../format.js";

// Pixels; less is not to be seen.
const OFF = 1.5;

export class Caption {
  constructor(heading, sentence) {
    this.heading = heading;
    this.sentence = sentence;
  }

  /** `drawn` is what the landscape returned: the slice's epoch, whether it lags, and the ball's gap. */
  draw(run, epoch, drawn, kind) {
    const heading = `Epoch ${Math.floor(epoch)}`;
    if (this.heading.textContent !== heading) this.heading.textContent = heading;
    const text = this.text(run, drawn, kind);
    if (this.sentence.textContent !== text) this.sentence.textContent = text;
  }

  text(run, drawn, kind) {
    const labels = run.slices[0].plane.labels;
    const others = run.parameters.filter((name) => !labels.includes(name)).map(parameter);
    const over = sentenceList(labels.map(parameter));
    const height = kind === "log" ? "logarithmic" : "linear";
    const follows = run.contenders[run.slices[0].follows].label;
    if (drawn?.lags) {
      return `The surface is still that of epoch ${whole(drawn.slice)}: the ball is at its true height, and a stem leads to the surface.`;
    }
    const start = `Training loss over ${over}, ${height} height`;
    if (!others.length) return `${start}.`;
    return `${start}; the ${sentenceList(others)} follows ${follows}, ${whereBallIs(drawn)}.`;
  }
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
