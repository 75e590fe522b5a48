// The table's columns: what each says of a contender at an epoch, in one line to three, and how it is explained.

import { number, percent, short } from "../format.js";
import { gauge } from "./gauge.js";

const UNKNOWN = "–";

const scalar = (name, write = number) => (run, k, epoch) => write(run.scalar(name, k, epoch));
const three = (value) => number(value, 3);
const known = (value) => (Number.isNaN(value) ? UNKNOWN : value === Infinity ? "∞" : short(value));
const curved = (name) => (run, k, epoch) => known(run.curvatureAt(k, epoch)?.[name] ?? NaN);
const true_ = (name) => (run, k, epoch) => (run.drawable ? known(run.fidelity(k, epoch)?.[name] ?? NaN) : UNKNOWN);

const TRAINING = { head: "Loss", title: "Loss over the training points, penalty included", value: scalar("objective") };
const VALUE = { head: "Value", title: "The function's value under the ball", value: scalar("objective") };
const TEST = { head: "Test loss", title: "Loss over the test points", value: scalar("test_loss") };
// The share of the loss that is no point's fault, where there is a penalty.
const PENALTY = {
  head: "Penalty",
  title: "What the penalty on the weights adds to the loss",
  value: (run, k, e) => number(run.scalar("objective", k, e) - run.scalar("train_loss", k, e)),
};
const ACCURACY = {
  head: "Accuracy",
  title: "Share of the training points that are classified right",
  value: scalar("train_accuracy", percent),
};
const TEST_ACCURACY = {
  head: "Test acc.",
  title: "Share of the test points that are classified right",
  value: scalar("test_accuracy", percent),
};
const SLOPE = {
  head: "Slope",
  title: "Length of the gradient: how steep it is under the ball",
  value: scalar("gradient_norm", three),
};
const STEP = { head: "Step", title: "How far the parameters moved in the last epoch", value: scalar("step_length", three) };
const CURVATURE = {
  head: "Curvature",
  title: "Largest eigenvalue of the Hessian: how sharply the steepest wall of the valley bends up",
  value: curved("largest"),
};
const LEAST = {
  head: "Least",
  title: "Smallest eigenvalue of the Hessian: below zero the loss bends down that way, as on a ridge or at a saddle",
  value: curved("smallest"),
};
const CONDITION = {
  head: "Condition",
  title: "Largest eigenvalue by smallest, by size: how many times as steep the steepest wall is as the flattest",
  value: curved("condition"),
};
const STABILITY = {
  head: "Stability",
  title: "Learning rate times largest curvature, and what it must stay below: above it steps grow on a bowl, the edge of stability",
  draw: gauge,
};
const OFF = {
  head: "Off surface",
  title: "How far the ball is above what is drawn, or below it: loss at the ball less loss at its place in the plane",
  value: true_("off"),
};
const DISTANCE = {
  head: "Distance",
  title: "How far the parameters are from the plane that is drawn",
  value: true_("distance"),
};

/** The columns of a run in their groups; a column is one to three things, one below the other. */
export function groups(run) {
  const place = run.function
    ? [[VALUE], [SLOPE, STEP]]
    : [[TRAINING, TEST], ...(run.penalised ? [[PENALTY]] : []), [ACCURACY, TEST_ACCURACY], [SLOPE, STEP]];
  return [
    { name: "Where it is", columns: place },
    { name: "How it is curved", columns: [[CURVATURE, LEAST, CONDITION], [STABILITY]] },
    { name: "How true it is", columns: [[OFF, DISTANCE]] },
  ];
}
