// What is to be said of a run, over the page: it moves nothing, and can be closed.

export class Notice {
  /**
   * Of an element with a place for the words (a status) and a button to close it.
   * @param {HTMLElement} element
   */
  constructor(element) {
    this.element = element;
    this.words = /** @type {HTMLElement} */ (element.querySelector("[role=status]"));
    this.said = "";
    element.querySelector("button")?.addEventListener("click", () => (element.hidden = true));
  }

  /**
   * Says something, or nothing any more (""). What was closed stays closed while it is all there is to say; a refusal comes again.
   * @type {(text: string, refusal?: boolean) => void}
   */
  show(text, refusal = false) {
    if (text === this.said && !refusal) return;
    this.said = text;
    this.words.textContent = text;
    this.element.hidden = text === "";
    this.element.classList.toggle("warm", refusal);
  }
}
