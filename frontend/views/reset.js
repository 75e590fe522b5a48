// Back to the tutorial's run, and that taken back.

export class Reset {
  /** @type {string | null} */
  #before = null;

  /**
   * `run()` is the one on the screen, `request(query)` asks for another.
   * @param {HTMLElement} button
   * @param {{ run: () => Run | null, request: (query: string) => void }} page
   */
  constructor(button, page) {
    this.button = button;
    this.page = page;
    button.addEventListener("click", () => button.getAttribute("aria-disabled") === "true" || this.#press());
  }

  #press() {
    const before = this.#before;
    this.#before = before === null ? /** @type {Run} */ (this.page.run()).query : null;
    this.page.request(before ?? "");
  }

  /**
   * A run is on the screen: the tutorial's, after a reset, can be left for the one before it.
   * @type {(run: Run) => void}
   */
  setRun(run) {
    const usual = [...new URLSearchParams(run.query).keys()].every((name) => name === "v");
    if (!usual) this.#before = null;
    const undo = this.#before !== null;
    this.button.textContent = undo ? "Undo reset" : "Reset";
    this.button.setAttribute("aria-disabled", String(usual && !undo));
  }
}
