// Playback as a pure function from elapsed time to epoch, and the little state around it.

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16];
const EPOCHS_A_SECOND = 10;
// A slice of the surface is shown at least this long at speed 1 and below, so that each can be drawn in time.
const SLICE_SECONDS = 0.07;

/**
 * Breakpoints (seconds, epochs) of a run to `end` whose surface changes at the epochs `keys`, at a speed.
 * @type {(end: number, keys: number[], speed: number) => { seconds: number[], epochs: number[] }}
 */
export function timeline(end, keys, speed) {
  const epochs = [...new Set([0, ...keys.filter((key) => key > 0 && key < end), end])];
  const seconds = [0];
  const shortest = speed <= 1 ? SLICE_SECONDS / speed : 0;
  for (let i = 1; i < epochs.length; i++) {
    const even = (epochs[i] - epochs[i - 1]) / (EPOCHS_A_SECOND * speed);
    seconds.push(seconds[i - 1] + Math.max(even, shortest));
  }
  return { seconds, epochs };
}

/**
 * Straight from breakpoint to breakpoint, the ends held.
 * @type {(value: number, from: number[], to: number[]) => number}
 */
export function interpolate(value, from, to) {
  if (value <= from[0]) return to[0];
  for (let i = 1; i < from.length; i++) {
    if (value <= from[i]) {
      const share = (value - from[i - 1]) / (from[i] - from[i - 1]);
      return to[i - 1] + share * (to[i] - to[i - 1]);
    }
  }
  return to[to.length - 1];
}

/** What is shown when: playing from an epoch since a moment, or standing at one. Times are in milliseconds. */
export class Clock {
  #end = 0;
  /** @type {number[]} */
  #keys = [];
  #line = timeline(0, [], 1);
  #since = 0;
  #from = 0;
  playing = false;
  speed = 1;

  /**
   * A run's end and slice epochs; what is shown stays where it is, at the end if it was there.
   * @type {(end: number, keys: number[], now: number) => void}
   */
  setRun(end, keys, now) {
    const epoch = this.epoch(now);
    const stay = !this.playing && this.#end > 0 && epoch >= this.#end;
    this.#end = end;
    this.#keys = keys;
    this.#rebase(stay ? end : Math.min(epoch, end), now);
  }

  /** @type {(now: number) => number} */
  epoch(now) {
    if (!this.playing) return this.#from;
    return interpolate(this.#since + (now - this.#start) / 1000, this.#line.seconds, this.#line.epochs);
  }

  /** @type {(now: number) => boolean} */
  atEnd(now) {
    return this.epoch(now) >= this.#end;
  }

  /** @type {(now: number) => void} */
  play(now) {
    const epoch = this.epoch(now);
    this.playing = true;
    this.#rebase(epoch >= this.#end ? 0 : epoch, now);
  }

  /** @type {(now: number) => void} */
  pause(now) {
    const epoch = this.epoch(now);
    this.playing = false;
    this.#rebase(epoch, now);
  }

  /** @type {(epoch: number, now: number) => void} */
  seek(epoch, now) {
    this.#rebase(Math.max(0, Math.min(this.#end, epoch)), now);
  }

  /**
   * So many whole epochs forward or back, from the last whole one in that direction; stops playing.
   * @type {(count: number, now: number) => void}
   */
  step(count, now) {
    const epoch = this.epoch(now);
    this.playing = false;
    this.seek((count > 0 ? Math.floor(epoch) : Math.ceil(epoch)) + count, now);
  }

  /**
   * Plays on from an epoch, be it the end: more may come.
   * @type {(epoch: number, now: number) => void}
   */
  resume(epoch, now) {
    this.playing = true;
    this.seek(epoch, now);
  }

  /**
   * For how many milliseconds it has been playing at its end.
   * @type {(now: number) => number}
   */
  overtime(now) {
    if (!this.playing) return 0;
    return Math.max(0, now - this.#start - 1000 * (this.#line.seconds[this.#line.seconds.length - 1] - this.#since));
  }

  /** @type {(speed: number, now: number) => void} */
  setSpeed(speed, now) {
    const epoch = this.epoch(now);
    this.speed = speed;
    this.#rebase(epoch, now);
  }

  #start = 0;

  /** @type {(epoch: number, now: number) => void} */
  #rebase(epoch, now) {
    this.#line = timeline(this.#end, this.#keys, this.speed);
    this.#from = epoch;
    this.#start = now;
    this.#since = interpolate(epoch, this.#line.epochs, this.#line.seconds);
  }
}
