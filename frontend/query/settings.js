// A configuration in words, setting by setting, and what of it differs between two runs.

import { numerals } from "../base/format.js";
import { at } from "./paths.js";
import { held } from "./values.js";

/** @typedef {import("./paths.js").Path} Path */

/**
 * Every setting of a configuration that means something: [name, text], later contenders' names with their number.
 * @type {(config: Config, boot: { controls: Controls, choices: Choices }) => [string, string][]}
 */
export function settings(config, { controls, choices }) {
  /** @type {[string, string][]} */
  const found = [];
  for (const [name, specification] of Object.entries(controls)) {
    for (const [number, path] of places(specification.path, config)) {
      const value = at(path, config);
      if (value === undefined || value === null || value.length === 0) continue;
      found.push([number > 1 ? `${number}.${name}` : name, said(value, specification, choices[name])]);
    }
  }
  const { edits = [], options = {} } = /** @type {{ edits?: unknown[], options?: { points?: unknown[] } }} */ (config.problem);
  if (edits.length) found.push(["edits", `${edits.length} by hand`]);
  if (options.points) found.push(["points", `${options.points.length} own points`]);
  return found;
}

/**
 * Where a control's value is in a configuration: of a contender's, a place each.
 * @type {(path: Path, config: Config) => [number, Path][]}
 */
function places(path, { contenders }) {
  if (path[0] !== "contenders") return [[1, path]];
  return contenders.map((_, k) => [k + 1, ["contenders", k, ...path.slice(2)]]);
}

/** @type {(value: unknown, control: Control, entries: Record<string, Entry> | undefined) => string} */
function said(value, specification, entries) {
  /** @type {(name: string) => string} */
  const label = (name) => entries?.[name]?.label ?? name;
  if (specification.kind === "switch") return value ? "on" : "off";
  if (specification.kind === "several") return /** @type {string[]} */ (value).map(label).join(", ");
  return numerals(label(String(held(value, specification))));
}

/**
 * What differs between two lists of settings: { label, values } each; `labels` by name. Of a contender that only one of
 * them has, only its optimizer.
 * @type {(one: [string, string][], other: [string, string][], labels: Record<string, string>) => { label: string, values: [string, string] }[]}
 */
export function differences(one, other, labels) {
  const [a, b] = [new Map(one), new Map(other)];
  const names = [...new Set([...a.keys(), ...b.keys()])];
  /** @type {(name: string) => boolean} */
  const both = (name) => !alone(name, a, b) || name.endsWith("opt");
  return names
    .filter((name) => a.get(name) !== b.get(name) && both(name))
    .map((name) => ({ label: labelOf(name, labels), values: [a.get(name) ?? "none", b.get(name) ?? "none"] }));
}

/** @type {(name: string, a: Map<string, string>, b: Map<string, string>) => boolean} */
function alone(name, a, b) {
  const optimizer = name.replace(/^(\d\.|).*/, "$1opt");
  return a.has(optimizer) !== b.has(optimizer);
}

/** @type {(name: string, labels: Record<string, string>) => string} */
function labelOf(name, labels) {
  const [, number, own] = /** @type {RegExpExecArray} */ (/^(?:(\d)[.])?(.*)$/.exec(name));
  return number ? `Optimizer ${number}: ${labels[own].toLowerCase()}` : labels[own];
}
