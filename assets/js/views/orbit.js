// Turning the stage: pointer, wheel, touch and keys, while anything plays.

import { turned, zoomed } from "../camera.js";

const RADIANS_A_PIXEL = 0.008;
const KEY_STEP = 0.1;
const WHEEL_RATE = 0.0012;

/** Listens on `element`; `change(camera => camera)` is called for each movement, `hold(true | false)` around a drag. */
export function listen(element, change, hold) {
  const pointers = new Map();
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    hold(true);
  });
  element.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const spread = distance(pointers);
    const now = [event.clientX, event.clientY];
    pointers.set(event.pointerId, now);
    if (pointers.size === 1) {
      change((camera) => turned(camera, -(now[0] - before[0]) * RADIANS_A_PIXEL, (now[1] - before[1]) * RADIANS_A_PIXEL));
    } else if (spread > 0) {
      change((camera) => zoomed(camera, spread / distance(pointers)));
    }
  });
  const release = (event) => {
    if (pointers.delete(event.pointerId)) hold(pointers.size > 0);
  };
  element.addEventListener("pointerup", release);
  element.addEventListener("pointercancel", release);
  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    change((camera) => zoomed(camera, Math.exp(event.deltaY * WHEEL_RATE)));
  }, { passive: false });
  element.addEventListener("keydown", (event) => {
    const move = KEYS[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    change(move);
  });
}

const KEYS = {
  ArrowLeft: (camera) => turned(camera, KEY_STEP, 0),
  ArrowRight: (camera) => turned(camera, -KEY_STEP, 0),
  ArrowUp: (camera) => turned(camera, 0, KEY_STEP),
  ArrowDown: (camera) => turned(camera, 0, -KEY_STEP),
  "+": (camera) => zoomed(camera, 0.9),
  "-": (camera) => zoomed(camera, 1 / 0.9),
};

function distance(pointers) {
  const [a, b] = pointers.values();
  return a && b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0;
}
