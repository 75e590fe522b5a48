// @ts-nocheck
// The table's columns: what each says of a contender at an epoch, in one line to three, and how it is explained.

import { number, percent, short } from "../../base/format.js";
import { say } from "../../base/elements.js";
import { gauge } from "./gauge.js";

const UNKNOWN = "–";

// Of each part: `of(run, k, epoch, race)` is what rows are sorted by, `write(value)` how that is shown.
const scalar = (name) => (run, k, epoch) => run.scalar(name, k, epoch);
const three = (value) => number(value, 3);
const known = (value) => (Number.isNaN(value) ? UNKNOWN : value === Infinity ? "∞" : short(value));
const whole = (value) => (Number.isNaN(value) ? UNKNOWN : value.toLocaleString("en"));
const curved = (name) => (run, k, epoch) => run.curvatureAt(k, epoch)?.[name] ?? NaN;
const true_ = (name) => (run, k, epoch) => (run.drawable ? (run.fidelity(k, epoch)?.[name] ?? NaN) : NaN);

const NAME = {
  head: "Contender",
  title: "Who it is",
  of: (run, k) => run.contenders[k].label,
  write: String,
};
const ENDED = {
  head: "Ended",
  title: "Why it stopped, and after which epoch",
  of: (run, k, epoch) => ending(run, k, epoch)?.epoch ?? NaN,
  draw: (place, run, k, epoch) => {
    const end = ending(run, k, epoch);
    // Who has come to its last epoch no longer runs, though the report of it has not come.
    const now = epoch < run.epochs ? "running" : `ended, ${run.epochs}`;
    say(place, end ? `${end.ended}, ${end.epoch}` : now);
    place.classList.toggle("warm", end?.stopped === "diverged");
  },
};
const TRAINING = { head: "Loss", title: "Loss over the training points, penalty included", of: scalar("objective"), write: number };
const VALUE = { head: "Value", title: "The function's value under the ball", of: scalar("objective"), write: number };
const TEST = { head: "Test loss", title: "Loss over the test points", of: scalar("test_loss"), write: number };
// The share of the loss that is no point's fault, where there is a penalty.
const PENALTY = {
  head: "Penalty",
  title: "What the penalty on the weights adds to the loss",
  of: (run, k, e) => run.scalar("objective", k, e) - run.scalar("train_loss", k, e),
  write: number,
};
const ACCURACY = {
  head: "Accuracy",
  title: "Share of the training points that are classified right",
  of: scalar("train_accuracy"),
  write: percent,
  most: true,
};
const TEST_ACCURACY = {
  head: "Test acc.",
  title: "Share of the test points that are classified right",
  of: scalar("test_accuracy"),
  write: percent,
  most: true,
};
const SLOPE = {
  head: "Slope",
  title: "Length of the gradient: how steep it is under the ball",
  of: scalar("gradient_norm"),
  write: three,
};
const STEP = { head: "Step", title: "How far the parameters moved in the last epoch", of: scalar("step_length"), write: three };
const GRADIENTS = {
  head: "Gradients",
  title: "How many gradients it has computed, or what counts as one: what its steps have cost",
  of: scalar("evaluations"),
  write: whole,
};
const TO_TARGET = {
  head: "To target",
  title: "The first epoch at which its loss is at or below the target loss",
  of: (run, k, epoch, { reached }) => reached[k],
  write: whole,
};
const CURVATURE = {
  head: "Curvature",
  title: "Largest eigenvalue of the Hessian: how sharply the steepest wall of the valley bends up",
  of: curved("largest"),
  write: known,
};
const LEAST = {
  head: "Least",
  title: "Smallest eigenvalue of the Hessian: below zero the loss bends down that way, as on a ridge or at a saddle",
  of: curved("smallest"),
  write: known,
};
const CONDITION = {
  head: "Condition",
  title: "Largest eigenvalue by smallest, by size: how many times as steep the steepest wall is as the flattest",
  of: curved("condition"),
  write: known,
};
const STABILITY = {
  head: "Stability",
  title: "Learning rate times largest curvature, and what it must stay below: above it steps grow on a bowl, the edge of stability",
  of: curved("stability"),
  draw: gauge,
};
const OFF = {
  head: "Off surface",
  title: "How far the ball is above what is drawn, or below it: loss at the ball less loss at its place in the plane",
  of: true_("off"),
  write: known,
};
const DISTANCE = {
  head: "Distance",
  title: "How far the parameters are from the plane that is drawn",
  of: true_("distance"),
  write: known,
};

/** What a run's report says of contender k's end, once an epoch has come to that. */
function ending(run, k, epoch) {
  const end = run.report?.contenders[k];
  return end && epoch >= end.epoch ? end : null;
}

/** The first column: who it is. */
export const FIRST = [NAME, ENDED];

/** The other columns of a run in their groups; a column is one to three things, one below the other. */
export function groups(run) {
  const place = run.function
    ? [[VALUE], [SLOPE, STEP]]
    : [[TRAINING, TEST, ...(run.penalised ? [PENALTY] : [])], [ACCURACY, TEST_ACCURACY], [SLOPE, STEP]];
  return [
    { name: "Where it is", columns: place },
    { name: "Cost", columns: [[GRADIENTS, TO_TARGET]] },
    { name: "How it is curved", columns: [[CURVATURE, LEAST], [STABILITY, CONDITION]] },
    { name: "How true it is", columns: [[OFF, DISTANCE]] },
  ];
}

/** The places of a run's contenders in the order of what a part says of them; as they are numbered where it is null. */
export function ordered(run, part, descending, epochs, race) {
  const places = run.contenders.map((_, k) => k);
  if (part === null) return places;
  const values = places.map((k) => part.of(run, k, epochs[k], race));
  const absent = (value) => Number.isNaN(value);
  const sign = descending ? -1 : 1;
  return places.sort((a, b) => {
    const [one, other] = [values[a], values[b]];
    if (absent(one) || absent(other)) return absent(one) - absent(other);
    return sign * (typeof one === "string" ? one.localeCompare(other) : Math.sign(one - other) || 0);
  });
}
