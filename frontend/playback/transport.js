// The transport: a scrubber over the epochs; under it to the start, back, play or pause, forward, to the end, loop, more
// epochs, pace and speed.

import { SPEEDS } from "./clock.js";
import { PACES } from "./pace.js";
import { actionOf } from "./shortcuts.js";
import { make, say } from "../base/elements.js";
import { capital } from "../base/format.js";
import { ShortcutList } from "./shortcut_list.js";

// Milliseconds of standing still after which it is said where.
const STILL = 600;
const WHAT_PACES_ARE =
  "What all optimizers have in common at a moment: the epoch, or the number of gradient evaluations";

/**
 * Where on the way, as a share of it, a rate was set by hand.
 * @typedef {{ share: number, colour: number, title: string }} RateMark
 * @typedef {import("./pace.js").PaceKind} PaceKind
 * @typedef {Record<Exclude<import("./shortcuts.js").Action, "keys"> | "more", () => void> & {
 *   seek: (count: number) => void, speed: (factor: number) => void, pace: (kind: PaceKind) => void,
 * }} Actions
 * @typedef {{
 *   position: number, end: number, kind: PaceKind, unit: number, playing: boolean, loop: boolean, differing: boolean,
 *   more: number, word: string,
 * }} Playback
 */

export class Transport {
  /**
   * `actions`: start, back, toggle, forward, loop, more, end, farBack, farForward, seek(count), speed(factor), pace(kind).
   * @param {HTMLElement} element
   * @param {Actions} actions
   */
  constructor(element, actions) {
    this.actions = actions;
    this.start = button("To start", "start", actions.start, "Home");
    this.back = button("Step back", "back", actions.back, "ArrowLeft");
    this.toggle = button("Play", "play", actions.toggle, "Space");
    this.toggle.classList.add("toggle");
    this.forward = button("Step forward", "forward", actions.forward, "ArrowRight");
    this.end = button("To end", "end", actions.end, "End");
    this.loop = button("Loop", "loop", actions.loop, "L");
    this.scrubber = make("input", "scrubber", { type: "range", min: 0, max: 100, step: 1, value: 0 });
    this.scrubber.addEventListener("input", () => actions.seek(Number(this.scrubber.value)));
    this.track = make("div", "track");
    this.thumb = make("span", "thumb");
    this.rates = make("div", "rates");
    this.count = make("span", "count");
    this.more = make("button", "button quiet more-epochs", { type: "button", hidden: true });
    this.more.addEventListener("click", actions.more);
    this.pace = menu("Pace", WHAT_PACES_ARE, Object.entries(PACES).map(([kind, { label }]) => [kind, label]));
    this.pace.addEventListener("change", () => actions.pace(/** @type {PaceKind} */ (this.pace.value)));
    this.speed = menu("Speed", "The speed of the playback", SPEEDS.map((speed) => [String(speed), `${speed}×`]));
    this.speed.value = "1";
    this.speed.addEventListener("change", () => actions.speed(Number(this.speed.value)));
    this.keys = new ShortcutList(/** @type {HTMLElement} */ (document.getElementById("keys")));
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.still = undefined;
    /** @type {string | undefined} */
    this.marked = undefined;
    /** @type {string | undefined} */
    this.shown = undefined;
    /** @type {string | undefined} */
    this.saying = undefined;
    this.said = make("p", "visually-hidden", { role: "status" });
    element.append(this.#track(), this.#controls(), this.said);
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  #track() {
    this.track.append(this.scrubber, this.thumb, this.rates);
    return this.track;
  }

  #controls() {
    const buttons = make("div", "buttons", {}, this.start, this.back, this.toggle, this.forward, this.end, this.loop);
    const progress = make("div", "progress", {}, this.count, this.more);
    return make("div", "controls", {}, buttons, progress, make("div", "menus", {}, this.pace, this.speed));
  }

  /**
   * Keys that no focused control wants for itself.
   * @type {(event: KeyboardEvent) => void}
   */
  #key(event) {
    const action = actionOf(event, this.keys.letters);
    if (!action) return;
    event.preventDefault();
    if (action === "keys") this.keys.open();
    else this.actions[action]();
  }

  /**
   * Marks on the scrubber where rates were set by hand: { share, colour, title }.
   * @type {(rates: RateMark[]) => void}
   */
  mark(rates) {
    const key = JSON.stringify(rates);
    if (key === this.marked) return;
    this.marked = key;
    this.rates.replaceChildren(
      ...rates.map(({ share, colour, title }) => {
        const mark = make("span", "rate", { title });
        mark.style.left = `${100 * share}%`;
        mark.style.background = `var(--contender-${colour})`;
        return mark;
      }),
    );
  }

  /**
   * `position` of `end`, each standing for `unit` of what the pace `kind` counts; `differing` whether there are paces to
   * choose from, `more` how many epochs could follow (0: none), `word` what an epoch is called.
   * @type {(playback: Playback) => void}
   */
  draw({ position, end, kind, unit, playing, loop, differing, more, word }) {
    this.track.style.setProperty("--share", String(end ? position / end : 0));
    const [at, last] = [position, end].map((each) => Math.floor(each * unit + 1e-6));
    const key = [at, last, kind, playing, loop, differing, more, word].join();
    if (this.shown === key) return;
    this.shown = key;
    const count = kind === "epochs" ? capital(word) : PACES[kind].count;
    say(this.pace.options[0], `Same ${word}`);
    this.scrubber.max = String(last);
    this.scrubber.value = String(at);
    set(this.scrubber, "aria-label", count);
    set(this.scrubber, "aria-valuetext", `${count} ${at} of ${last}`);
    say(this.count, `${at} / ${last}`);
    // As wide as it gets, so that it moves nothing.
    this.count.style.minWidth = `${2 * String(last).length + 3}ch`;
    this.count.title = `${count} ${at} of ${last}`;
    name(this.toggle, playing ? "Pause" : "Play", "Space");
    /** @type {Element} */ (this.toggle.firstChild).className = `icon ${playing ? "pause" : "play"}`;
    set(this.loop, "aria-pressed", String(loop));
    this.pace.hidden = !differing;
    this.pace.value = kind;
    this.#drawMore(more, word);
  }

  /** @type {(epochs: number, word: string) => void} */
  #drawMore(epochs, word) {
    this.more.hidden = epochs === 0;
    if (!epochs) return;
    this.more.textContent = `+${epochs}`;
    set(this.more, "aria-label", `More ${word}s: +${epochs}`);
    this.more.title = `Continues the run from its end to ${word} ${2 * epochs}. What was computed stays as it is`;
  }

  /**
   * Says something once it has been true for a moment.
   * @type {(text: string) => void}
   */
  say(text) {
    if (text === this.saying) return;
    this.saying = text;
    clearTimeout(this.still);
    this.still = setTimeout(() => (this.said.textContent = text), STILL);
  }
}

/** @type {(element: Element, attribute: string, value: string) => void} */
function set(element, attribute, value) {
  if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
}

/** @type {(element: HTMLElement, label: string, key: string) => void} */
function name(element, label, key) {
  set(element, "aria-label", label);
  element.title = `${label} (${KEYS[key] ?? key})`;
}

// Keys as they are written for people.
/** @type {Record<string, string>} */
const KEYS = { ArrowLeft: "←", ArrowRight: "→", Space: "space" };

/** @type {(label: string, icon: string, action: () => void, key: string) => HTMLButtonElement} */
function button(label, icon, action, key) {
  const properties = { type: "button", "aria-keyshortcuts": key, onclick: action };
  const element = make("button", "transport-button", properties, make("span", `icon ${icon}`));
  name(element, label, key);
  return element;
}

/** @type {(label: string, title: string, entries: [string, string][]) => HTMLSelectElement} */
function menu(label, title, entries) {
  return make("select", "speed", { title, "aria-label": label }, ...entries.map(([value, text]) => new Option(text, value)));
}
