// Which run is on the screen, and how much of it: what was asked for takes its predecessor's place as soon as it can be
// looked at.

// Milliseconds after which a run is shown without its landscape, if that is not there yet.
const PROMPT = 130;
// Milliseconds between two drawings of what comes of a run that takes long.
const FRESH = 200;

// What the views show of a run; the stream has more.
export const COLUMNS = [
  "objective",
  "train_loss",
  "test_loss",
  "train_accuracy",
  "test_accuracy",
  "gradient_norm",
  "step_length",
  "learning_rate",
  "updates",
  "evaluations",
  "field",
].join();

/**
 * @typedef {{
 *   shows: (run: Run, drawable: boolean) => void, stages: (run: Run) => void, freshens: (run: Run) => void,
 *   completes: (run: Run) => void, reaches: () => number, free?: (act: () => void) => void,
 * }} PresenterCalls
 */

export class Presenter {
  /** @type {Run | null} */
  run = null;
  /** @type {Run | null} */
  staged = null;
  /** @type {Run | null} */
  offered = null;
  /** @type {ReturnType<typeof setTimeout> | null} */
  offering = null;
  /** @type {ReturnType<typeof setTimeout> | null} */
  freshening = null;

  /**
   * `shows(run)` is called when a run takes the place of the one before it, `stages(run)` when its landscape can be drawn,
   * `freshens(run)` when more of it has come, `completes(run)` when all has; `reaches()` says how far one wants to see it.
   * `free(act)` lets the page change now or soon.
   * @param {PresenterCalls} calls
   */
  constructor({ shows, stages, freshens, completes, reaches, free = (act) => act() }) {
    this.shows = shows;
    this.stages = stages;
    this.freshens = freshens;
    this.completes = completes;
    this.reaches = reaches;
    this.free = free;
  }

  /**
   * An event of a run has come.
   * @type {(run: Run, kind: string, content: any) => void}
   */
  take(run, kind, content) {
    this.free(() => {
      run.take(kind, content);
      this.#offer(run);
      if (run !== this.run) return;
      if (run.done) this.completes(run);
      else this.#freshenSoon(run);
    });
  }

  /**
   * Shows a run as soon as its landscape is there in outline, or what there is of it if that is late.
   * @type {(run: Run) => void}
   */
  #offer(run) {
    const drawable = run.outlined;
    if (run !== this.run) {
      const left = run.asked + PROMPT - performance.now();
      if (!drawable && left > 0) this.#offerLater(run, left);
      else if (run.trained || run.last >= this.reaches()) this.#show(run, drawable);
    }
    if (run === this.run && drawable && run !== this.staged) {
      this.staged = run;
      this.stages(run);
    }
  }

  /** @type {(run: Run, left: number) => void} */
  #offerLater(run, left) {
    this.offered = run;
    this.offering ??= setTimeout(() => {
      this.offering = null;
      this.free(() => this.#offer(/** @type {Run} */ (this.offered)));
    }, left);
  }

  /** @type {(run: Run, drawable: boolean) => void} */
  #show(run, drawable) {
    this.run = run;
    this.shows(run, drawable);
  }

  /**
   * Every now and then what has come is drawn.
   * @type {(run: Run) => void}
   */
  #freshenSoon(run) {
    this.freshening ??= setTimeout(() => {
      this.freshening = null;
      if (run === this.run && !run.done) this.freshens(run);
    }, FRESH);
  }
}
