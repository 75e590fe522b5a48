// @ts-nocheck
// Which run is on the screen, and how much of it: what was asked for takes its predecessor's place as soon as it can be
// looked at.

// Milliseconds after which a run is shown without its landscape, if that is not there yet.
const PROMPT = 130;
// Milliseconds between two drawings of what comes of a run that takes long.
const FRESH = 200;

export class Presenter {
  /**
   * `shows(run)` is called when a run takes the place of the one before it, `stages(run)` when its landscape can be drawn,
   * `freshens(run)` when more of it has come, `completes(run)` when all has; `reaches()` says how far one wants to see it.
   */
  constructor({ shows, stages, freshens, completes, reaches }) {
    Object.assign(this, { shows, stages, freshens, completes, reaches });
    this.run = null;
    this.staged = null;
  }

  /** An event of a run has come. */
  take(run, kind, content) {
    run.take(kind, content);
    this.#offer(run);
    if (run !== this.run) return;
    if (run.done) this.completes(run);
    else this.#freshenSoon(run);
  }

  /** Shows a run as soon as its landscape is there in outline, or what there is of it if that is late. */
  #offer(run) {
    const drawable = run.outlined;
    if (run !== this.run) {
      const left = run.asked + PROMPT - performance.now();
      if (!drawable && left > 0) this.#offerLater(run, left);
      else if (drawable || run.last >= this.reaches()) this.#show(run, drawable);
    }
    if (run === this.run && drawable && run !== this.staged) {
      this.staged = run;
      this.stages(run);
    }
  }

  #offerLater(run, left) {
    this.offered = run;
    this.offering ??= setTimeout(() => {
      this.offering = null;
      this.#offer(this.offered);
    }, left);
  }

  #show(run, drawable) {
    this.run = run;
    this.shows(run, drawable);
  }

  /** Every now and then what has come is drawn. */
  #freshenSoon(run) {
    this.freshening ??= setTimeout(() => {
      this.freshening = null;
      if (run === this.run && !run.done) this.freshens(run);
    }, FRESH);
  }
}
