// The race's target: a loss to get down to, and when each contender does.

// How much of the way from the start down to the lowest final loss may be missing.
const NEAR = 0.1;

/**
 * The target where none is given: the loss at which a run stops, or what comes near to the lowest at the end; null before.
 * @type {(run: Run) => number | null}
 */
export function usualTarget(run) {
  const below = run.config.stopping.objective_below;
  if (below !== null) return below;
  const ends = run.contenders.map((_, k) => run.scalar("objective", k, run.last)).filter(Number.isFinite);
  const lowest = Math.min(...ends);
  // All have the same start.
  const start = run.scalar("objective", 0, 0);
  return ends.length && Number.isFinite(start) ? lowest + NEAR * (start - lowest) : null;
}

/**
 * The first epoch of each contender whose loss is at or below a target; NaN where there is none.
 * @type {(run: Run, target: number | null) => number[]}
 */
export function reached(run, target) {
  return run.contenders.map((_, k) => {
    const first = run.column("objective", k).findIndex((loss) => loss <= /** @type {number} */ (target));
    return first < 0 || target === null ? NaN : first;
  });
}
