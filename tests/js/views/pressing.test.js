import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Press } from "../../../frontend/views/pressing.js";

let press, root, tick, done;

beforeEach((context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  tick = () => context.mock.timers.tick(0);
  root = new EventTarget();
  press = new Press(root);
  done = [];
});

/** An element as the page's selectors see it. */
const inside = (...selectors) => ({ closest: (asked) => asked.split(", ").some((each) => selectors.includes(each)) });
const CONTROL = inside(".inputs");
const tell = (kind, rest = {}) => root.dispatchEvent(Object.assign(new Event(kind), rest));
const down = (target) => {
  const event = new Event("pointerdown");
  Object.defineProperty(event, "target", { value: target });
  root.dispatchEvent(event);
};

test("nothing waits while nothing is pressed", () => {
  press.free(() => done.push(1));
  assert.deepEqual(done, [1]);
});

test("what would move a pressed control waits until after its click, in order", () => {
  down(CONTROL);
  press.free(() => done.push(1));
  press.free(() => done.push(2));
  assert.deepEqual(done, []);
  tell("pointerup");
  press.free(() => done.push(3));
  assert.deepEqual(done, []);
  tick();
  assert.deepEqual(done, [1, 2, 3]);
});

test("sliders and whatever is no control are followed at once", () => {
  for (const target of [inside(".inputs", ".mantine-Slider-root"), inside("canvas")]) {
    down(target);
    press.free(() => done.push(1));
    tick();
    assert.deepEqual(done.splice(0), [1]);
    tell("pointerup");
    tick();
  }
});

test("a press that takes the focus from another element goes on", () => {
  down(CONTROL);
  const blur = new Event("blur");
  Object.defineProperty(blur, "target", { value: inside("button") });
  root.dispatchEvent(blur);
  press.free(() => done.push(1));
  tick();
  assert.deepEqual(done, []);
});

test("a press ends where the page is left, and where a move shows that it has ended", () => {
  for (const [kind, rest] of [["blur", {}], ["pointercancel", {}], ["pointermove", { buttons: 0 }]]) {
    down(CONTROL);
    press.free(() => done.push(kind));
    tell("pointermove", { buttons: 1 });
    tick();
    assert.deepEqual(done, []);
    tell(kind, rest);
    tick();
    assert.deepEqual(done.splice(0), [kind]);
  }
});

test("a press that follows another at once keeps what waits", () => {
  down(CONTROL);
  press.free(() => done.push(1));
  tell("pointerup");
  down(CONTROL);
  tick();
  assert.deepEqual(done, []);
  tell("pointerup");
  tick();
  assert.deepEqual(done, [1]);
});

test("what is done for what waited may add more to do", () => {
  down(CONTROL);
  press.free(() => press.free(() => done.push(1)));
  tell("pointerup");
  tick();
  assert.deepEqual(done, [1]);
});
