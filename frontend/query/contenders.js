// The contenders of a query: who is added, copied, removed or switched off. Numbers count from 1, as in the address.

/**
 * What all contenders share, and what is each one's own.
 * @typedef {{ shared: Map<string, string>, contenders: Map<string, string>[] }} Parts
 * @typedef {(number: number) => number | null} Place
 */

export const MOST_CONTENDERS = 6;

// What the first contender is where the address does not say it; the others' are always said.
const USUAL = "gradient_descent";
// Who is added next, if not there yet: each shows something that those before it do not.
const NEXT = [USUAL, "momentum", "adam", "rmsprop", "nesterov", "newton"];
const NUMBERED = /^([2-9])\.(.+)$/;

/**
 * A name of the address as the number of the contender that it is of, and its own name: 2.lr -> [2, "lr"].
 * @type {(name: string) => [number, string]}
 */
export function unnumbered(name) {
  const [, number, own] = NUMBERED.exec(name) ?? [null, "1", name];
  return [Number(number), own];
}

/**
 * A contender's own name as the address has it: lr of the second -> 2.lr.
 * @type {(number: number, own: string) => string}
 */
export function numbered(number, own) {
  return number === 1 ? own : `${number}.${own}`;
}

/**
 * Another contender, whose optimizer none of them has yet, and whose batches are those of the last.
 * @type {(query: URLSearchParams, own: Set<string>) => URLSearchParams}
 */
export function add(query, own) {
  return changed(query, own, ({ contenders }) => {
    const there = contenders.map((each) => each.get("opt") ?? USUAL);
    const added = new Map([["opt", NEXT.find((name) => !there.includes(name)) ?? NEXT[NEXT.length - 1]]]);
    const batch = contenders[contenders.length - 1].get("batch");
    if (batch) added.set("batch", batch);
    contenders.push(added);
  });
}

/**
 * Another contender that is as the one of this number; it comes last, so that all keep their colours.
 * @type {(query: URLSearchParams, own: Set<string>, number: number) => URLSearchParams}
 */
export function copy(query, own, number) {
  return changed(query, own, ({ contenders }) => {
    contenders.push(new Map(contenders[number - 1]));
  });
}

/**
 * Without the contender of this number; those behind it move up, and who follows them still does.
 * @type {(query: URLSearchParams, own: Set<string>, number: number) => URLSearchParams}
 */
export function remove(query, own, number) {
  return changed(query, own, ({ contenders }) => {
    contenders.splice(number - 1, 1);
    return (each) => (each === number ? null : each - Number(each > number));
  });
}

/**
 * With the contender of this number switched on or off.
 * @type {(query: URLSearchParams, own: Set<string>, number: number, on: boolean) => URLSearchParams}
 */
export function turn(query, own, number, on) {
  return changed(query, own, ({ contenders }) => {
    if (on) contenders[number - 1].delete("off");
    else contenders[number - 1].set("off", "1");
    return (each) => (each === number && !on ? null : each);
  });
}

/**
 * A query after `change({ shared, contenders })`, maps of what all share and of what is each contender's `own` (a set of
 * names). What it returns says which number a contender has afterwards, null if it runs no longer.
 * @type {(query: URLSearchParams, own: Set<string>, change: (parts: Parts) => Place | void) => URLSearchParams}
 */
function changed(query, own, change) {
  const parts = split(query, own);
  refollow(parts, change(parts) ?? ((number) => number));
  return joined(parts);
}

/** @type {(query: URLSearchParams, own: Set<string>) => Parts} */
function split(query, own) {
  /** @type {Parts} */
  const parts = { shared: new Map(), contenders: [new Map()] };
  for (const [name, text] of query) {
    const [number, bare] = unnumbered(name);
    while (parts.contenders.length < number) parts.contenders.push(new Map());
    (own.has(bare) ? parts.contenders[number - 1] : parts.shared).set(bare, text);
  }
  return parts;
}

/** @type {(parts: Parts) => URLSearchParams} */
function joined({ shared, contenders }) {
  const query = new URLSearchParams([...shared]);
  contenders.forEach((each, k) => {
    const whole = k > 0 && !each.has("opt") ? [["opt", USUAL], ...each] : each;
    for (const [name, text] of whole) query.set(numbered(k + 1, name), text);
  });
  return query;
}

/**
 * Whom the landscape follows, and against whom: the same as before, or as is usual where that one is gone.
 * @type {(parts: Parts, place: Place) => void}
 */
function refollow({ shared, contenders }, place) {
  for (const name of ["follow", "rival"]) {
    if (!shared.has(name)) continue;
    const number = place(Number(shared.get(name)));
    if (number !== null) shared.set(name, String(number));
    else for (const gone of [name, "extent"]) shared.delete(gone);
  }
  const first = contenders.findIndex((each) => each.get("off") !== "1") + 1;
  if (Number(shared.get("rival")) === Number(shared.get("follow") ?? first)) shared.delete("rival");
}
