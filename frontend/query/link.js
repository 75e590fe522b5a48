// The run's link: in the address and to be shared; a run that is too long for one is kept beside it, and shared as a file.

import { save } from "./file.js";

// Milliseconds that the button says what it has done.
const SAID = 2000;
// Whose pages frame this one and follow its address, if they are told: those of Spaces.
const FOLLOWER = "https://huggingface.co";

/** What there is to say of a run that an address could not hold, and the browser neither. */
export const LOST =
  "The run before was too long for a link, so the page cannot show it again. It may be in the History.";

export class Link {
  // The last step of the browser's history.
  #step = 0;

  /**
   * `longest` are the characters that an address may have; `notify(text)` says something on the page.
   * @param {HTMLElement} button
   * @param {{ longest: number, notify: (text: string) => void }} options
   */
  constructor(button, { longest, notify }) {
    this.button = button;
    this.longest = longest;
    this.notify = notify;
    /** @type {Run | undefined} */
    this.run = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.saying = undefined;
    button.addEventListener("click", () => this.#press());
  }

  /**
   * Puts a run into the address, if that can hold it: as a new entry of the browser's history if it is of another `step`,
   * else in the place of the present one; an address that `stays` is left as it is. Returns a sentence where the run is too
   * long.
   * @type {(run: Run, origin?: { step?: number, stays?: boolean }) => string}
   */
  show(run, { step = 0, stays = false } = {}) {
    this.run = run;
    this.#label(run.link ? "Share link" : "Save file");
    // In a frame, Back is the other page's.
    if (!stays) enter(run, step > this.#step && window.parent === window);
    this.#step = Math.max(step, this.#step);
    if (run.link) return "";
    return `This run is too long for a link, which holds at most ${this.longest.toLocaleString("en")} characters. Save the run as a file to keep it.`;
  }

  /** @type {(text: string) => void} */
  #label(text) {
    clearTimeout(this.saying);
    this.button.textContent = text;
  }

  async #press() {
    const run = /** @type {Run} */ (this.run);
    if (!run.link) {
      save(run);
      this.#say("File saved", "Save file");
      return;
    }
    const link = new URL(`?${run.query}`, location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      this.#say("Link copied", "Share link");
    } catch {
      this.notify(`The link of this run: ${link}`);
    }
  }

  /** @type {(done: string, usual: string) => void} */
  #say(done, usual) {
    this.#label(done);
    this.saying = setTimeout(() => this.#label(usual), SAID);
  }
}

/**
 * Into the browser's own history: by address, or beside it where an address cannot hold a run, to be there after a reload.
 * @type {(run: Run, anew: boolean) => void}
 */
function enter(run, anew) {
  const write = anew ? "pushState" : "replaceState";
  /** @type {[{ run: string | null } | null, string][]} */
  const beside = [{ run: run.query }, { run: null }].map((state) => [state, location.pathname]);
  for (const [state, address] of run.link ? [/** @type {const} */ ([null, `?${run.query}`])] : beside) {
    try {
      history[write](state, "", address);
      break;
    } catch {
      // More than this browser keeps, or more often than it likes.
    }
  }
  if (window.parent !== window) window.parent.postMessage({ queryString: location.search, hash: location.hash }, FOLLOWER);
}
