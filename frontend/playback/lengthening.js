// More epochs: a run that goes on from its end, its past unchanged.

/**
 * Whether a run is at its end and somebody would go on if there were more epochs.
 * @type {(run: Run, position: number) => boolean}
 */
export function hasMore(run, position) {
  return run.done && position >= run.end && (run.report?.contenders.some(({ stopped }) => stopped === "epochs") ?? false);
}

/**
 * What to set for twice as many epochs. A schedule over the whole run keeps the length that it had: else its rates, and
 * with them the past, would be others.
 * @type {(config: Config) => Changes}
 */
export function lengthened({ epochs, contenders }) {
  /** @type {Changes} */
  const changes = { epochs: String(2 * epochs) };
  contenders.forEach(({ schedule_options: options }, i) => {
    if (options.period === null) changes[i ? `${i + 1}.period` : "period"] = String(epochs);
  });
  return changes;
}
