// Where the curves' points are along the horizontal axis, and where the numbers at their ends.

// Pixels from number to number, and from a curve's end to its own.
const APART = 11;
const BEYOND = 3;

/** Of contender k, the place on an axis after each epoch: epochs, updates or evaluations so far. */
export function path(run, k, axis) {
  return axis === "epochs" ? Float64Array.from({ length: run.last + 1 }, (_, epoch) => epoch) : run.column(axis, k);
}

/** The place at any epoch, between two in proportion. */
export function place(places, epoch) {
  const whole = Math.floor(epoch);
  if (whole >= places.length - 1) return places.at(-1);
  return places[whole] + (epoch - whole) * (places[whole + 1] - places[whole]);
}

/**
 * The numbers at the curves' ends, of several: a function from the drawn area to { k, text, x, y } that keeps them apart.
 * Who ends with what cannot be drawn has its number where its curve does end.
 */
export function ends(run, places, scale) {
  if (run.count < 2) return () => [];
  const found = run.contenders.map(({ number }, k) => {
    const heights = run.column("objective", k).map((value) => scale.of(value));
    const last = heights.findLastIndex(Number.isFinite);
    return { k, text: String(number), at: places[k][last], height: heights[last] };
  });
  const there = found.filter(({ height }) => height !== undefined);
  return (area) => spread(there.map((end) => ({ ...end, x: area.x(end.at) + BEYOND, y: area.y(end.height) })), area);
}

/** From the lowest up, none nearer to the one before than can be read; then none above the picture. */
function spread(marks, { top, height }) {
  const sorted = marks.sort((a, b) => b.y - a.y);
  let limit = top + height;
  for (const mark of sorted) {
    mark.y = Math.min(mark.y, limit);
    limit = mark.y - APART;
  }
  let least = top;
  for (const mark of sorted.reverse()) {
    mark.y = Math.max(mark.y, least);
    least = mark.y + APART;
  }
  return sorted;
}
