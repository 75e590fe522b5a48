// @ts-nocheck
// Which runs are asked for and read. A newer one takes the place of an older one when the server has accepted it:
// what is refused costs nothing of what is on the screen.

import { Run } from "./run.js";
import { read } from "./stream.js";
import { parse } from "./wire.js";

// Milliseconds that a run which nobody has seen yet is given before a newer one is asked for.
const PATIENCE = 150;

export class Requests {
  #live = [];
  #newest = null;
  #waiting = null;
  #unseen = false;

  /**
   * `columns` are asked for; an address of more characters than `longest` is posted instead. `onEvent(run, kind, content)`
   * gets what comes, `onWait(reason)` is called before each retry and, with "", once nothing is waited for any more,
   * `onRefused(query, error)` when the newest was refused. `stream` reads one, as `read` does; `now` is a clock.
   */
  constructor({ columns, longest, onEvent, onWait, onRefused, stream = read, now = () => performance.now() }) {
    Object.assign(this, { columns, longest, onEvent, onWait, onRefused, stream, now });
  }

  /**
   * Asks for a run by its query, or by a whole configuration as JSON; `origin` is kept with the run. While one is on its way that nobody has seen, the
   * newest waits for it a moment.
   */
  ask(query, config = null, origin = {}) {
    clearTimeout(this.#waiting);
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

  /** Whether a run is the newest that was asked for. */
  isNewest(run) {
    return this.#waiting === null && this.#newest.run === run;
  }

  async #read(request) {
    const { signal } = request.controller;
    const onWait = (_, reason) => this.#waits(request, reason);
    const onEvent = ({ kind, data }) => {
      this.#waits(request, "");
      const content = parse(data);
      if (kind === "run") this.#begin(request, content);
      else this.onEvent(request.run, kind, content);
    };
    try {
      await this.stream(this.#address(request), { signal, onEvent, onWait });
    } catch (error) {
      if (request.run) request.run.over = true;
      if (signal.aborted) return;
      this.#unseen = false;
      if (request === this.#newest) this.onRefused(request.query, error);
    } finally {
      this.#live = this.#live.filter((other) => other !== request);
      this.#waits(request, "");
    }
  }

  /** A request waits for a reason, or no longer (""); what the newest of all that wait is waiting for is told. */
  #waits(request, reason) {
    if (!request.waits && !reason) return;
    request.waits = reason;
    this.onWait(this.#live.findLast(({ waits }) => waits)?.waits ?? "");
  }

  /** What is asked of the stream: by address, or posted where that is too long. */
  #address({ query, config }) {
    const columns = `columns=${this.columns}`;
    if (config) return { search: columns, body: config, type: "application/json" };
    const search = [query, columns].filter(Boolean).join("&");
    const held = { search: columns, body: query, type: "application/x-www-form-urlencoded" };
    return search.length <= this.longest ? { search, held } : held;
  }

  /** The server has accepted a request: those before it end. */
  #begin(request, content) {
    request.run = new Run(content);
    request.run.asked = request.asked;
    request.run.origin = request.origin;
    for (const older of this.#live.slice(0, this.#live.indexOf(request))) older.controller.abort();
  }
}
