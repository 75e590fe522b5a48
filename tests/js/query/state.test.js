import assert from "node:assert/strict";
import { test } from "node:test";

import { add, remove } from "../../../frontend/query/contenders.js";
import * as states from "../../../frontend/query/state.js";
import { answer, contender, specification } from "./inputs_page.js";

const CONTROLS = {
  data: specification(["problem", "dataset"], { kind: "choice", resets: ["noise", "edits", "start"] }),
  noise: specification(["problem", "options", "noise"], { resets: ["edits"] }),
  opt: specification(contender("optimizer"), { kind: "choice", resets: ["lr", "momentum"] }),
  lr: specification(contender("learning_rate"), { slider: true, log: true }),
  momentum: specification(contender("hyperparameters", "momentum"), { slider: true }),
  epochs: specification(["epochs"]),
  seed: specification(["start", "seed"], { resets: ["start"], clears: ["init"] }),
  function: specification(["problem", "function"], { kind: "choice", resets: ["lr", "data", "noise"] }),
};
const text = ({ query }) => states.written(query);
const there = (query, rest) => states.accepted(states.NOTHING, answer(query, rest), true);
const change = (state, changes) => states.changed(state, CONTROLS, changes);
const put = (state, changes) => states.put(state, CONTROLS, changes);
const refuse = (state, ...fields) => states.refused(state, CONTROLS, fields.map((field) => ({ field, detail: "No." })), new Set());

test("a change is asked for beside what was asked for before, answered or not", () => {
  const first = change(there("v=1&epochs=20"), { lr: "0.5" });
  assert.deepEqual([text(first), first.phase], ["v=1&epochs=20&lr=0.5", "asked"]);
  assert.equal(text(change(first, { opt: "adam" })), "v=1&epochs=20&opt=adam");
});

test("a state is never changed by what follows from it", () => {
  const state = Object.freeze(there("v=1&lr=0.5&data=moons&noise=0.2"));
  const before = structuredClone({ ...state, query: text(state), left: null });
  change(state, { data: "blobs" });
  put(state, { epochs: "5" });
  states.rearranged(state, CONTROLS, add, 1);
  states.turned(state, CONTROLS, "function", "bowl");
  refuse(state, "lr");
  states.restored(change(state, { lr: "9" }), CONTROLS, "lr");
  states.opened(state, "v=1");
  assert.deepEqual({ ...state, query: text(state), left: null }, before);
});

test("the newest run is the configuration; an older one only gives the values that are shown", () => {
  const asked = change(there("v=1"), { lr: "0.5" });
  const older = states.accepted(asked, answer("v=1&epochs=7"), false);
  assert.deepEqual([text(older), older.phase, older.run.query], ["v=1&lr=0.5", "asked", "v=1&epochs=7"]);
  const newest = states.accepted(older, answer("v=1&lr=0.5"), true);
  assert.deepEqual([text(newest), newest.phase], ["v=1&lr=0.5", "answered"]);
});

test("what no control holds is forgotten when it is refused, back to where the first of it began", () => {
  const start = change(there("v=1"), { lr: "0.5" });
  const dragged = put(put(start, { edits: "1:0:0:1" }), { edits: "1:0:1:1" });
  assert.equal(text(refuse(dragged, "edits")), "v=1&lr=0.5");
});

test("what a control holds stays when it is refused, and goes before the next thing that is put", () => {
  const state = refuse(change(there("v=1&lr=0.2"), { epochs: "-1" }), "epochs");
  assert.deepEqual([text(state), state.phase], ["v=1&lr=0.2&epochs=-1", "refused"]);
  assert.equal(text(put(state, { lr: "0.3" })), "v=1&lr=0.3");
  assert.equal(text(states.rearranged(state, CONTROLS, add, 1)), "v=1&lr=0.2&2.opt=momentum");
});

test("where what was refused is no name of the query, all that was asked for goes", () => {
  const state = refuse(change(there("v=1&lr=0.2"), { epochs: "9" }), "");
  assert.equal(text(put(state, { lr: "0.3" })), "v=1&lr=0.3");
});

test("what a box keeps as wrong is asked for as the run has it", () => {
  const asked = change(there("v=1&lr=0.2&opt=sgd"), { opt: "adam", lr: "-1" });
  const state = states.refused(asked, CONTROLS, [{ field: "lr", detail: "No." }], new Set(["lr"]));
  assert.deepEqual([text(state), state.refused], ["v=1&opt=adam&lr=0.2", []]);
});

test("what was typed is taken back with what was refused of it", () => {
  const state = refuse(change(there("v=1&lr=0.2"), { lr: "-1" }), "lr");
  const back = states.takenBack(state, CONTROLS, "lr");
  assert.deepEqual([text(back), back.phase, back.refused], ["v=1&lr=0.2", "answered", []]);
});

test("a link that is refused leaves what was asked for before it", () => {
  const before = change(there("v=1"), { lr: "0.5" });
  const twice = states.opened(states.opened(before, "v=1&epochs=-3"), "v=1&epochs=-4");
  assert.deepEqual([text(twice), text(refuse(twice, "epochs"))], ["v=1&epochs=-4", "v=1&lr=0.5"]);
});

test("what is changed while a link is on its way is changed of the link's", () => {
  const state = change(states.opened(there("v=1&lr=0.5"), "v=1&data=moons"), { epochs: "9" });
  assert.equal(text(state), "v=1&data=moons&epochs=9");
});

test("the controls are bound to another contender when its run comes, and never to one that is not there", () => {
  const state = states.rearranged(there("v=1"), CONTROLS, add, 1);
  assert.equal(state.bound, 0);
  assert.equal(states.accepted(state, answer("v=1"), false).bound, 0);
  const two = states.accepted(state, answer("v=1&2.opt=momentum", { others: [{}] }), true);
  assert.deepEqual([two.bound, states.placed(two, CONTROLS, "lr"), states.placed(two, CONTROLS, "epochs")], [1, "2.lr", "epochs"]);
  const one = states.rearranged(two, CONTROLS, (query, own) => remove(query, own, 2), 0);
  assert.equal(states.accepted(one, answer("v=1"), true).bound, 0);
  assert.equal(states.accepted(states.bound(two, 1), answer("v=1"), true).bound, 0);
});

test("from data to a function and back, each is where it was left", () => {
  const data = there("v=1&lr=0.3&epochs=5");
  const descended = states.turned(data, CONTROLS, "function", "bowl");
  assert.equal(text(descended), "v=1&epochs=5&function=bowl");
  const back = states.turned(change(descended, { lr: "0.7" }), CONTROLS, "data", "bowl");
  assert.equal(text(back), "v=1&lr=0.3&epochs=5");
  assert.equal(text(states.turned(back, CONTROLS, "function", "bowl")), "v=1&epochs=5&function=bowl&lr=0.7");
});

// Random sequences: whatever comes in whatever order, some things always hold.

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What the server makes of a query: a run with its names, and as many contenders. */
function served(query) {
  const names = [...new URLSearchParams(query).keys()];
  const count = Math.max(1, ...names.map((name) => Number(/^(\d)\./.exec(name)?.[1] ?? 1)));
  return answer(query, { others: Array.from({ length: count - 1 }, () => ({})) });
}

test("whatever happens in whatever order: nothing that was chosen last is lost, and an answer ends all waiting", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const next = random(seed);
    const pick = (list) => list[Math.floor(next() * list.length)];
    let state = states.accepted(states.NOTHING, served("v=1"), true);
    for (let i = 0; i < 30; i++) {
      const value = String(Math.ceil(9 * next()));
      const event = pick(["change", "change", "change", "put", "rearrange", "older", "newest", "refuse", "open", "bind"]);
      const name = pick(["lr", "epochs", "momentum", "noise"]);
      const before = state;
      if (event === "change") state = change(state, { [states.placed(state, CONTROLS, name)]: value });
      else if (event === "put") state = put(state, { start: value });
      else if (event === "rearrange" && state.query.get("6.opt") === null) state = states.rearranged(state, CONTROLS, add, state.run.config.contenders.length);
      else if (event === "older") state = states.accepted(state, served("v=1&epochs=1"), state.phase !== "asked");
      else if (event === "newest") state = states.accepted(state, served(text(state)), true);
      else if (event === "refuse" && state.phase === "asked") state = refuse(state, name);
      else if (event === "open") state = states.opened(state, `v=1&epochs=${value}`);
      else if (event === "bind") state = states.bound(state, Math.floor(next() * state.run.config.contenders.length));

      const at = `seed ${seed}, step ${i}, ${event}`;
      if (event === "change") assert.equal(state.query.get(states.placed(before, CONTROLS, name)), value, at);
      if (event === "older" && before.phase === "asked") assert.equal(text(state), text(before), at);
      if (event === "open") assert.equal(text(state), `v=1&epochs=${value}`, at);
      assert.ok(state.bound < state.run.config.contenders.length, at);
      assert.equal(state.phase === "answered" && text(state) !== state.run.query, false, at);
      if (state.phase === "answered") assert.deepEqual([state.awaited, state.refused], [null, []], at);
    }
    state = states.accepted(state, served(text(state)), true);
    assert.deepEqual([state.phase, state.query.toString()], ["answered", new URLSearchParams(state.run.query).toString()]);
  }
});
