// @ts-nocheck
// A row a contender: where it stands at the shown epoch, how the loss is curved there, and how true the picture is. It can
// be sorted by any of that, at the shown epoch.

import { reached, usualTarget } from "../../run/loss_target.js";
import { FIRST, groups, ordered } from "./columns.js";
import { make, say, swatch } from "../../base/elements.js";
import { Ending } from "./ending.js";
import { Goal } from "./goal.js";

export class Table {
  constructor(element) {
    this.element = element;
    // It may be wider than a phone, and then it scrolls.
    element.tabIndex = 0;
    element.setAttribute("role", "region");
    element.setAttribute("aria-label", "Contenders");
    this.ending = new Ending();
    this.goal = new Goal(() => this.#again());
    this.sorting = { part: null, descending: false };
  }

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
    if (!this.columns.flat().includes(this.sorting.part)) this.sorting = { part: null, descending: false };
    this.order = run.contenders.map((_, k) => k);
    this.body = make("tbody", "", {}, ...this.#rows(run));
    const caption = make("caption", "visually-hidden", {}, "Where each contender stands at the shown epoch");
    this.table = make("table", "", {}, caption, this.#head(parts), this.body);
    this.element.replaceChildren(this.table, this.ending.element);
    this.#markSorting();
  }

  grow() {
    this.ending.grow();
  }

  complete() {
    this.grow();
  }

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

  /** Two lines: what the columns are about, and what they are. */
  #head(parts) {
    const target = make("td", "", {}, this.goal.element);
    const above = parts.map(({ name, columns }) => {
      return make("th", "", { scope: "colgroup", colSpan: columns.length }, make("div", "", {}, name));
    });
    this.heads = this.columns.map((column) => make("th", "", { scope: "col" }, ...column.map((part) => this.#sorter(part))));
    return make("thead", "", {}, make("tr", "groups", {}, target, ...above), make("tr", "", {}, ...this.heads));
  }

  #sorter(part) {
    const { head, title } = part;
    const sentence = `${title}. Sorts the rows.`;
    const button = make("button", "sorter", { type: "button", textContent: head, title: sentence, "aria-description": sentence });
    button.addEventListener("click", () => this.#sort(part));
    return make("div", "", {}, button);
  }

  /** Best first, then worst first, then as they are numbered. */
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
      if (column.includes(part)) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
      column.forEach((each, j) => cell.children[j].firstChild.classList.toggle("sorted", each === part));
    });
  }

  #again() {
    this.shown = null;
    if (this.moment) this.draw(this.moment);
  }

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

  /** What is the same at every epoch: who reaches the target when. */
  #race(run) {
    const target = this.goal.of(usualTarget(run));
    const seen = [run, run.last, target];
    if (!seen.every((each, i) => each === this.raced?.seen[i])) this.raced = { seen, reached: reached(run, target) };
    return this.raced;
  }

  #fill(places, column, k, epoch, race) {
    column.forEach((part, j) => {
      if (part.draw) part.draw(places[j], this.run, k, epoch);
      else say(places[j], part.write(part.of(this.run, k, epoch, race)));
    });
  }

  #order(order) {
    if (order.join() === this.order.join()) return;
    this.order = order;
    this.body.append(...order.map((k) => this.rows[k]));
  }
}
