// @ts-nocheck
// What is being looked at, in one line: data, model and loss, or the function.

import { numerals } from "../base/format.js";
import { held } from "../query/values.js";

/** `run` is a run as it came; `controls` and `choices` are the page's own. */
export function summary(run, { controls, choices }) {
  const { problem } = run.config;
  const label = (name, entry) => choices[name][entry].label;
  if (run.function) {
    const own = Object.entries(problem.options).map(([name, value]) => numerals(`${name} ${value}`));
    return [label("function", problem.function), ...own, "test function"].join(" · ");
  }
  const { classes } = run.data;
  const data = label("data", problem.dataset) + (classes > 2 ? `, ${classes} classes` : "");
  const features = problem.features.map((name) => label("features", name)).join(", ");
  const settings = Object.entries(controls)
    .filter(([, { path }]) => path.includes("model_options"))
    .map(([name, specification]) => [name, specification, problem.model_options[specification.path.at(-1)]])
    .filter(([, , value]) => value !== undefined)
    .map(([name, specification, value]) => (specification.kind === "choice" ? label(name, value) : held(value, specification)));
  const model = label("model", problem.model) + (settings.length ? ` (${settings.join("; ")})` : "");
  return [data, features && `with ${features}`, model, label("loss", problem.loss)].filter(Boolean).join(" · ");
}
