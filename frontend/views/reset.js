// @ts-nocheck
// Back to the tutorial's run, and that taken back.

export class Reset {
  #before = null;

  /** Of the page its `run`, and `request(query)`. */
  constructor(button, page) {
    Object.assign(this, { button, page });
    button.addEventListener("click", () => button.getAttribute("aria-disabled") === "true" || this.#press());
  }

  #press() {
    const before = this.#before;
    this.#before = before === null ? this.page.run.query : null;
    this.page.request(before ?? "");
  }

  /** A run is on the screen: the tutorial's, after a reset, can be left for the one before it. */
  setRun(run) {
    const usual = [...new URLSearchParams(run.query).keys()].every((name) => name === "v");
    if (!usual) this.#before = null;
    const undo = this.#before !== null;
    this.button.textContent = undo ? "Undo reset" : "Reset";
    this.button.setAttribute("aria-disabled", String(usual && !undo));
  }
}
