// What the contenders of a race have in common at a moment: the epoch, or the gradients that they have spent.

import { lastAtOrBefore } from "../run/run.js";

/** @typedef {"epochs" | "evaluations"} PaceKind */

const ROUNDING = 1e-6;

/**
 * What positions of the clock can stand for, and what is counted then.
 * @type {Record<PaceKind, { label: string, count: string }>}
 */
export const PACES = {
  epochs: { label: "Same epoch", count: "Epoch" },
  evaluations: { label: "Same gradient evaluations", count: "Gradient evaluations" },
};

/**
 * Whether the contenders of a race spend different numbers of gradients on an epoch, as far as they have come.
 * @type {(run: Run) => boolean}
 */
export function differ(run) {
  if (run.count < 2 || run.last < 1) return false;
  const spent = run.contenders.map((_, k) => run.column("evaluations", k));
  return spent[0].some((_, e) => {
    // Who spends nothing any more has stopped.
    const costs = spent.map((column) => column[e] - column[e - 1]).filter((cost) => cost > 0);
    return costs.some((cost) => cost !== costs[0]);
  });
}

/**
 * From the clock's position to each contender's own epoch. Positions run from 0 to the run's last epoch in any pace; what
 * is counted goes by `unit` for each.
 */
export class Pace {
  unit = 1;

  /**
   * @param {Run} run
   * @param {PaceKind} kind
   */
  constructor(run, kind) {
    this.run = run;
    this.kind = kind;
    // Paths may have come before their epochs.
    this.end = run.last;
    /** @type {Float64Array[] | null} */
    this.spent = null;
    if (kind !== "evaluations") return;
    this.spent = run.contenders.map((_, k) => run.column("evaluations", k));
    this.most = Math.max(...this.spent.map((column) => column[column.length - 1]), 1);
    this.unit = this.end > 0 ? this.most / this.end : 1;
  }

  /**
   * Everything about a position: `epochs` are the contenders' own, `epoch` is that of the one that the slice follows.
   * @type {(position: number) => Moment}
   */
  moment(position) {
    const epochs = this.run.contenders.map((_, k) => this.#epoch(k, position));
    const epoch = epochs[this.run.leader];
    return { position, epochs, epoch, whole: Math.floor(epoch), spent: this.spent ? Math.floor(this.#spending(position)) : null };
  }

  /**
   * The position at which the followed contender is at an epoch.
   * @type {(epoch: number) => number}
   */
  position(epoch) {
    if (!this.spent) return epoch;
    const spent = this.spent[this.run.leader];
    const whole = Math.min(Math.floor(epoch), spent.length - 1);
    const next = spent[Math.min(whole + 1, spent.length - 1)];
    return (spent[whole] + (epoch - whole) * (next - spent[whole])) / this.unit;
  }

  /**
   * The gradient evaluations that everybody may have spent at a position; whole numbers as such, in spite of rounding.
   * @type {(position: number) => number}
   */
  #spending(position) {
    const count = position * this.unit;
    const whole = Math.round(count);
    return Math.abs(count - whole) < ROUNDING ? whole : count;
  }

  /** @type {(k: number, position: number) => number} */
  #epoch(k, position) {
    if (!this.spent) return position;
    const spent = this.spent[k];
    const spending = this.#spending(position);
    const whole = Math.max(0, lastAtOrBefore(spent, spending));
    // Who has spent no more after this epoch has stopped: it stands at its end.
    if (whole >= spent.length - 1) return spent.length - 1;
    return whole + (spending - spent[whole]) / (spent[whole + 1] - spent[whole]);
  }
}
