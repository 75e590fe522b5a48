// A hand on the stage: pointer, wheel, touch and keys, while anything plays.

import { turned, zoomed } from "./camera.js";

/**
 * A hand on the picture, from its press on.
 * @typedef {{ from: [number, number], still: number, grabbed: boolean, moved: boolean }} Hand
 * @typedef {import("./camera.js").Camera} Camera
 * @typedef {(camera: Camera) => Camera} Turn
 * @typedef {{
 *   turn: (change: Turn) => void, hold: (held: boolean) => void, drop: () => void, turns: () => boolean,
 *   grabs: (x: number, y: number, kind: string, taken: boolean) => boolean, move: (x: number, y: number) => void,
 *   tap: (x: number, y: number) => void, key: (event: KeyboardEvent) => boolean, spared: (kind: "wheel" | "touch") => void,
 * }} Hands
 */

const RADIANS_A_PIXEL = 0.008;
const KEY_STEP = 0.1;
const WHEEL_RATE = 0.0012;
// Pixels that a hand may tremble before a click is a drag.
/** @type {Record<string, number>} */
const STILL = { mouse: 4, pen: 6, touch: 10 };

/**
 * Listens on `element`, which the page scrolls under unless it is taken hold of: by a click or a tap, which focus it, by
 * two fingers, or by Ctrl or Command and the wheel. Escape, or a press elsewhere, lets go. Where the page was scrolled in
 * spite of a wheel or a finger on the picture, `spared("wheel" | "touch")` is called. `turn(camera => camera)` is called
 * for each movement, `hold(true | false)` around a drag. A drag that begins where `grabs(x, y, kind of pointer)` says so turns nothing: `move(x, y)` is called for it, and `drop()` at
 * its end. A click or a tap is a `tap(x, y)`; `key(event)` says whether a key was meant for it. Pixels are the element's.
 * @type {(element: HTMLElement, hands: Hands) => void}
 */
export function listen(element, { turn, hold, grabs, move, drop, tap, key, turns, spared }) {
  /** @type {Map<number, [number, number]>} */
  const pointers = new Map();
  /** @type {Hand | null} */
  let first = null;
  /** @type {(event: { clientX: number, clientY: number }) => [number, number]} */
  const at = ({ clientX, clientY }) => {
    const { left, top } = element.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  const taken = () => document.activeElement === element;
  /** @type {(hand: Hand) => void} */
  const release = (hand) => {
    if (hand.grabbed && hand.moved) drop();
    first = null;
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    const place = at(event);
    pointers.set(event.pointerId, place);
    const { pointerType: kind } = event;
    if (pointers.size === 1) first = { from: place, still: STILL[kind], grabbed: grabs(...place, kind, kind !== "touch" || taken()), moved: false };
    else if (first) release(first);
    // While the start is moved the surface follows it.
    hold(!first?.grabbed);
  });
  element.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const spread = distance(pointers);
    const now = at(event);
    pointers.set(event.pointerId, now);
    if (first) first.moved ||= Math.hypot(now[0] - first.from[0], now[1] - first.from[1]) > first.still;
    if (first?.grabbed) {
      if (first.moved) move(...now);
    } else {
      // Of two fingers each counts for half: together they turn it, apart they zoom.
      const angle = RADIANS_A_PIXEL / pointers.size;
      turn((camera) => turned(camera, -(now[0] - before[0]) * angle, (now[1] - before[1]) * angle));
      if (spread > 0) turn((camera) => zoomed(camera, spread / distance(pointers)));
    }
  });
  /** @type {(event: PointerEvent, meant: boolean) => void} */
  const lift = (event, meant) => {
    if (!pointers.delete(event.pointerId)) return;
    hold(pointers.size > 0);
    if (!first) return;
    const hand = first;
    release(hand);
    if (meant && !hand.moved) tap(...hand.from);
  };
  element.addEventListener("pointerup", (event) => lift(event, true));
  element.addEventListener("pointercancel", (event) => {
    // The page has taken the finger to scroll.
    if (event.pointerType === "touch" && pointers.size === 1 && turns()) spared("touch");
    lift(event, false);
  });
  // What is meant for the picture does not scroll the page.
  for (const kind of /** @type {const} */ (["touchstart", "touchmove"])) {
    element.addEventListener(kind, (event) => {
      if (event.cancelable && (event.touches.length > 1 || first?.grabbed)) event.preventDefault();
    }, { passive: false });
  }
  element.addEventListener("wheel", (event) => {
    if (!turns()) return;
    if (!taken() && !event.ctrlKey && !event.metaKey && scrolls()) return void spared("wheel");
    event.preventDefault();
    turn((camera) => zoomed(camera, Math.exp(event.deltaY * WHEEL_RATE)));
  }, { passive: false });
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const known = key(event);
    if (!known && event.key === "Escape") return element.blur();
    // With Shift, arrows are for whoever else wants them.
    const meant = turns() && !(event.shiftKey && event.key.startsWith("Arrow"));
    const change = !known && meant && KEYS[event.key];
    if (!known && !change) return;
    event.preventDefault();
    event.stopPropagation();
    if (change) turn(change);
  });
}

/** Whether there is a page to scroll: this one, or one around its frame. */
function scrolls() {
  return window.parent !== window || document.documentElement.scrollHeight > innerHeight;
}

/** @type {Record<string, Turn>} */
const KEYS = {
  ArrowLeft: (camera) => turned(camera, KEY_STEP, 0),
  ArrowRight: (camera) => turned(camera, -KEY_STEP, 0),
  ArrowUp: (camera) => turned(camera, 0, KEY_STEP),
  ArrowDown: (camera) => turned(camera, 0, -KEY_STEP),
  "+": (camera) => zoomed(camera, 0.9),
  "-": (camera) => zoomed(camera, 1 / 0.9),
};

/** @type {(pointers: Map<number, [number, number]>) => number} */
function distance(pointers) {
  const [a, b] = pointers.values();
  return a && b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0;
}
