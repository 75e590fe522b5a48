// Which runs are asked for and read. A newer one takes the place of an older one when the server has accepted it:
// what is refused costs nothing of what is on the screen.

import { Run } from "./run.js";
import { read } from "./stream.js";
import { parse } from "./wire.js";

// Milliseconds that a run which nobody has seen yet is given before a newer one is asked for.
const PATIENCE = 150;
// The protocol of the stream that wire.js and run.js read.
const PROTOCOL = 2;

/**
 * What was asked for. `origin` belongs to whoever asked.
 * @typedef {{
 *   query: string, config: string | null, origin: Origin, asked: number, run: Run | null, waits: string,
 *   controller: AbortController,
 * }} Request
 * @typedef {{ step?: number, stays?: boolean, moves?: number }} Origin
 * @typedef {{
 *   columns: string, longest: number, onEvent: (run: Run, kind: string, content: any) => void,
 *   onWait: (reason: string) => void, onRefused: (query: string, error: unknown) => void, stream?: typeof read,
 *   now?: () => number, free?: (act: () => void) => void,
 * }} RequestsOptions
 */

export class Requests {
  /** @type {Request[]} */
  #live = [];
  /** @type {Request | null} */
  #newest = null;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #waiting = null;
  #unseen = false;

  /**
   * `columns` are asked for; an address of more characters than `longest` is posted instead. `onEvent(run, kind, content)`
   * gets what comes, `onWait(reason)` is called before each retry and, with "", once nothing is waited for any more,
   * `onRefused(query, error)` when the newest was refused. `stream` reads one, as `read` does; `now` is a clock;
   * `free(act)` lets the page change now or soon.
   * @param {RequestsOptions} options
   */
  constructor({ columns, longest, onEvent, onWait, onRefused, stream = read, now = () => performance.now(), free = (act) => act() }) {
    this.columns = columns;
    this.longest = longest;
    this.onEvent = onEvent;
    this.onWait = onWait;
    this.onRefused = onRefused;
    this.stream = stream;
    this.now = now;
    this.free = free;
  }

  /**
   * Asks for a run by its query, or by a whole configuration as JSON; `origin` is kept with the run. While one is on its way that
   * nobody has seen, the newest waits for it a moment.
   * @type {(query: string, config?: string | null, origin?: Origin) => void}
   */
  ask(query, config = null, origin = {}) {
    clearTimeout(this.#waiting ?? undefined);
    this.#waiting = null;
    const age = this.now() - (this.#newest?.asked ?? -Infinity);
    if (this.#unseen && age < PATIENCE) {
      this.#waiting = setTimeout(() => this.ask(query, config, origin), PATIENCE - age);
      return;
    }
    this.#newest = { query, config, origin, asked: this.now(), run: null, waits: "", controller: new AbortController() };
    this.#unseen = true;
    this.#live.push(this.#newest);
    this.#read(this.#newest);
  }

  /** Something of what was asked for is on the screen. */
  seen() {
    this.#unseen = false;
  }

  /**
   * Whether a run is the newest that was asked for.
   * @type {(run: Run) => boolean}
   */
  isNewest(run) {
    return this.#waiting === null && this.#newest?.run === run;
  }

  /** @type {(request: Request) => Promise<void>} */
  async #read(request) {
    const { signal } = request.controller;
    /** @type {(seconds: number, reason: string) => void} */
    const onWait = (_, reason) => this.#waits(request, reason);
    /** @type {(event: import("./wire.js").StreamEvent) => void} */
    const onEvent = ({ kind, data }) => {
      this.#waits(request, "");
      const content = parse(data);
      if (kind === "run") this.#begin(request, content);
      else this.onEvent(/** @type {Run} */ (request.run), kind, content);
    };
    try {
      await this.stream(this.#address(request), { signal, onEvent, onWait });
    } catch (error) {
      if (request.run) request.run.over = true;
      if (signal.aborted) return;
      this.#unseen = false;
      this.free(() => request === this.#newest && this.#waiting === null && this.onRefused(request.query, error));
    } finally {
      this.#live = this.#live.filter((other) => other !== request);
      this.#waits(request, "");
    }
  }

  /**
   * A request waits for a reason, or no longer (""); what the newest of all that wait is waiting for is told.
   * @type {(request: Request, reason: string) => void}
   */
  #waits(request, reason) {
    if (!request.waits && !reason) return;
    request.waits = reason;
    this.onWait(this.#live.findLast(({ waits }) => waits)?.waits ?? "");
  }

  /**
   * What is asked of the stream: by address, or posted where that is too long.
   * @type {(request: Request) => import("./stream.js").Asked}
   */
  #address({ query, config }) {
    const columns = `columns=${this.columns}&protocol=${PROTOCOL}`;
    if (config) return { search: columns, body: config, type: "application/json" };
    const search = [query, columns].filter(Boolean).join("&");
    const held = { search: columns, body: query, type: "application/x-www-form-urlencoded" };
    return search.length <= this.longest ? { search, held } : held;
  }

  /**
   * The server has accepted a request: those before it end.
   * @type {(request: Request, content: RunEvent) => void}
   */
  #begin(request, content) {
    const run = new Run(content);
    run.asked = request.asked;
    run.origin = request.origin;
    request.run = run;
    for (const older of this.#live.slice(0, this.#live.indexOf(request))) older.controller.abort();
  }
}
