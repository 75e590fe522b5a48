// What follows a run that had ended is another descent: it plays from its start, once the hand that changed it lets go.

/**
 * What decides the way of a run, whatever is drawn of it and how far it goes.
 * @type {(config: Config) => string}
 */
function way({ problem, contenders, start }) {
  return JSON.stringify([problem, contenders, start]);
}

/**
 * A key, or a pointer, which has no code.
 * @typedef {Event & { code?: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean }} Pressed
 */

export class Replay {
  #held = false;
  #due = false;

  /**
   * `play()` plays what is on the screen from its start.
   * @param {() => void} play
   */
  constructor(play) {
    this.play = play;
  }

  /**
   * A run follows another; `ended` is whether that was shown at its end, and stood still.
   * @type {(before: Run, run: Run, ended: boolean) => void}
   */
  follow(before, run, ended) {
    this.#due = (this.#due || ended) && (this.#due || way(before.config) !== way(run.config));
    this.#begin();
  }

  /**
   * A slider is held, and each run that it asks for is shown at its end; or it is let go.
   * @type {(held: boolean) => void}
   */
  hold(held) {
    this.#held = held;
    this.#begin();
  }

  #begin() {
    if (!this.#due || this.#held) return;
    this.#due = false;
    this.play();
  }
}

/**
 * Calls `hold(true)` while a pointer or a key is down on the page, `hold(false)` once none is.
 * @type {(hold: (held: boolean) => void) => void}
 */
export function watchHands(hold) {
  const down = new Set();
  /** @type {(target: EventTarget, kind: string, change: (what: string, event: Pressed) => void) => void} */
  const listen = (target, kind, change) => {
    target.addEventListener(kind, (heard) => {
      const event = /** @type {Pressed} */ (heard);
      // With Shift between, the same place on the keyboard is let go as another key.
      change(event.code ?? "pointer", event);
      hold(down.size > 0);
    }, { capture: true });
  };
  for (const kind of ["pointerdown", "keydown"]) listen(document, kind, (what, event) => moves(event) && down.add(what));
  for (const kind of ["pointerup", "pointercancel", "keyup"]) listen(document, kind, (what) => down.delete(what));
  // What is let go elsewhere is not heard of here.
  listen(window, "blur", () => down.clear());
}

/**
 * Whether something pressed may be moving a control: shortcuts don't, and not of all is it heard when they are let go.
 * @type {(event: Pressed) => boolean}
 */
function moves({ code, ctrlKey, metaKey, altKey }) {
  return code === undefined || !(ctrlKey || metaKey || altKey);
}
