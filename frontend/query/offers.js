// What a menu offers where that depends on the run: planes that it has, its parameters and contenders by name.

import { named } from "../base/format.js";

/**
 * The planes in their groups, those disabled that a run of so many parameters, or without units, does not have.
 * @type {(choices: Record<string, Entry>, run: Pick<Run, "parameters" | "function">) => { group: string, items: { value: string, label: string, disabled: boolean }[] }[]}
 */
export function planes(choices, { parameters, function: descended }) {
  /** @type {(entry: [string, Entry]) => { value: string, label: string, disabled: boolean }} */
  const entry = ([value, { label, dimensions, units }]) => {
    return { value, label, disabled: Number(dimensions) > parameters.length || (units === true && descended !== null) };
  };
  /** @type {(name: string, dimensions: number) => { group: string, items: { value: string, label: string, disabled: boolean }[] }} */
  const group = (name, dimensions) => {
    const every = Object.entries(choices).filter(([, plane]) => plane.dimensions === dimensions);
    return { group: name, items: every.map(entry) };
  };
  return [group("Surfaces", 2), group("Curves", 1)];
}

/**
 * The names of a run's parameters, or of the contenders that run, each for its number.
 * @type {(name: string, of: Control["of"], run: Pick<Run, "parameters" | "contenders">) => { value: string, label: string }[]}
 */
export function names(name, of, { parameters, contenders }) {
  const entries =
    of === "parameters"
      ? parameters.map((each, i) => ({ value: String(i + 1), label: named([each]) }))
      : contenders.map(({ number, label }) => ({ value: String(number), label }));
  return name === "rival" ? [{ value: "", label: "Next" }, ...entries] : entries;
}
