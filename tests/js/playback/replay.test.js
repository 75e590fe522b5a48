import assert from "node:assert/strict";
import { test } from "node:test";

import { Replay, watchHands } from "../../../frontend/playback/replay.js";

const config = (rest = {}) => ({ problem: { data: "blobs" }, contenders: [{ learning_rate: 0.1 }], start: { seed: 1 }, epochs: 100, plane: {}, ...rest });
const FIRST = { config: config() };
const OTHER = { config: config({ contenders: [{ learning_rate: 0.2 }] }) };

function replaying() {
  const played = { count: 0 };
  return [new Replay(() => (played.count += 1)), played];
}

test("another way after one that had ended plays from its start", () => {
  for (const rest of [{ problem: { data: "moons" } }, { contenders: [{ optimizer: "adam" }] }, { start: { seed: 2 } }]) {
    const [replay, played] = replaying();
    replay.follow(FIRST, { config: config(rest) }, true);
    assert.equal(played.count, 1);
  }
});

test("what is only drawn otherwise, or goes further, and what was not at its end, stays where it is", () => {
  const [replay, played] = replaying();
  replay.follow(FIRST, { config: config({ plane: { kind: "pca" } }) }, true);
  replay.follow(FIRST, { config: config({ epochs: 200 }) }, true);
  replay.follow(FIRST, OTHER, false);
  assert.equal(played.count, 0);
});

test("while a slider is held each run is shown at its end; let go, the last plays, once", () => {
  const [replay, played] = replaying();
  replay.hold(true);
  replay.follow(FIRST, OTHER, true);
  // The run before had not all come when the next was there.
  replay.follow(OTHER, { config: config({ contenders: [{ learning_rate: 0.3 }] }) }, false);
  assert.equal(played.count, 0);
  replay.hold(false);
  replay.hold(false);
  assert.equal(played.count, 1);
});

test("a run that comes after the slider was let go plays at once", () => {
  const [replay, played] = replaying();
  replay.hold(true);
  replay.hold(false);
  replay.follow(FIRST, OTHER, true);
  assert.equal(played.count, 1);
});

/** What is heard of hands that press and let go of these: [kind, its event's own values]. */
function heard(events) {
  const [page, others] = [globalThis.document, globalThis.window];
  globalThis.document = new EventTarget();
  globalThis.window = new EventTarget();
  let held = null;
  watchHands((now) => (held = now));
  for (const [kind, values] of events) globalThis.document.dispatchEvent(Object.assign(new Event(kind), values));
  [globalThis.document, globalThis.window] = [page, others];
  return held;
}

test("a key holds what it moves until it is let go, whatever letter it is by then", () => {
  const shift = { code: "ShiftLeft", key: "Shift" };
  assert.equal(heard([["keydown", { code: "ArrowRight", key: "ArrowRight" }]]), true);
  assert.equal(heard([["keydown", { code: "ArrowRight" }], ["keyup", { code: "ArrowRight" }]]), false);
  const e = [["keydown", { code: "KeyE", key: "E" }], ["keyup", shift], ["keyup", { code: "KeyE", key: "e" }]];
  assert.equal(heard([["keydown", shift], ...e]), false);
  assert.equal(heard([["pointerdown", {}], ["keydown", shift], ["keyup", shift]]), true);
  assert.equal(heard([["pointerdown", {}], ["pointerup", {}]]), false);
});

test("a shortcut holds nothing: its letter may be let go unheard", () => {
  for (const modifier of ["metaKey", "ctrlKey", "altKey"]) {
    assert.equal(heard([["keydown", { code: "ArrowLeft", key: "ArrowLeft", [modifier]: true }]]), false, modifier);
  }
});
