// A row a contender: where it stands at the shown epoch, how the loss is curved there, and how true the picture is; and
// in the end why it stopped.

import { groups } from "./columns.js";
import { warning } from "./gauge.js";

export class Table {
  constructor(element) {
    this.element = element;
    // It may be wider than a phone, and then it scrolls.
    element.tabIndex = 0;
    element.setAttribute("role", "region");
    element.setAttribute("aria-label", "Contenders");
  }

  setRun(run) {
    this.run = run;
    this.shown = null;
    const parts = groups(run);
    this.columns = parts.flatMap(({ columns }) => columns);
    this.table = make("table");
    this.table.append(caption(), head(parts), this.#body(run));
    this.ending = make("p", "ending");
    this.element.replaceChildren(this.table, this.ending);
  }

  #body(run) {
    const body = make("tbody");
    this.cells = run.contenders.map(({ label, colour }) => {
      const row = make("tr");
      const name = make("th");
      name.scope = "row";
      const swatch = make("span", "swatch");
      swatch.style.background = `var(--contender-${colour})`;
      name.append(swatch, label);
      const cells = this.columns.map((column) => {
        const cell = make("td");
        const places = column[0].draw ? [cell] : column.map(() => make("div", "line"));
        if (!column[0].draw) cell.append(...places);
        row.append(cell);
        return places;
      });
      row.prepend(name);
      body.append(row);
      return cells;
    });
    return body;
  }

  draw({ epochs }) {
    const { run } = this;
    if (!run || run.last < 0) return;
    const whole = epochs.map((epoch) => Math.min(Math.floor(epoch), run.last));
    const key = [whole.join(), run.report !== null, run.curvature !== null, run.projection !== null].join();
    if (this.shown === key) return;
    this.shown = key;
    this.cells.forEach((cells, k) => cells.forEach((places, i) => this.#fill(places, this.columns[i], k, whole[k])));
    this.#drawEnding(whole);
  }

  #fill(places, column, k, epoch) {
    column.forEach((part, j) => {
      if (part.draw) part.draw(places[j], this.run, k, epoch);
      else places[j].textContent = part.value(this.run, k, epoch);
    });
  }

  #drawEnding(epochs) {
    const rows = this.run.report?.contenders ?? [];
    const ended = rows.map((row, k) => ({ ...row, label: this.run.contenders[k].label })).filter((row, k) => epochs[k] >= row.epoch);
    const sentences = ended.map(({ label, sentence }) => (rows.length > 1 ? `${label}: ${sentence}` : sentence));
    const warned = warning(this.run, epochs);
    this.ending.textContent = [...sentences, warned].filter(Boolean).join(" ");
    this.ending.classList.toggle("warm", warned !== "" || ended.some(({ stopped }) => stopped === "diverged"));
  }
}

function make(name, className = "") {
  const element = document.createElement(name);
  element.className = className;
  return element;
}

function caption() {
  const element = make("caption", "visually-hidden");
  element.textContent = "Where each contender stands at the shown epoch";
  return element;
}

/** Two lines: what the columns are about, and what they are. */
function head(parts) {
  const element = make("thead");
  const [above, below] = [make("tr", "groups"), make("tr")];
  above.append(make("td"), ...parts.map(({ name, columns }) => headCell("colgroup", [{ head: name, title: "" }], columns.length)));
  const columns = parts.flatMap((part) => part.columns);
  below.append(headCell("col", [{ head: "Contender", title: "" }]), ...columns.map((column) => headCell("col", column)));
  element.append(above, below);
  return element;
}

function headCell(scope, lines, span = 1) {
  const cell = make("th");
  cell.scope = scope;
  cell.colSpan = span;
  cell.append(
    ...lines.map(({ head: text, title }) => {
      const line = make("div");
      line.textContent = text;
      line.title = title;
      return line;
    }),
  );
  return cell;
}
