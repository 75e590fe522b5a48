// What is being looked at, in one line: data, model and loss, or the function.

import { numerals } from "../base/format.js";
import { held } from "../query/values.js";

/**
 * `run` is a run as it came; `controls` and `choices` are the page's own.
 * @type {(run: Run, boot: { controls: Controls, choices: Choices }) => string}
 */
export function summary(run, { controls, choices }) {
  const { problem } = run.config;
  /** @type {(name: string, entry: string) => string} */
  const label = (name, entry) => choices[name][entry].label;
  if (run.function) {
    const own = Object.entries(problem.options).map(([name, value]) => numerals(`${name} ${value}`));
    return [label("function", problem.function), ...own, "test function"].join(" · ");
  }
  const { classes } = /** @type {Data} */ (run.data);
  const data = label("data", problem.dataset) + (classes > 2 ? `, ${classes} classes` : "");
  const features = problem.features.map((name) => label("features", name)).join(", ");
  const settings = Object.entries(controls)
    .filter(([, { path }]) => path.includes("model_options"))
    .map(([name, control]) => /** @type {const} */ ([name, control, problem.model_options[String(control.path.at(-1))]]))
    .filter(([, , value]) => value !== undefined)
    .map(([name, control, value]) => (control.kind === "choice" ? label(name, String(value)) : held(value, control)));
  const model = label("model", problem.model) + (settings.length ? ` (${settings.join("; ")})` : "");
  return [data, features && `with ${features}`, model, label("loss", problem.loss)].filter(Boolean).join(" · ");
}
