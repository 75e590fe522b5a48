// What a visitor presses stays where it is until it is let go: a click is lost where its target moves between the two.

// What is pressed and then let go to choose something; sliders follow the pointer wherever they are.
const CLICKED = ".inputs, .menu";
const SLIDER = ".mantine-Slider-root";

export class Press {
  /** @type {(() => void)[]} */
  #waiting = [];
  #pressed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #releasing = undefined;

  /** @param {Pick<Window, "addEventListener">} [root] */
  constructor(root = window) {
    root.addEventListener("pointerdown", ({ target }) => this.#press(/** @type {Element} */ (target)), { capture: true });
    for (const kind of ["pointerup", "pointercancel"]) root.addEventListener(kind, () => this.#release(), { capture: true });
    // A press takes the focus from an element, which is no end of it; the page's own loss of focus is.
    root.addEventListener("blur", ({ target }) => target === root && this.#release(), { capture: true });
    // A button that was let go where this page was not told of it.
    root.addEventListener("pointermove", ({ buttons }) => buttons === 0 && this.#release(), { capture: true });
  }

  /** @type {(target: Element) => void} */
  #press(target) {
    clearTimeout(this.#releasing);
    this.#pressed = true;
    if (!target.closest(CLICKED) || target.closest(SLIDER)) this.#release();
  }

  /** A click comes right after this. */
  #release() {
    if (!this.#pressed) return;
    clearTimeout(this.#releasing);
    this.#releasing = setTimeout(() => {
      this.#pressed = false;
      for (const act of this.#waiting.splice(0)) this.free(act);
    });
  }

  /**
   * Does something that may move what is pressed: at once, or when nothing is pressed, in the order in which it came.
   * @type {(act: () => void) => void}
   */
  free(act) {
    if (this.#pressed || this.#waiting.length) this.#waiting.push(act);
    else act();
  }
}

// What a hand does to a page, by whatever device.
const TOUCHES = ["pointerdown", "keydown", "click", "touchstart", "input", "change"];

/**
 * `act()` is called before anything else hears of what a visitor does; not for what scripts do.
 * @type {(act: () => void, root?: Pick<Window, "addEventListener">) => void}
 */
export function listenToTouches(act, root = window) {
  for (const kind of TOUCHES) root.addEventListener(kind, ({ isTrusted }) => void (isTrusted && act()), { capture: true });
}
