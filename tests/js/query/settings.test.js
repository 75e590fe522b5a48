import assert from "node:assert/strict";
import { test } from "node:test";

import { differences, settings } from "../../../frontend/query/settings.js";

const contender = (name) => ["contenders", 0, name];
const BOOT = {
  controls: {
    data: { path: ["problem", "dataset"], kind: "choice" },
    samples: { path: ["problem", "options", "samples"], kind: "number" },
    standardise: { path: ["problem", "standardise"], kind: "switch" },
    features: { path: ["problem", "features"], kind: "several" },
    opt: { path: contender("optimizer"), kind: "choice" },
    lr: { path: contender("learning_rate"), kind: "number" },
    batch: { path: contender("batch_size"), kind: "number" },
  },
  choices: {
    data: { moons: { label: "Moons" }, own: { label: "Your data" } },
    features: { a: { label: "x₁²" }, b: { label: "sin x₁" } },
    opt: { sgd: { label: "Gradient descent" }, adam: { label: "Adam" } },
  },
};
const LABELS = { data: "Data set", samples: "Samples", opt: "Optimizer", lr: "Learning rate", edits: "Edits" };

const one = { optimizer: "sgd", learning_rate: 0.1, batch_size: null };
const config = (problem = {}, contenders = [one]) => ({
  problem: { dataset: "moons", options: { samples: 200 }, standardise: 0, features: [], ...problem },
  contenders,
});
const of = (...rest) => settings(config(...rest), BOOT);
const said = (a, b) => differences(a, b, LABELS).map(({ label, values }) => `${label}: ${values.join(" / ")}`);

test("settings are in words, without those that are left open", () => {
  const expected = [["data", "Moons"], ["samples", "200"], ["standardise", "off"], ["opt", "Gradient descent"], ["lr", "0.1"]];
  assert.deepEqual(of(), expected);
  assert.deepEqual(of({ features: ["a", "b"] })[3], ["features", "x₁², sin x₁"]);
});

test("later contenders' settings have their number", () => {
  const adam = { optimizer: "adam", learning_rate: 0.05, batch_size: 10 };
  const found = new Map(of({}, [one, adam]));
  assert.deepEqual([found.get("opt"), found.get("2.opt"), found.get("2.batch")], ["Gradient descent", "Adam", "10"]);
});

test("what is set by hand is counted", () => {
  const found = new Map(of({ dataset: "own", options: { points: [[0, 0, 0], [1, 1, 1]] }, edits: [[0], [1, 2, 3, 0]] }));
  assert.deepEqual([found.get("edits"), found.get("points"), found.has("samples")], ["2 by hand", "2 own points", false]);
});

test("what differs is named with both values", () => {
  assert.deepEqual(said(of(), of()), []);
  const other = of({ options: { samples: 300 }, edits: [[1]] }, [{ ...one, learning_rate: 0.2 }]);
  assert.deepEqual(said(of(), other), ["Samples: 200 / 300", "Learning rate: 0.1 / 0.2", "Edits: none / 1 by hand"]);
});

test("of a contender that only one run has, its optimizer is named", () => {
  assert.deepEqual(said(of(), of({}, [one, { ...one, optimizer: "adam" }])), ["Optimizer 2: optimizer: none / Adam"]);
});
