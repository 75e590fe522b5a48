// The run's link: in the address and to be shared; of a run that is too long for one, a file.

import { save } from "./file.js";

// Milliseconds that the button says what it has done.
const SAID = 2000;

export class Link {
  /** `longest` are the characters that an address may have; `notify(text)` says something on the page. */
  constructor(button, { longest, notify }) {
    Object.assign(this, { button, longest, notify });
    button.addEventListener("click", () => this.#press());
  }

  /** Puts a run into the address, if that can hold it. Returns a sentence where it can not. */
  show(run) {
    this.run = run;
    this.#label(run.link ? "Share link" : "Save file");
    history.replaceState(null, "", run.link ? `?${run.query}` : location.pathname);
    if (run.link) return "";
    const [needed, most] = [run.query.length, this.longest].map((count) => count.toLocaleString("en"));
    return `This run is no link any more: it would take ${needed} characters, and an address holds ${most}. Save it as a file to keep it.`;
  }

  #label(text) {
    clearTimeout(this.saying);
    this.button.textContent = text;
  }

  async #press() {
    if (!this.run.link) {
      save(this.run);
      this.#say("File saved", "Save file");
      return;
    }
    try {
      await navigator.clipboard.writeText(location.href);
      this.#say("Link copied", "Share link");
    } catch {
      this.notify(`This run's link: ${location.href}`);
    }
  }

  #say(done, usual) {
    this.#label(done);
    this.saying = setTimeout(() => this.#label(usual), SAID);
  }
}
