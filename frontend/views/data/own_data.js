// The visitor's own data: a table that is pasted or opened becomes the data set; and a run that was saved is opened.

import { read, summary, table, TableError, written } from "../../query/csv.js";
import { choose, read as readRun } from "../../query/file.js";

const TABLES = ".csv,.tsv,.txt,text/csv,text/plain";
const RUNS = ".json,application/json";

/**
 * @typedef {import("../../query/csv.js").Table} Points
 * @typedef {{
 *   inputs: { query: URLSearchParams, specifications: Controls, put: (changes: Changes) => void },
 *   limits: Boot["limits"],
 *   request: (query: string, rest: { config: string }) => void, notify: (text: string, refusal: boolean) => void,
 * }} OwnPage
 */

/** @type {(id: string) => HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

export class OwnData {
  /**
   * Of the page its `inputs` and `limits`, and `request(query, { config })` and `notify(text, refusal)`.
   * @param {OwnPage} page
   */
  constructor(page) {
    this.page = page;
    this.dialog = /** @type {HTMLDialogElement} */ (byId("data-dialog"));
    this.text = /** @type {HTMLTextAreaElement} */ (byId("data-table"));
    /** @type {Points | null} */
    this.read = null;
    this.use = byId("data-use");
    this.awaited = false;
    /** @type {(id: string, action: () => void) => void} */
    const on = (id, action) => byId(id).addEventListener("click", action);
    on("your-data", () => this.open());
    on("data-dialog-close", () => this.dialog.close());
    on("data-cancel", () => this.dialog.close());
    on("data-use", () => this.#use());
    on("data-file", () => choose(TABLES, (file) => this.#fill(file)));
    on("open-run", () => choose(RUNS, (file) => this.#openRun(file)));
    this.text.addEventListener("input", () => this.#check());
    // Keys that play the run mean nothing here.
    this.dialog.addEventListener("keydown", (event) => event.stopPropagation());
    this.#receiveFiles();
  }

  /** Opens the dialog, with the points in it if they are the visitor's own already. */
  open() {
    const points = this.page.inputs.query.get("points");
    if (!this.text.value && points) this.text.value = table(points);
    this.#check();
    if (!this.dialog.open) this.dialog.showModal();
    this.text.focus();
  }

  setRun() {
    if (!this.awaited) return;
    this.awaited = false;
    this.text.value = "";
    this.dialog.close();
  }

  /**
   * What the server does not take stays here to be changed.
   * @type {(errors: { detail: string }[]) => void}
   */
  refuse(errors) {
    if (!this.awaited) return;
    this.awaited = false;
    this.#say("", errors.map(({ detail }) => detail).join(" "));
  }

  /** Says what the table holds, or what is wrong with it. */
  #check() {
    this.read = null;
    if (!this.text.value.trim()) return this.#say("", "");
    try {
      this.read = read(this.text.value, this.page.limits);
      this.#say(summary(this.read), "");
    } catch (error) {
      if (!(error instanceof TableError)) throw error;
      this.#say("", error.message);
    }
  }

  /** @type {(good: string, wrong: string) => void} */
  #say(good, wrong) {
    byId("data-said").textContent = good;
    byId("data-wrong").textContent = wrong;
    this.use.setAttribute("aria-disabled", String(this.read === null));
  }

  #use() {
    if (!this.read) return void (this.text.value.trim() || this.#say("", "The table is empty."));
    this.awaited = true;
    const { inputs } = this.page;
    // No option of data that are drawn at random goes with one's own.
    const options = Object.entries(inputs.specifications).filter(([, { path }]) => path[0] === "problem" && path[1] === "options");
    const dropped = Object.fromEntries(options.map(([name]) => [name, ""]));
    const data = { ...dropped, data: "own", edits: "", points: written(this.read.points) };
    inputs.put(inputs.query.has("function") ? { function: "", ...data } : data);
  }

  /** @type {(file: File) => Promise<void>} */
  async #fill(file) {
    this.text.value = await file.text();
    this.open();
  }

  /** @type {(file: File) => Promise<void>} */
  async #openRun(file) {
    try {
      const config = readRun(await file.text(), file.name, this.page.limits.file);
      this.awaited = this.dialog.open;
      this.page.request("", { config });
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      if (this.dialog.open) this.#say("", message);
      else this.page.notify(message, true);
    }
  }

  /** Files that are dropped anywhere on the page. */
  #receiveFiles() {
    document.addEventListener("dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
    document.addEventListener("drop", (event) => {
      const [file] = event.dataTransfer?.files ?? [];
      if (!file) return;
      event.preventDefault();
      if (/[.]json$/i.test(file.name)) this.#openRun(file);
      else this.#fill(file);
    });
  }
}
