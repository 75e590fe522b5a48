// Whether a hand meets what it aims at: for everything that can be pressed, what lies on top of it where a person presses.
window.hits = {
  /** Each visible control that something else covers: "what is meant: what is met". */
  missed(where = "body") {
    const missed = [];
    for (const target of document.querySelector(where).querySelectorAll(PRESSED)) {
      if (!pressable(target)) continue;
      target.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      for (const [x, y] of places(target)) {
        const met = document.elementFromPoint(x, y);
        if (!belongs(met, target)) missed.push(`${named(target)} at ${Math.round(x)}, ${Math.round(y)}: ${named(met)}`);
      }
    }
    return missed;
  },
};

const PRESSED = "a[href], button, input, label, select, summary, textarea, [role=slider], [role=option], [role=tab], .handle";
// Pixels from an edge to where a hand still means what is inside of it.
const EDGE = 3;

/** Whether it is there to be pressed; what only a screen reader meets is not. */
function pressable(element) {
  if (!element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true })) return false;
  if (element.closest("[inert]") || element.matches(":disabled, label:not(:has(input)):not([for])")) return false;
  if (element.matches("label") && element.control?.disabled) return false;
  const { width, height } = element.getBoundingClientRect();
  return width > 2 * EDGE && height > 2 * EDGE && getComputedStyle(element).pointerEvents !== "none";
}

/** Its middle, and near the middle of each edge, as far as they are in the window and in what scrolls. */
function places(element) {
  const { left, right, top, bottom } = seen(element);
  if (right - left <= 2 * EDGE || bottom - top <= 2 * EDGE) return [];
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return [[x, y], [left + EDGE, y], [right - EDGE, y], [x, top + EDGE], [x, bottom - EDGE]];
}

/** The part of its box that is not scrolled away. */
function seen(element) {
  const box = element.getBoundingClientRect();
  let { left, right, top, bottom } = box;
  for (let around = element.parentElement; around; around = around.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(around);
    if (overflowX === "visible" && overflowY === "visible") continue;
    const edge = around === document.body ? { left: 0, top: 0, right: innerWidth, bottom: innerHeight } : around.getBoundingClientRect();
    left = Math.max(left, edge.left);
    right = Math.min(right, edge.right);
    top = Math.max(top, edge.top);
    bottom = Math.min(bottom, edge.bottom);
  }
  return { left: Math.max(left, 0), top: Math.max(top, 0), right: Math.min(right, innerWidth), bottom: Math.min(bottom, innerHeight) };
}

/** Whether a press on `met` is one on `target`: a part of it, its label, or what its label holds. */
function belongs(met, target) {
  if (!met) return false;
  if (target.contains(met) || met.contains(target) && met.matches("label, button")) return true;
  const label = met.closest("label");
  const control = target.matches("label") ? target.control : target;
  return met === control || (label && label.control === control);
}

function named(element) {
  if (!element) return "nothing";
  const name = element.ariaLabel || element.textContent.trim().slice(0, 30) || element.id;
  return `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ""}.${[...element.classList].join(".")} '${name}'`;
}
