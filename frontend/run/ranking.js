// How the contenders stand at a moment, in a sentence.

import { capital, short } from "../base/format.js";
import { epochWord } from "./epoch_word.js";

/**
 * What is shown, and how the contenders stand there.
 * @type {(run: Run, moment: Pick<Moment, "epochs" | "whole" | "spent">) => string}
 */
export function standings(run, moment) {
  return `${capital(epochWord(run))} ${moment.whole} of ${run.end}. ${ranking(run, moment)}`;
}

/**
 * Who is lowest and by how much; of a single contender, where it is and where it came from.
 * @type {(run: Run, moment: Pick<Moment, "epochs" | "whole" | "spent">) => string}
 */
export function ranking(run, { epochs, whole, spent }) {
  /** @type {(k: number, epoch: number) => number} */
  const loss = (k, epoch) => run.scalar("objective", k, Math.min(Math.floor(epoch), run.last));
  const when = spent === null ? `at ${epochWord(run)} ${whole}` : `after ${spent} gradient evaluations`;
  const all = run.contenders.map(({ label }, k) => ({ label, value: loss(k, epochs[k]) }));
  const there = all.filter(({ value }) => Number.isFinite(value)).sort((a, b) => a.value - b.value);
  if (all.length === 1) return alone(run.noun, all[0].value, loss(0, 0), when, whole);
  if (!there.length) return `No optimizer has a finite ${run.noun} ${when}.`;
  const [best, next] = there;
  if (!next) return `Only ${best.label} has a finite ${run.noun} ${when}: ${short(best.value)}.`;
  if (there.length === all.length && best.value === there[there.length - 1].value) return `All optimizers have the ${run.noun} ${short(best.value)} ${when}.`;
  if (next.value === best.value) return `${best.label} and ${next.label} are lowest ${when}, both with ${short(best.value)}.`;
  return `${best.label} is lowest ${when}: ${short(best.value)}, which is ${short(next.value - best.value)} below ${next.label}.`;
}

/** @type {(noun: string, value: number, first: number, when: string, whole: number) => string} */
function alone(noun, value, first, when, whole) {
  if (!Number.isFinite(value)) return `The ${noun} is not finite ${when}.`;
  const course = value < first ? `, down from ${short(first)}` : value > first ? `, up from ${short(first)}` : ", as at the start";
  return `The ${noun} is ${short(value)} ${when}${whole === 0 ? "" : course}.`;
}
