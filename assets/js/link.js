// The run's link: in the address and to be shared; a run that is too long for one is kept beside it, and shared as a file.

import { save } from "./file.js";

// Milliseconds that the button says what it has done.
const SAID = 2000;
const LOST =
  "The run before was too long for a link, so it is not here any more. Press History: it is there if it was on the screen for a moment.";

/** Which run the page is to begin with, by the address or what is kept beside it, and what there is to say if that is lost. */
export function asked() {
  const kept = history.state?.run;
  return { query: location.search.slice(1) || kept || "", information: kept === null ? LOST : "" };
}

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
    enter(run);
    if (run.link) return "";
    return `This run is too long for a link, which holds ${this.longest.toLocaleString("en")} characters. Save it as a file to keep it.`;
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

/** Into the browser's own history: by address, or beside it where an address cannot hold a run, to be there after a reload. */
function enter(run) {
  if (run.link) return history.replaceState(null, "", `?${run.query}`);
  try {
    return history.replaceState({ run: run.query }, "", location.pathname);
  } catch {
    // More than this browser keeps.
    return history.replaceState({ run: null }, "", location.pathname);
  }
}
