// The epoch in large figures, and one sentence that says what is being looked at and how far to trust it.

import { parameter, sentenceList } from "../format.js";

export class Caption {
  constructor(heading, sentence) {
    this.heading = heading;
    this.sentence = sentence;
  }

  /** `drawn` is what the landscape returned: the slice's epoch, and whether it lags. */
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
    const held = others.length ? `; the ${sentenceList(others)} follows ${follows}, whose ball is on the surface` : "";
    return `Training loss over ${over}, ${height} height${held}.`;
  }
}

function whole(epoch) {
  return Number.isInteger(epoch) ? epoch : epoch.toFixed(1);
}
