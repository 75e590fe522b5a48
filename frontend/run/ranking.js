// How the contenders stand at a moment, in a sentence.

import { short } from "../base/format.js";

/**
 * Who is lowest and by how much; of a single contender, where it is and where it came from.
 * @type {(run: Run, moment: Pick<Moment, "epochs" | "whole" | "spent">) => string}
 */
export function ranking(run, { epochs, whole, spent }) {
  /** @type {(k: number, epoch: number) => number} */
  const loss = (k, epoch) => run.scalar("objective", k, Math.min(Math.floor(epoch), run.last));
  const when = spent === null ? `at epoch ${whole}` : `after ${spent} gradients`;
  const all = run.contenders.map(({ label }, k) => ({ label, value: loss(k, epochs[k]) }));
  const there = all.filter(({ value }) => Number.isFinite(value)).sort((a, b) => a.value - b.value);
  if (!there.length) return `No finite ${run.noun} ${when}.`;
  if (all.length === 1) return alone(there[0].value, loss(0, 0), when, whole);
  const [best, next] = there;
  if (!next) return `Only ${best.label} has a finite ${run.noun} ${when}: ${short(best.value)}.`;
  if (there.length === all.length && best.value === there[there.length - 1].value) return `All at ${short(best.value)} ${when}.`;
  if (next.value === best.value) return `${best.label} and ${next.label} lowest ${when}, both ${short(best.value)}.`;
  return `${best.label} lowest ${when}: ${short(best.value)}, ${short(next.value - best.value)} below ${next.label}.`;
}

/** @type {(value: number, first: number, when: string, whole: number) => string} */
function alone(value, first, when, whole) {
  const course = value < first ? ", down" : value > first ? ", up" : "";
  return whole === 0 ? `${short(value)} ${when}.` : `${short(value)} ${when}${course} from ${short(first)}.`;
}
