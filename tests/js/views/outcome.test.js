import assert from "node:assert/strict";
import { test } from "node:test";

import { Outcome } from "../../../frontend/views/outcome.js";

/** As much of a document as makes elements. */
function element(name) {
  return {
    name,
    children: [],
    style: {},
    listeners: {},
    append(...inside) {
      this.children.push(...inside);
    },
    replaceChildren(...inside) {
      this.children = inside;
    },
    setAttribute() {},
    addEventListener(kind, act) {
      this.listeners[kind] = act;
    },
  };
}

const FAILED = { headline: "Too large: the loss stalls at 1; at 0.6 it reaches 0.1.", remedy: { text: "Use 0.6", changes: { lr: "0.6", manual: null } } };
const FINE = { headline: null, remedy: null };

function outcome(t, ...rows) {
  globalThis.document = { createElement: element };
  t.after(() => delete globalThis.document);
  const put = [];
  const scene = element("div");
  const made = new Outcome(scene, (changes) => put.push(changes));
  const run = { report: null, contenders: rows.map((_, k) => ({ label: `Contender ${k + 1}`, colour: k })) };
  made.setRun(run);
  return { made, run, put, report: () => ((run.report = { contenders: rows }), made.grow()) };
}

const texts = ({ children }) => children.map((each) => (typeof each === "string" ? each : (each.textContent ?? texts(each)))).flat();

test("before the report nothing is said, with it what went wrong", (t) => {
  const { made, report, put } = outcome(t, FAILED);
  assert.equal(made.element.hidden, true);
  report();
  assert.equal(made.element.hidden, false);
  assert.deepEqual(texts(made.words), [FAILED.headline, " ", "Use 0.6"]);
  made.words.children[0].children.at(-1).listeners.click();
  assert.deepEqual(put, [{ lr: "0.6", manual: null }]);
});

test("of a run that went well nothing is said", (t) => {
  const { made, report } = outcome(t, FINE);
  report();
  assert.equal(made.element.hidden, true);
});

test("in a race only those that failed are named", (t) => {
  const { made, report } = outcome(t, FINE, FAILED);
  report();
  assert.equal(made.words.children.length, 1);
  assert.ok(texts(made.words).includes("Contender 2"));
});

test("what was closed stays closed until another report comes", (t) => {
  const { made, report, run } = outcome(t, FAILED);
  report();
  made.element.children.at(-1).listeners.click();
  made.complete();
  assert.equal(made.element.hidden, true);
  made.setRun({ ...run, report: { contenders: [FAILED] } });
  assert.equal(made.element.hidden, false);
});
