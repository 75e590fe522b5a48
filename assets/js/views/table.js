// A row a contender: where it stands at the shown epoch, and in the end why it stopped.

import { number, percent } from "../format.js";

const COLUMNS = [
  { head: "Loss", title: "Loss over the training points, penalty included", value: (run, k, e) => number(run.scalar("objective", k, e)) },
  { head: "Test loss", title: "Loss over the test points", value: (run, k, e) => number(run.scalar("test_loss", k, e)) },
  {
    head: "Accuracy",
    title: "Share of the training points that are classified right",
    value: (run, k, e) => percent(run.scalar("train_accuracy", k, e)),
  },
  {
    head: "Test acc.",
    title: "Share of the test points that are classified right",
    value: (run, k, e) => percent(run.scalar("test_accuracy", k, e)),
  },
  {
    head: "Slope",
    title: "Length of the gradient: how steep it is under the ball",
    value: (run, k, e) => number(run.scalar("gradient_norm", k, e), 3),
  },
  {
    head: "Step",
    title: "How far the parameters moved in the last epoch",
    value: (run, k, e) => number(run.scalar("step_length", k, e), 3),
  },
];
// The share of the loss that is no point's fault, where there is a penalty.
const PENALTY = {
  head: "Penalty",
  title: "What the penalty on the weights adds to the loss",
  value: (run, k, e) => number(run.scalar("objective", k, e) - run.scalar("train_loss", k, e)),
};

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
    this.columns = run.penalised ? [...COLUMNS, PENALTY] : COLUMNS;
    const table = document.createElement("table");
    table.append(caption(), head(this.columns), this.#body(run));
    this.element.replaceChildren(table, this.#ending());
  }

  #body(run) {
    const body = document.createElement("tbody");
    this.cells = run.contenders.map(({ label, colour }) => {
      const row = document.createElement("tr");
      const name = document.createElement("th");
      name.scope = "row";
      const swatch = document.createElement("span");
      swatch.className = "swatch";
      swatch.style.background = `var(--contender-${colour})`;
      name.append(swatch, label);
      const cells = this.columns.map(() => document.createElement("td"));
      row.append(name, ...cells);
      body.append(row);
      return cells;
    });
    return body;
  }

  #ending() {
    this.sentence = document.createElement("p");
    this.sentence.className = "ending";
    return this.sentence;
  }

  draw(epoch) {
    const { run } = this;
    if (!run || run.last < 0) return;
    const whole = Math.min(Math.floor(epoch), run.last);
    const key = `${whole} ${run.report !== null}`;
    if (this.shown === key) return;
    this.shown = key;
    this.cells.forEach((cells, k) => cells.forEach((cell, i) => (cell.textContent = this.columns[i].value(run, k, whole))));
    this.#drawEnding(whole);
  }

  #drawEnding(epoch) {
    const rows = this.run.report?.contenders ?? [];
    const ended = rows.map((row, k) => ({ ...row, label: this.run.contenders[k].label })).filter((row) => epoch >= row.epoch);
    const sentences = ended.map(({ label, sentence }) => (rows.length > 1 ? `${label}: ${sentence}` : sentence));
    this.sentence.textContent = sentences.join(" ");
    this.sentence.classList.toggle("warm", ended.some(({ stopped }) => stopped === "diverged"));
  }
}

function caption() {
  const element = document.createElement("caption");
  element.className = "visually-hidden";
  element.textContent = "Where each contender stands at the shown epoch";
  return element;
}

function head(columns) {
  const element = document.createElement("thead");
  const row = document.createElement("tr");
  for (const { head: text, title } of [{ head: "Contender", title: "" }, ...columns]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = text;
    cell.title = title;
    row.append(cell);
  }
  element.append(row);
  return element;
}
