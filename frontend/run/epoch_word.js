/**
 * What an epoch is called: with a test function there is no data to pass over.
 * @type {(run: { function?: unknown }) => "epoch" | "iteration"}
 */
export function epochWord(run) {
  return run.function ? "iteration" : "epoch";
}
