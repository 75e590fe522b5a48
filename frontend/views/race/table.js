// A row a contender: where it stands at the shown epoch, how the loss is curved there, and how true the picture is. It can
// be sorted by any of that, at the shown epoch.

import { reached, usualTarget } from "../../run/loss_target.js";
import { FIRST, groups, ordered } from "./columns.js";
import { make, say, swatch } from "../../base/elements.js";
import { Ending } from "./ending.js";
import { Goal } from "./goal.js";

/**
 * @typedef {import("./columns.js").Part} Part
 * @typedef {import("./columns.js").Race} Race
 * @typedef {{ name: string, columns: Part[][] }} Group
 */

export class Table {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    // It may be wider than a phone, and then it scrolls.
    element.tabIndex = 0;
    element.setAttribute("role", "region");
    element.setAttribute("aria-label", "Measurements");
    this.ending = new Ending();
    this.goal = new Goal(() => this.#again());
    /** @type {{ part: Part | null, descending: boolean }} */
    this.sorting = { part: null, descending: false };
    /** @type {Run | undefined} */
    this.run = undefined;
    /** @type {string | null | undefined} */
    this.shown = undefined;
    /** @type {string | undefined} */
    this.key = undefined;
    /** @type {Part[][]} */
    this.columns = [];
    /** @type {number[]} */
    this.order = [];
    /** @type {HTMLElement[][][]} */
    this.cells = [];
    /** @type {HTMLElement[]} */
    this.rows = [];
    /** @type {HTMLElement[]} */
    this.heads = [];
    /** @type {HTMLElement | undefined} */
    this.body = undefined;
    /** @type {Moment | undefined} */
    this.moment = undefined;
    /** @type {Race & { seen: unknown[] } | undefined} */
    this.raced = undefined;
  }

  /** @type {(run: Run) => void} */
  setRun(run) {
    this.run = run;
    this.shown = null;
    this.ending.setRun(run);
    const parts = groups(run);
    const key = JSON.stringify([run.contenders, parts]);
    // Whoever is in the table stays there while a slider moves.
    if (key === this.key) return;
    this.key = key;
    this.columns = [FIRST, ...parts.flatMap(({ columns }) => columns)];
    if (!this.columns.flat().some((part) => part === this.sorting.part)) this.sorting = { part: null, descending: false };
    this.order = run.contenders.map((_, k) => k);
    this.body = make("tbody", "", {}, ...this.#rows(run));
    const caption = make("caption", "visually-hidden", {}, "The measurements of each optimizer at the shown moment");
    const table = make("table", "", {}, caption, this.#head(parts), this.body);
    this.element.replaceChildren(table, this.ending.element);
    this.#markSorting();
  }

  grow() {
    this.ending.grow();
  }

  complete() {
    this.grow();
  }

  /** @type {(run: Run) => HTMLElement[]} */
  #rows(run) {
    this.cells = run.contenders.map(() => []);
    this.rows = run.contenders.map(({ colour, label }, k) => {
      const row = make("tr");
      this.columns.forEach((column, i) => {
        const cell = i === 0 ? make("th", "", { scope: "row" }) : make("td");
        const places = column.map(() => make("div", "line"));
        cell.append(...places);
        // The name may take two lines: the row is as high before it is filled as after.
        if (i === 0) places[0].before(swatch(colour)), say(places[0], label);
        this.cells[k].push(places);
        row.append(cell);
      });
      return row;
    });
    return this.rows;
  }

  /**
   * Two lines: what the columns are about, and what they are.
   * @type {(parts: Group[]) => HTMLElement}
   */
  #head(parts) {
    const target = make("td", "", {}, this.goal.element);
    const above = parts.map(({ name, columns }) => {
      return make("th", "", { scope: "colgroup", colSpan: columns.length }, make("div", "", {}, name));
    });
    this.heads = this.columns.map((column) => make("th", "", { scope: "col" }, ...column.map((part) => this.#sorter(part))));
    return make("thead", "", {}, make("tr", "groups", {}, target, ...above), make("tr", "", {}, ...this.heads));
  }

  /** @type {(part: Part) => HTMLElement} */
  #sorter(part) {
    const { head, title } = part;
    const sentence = `${title}. Sorts the rows.`;
    const button = make("button", "sorter", { type: "button", textContent: head, title: sentence, "aria-description": sentence });
    button.addEventListener("click", () => this.#sort(part));
    return make("div", "", {}, button);
  }

  /**
   * Best first, then worst first, then as they are numbered.
   * @type {(part: Part) => void}
   */
  #sort(part) {
    const first = Boolean(part.most);
    const { part: before, descending } = this.sorting;
    if (before !== part) this.sorting = { part, descending: first };
    else if (descending === first) this.sorting = { part, descending: !first };
    else this.sorting = { part: null, descending: false };
    this.#markSorting();
    this.#again();
  }

  #markSorting() {
    const { part, descending } = this.sorting;
    this.columns.forEach((column, i) => {
      const cell = this.heads[i];
      if (column.some((each) => each === part)) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
      column.forEach((each, j) => /** @type {Element} */ (cell.children[j].firstChild).classList.toggle("sorted", each === part));
    });
  }

  #again() {
    this.shown = null;
    if (this.moment) this.draw(this.moment);
  }

  /** @type {(moment: Moment) => void} */
  draw(moment) {
    const { run } = this;
    this.moment = moment;
    if (!run || run.last < 0) return;
    const epochs = moment.epochs.map((epoch) => Math.min(Math.floor(epoch), run.last));
    const key = [epochs.join(), run.last, run.report !== null, run.curvature !== null, run.projection !== null].join();
    if (this.shown === key) return;
    this.shown = key;
    const race = this.#race(run);
    this.cells.forEach((cells, k) => {
      cells.forEach((places, i) => this.#fill(places, this.columns[i], k, epochs[k], race));
    });
    this.#order(ordered(run, this.sorting.part, this.sorting.descending, epochs, race));
    this.ending.draw(epochs);
  }

  /**
   * What is the same at every epoch: who reaches the target when.
   * @type {(run: Run) => Race}
   */
  #race(run) {
    const target = this.goal.of(usualTarget(run));
    const seen = [run, run.last, target];
    const before = this.raced;
    if (before && seen.every((each, i) => each === before.seen[i])) return before;
    this.raced = { seen, reached: reached(run, target) };
    return this.raced;
  }

  /** @type {(places: HTMLElement[], column: Part[], k: number, epoch: number, race: Race) => void} */
  #fill(places, column, k, epoch, race) {
    const run = /** @type {Run} */ (this.run);
    column.forEach((part, j) => {
      if (part.draw) part.draw(places[j], run, k, epoch);
      else say(places[j], part.write?.(part.of(run, k, epoch, race)) ?? "");
    });
  }

  /** @type {(order: number[]) => void} */
  #order(order) {
    if (order.join() === this.order.join()) return;
    this.order = order;
    this.body?.append(...order.map((k) => this.rows[k]));
  }
}
