// Names of a query with what depends on them, as the controls say: what one sets, another loses.

import { MOST_CONTENDERS, numbered, unnumbered } from "./contenders.js";

// Of a name without a control nothing depends.
/** @type {Pick<Control, "path" | "resets" | "clears">} */
const PLAIN = { path: [], resets: [], clears: [] };

/**
 * Sets a name in a query; what depends on it goes, for all contenders unless it is one contender's own.
 * @type {(query: URLSearchParams, controls: Controls, name: string, text: string) => void}
 */
export function write(query, controls, name, text) {
  const [number, own] = unnumbered(name);
  const { path, resets, clears } = controls[own] ?? PLAIN;
  const empty = text === "";
  if (empty) query.delete(name);
  else query.set(name, text);
  for (const gone of empty ? [...resets, ...clears] : resets) {
    query.delete(numbered(number, gone));
    if (path[0] === "contenders") continue;
    for (let other = 2; other <= MOST_CONTENDERS; other++) query.delete(numbered(other, gone));
  }
}

/**
 * A query has of a name, and of what depends on it, what a `good` one has.
 * @type {(query: URLSearchParams, controls: Controls, name: string, good: URLSearchParams) => void}
 */
export function restore(query, controls, name, good) {
  if (good.get(name) === query.get(name)) return;
  const [number, own] = unnumbered(name);
  const { path, resets, clears } = controls[own] ?? PLAIN;
  for (const each of new Set([...good.keys(), ...query.keys()])) {
    const [of, bare] = unnumbered(each);
    if (![own, ...resets, ...clears].includes(bare) || (path[0] === "contenders" && of !== number)) continue;
    const text = good.get(each);
    if (text !== null) query.set(each, text);
    else query.delete(each);
  }
}
