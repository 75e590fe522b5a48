import assert from "node:assert/strict";
import { test } from "node:test";

import { RunStore } from "../../../frontend/history/store.js";

/** A browser's storage, with something in it. */
function storage(text = null) {
  const kept = new Map(text === null ? [] : [["basin-history", text]]);
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value), kept };
}

const entry = (query, rest = {}) => ({
  query,
  summary: "Moons",
  noun: "loss",
  time: 1,
  settings: [["lr", "0.1"]],
  contenders: [{ label: "Adam", colour: 0, loss: null }],
  picture: { rows: 1, columns: 2, heights: "AQI=", trails: [[[0, 1]]] },
  curves: [{ epochs: [0, 1], losses: [1, null] }],
  ...rest,
});
const queries = ({ entries }) => entries.map(({ query }) => query);

test("the newest run comes first, one of the same query moves to the top, and all are still there another time", () => {
  const there = storage();
  const history = new RunStore(() => there);
  for (const query of ["a", "b", "c", "a"]) history.add(entry(query));
  assert.deepEqual(queries(history), ["a", "c", "b"]);
  assert.deepEqual(queries(new RunStore(() => there)), ["a", "c", "b"]);
  assert.equal(history.kept, true);
});

test("twelve are kept", () => {
  const history = new RunStore(() => storage());
  for (let i = 0; i < 20; i++) history.add(entry(String(i)));
  assert.deepEqual(queries(history), ["19", "18", "17", "16", "15", "14", "13", "12", "11", "10", "9", "8"]);
});

test("what they weigh is bounded, whatever their data", () => {
  const there = storage();
  const history = new RunStore(() => there);
  for (let i = 0; i < 12; i++) history.add(entry(`${i}${"x".repeat(100_000)}`));
  assert.ok(there.kept.get("basin-history").length <= 600_000);
  assert.equal(history.entries.length, 5);
  assert.ok(history.entries[0].query.startsWith("11"));
});

test("entries that are damaged are left out, the others stay", () => {
  const wrong = [null, 3, {}, entry("a", { curves: null }), entry("b", { picture: { trails: [] } }), entry("c", { time: "now" })];
  const history = new RunStore(() => storage(JSON.stringify([...wrong, entry("good")])));
  assert.deepEqual(queries(history), ["good"]);
});

test("a damaged whole is begun afresh", () => {
  for (const text of ["[{", "null", "3", '"text"', "{}"]) {
    const there = storage(text);
    const history = new RunStore(() => there);
    assert.deepEqual(history.entries, []);
    history.add(entry("a"));
    assert.deepEqual(queries(new RunStore(() => there)), ["a"]);
  }
});

test("without storage there is a history while the page is open, which says so", () => {
  const history = new RunStore(() => {
    throw new DOMException("denied", "SecurityError");
  });
  assert.equal(history.kept, false);
  history.add(entry("a"));
  assert.deepEqual(queries(history), ["a"]);
  assert.equal(history.kept, false);
});

test("where the storage is full the run is still in the list", () => {
  const full = { getItem: () => null, setItem: () => { throw new DOMException("full", "QuotaExceededError"); } };
  const history = new RunStore(() => full);
  history.add(entry("a"));
  assert.deepEqual(queries(history), ["a"]);
  assert.equal(history.kept, false);
});

test("all are forgotten when that is wanted", () => {
  const there = storage();
  const history = new RunStore(() => there);
  history.add(entry("a"));
  history.clear();
  assert.deepEqual(queries(new RunStore(() => there)), []);
});
