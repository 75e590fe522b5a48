// Which changes are one step of the browser's own history: what is typed, slid or dragged counts once, at its end.

// Milliseconds without a change after which another of the same control is another step.
const REST = 1500;
// So many steps in so many milliseconds; those beyond take the place of the last, or they would push out of a browser's
// history whatever was there before.
const MOST = 20;
const SPAN = 10_000;

export class Steps {
  #number = 0;
  /** @type {string | null} */
  #key = null;
  #last = -Infinity;
  #pressed = false;
  /** @type {number[]} */
  #begun = [];

  /** @param {() => number} now */
  constructor(now = () => performance.now()) {
    this.now = now;
  }

  /**
   * A pointer is pressed or let go: a slider is moved for as long as it is held.
   * @type {(pressed: boolean) => void}
   */
  press(pressed) {
    this.#pressed = pressed;
    if (pressed) this.end();
  }

  /** What follows is another step. */
  end() {
    this.#key = null;
  }

  /**
   * The number of the step that a change belongs to; of a `key` (a control's name) or of none, which is a step of its own.
   * @type {(key?: string | null) => number}
   */
  of(key = null) {
    const now = this.now();
    const same = key !== null && key === this.#key && (this.#pressed || now - this.#last < REST);
    this.#key = key;
    this.#last = now;
    if (same) return this.#number;
    this.#begun = this.#begun.filter((time) => now - time < SPAN);
    if (this.#begun.length === MOST) return this.#number;
    this.#begun.push(now);
    return ++this.#number;
  }
}
