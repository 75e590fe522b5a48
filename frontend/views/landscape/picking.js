// Where a line of sight meets the drawn surface.

const STEPS = 240;
const HALVINGS = 24;

/**
 * The first place [x, y] at which a ray meets a surface, null where it misses it or meets the block under it. All of it in shares of the box:
 * `from` and `direction` of the ray, `surface(x, y)` the height there (NaN where there is none).
 * @type {(ray: { from: number[], direction: number[] }, surface: (x: number, y: number) => number) => number[] | null}
 */
export function meet({ from, direction }, surface) {
  const [begin, end] = over(from, direction);
  if (!(end > begin)) return null;
  /** @type {(t: number) => number[]} */
  const at = (t) => from.map((value, i) => value + t * direction[i]);
  /** @type {(t: number) => number} */
  const above = (t) => {
    const [x, y, z] = at(t);
    return z - surface(clamp(x), clamp(y));
  };
  let before = above(begin);
  // It has gone in through the block's side.
  if (before < 0) return null;
  for (let i = 1; i <= STEPS; i++) {
    const t = begin + ((end - begin) * i) / STEPS;
    const now = above(t);
    if (before * now <= 0) return at(crossing(above, t - (end - begin) / STEPS, t, before)).slice(0, 2).map(clamp);
    before = now;
  }
  return null;
}

/**
 * From where to where a ray is over the box's floor, and before the eye.
 * @type {(from: number[], direction: number[]) => number[]}
 */
function over(from, direction) {
  let [begin, end] = [0, Infinity];
  for (const i of [0, 1]) {
    const [a, b] = [-from[i] / direction[i], (1 - from[i]) / direction[i]].sort((one, other) => one - other);
    // Along an axis it is over the floor always or never.
    if (direction[i] === 0) end = from[i] >= 0 && from[i] <= 1 ? end : -1;
    else [begin, end] = [Math.max(begin, a), Math.min(end, b)];
  }
  return [begin, end];
}

/** @type {(above: (t: number) => number, low: number, high: number, first: number) => number} */
function crossing(above, low, high, first) {
  let [a, b] = [low, high];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (a + b) / 2;
    if (above(middle) * first > 0) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

/**
 * What rounding has put beyond the box's walls.
 * @type {(share: number) => number}
 */
function clamp(share) {
  return Math.max(0, Math.min(1, share));
}
