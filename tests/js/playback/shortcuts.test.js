import assert from "node:assert/strict";
import { test } from "node:test";

import { actionOf, KEYS } from "../../../frontend/playback/shortcuts.js";

/** A key pressed while something has the focus that these selectors are true of. */
function press(key, { on = "", ...rest } = {}) {
  const closest = (selectors) => (on && selectors.split(", ").includes(on) ? {} : null);
  return { key, target: { closest }, ...rest };
}

test("every key of the playback has its action", () => {
  const found = [" ", "ArrowLeft", "ArrowRight", "Home", "End", "l", "L", "?"].map((key) => actionOf(press(key)));
  assert.deepEqual(found, ["toggle", "back", "forward", "start", "end", "loop", "loop", "keys"]);
  const far = ["ArrowLeft", "ArrowRight"].map((key) => actionOf(press(key, { shiftKey: true })));
  assert.deepEqual(far, ["farBack", "farForward"]);
  assert.equal(actionOf(press("?", { shiftKey: true })), "keys");
});

test("other keys and those with a modifier are the browser's", () => {
  for (const key of ["x", "ArrowUp", "Enter", "Tab"]) assert.equal(actionOf(press(key)), undefined, key);
  assert.equal(actionOf(press("Home", { shiftKey: true })), undefined);
  for (const modifier of ["ctrlKey", "metaKey", "altKey"]) assert.equal(actionOf(press("l", { [modifier]: true })), undefined);
});

test("a control that uses a key keeps it, and so does whoever has dealt with it", () => {
  for (const on of ["input", "select", "textarea", "[role=slider]", "[role=radiogroup]", "dialog", "[role=dialog]"]) {
    for (const key of [" ", "ArrowLeft", "Home", "l", "?"]) assert.equal(actionOf(press(key, { on })), undefined, `${key} on ${on}`);
  }
  assert.equal(actionOf(press(" ", { on: "button" })), undefined);
  assert.equal(actionOf(press("ArrowLeft", { on: "button" })), "back");
  assert.equal(actionOf(press("ArrowLeft", { defaultPrevented: true })), undefined);
});

test("on the scrubber they do the same as anywhere", () => {
  const found = [" ", "ArrowLeft", "Home", "?"].map((key) => actionOf(press(key, { on: ".scrubber" })));
  assert.deepEqual(found, ["toggle", "back", "start", "keys"]);
});

test("single characters can be switched off, the other keys stay", () => {
  assert.deepEqual(["l", "?", "ArrowLeft"].map((key) => actionOf(press(key), false)), [undefined, undefined, "back"]);
});

test("the list of keys says of each what it does", () => {
  for (const [title, ...rows] of KEYS) {
    assert.ok(title && rows.length);
    for (const row of rows) assert.ok(row.length === 2 && row.every((text) => text.length > 0));
  }
});
