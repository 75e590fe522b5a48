// The table's columns: what each says of a contender at an epoch, in one line to three, and how it is explained.

import { number, percent, short } from "../../base/format.js";
import { say } from "../../base/elements.js";
import { gauge } from "./gauge.js";

/**
 * Of each part: `of(run, k, epoch, race)` is what rows are sorted by, `write(value)` how that is shown.
 * @typedef {{
 *   head: string, title: string, most?: boolean, of: (run: Run, k: number, epoch: number, race: Race) => number | string,
 *   write?: (value: any) => string, draw?: (place: HTMLElement, run: Run, k: number, epoch: number) => void,
 * }} Part
 * @typedef {{ reached: number[] }} Race
 * @typedef {Part["of"]} Of
 */

const UNKNOWN = "–";

/** @type {(name: Column) => Of} */
const scalar = (name) => (run, k, epoch) => run.scalar(name, k, epoch);
/** @type {(value: number) => string} */
const three = (value) => number(value, 3);
/** @type {(value: number) => string} */
const known = (value) => (Number.isNaN(value) ? UNKNOWN : value === Infinity ? "∞" : short(value));
/** @type {(value: number) => string} */
const whole = (value) => (Number.isNaN(value) ? UNKNOWN : value.toLocaleString("en"));
/** @type {(name: "largest" | "smallest" | "condition" | "stability") => Of} */
const curved = (name) => (run, k, epoch) => run.curvatureAt(k, epoch)?.[name] ?? NaN;
/** @type {(name: "off" | "distance") => Of} */
const true_ = (name) => (run, k, epoch) => (run.drawable ? (run.fidelity(k, epoch)?.[name] ?? NaN) : NaN);

/** @type {Part} */
const NAME = {
  head: "Optimizer",
  title: "The optimizer",
  of: (run, k) => run.contenders[k].label,
  write: String,
};
/** @type {Part} */
const ENDED = {
  head: "Ended",
  title: "Why the run stopped, and when",
  of: (run, k, epoch) => ending(run, k, epoch)?.epoch ?? NaN,
  draw: (place, run, k, epoch) => {
    const end = ending(run, k, epoch);
    // Who has come to its last epoch no longer runs, though the report of it has not come.
    const now = epoch < run.epochs ? "running" : `ended, ${run.epochs}`;
    say(place, end ? `${end.ended}, ${end.epoch}` : now);
    place.classList.toggle("warm", end?.stopped === "diverged");
  },
};
/** @type {Part} */
const TRAINING = { head: "Train loss", title: "Training loss: the loss over the training points, with the penalty", of: scalar("objective"), write: number };
/** @type {Part} */
const VALUE = { head: "Value", title: "Value of the function at the ball", of: scalar("objective"), write: number };
/** @type {Part} */
const TEST = { head: "Test loss", title: "Loss over the test points", of: scalar("test_loss"), write: number };
// The share of the loss that is no point's fault, where there is a penalty.
/** @type {Part} */
const PENALTY = {
  head: "Penalty",
  title: "What the penalty on the weights adds to the loss",
  of: (run, k, e) => run.scalar("objective", k, e) - run.scalar("train_loss", k, e),
  write: number,
};
/** @type {Part} */
const ACCURACY = {
  head: "Train acc.",
  title: "Training accuracy: the share of the training points that are classified correctly",
  of: scalar("train_accuracy"),
  write: percent,
  most: true,
};
/** @type {Part} */
const TEST_ACCURACY = {
  head: "Test acc.",
  title: "Test accuracy: the share of the test points that are classified correctly",
  of: scalar("test_accuracy"),
  write: percent,
  most: true,
};
/** @type {Part} */
const GRADIENT_NORM = {
  head: "Gradient norm",
  title: "Length of the gradient: how steep the loss is at the ball",
  of: scalar("gradient_norm"),
  write: three,
};
/** @type {Part} */
const STEP = { head: "Step length", title: "How far the parameters moved since the epoch before", of: scalar("step_length"), write: three };
/** @type {Part} */
const GRADIENTS = {
  head: "Gradients",
  title: "Gradient evaluations so far, and what costs as much as one: what the steps have cost",
  of: scalar("evaluations"),
  write: whole,
};
/** @type {Part} */
const EPOCHS_TO_TARGET = {
  head: "To target",
  title: "Epochs to target: the first epoch at which the loss is at or below the target loss",
  of: (run, k, epoch, { reached }) => reached[k],
  write: whole,
};
/** @type {Part} */
const ITERATIONS_TO_TARGET = {
  ...EPOCHS_TO_TARGET,
  title: "Iterations to target: the first iteration at which the value is at or below the target value",
};
/** @type {Part} */
const LARGEST = {
  head: "λ max",
  title: "Largest eigenvalue of the Hessian: the curvature in the direction in which the loss curves up most",
  of: curved("largest"),
  write: known,
};
/** @type {Part} */
const SMALLEST = {
  head: "λ min",
  title: "Smallest eigenvalue of the Hessian: below zero the loss curves down in that direction, as at a saddle point",
  of: curved("smallest"),
  write: known,
};
/** @type {Part} */
const CONDITION = {
  head: "Condition",
  title: "Condition number: largest eigenvalue divided by smallest, in absolute value. The larger, the narrower the valley",
  of: curved("condition"),
  write: known,
};
/** @type {Part} */
const STABILITY = {
  head: "Stability",
  title: "Learning rate times largest eigenvalue, and its stability limit: above it the steps grow in a quadratic bowl",
  of: curved("stability"),
  draw: gauge,
};
/** @type {Part} */
const GAP = {
  head: "Gap",
  title: "Gap to the surface: the loss at the ball minus the loss that is drawn at its place",
  of: true_("off"),
  write: known,
};
/** @type {Part} */
const DISTANCE = {
  head: "Distance",
  title: "Distance of the parameters from the drawn plane or line",
  of: true_("distance"),
  write: known,
};

/**
 * What a run's report says of contender k's end, once an epoch has come to that.
 * @type {(run: Run, k: number, epoch: number) => Ended | null}
 */
function ending(run, k, epoch) {
  const end = run.report?.contenders[k];
  return end && epoch >= end.epoch ? end : null;
}

/** The first column: who it is. */
export const FIRST = [NAME, ENDED];

/**
 * The other columns of a run in their groups; a column is one to three things, one below the other.
 * @type {(run: Run) => { name: string, columns: Part[][] }[]}
 */
export function groups(run) {
  const place = run.function
    ? [[VALUE], [GRADIENT_NORM, STEP]]
    : [[TRAINING, TEST, ...(run.penalised ? [PENALTY] : [])], [ACCURACY, TEST_ACCURACY], [GRADIENT_NORM, STEP]];
  return [
    { name: "Progress", columns: place },
    { name: "Cost", columns: [[GRADIENTS, run.function ? ITERATIONS_TO_TARGET : EPOCHS_TO_TARGET]] },
    { name: "Curvature", columns: [[LARGEST, SMALLEST], [STABILITY, CONDITION]] },
    { name: "Fidelity", columns: [[GAP, DISTANCE]] },
  ];
}

/**
 * The places of a run's contenders in the order of what a part says of them; as they are numbered where it is null.
 * @type {(run: Run, part: Part | null, descending: boolean, epochs: number[], race: Race) => number[]}
 */
export function ordered(run, part, descending, epochs, race) {
  const places = run.contenders.map((_, k) => k);
  if (part === null) return places;
  const values = places.map((k) => part.of(run, k, epochs[k], race));
  /** @type {(value: number | string) => boolean} */
  const absent = (value) => Number.isNaN(value);
  const sign = descending ? -1 : 1;
  return places.sort((a, b) => {
    const [one, other] = [values[a], values[b]];
    if (absent(one) || absent(other)) return Number(absent(one)) - Number(absent(other));
    const order = typeof one === "string" ? one.localeCompare(String(other)) : Math.sign(one - Number(other));
    return sign * (order || 0);
  });
}
