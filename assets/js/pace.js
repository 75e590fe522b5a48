// What the contenders of a race have in common at a moment: the epoch, or the gradients that they have spent.

import { lastAtOrBefore } from "./run.js";

/** What positions of the clock can stand for. */
export const PACES = ["epochs", "evaluations"];

/** From the clock's position to each contender's own epoch. Positions run from 0 to the run's last epoch in any pace. */
export class Pace {
  constructor(run, kind) {
    this.run = run;
    this.kind = kind;
    this.end = run.end;
    if (kind !== "evaluations") return;
    this.spent = run.contenders.map((_, k) => run.column("evaluations", k));
    this.most = Math.max(...this.spent.map((column) => column.at(-1)), 1);
  }

  /** Everything about a position: `epochs` are the contenders' own, `epoch` is that of the one that the slice follows. */
  moment(position) {
    const epochs = this.run.contenders.map((_, k) => this.#epoch(k, position));
    const epoch = epochs[this.run.leader];
    return { position, epochs, epoch, whole: Math.floor(epoch), spent: this.spent ? Math.floor(this.#count(position)) : null };
  }

  /** The position at which the followed contender is at an epoch. */
  position(epoch) {
    if (!this.spent) return epoch;
    const spent = this.spent[this.run.leader];
    const whole = Math.min(Math.floor(epoch), spent.length - 1);
    const next = spent[Math.min(whole + 1, spent.length - 1)];
    return ((spent[whole] + (epoch - whole) * (next - spent[whole])) / this.most) * this.end;
  }

  /** The gradient evaluations that everybody may have spent at a position. */
  #count(position) {
    return this.end > 0 ? (position / this.end) * this.most : 0;
  }

  #epoch(k, position) {
    if (!this.spent) return position;
    const spent = this.spent[k];
    const count = this.#count(position);
    const whole = Math.max(0, lastAtOrBefore(spent, count));
    // Who has spent no more after this epoch has stopped: it stands at its end.
    if (whole >= spent.length - 1) return spent.length - 1;
    return whole + (count - spent[whole]) / (spent[whole + 1] - spent[whole]);
  }
}
