import assert from "node:assert/strict";
import { test } from "node:test";

import { summary } from "../../../frontend/run/summary.js";

const entries = (labels) => Object.fromEntries(Object.entries(labels).map(([name, label]) => [name, { label, help: "" }]));
const PAGE = {
  choices: {
    data: entries({ blobs: "Blobs" }),
    features: entries({ a: "x₁²", b: "sin x₁" }),
    model: entries({ linear: "Linear", mlp: "Neural network" }),
    activation: entries({ relu: "ReLU" }),
    loss: entries({ sse: "Squared errors" }),
    function: entries({ bowl: "Bowl", ravine: "Ravine" }),
  },
  controls: {
    hidden: { path: ["problem", "model_options", "hidden"], kind: "list" },
    activation: { path: ["problem", "model_options", "activation"], kind: "choice" },
    lr: { path: ["contenders", 0, "learning_rate"], kind: "number" },
  },
};

function said(problem, classes = 2) {
  const plain = { dataset: "blobs", features: [], model: "linear", model_options: {}, loss: "sse" };
  return summary({ config: { problem: { ...plain, ...problem } }, data: { classes }, function: null }, PAGE);
}

test("data, model and loss are named", () => {
  assert.equal(said({}), "Blobs · Linear · Squared errors");
});

test("more than two classes, features and what the model is made of are said too", () => {
  const network = { model: "mlp", model_options: { hidden: [16, 8], activation: "relu" }, features: ["a", "b"] };
  assert.equal(
    said(network, 3),
    "Blobs, 3 classes · with x₁², sin x₁ · Neural network (16, 8; ReLU) · Squared errors",
  );
});

test("a function is named with its options", () => {
  const of = (problem) => summary({ config: { problem }, data: null, function: {} }, PAGE);
  assert.equal(of({ function: "bowl", options: {} }), "Bowl · test function");
  assert.equal(of({ function: "ravine", options: { condition: 20 } }), "Ravine · condition 20 · test function");
});
