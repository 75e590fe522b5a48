import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Components } from "../../../frontend/query/components.js";

let store, changes, components;

beforeEach(() => {
  store = new Map([["opt", "sgd"], ["lr-slider", -1], ["box", "100"]]);
  changes = [];
  components = new Components({
    properties: { opt: "value", "lr-slider": "value" },
    read: (id) => store.get(id),
    write: (id, { value }) => store.set(id, value),
    onChange: (each) => changes.push(each),
  });
});

/** A component says something, whoever has put it there. */
function say(id, value) {
  store.set(id, value);
  components.look();
}

test("what the page has written is known, and no change", () => {
  components.put("opt", "adam");
  components.look();
  assert.deepEqual([store.get("opt"), changes], ["adam", []]);
});

test("what a visitor changes is told once, with all else that was changed since the last look", () => {
  store.set("opt", "adam");
  say("lr-slider", -2);
  components.look();
  assert.deepEqual(changes, [{ opt: "adam", "lr-slider": -2 }]);
});

test("a change that nobody has reported yet is found by a look", () => {
  store.set("opt", "adam");
  components.look();
  components.put("opt", "sgd");
  assert.deepEqual([changes, store.get("opt")], [[{ opt: "adam" }], "sgd"]);
});

test("a component that repeats late what it was given before is not taken for a visitor, in any order", () => {
  components.put("opt", "adam");
  components.put("opt", "momentum");
  for (const late of ["adam", "momentum", "adam", "momentum"]) say("opt", late);
  assert.deepEqual(changes, []);
});

test("what a component held before it was written is no visitor's choice, while Dash has not taken over what was written", () => {
  components.put("opt", "adam");
  say("opt", "sgd");
  assert.deepEqual(changes, []);
  say("opt", "adam");
  assert.deepEqual(changes, []);
});

test("a choice of what was there before is one, once a hand was laid on the page", () => {
  components.put("opt", "adam");
  components.put("opt", "momentum");
  components.touch();
  say("opt", "adam");
  assert.deepEqual(changes, [{ opt: "adam" }]);
});

test("what a visitor chose before something was written is told, however late", () => {
  components.put("opt", "momentum");
  say("opt", "adam");
  assert.deepEqual(changes, [{ opt: "adam" }]);
});

test("a component that holds something else than it was given last is given it again", () => {
  components.put("opt", "adam");
  components.put("opt", "momentum");
  say("opt", "adam");
  components.put("opt", "momentum");
  assert.equal(store.get("opt"), "momentum");
});

test("a value that differs in the last bits is the same", () => {
  components.put("lr-slider", Math.log10(0.3));
  say("lr-slider", Math.log10(0.3) + 1e-15);
  assert.deepEqual(changes, []);
});

test("what is not listened to holds what it held first, until it is written or typed into", () => {
  assert.equal(components.held("box"), "100");
  store.set("box", "7");
  components.look();
  assert.deepEqual([components.held("box"), changes], ["100", []]);
  components.know("box", "50");
  assert.equal(components.held("box"), "50");
});
