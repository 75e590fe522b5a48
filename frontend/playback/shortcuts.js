// The keys that work anywhere on the page, and what all of its keys do.

/** @typedef {"toggle" | "back" | "forward" | "farBack" | "farForward" | "start" | "end" | "loop" | "keys"} Action */

// What keeps keys for itself: whatever is typed into, moved by arrows, or asks for an answer first.
const USES_KEYS =
  "input, select, textarea, [contenteditable=true], [role=slider], [role=listbox], [role=radiogroup], dialog, [role=dialog]";
// The scrubber's keys are those of the playback.
const OWN = ".scrubber";
/** @type {Record<string, Action>} */
const ACTIONS = {
  " ": "toggle",
  ArrowLeft: "back",
  ArrowRight: "forward",
  "Shift+ArrowLeft": "farBack",
  "Shift+ArrowRight": "farForward",
  Home: "start",
  End: "end",
};
// Single characters, which who speaks to the machine may want to switch off.
/** @type {Record<string, Action>} */
const CHARACTERS = { l: "loop", "?": "keys" };

/**
 * The action of a key that no focused control wants for itself; undefined if it has none.
 * @type {(event: KeyboardEvent, characters?: boolean) => Action | undefined}
 */
export function actionOf(event, characters = true) {
  const { key } = event;
  const target = /** @type {Element} */ (event.target);
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (!target.closest?.(OWN) && target.closest?.(key === " " ? `${USES_KEYS}, button, summary, a` : USES_KEYS)) return undefined;
  if (characters && key.toLowerCase() in CHARACTERS) return CHARACTERS[key.toLowerCase()];
  return ACTIONS[event.shiftKey ? `Shift+${key}` : key];
}

/**
 * All keys of the page, by where they work: [title, [keys, what they do]...].
 * @type {[string, ...[string, string][]][]}
 */
export const KEYS = [
  [
    "Playback",
    ["Space", "play or pause"],
    ["← →", "one epoch back or forward"],
    ["Shift + ← →", "ten epochs back or forward"],
    ["Home, End", "go to the start, to the end"],
    ["L", "loop"],
    ["?", "show this list"],
  ],
  [
    "Landscape, when it has the focus",
    ["Arrows", "turn the landscape"],
    ["+ −", "zoom in, zoom out"],
    ["1 2 3", "look along the valley, from above, from the side"],
    ["M", "move the start with the arrow keys, farther with Shift; Enter ends this"],
  ],
  [
    "Number fields",
    ["↑ ↓", "one step up or down"],
    ["Page Up, Page Down", "ten steps"],
    ["Enter", "accept what is typed"],
    ["Escape", "restore the value before"],
  ],
  [
    "Decision boundary, when it has the focus",
    ["Page Up, Page Down", "select a point"],
    ["Arrows", "move the point, farther with Shift"],
    ["F", "give it the next class"],
    ["N", "add a point"],
    ["Delete", "remove it"],
    ["Ctrl + Z", "undo"],
  ],
];
