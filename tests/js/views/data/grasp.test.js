import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { listen } from "../../../../frontend/views/data/grasp.js";

let element;
let told;
let hand;

/** One point at (100, 100), number 7. */
beforeEach(() => {
  element = Object.assign(new EventTarget(), { getBoundingClientRect: () => ({ left: 10, top: 20 }), setPointerCapture() {} });
  told = [];
  const tell = (name) => (...values) => told.push([name, ...values]);
  hand = { selected: null, hover: tell("hover"), leave: tell("leave"), tap: tell("tap"), drag: tell("drag"), drop: tell("drop") };
  hand.nearest = (x, y, reach) => (Math.hypot(x - 100, y - 100) <= reach ? { id: 7, x: 100, y: 100 } : null);
  listen(element, hand);
});

function pointer(type, x, y, pointerType = "mouse") {
  const rest = { clientX: x + 10, clientY: y + 20, button: 0, isPrimary: true, pointerId: 1, pointerType };
  element.dispatchEvent(Object.assign(new Event(type), rest));
}

/** Whether the page may still scroll. */
function touch(x, y) {
  const event = Object.assign(new Event("touchstart", { cancelable: true }), { touches: [{ clientX: x + 10, clientY: y + 20 }] });
  return element.dispatchEvent(event);
}

test("a press that stays where it is is a tap", () => {
  pointer("pointerdown", 50, 50);
  pointer("pointermove", 51, 52);
  pointer("pointerup", 51, 52);
  assert.deepEqual(told, [["tap", 51, 52, 12]]);
});

test("a point is dragged by where it was taken, and let go", () => {
  pointer("pointerdown", 105, 98);
  pointer("pointermove", 115, 118);
  pointer("pointermove", 116, 118);
  pointer("pointerup", 116, 118);
  assert.deepEqual(told, [["drag", 7, 110, 120], ["drag", 7, 111, 120], ["drop"]]);
});

test("a press on empty ground that moves is nothing", () => {
  pointer("pointerdown", 50, 50);
  pointer("pointermove", 60, 60);
  pointer("pointerup", 60, 60);
  assert.deepEqual(told, []);
});

test("a mouse without a button points", () => {
  pointer("pointermove", 60, 60);
  pointer("pointerleave", 60, 60);
  assert.deepEqual(told, [["hover", 60, 60, 12], ["leave"]]);
});

test("a finger that scrolls from a point moves nothing and adds nothing", () => {
  assert.equal(touch(100, 100), true);
  pointer("pointerdown", 100, 100, "touch");
  pointer("pointermove", 100, 110, "touch");
  pointer("pointercancel", 100, 110, "touch");
  assert.deepEqual(told, []);
});

test("a finger drags the point that is selected, and the page stays", () => {
  hand.selected = 7;
  assert.equal(touch(110, 110), false);
  pointer("pointerdown", 110, 110, "touch");
  pointer("pointermove", 130, 110, "touch");
  pointer("pointerup", 130, 110, "touch");
  assert.deepEqual(told, [["drag", 7, 120, 100], ["drop"]]);
});

test("a finger reaches further than a mouse", () => {
  hand.selected = 7;
  assert.equal(touch(120, 100), false);
  assert.equal(touch(130, 100), true);
  pointer("pointerdown", 120, 100);
  pointer("pointermove", 140, 100);
  pointer("pointerup", 140, 100);
  assert.deepEqual(told, []);
});

test("a drag that the browser breaks off keeps what was moved", () => {
  pointer("pointerdown", 100, 100);
  pointer("pointermove", 120, 100);
  pointer("pointercancel", 120, 100);
  assert.deepEqual(told.at(-1), ["drop"]);
});

test("other buttons do nothing", () => {
  element.dispatchEvent(Object.assign(new Event("pointerdown"), { button: 2, isPrimary: true, clientX: 60, clientY: 70, pointerType: "mouse" }));
  pointer("pointerup", 50, 50);
  assert.deepEqual(told, []);
});
