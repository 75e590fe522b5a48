// The runs of this browser: recorded when they have been looked at, listed to go back to, two compared side by side.

import { number } from "../base/format.js";
import { RunStore } from "./store.js";
import { settings } from "../query/settings.js";
import { snapshot } from "./snapshot.js";
import { summary } from "../run/summary.js";
import { comparison } from "./compare.js";
import { hint } from "../views/controls.js";
import { make, say, swatch } from "../base/elements.js";
import { shades } from "../views/landscape/isolines.js";
import { landscape } from "./picture.js";

// Milliseconds that a whole run is on the screen before it counts as looked at.
const LOOKED_AT = 1500;
const PICTURE = { width: 96, height: 72 };
const FONT = "Inter, system-ui, sans-serif";
const NOTHING = "No runs yet. A run is listed here once it has been on the screen for a moment.";
const FORGETFUL = "This browser does not store anything for this page, so the list is lost when the page is closed.";

/**
 * @typedef {{
 *   boot: Boot, request: (query: string) => void, shown: () => { run: Run | null, kind: string, theme: string },
 * }} ListPage
 */

/** @type {(id: string) => HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

export class RunList {
  /** @param {ListPage} page `shown()` is what is on the screen, and how: the height's `kind` and the theme. */
  constructor(page) {
    this.page = page;
    this.store = new RunStore();
    /** @type {Set<string>} */
    this.ticked = new Set();
    /** @type {Map<string, HTMLInputElement>} */
    this.boxes = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.looking = undefined;
    this.compare = make("button", "button primary", { type: "button", textContent: "Compare" });
    this.hint = make("p", "help", { role: "status" });
    this.dialog = /** @type {HTMLDialogElement} */ (byId("history-dialog"));
    this.body = byId("history-body");
    byId("open-history").addEventListener("click", () => this.open());
    byId("history-dialog-close").addEventListener("click", () => this.dialog.close());
    // Keys that play the run mean nothing here.
    this.dialog.addEventListener("keydown", (event) => event.stopPropagation());
    // A click beside it.
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  /** @type {(run: Run) => void} */
  complete(run) {
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.#record(run), LOOKED_AT);
  }

  setRun() {
    clearTimeout(this.looking);
  }

  setTheme() {
    if (!this.dialog.open) return;
    if (this.#comparing) this.#compare();
    else this.#list();
  }

  get #comparing() {
    return this.dialog.classList.contains("comparing");
  }

  /** @type {(run: Run) => void} */
  #record(run) {
    const { run: there, kind } = this.page.shown();
    if (run !== there || !run.drawable) return;
    const { boot } = this.page;
    const rest = { time: Date.now(), summary: summary(run, boot), settings: settings(run.config, boot) };
    this.store.add(snapshot(run, kind, rest));
    if (this.dialog.open && !this.#comparing) this.#list();
  }

  open() {
    this.ticked.clear();
    this.#list();
    this.dialog.showModal();
  }

  /** @type {() => import("./compare.js").Look} */
  #look() {
    const { boot } = this.page;
    const { theme } = this.page.shown();
    const colours = shades(boot.figures[theme].landscape.data[0].colorscale);
    return { theme: boot.themes[theme], colours, font: FONT };
  }

  /** @type {(...children: HTMLElement[]) => void} */
  #show(...children) {
    this.body.replaceChildren(...children);
  }

  #list() {
    const { entries, kept } = this.store;
    this.dialog.classList.remove("comparing");
    const said = kept ? [] : [make("p", "help", {}, FORGETFUL)];
    if (!entries.length) {
      return this.#show(...said, make("p", "help", {}, NOTHING));
    }
    this.compare = make("button", "button primary", { type: "button", textContent: "Compare" });
    this.compare.addEventListener("click", () => this.#compare());
    const clear = make("button", "button quiet", { type: "button", textContent: "Clear history" });
    clear.addEventListener("click", () => this.#clear());
    this.boxes = new Map();
    const items = entries.map((entry, i) => this.#item(entry, i));
    this.hint = make("p", "help", { role: "status" });
    this.#sayTicked();
    const foot = make("div", "dialog-foot history-foot", {}, clear, this.hint, this.compare);
    return this.#show(...said, make("ol", "history-list", {}, ...items), foot);
  }

  /** @type {(entry: Snapshot, i: number) => HTMLElement} */
  #item(entry, i) {
    const name = `Compare run ${i + 1}: ${entry.summary}`;
    const tick = make("input", "", { type: "checkbox", checked: this.ticked.has(entry.query), "aria-label": name });
    this.boxes.set(entry.query, tick);
    tick.addEventListener("change", () => this.#tick(entry.query, tick.checked));
    const ends = entry.contenders.map(({ label, loss, colour }) => {
      const end = loss === null ? "diverged" : `${entry.noun} ${number(loss)}`;
      return make("span", "history-end", {}, swatch(colour), `${label}: ${end}`);
    });
    const [title, time] = [make("strong", "", {}, entry.summary), make("span", "history-time", {}, when(entry.time))];
    const words = make("span", "history-words", {}, title, make("span", "history-ends", {}, ...ends), time);
    const back = make("button", "history-run", { type: "button" }, landscape(entry, { ...this.#look(), ...PICTURE }), words);
    back.addEventListener("click", () => this.#goBack(entry));
    return make("li", "", {}, hint(make("label", "history-tick", {}, tick), "Tick two runs to compare them."), back);
  }

  /** @type {(entry: Snapshot) => void} */
  #goBack({ query }) {
    this.dialog.close();
    this.page.request(query);
  }

  /**
   * Two can be compared: of three that are ticked the first is let go.
   * @type {(query: string, on: boolean) => void}
   */
  #tick(query, on) {
    if (on) this.ticked.add(query);
    else this.ticked.delete(query);
    const [first] = this.ticked;
    if (this.ticked.size > 2) {
      this.ticked.delete(first);
      /** @type {HTMLInputElement} */ (this.boxes.get(first)).checked = false;
    }
    this.#sayTicked();
  }

  #sayTicked() {
    const { size } = this.ticked;
    this.compare.setAttribute("aria-disabled", String(size < 2));
    say(this.hint, ["Tick two to compare.", "Tick one more.", ""][size]);
  }

  #compare() {
    if (this.ticked.size !== 2) return;
    const pair = this.store.entries.filter((entry) => this.ticked.has(entry.query)).reverse();
    const back = make("button", "button small", { type: "button", textContent: "Back to the list" });
    back.addEventListener("click", () => this.#list());
    this.dialog.classList.add("comparing");
    this.#show(back, ...comparison(pair, { look: this.#look(), labels: this.page.boot.labels, wide: this.body.clientWidth }));
    this.dialog.scrollTop = 0;
    back.focus();
  }

  #clear() {
    this.store.clear();
    this.ticked.clear();
    this.#list();
    byId("history-dialog-close").focus();
  }
}

/**
 * A time as people say it: of today by the clock.
 * @type {(time: number) => string}
 */
function when(time) {
  const [then, now] = [new Date(time), new Date()];
  const clock = then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (then.toDateString() === now.toDateString()) return `Today, ${clock}`;
  return `${then.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}, ${clock}`;
}
