// Taking hold of points with a pointer: what of its movements is a drag, a tap or neither.

/**
 * @typedef {{ id: number, x: number, y: number }} Grasped
 * @typedef {{
 *   selected: number | null, nearest: (x: number, y: number, reach: number) => Grasped | null, leave: () => void,
 *   hover: (x: number, y: number, reach: number) => void, tap: (x: number, y: number, reach: number) => void,
 *   drag: (id: number, x: number, y: number) => void, drop: () => void,
 * }} Hand
 */

// Pixels from a point within which it is meant, for a pointer and for a finger.
/** @type {Record<string, number>} */
const REACH = { mouse: 12, pen: 12, touch: 22 };
// Pixels that a pointer may move and still have tapped.
const STILL = 3;

/**
 * Listens on `element` and tells `hand`, in pixels of the element: `hover(x, y, reach)`, `leave()`, `tap(x, y, reach)`,
 * `drag(id, x, y)` for each movement of a point and `drop()` at its end. `hand.nearest(x, y, reach)` is the point
 * { id, x, y } that is meant, or null. A mouse drags any point; a finger only the selected one (`hand.selected`, its id), as
 * everything else of its movements scrolls the page.
 * @type {(element: HTMLElement, hand: Hand) => void}
 */
export function listen(element, hand) {
  /** @type {{ x: number, y: number, point: Grasped | null, moved: boolean } | null} */
  let press = null;

  /** @type {(event: { clientX: number, clientY: number }) => [number, number]} */
  const at = (event) => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  /** @type {(x: number, y: number, kind: string) => Grasped | null} */
  const held = (x, y, kind) => {
    const point = hand.nearest(x, y, REACH[kind]);
    return point && (kind !== "touch" || point.id === hand.selected) ? point : null;
  };

  element.addEventListener("touchstart", (event) => {
    const [touch, another] = event.touches;
    if (!another && held(...at(touch), "touch")) event.preventDefault();
  }, { passive: false });
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    const [x, y] = at(event);
    const point = held(x, y, event.pointerType);
    press = { x, y, point, moved: false };
    if (point) element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (!event.isPrimary) return;
    const [x, y] = at(event);
    if (!press) return void (event.pointerType !== "touch" && hand.hover(x, y, REACH[event.pointerType]));
    press.moved ||= Math.hypot(x - press.x, y - press.y) > STILL;
    const { point, moved } = press;
    // It was not taken by its very centre, and stays so.
    if (point && moved) hand.drag(point.id, point.x + x - press.x, point.y + y - press.y);
  });
  /** @type {(event: PointerEvent, tapped: boolean) => void} */
  const release = (event, tapped) => {
    if (!press || !event.isPrimary) return;
    const { point, moved } = press;
    press = null;
    if (point && moved) hand.drop();
    else if (tapped && !moved) hand.tap(...at(event), REACH[event.pointerType]);
  };
  element.addEventListener("pointerup", (event) => release(event, true));
  element.addEventListener("pointercancel", (event) => release(event, false));
  element.addEventListener("pointerleave", () => hand.leave());
}
