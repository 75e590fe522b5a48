// Components as Mantine's are on Dash: a choice enters Dash's store late, so does what was written, and reports come later.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { accept, answer, contender, element, made, specification } from "./inputs_page.js";

const CONTROLS = {
  opt: specification(contender("optimizer"), { kind: "choice", resets: ["momentum"] }),
  momentum: specification(contender("hyperparameters", "momentum"), { kind: "choice" }),
  epochs: specification(["epochs"], { kind: "choice" }),
  batch_seed: specification(["batch_seed"], { kind: "choice" }),
};
const NAMES = Object.keys(CONTROLS);

let inputs, held, asked;

beforeEach(() => {
  const ids = NAMES.flatMap((name) => [`${name}-row`, `${name}-error`]);
  const elements = new Map([...ids, "opt-help"].map((id) => [id, element()]));
  globalThis.document = { getElementById: (id) => elements.get(id) ?? null };
  ({ inputs, held, asked } = made(CONTROLS));
});

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

/** The server's answer to a query: what it leaves out has its default. */
function served(query) {
  const names = new URLSearchParams(query);
  const value = (name, usual) => names.get(name) ?? usual;
  const own = { optimizer: value("opt", "sgd"), hyperparameters: { momentum: value("momentum", "0.9") } };
  return answer(query, { ...own, epochs: value("epochs", "100"), batch_seed: value("batch_seed", "0") });
}

/** Whatever components have on their way to the store arrives, and Dash reports it. */
function settle(late) {
  while (late.length) late.shift()();
  held.components.look();
}

test("a choice made while a run is put into the controls is not lost", () => {
  accept(inputs, served("v=1"), true);
  held.components.touch();
  held.values.set("epochs", "7");
  accept(inputs, served("v=1&epochs=50"), false);
  assert.deepEqual([asked, held.values.get("epochs")], [["v=1&epochs=7"], "7"]);
});

test("several choices whose reports come as one are all asked for", () => {
  accept(inputs, served("v=1"), true);
  held.hand({ opt: "adam", epochs: "7", batch_seed: "3" });
  assert.deepEqual(asked, ["v=1&opt=adam&epochs=7&batch_seed=3"]);
});

test("whatever is chosen, answered and reported late in whatever order: the last choices stand, in the query and the controls", () => {
  for (let seed = 1; seed <= 300; seed++) {
    ({ inputs, held, asked } = made(CONTROLS));
    accept(inputs, served("v=1"), true);
    const next = random(seed);
    const late = [];
    const chosen = {};
    // What is written is repeated later by its component, in order.
    const { write } = held.components;
    held.components.write = (id, properties) => (write(id, properties), "value" in properties && late.push(() => held.values.set(id, properties.value)));
    for (let i = 0; i < 25; i++) {
      const event = Math.floor(6 * next());
      const name = NAMES[Math.floor(next() * NAMES.length)];
      if (event < 2) {
        const value = String(Math.ceil(9 * next()));
        // What is changed between two reports is one change: an optimizer does not reset what was chosen with it.
        settle(late);
        // What a control holds already cannot be chosen.
        if (held.values.get(name) === value) continue;
        if (name === "opt") delete chosen.momentum;
        chosen[name] = value;
        held.components.touch();
        held.values.set(name, value);
        if (next() < 0.5) held.components.look();
      } else if (event === 2) held.components.look();
      else if (event === 3 && late.length) late.shift()();
      else if (asked.length) {
        held.components.look();
        accept(inputs, served(asked.at(-1)), true);
      }
    }
    settle(late);
    if (asked.length) accept(inputs, served(asked.at(-1)), true);
    settle(late);
    const query = Object.fromEntries([...inputs.query].filter(([name]) => name !== "v"));
    assert.deepEqual(query, chosen, `seed ${seed}`);
    for (const name of NAMES) if (name in chosen) assert.equal(held.values.get(name), chosen[name], `seed ${seed}, ${name}`);
    assert.equal(inputs.pending, false);
  }
});
