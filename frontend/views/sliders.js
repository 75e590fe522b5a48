// A finger that begins on a slider scrolls what is around it or slides, as its first movement says. Mantine's sliders take
// each touch at once, so that they are told of it only then, or when a tap ends.

// Pixels until a finger's direction counts.
const SLACK = 6;
const SLIDER = ".mantine-Slider-root";

/** @type {(root?: Document) => void} */
export function listenToFingers(root = document) {
  /** @type {TouchEvent | null} */
  let began = null;
  /** @type {(kind: "touchstart" | "touchmove" | "touchend" | "touchcancel", act: (event: TouchEvent) => void) => void} */
  const listen = (kind, act) => root.addEventListener(kind, act, { capture: true, passive: true });
  listen("touchstart", (event) => {
    // What is told from here comes back.
    if (!event.isTrusted) return;
    began = event.touches.length === 1 && /** @type {Element} */ (event.target).closest(SLIDER) ? event : null;
    if (began) event.stopPropagation();
  });
  listen("touchmove", ({ changedTouches: [now] }) => {
    if (!began) return;
    const [before] = began.changedTouches;
    const [across, along] = [Math.abs(now.clientX - before.clientX), Math.abs(now.clientY - before.clientY)];
    if (Math.max(across, along) < SLACK) return;
    if (across > along) tell(/** @type {EventTarget} */ (began.target), now);
    began = null;
  });
  listen("touchend", ({ changedTouches: [now] }) => {
    if (began) tell(/** @type {EventTarget} */ (began.target), now);
    began = null;
  });
  listen("touchcancel", () => (began = null));
}

/** @type {(slider: EventTarget, touch: Touch) => void} */
function tell(slider, touch) {
  slider.dispatchEvent(new TouchEvent("touchstart", { bubbles: true, cancelable: true, touches: [touch], changedTouches: [touch] }));
}
