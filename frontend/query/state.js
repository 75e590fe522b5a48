// What the page asks for, and how a change makes the next one of it. The query is the configuration: address, controls,
// history and what is posted follow from it. Pure: no element, no clock.

import { unnumbered, numbered } from "./contenders.js";
import { restore, write } from "./dependents.js";
import { at } from "./paths.js";

/**
 * `query` is the configuration as it is asked for: what differs from the defaults. `run` is the one on the screen; it knows
 * the values that the query leaves out. `bound` is the contender, from 0, whose values the contenders' controls hold.
 * `phase` says how it stands: nothing asked for, asked, answered by the run on the screen, or refused, in which case
 * `refused` says why. `awaited` is what comes with the answer, the contender to bind to, and the query to go back to if it
 * is refused; null if a control holds all that was changed. `left` are the queries about data and about a function that
 * were left last. Queries are never changed, only replaced.
 * @typedef {{ field: string, detail: string }} Fault
 * @typedef {Pick<Run, "query" | "config" | "function" | "parameters" | "contenders">} Shown
 * @typedef {"nothing" | "asked" | "answered" | "refused"} Phase
 * @typedef {{
 *   query: URLSearchParams, run: Shown | null, bound: number, phase: Phase, refused: Fault[],
 *   awaited: { bound: number, query: URLSearchParams } | null, left: Record<Kind, URLSearchParams | null>,
 * }} State
 * @typedef {"data" | "function"} Kind
 * @typedef {(query: URLSearchParams, own: Set<string>) => URLSearchParams} Change
 */

/** @type {State} */
export const NOTHING = {
  query: new URLSearchParams(),
  run: null,
  bound: 0,
  phase: "nothing",
  refused: [],
  awaited: null,
  left: { data: new URLSearchParams(), function: null },
};

/**
 * The names of what is each contender's own.
 * @type {(controls: Controls) => Set<string>}
 */
export function owned(controls) {
  return new Set(Object.keys(controls).filter((name) => isOwn(controls, name)));
}

/** @type {(controls: Controls, name: string) => boolean} */
function isOwn(controls, name) {
  return controls[name]?.path[0] === "contenders";
}

/**
 * A control's name in the address: that of a contender's own has its number.
 * @type {(state: Pick<State, "bound">, controls: Controls, name: string) => string}
 */
export function placed(state, controls, name) {
  return isOwn(controls, name) ? numbered(state.bound + 1, name) : name;
}

/**
 * What the control of a name stands for in a run's configuration; undefined where that has no such place.
 * @type {(state: Pick<State, "bound">, controls: Controls, name: string, run: Pick<Shown, "config">) => ReturnType<typeof at>}
 */
export function valueOf(state, controls, name, { config }) {
  const { path } = controls[name];
  return at(isOwn(controls, name) ? ["contenders", state.bound, ...path.slice(2)] : path, config);
}

/**
 * The contender, from 0, that a name of the address is of; null if it is of none that is there.
 * @type {(state: State, controls: Controls, field: string) => number | null}
 */
export function contenderOf({ run }, controls, field) {
  const [number, own] = unnumbered(field);
  return isOwn(controls, own) && number <= (run?.config.contenders.length ?? 1) ? number - 1 : null;
}

/** @type {(state: State, query: URLSearchParams) => State} */
function asking(state, query) {
  return { ...state, query, phase: "asked" };
}

/**
 * Names of the address are set as by their controls, null or "" as is usual; what depends on them goes.
 * @type {(state: State, controls: Controls, changes: Changes) => State}
 */
export function changed(state, controls, changes) {
  const query = new URLSearchParams(state.query);
  for (const [name, text] of Object.entries(changes)) write(query, controls, name, text ?? "");
  return asking(state, query);
}

/**
 * The same for names that no control holds: refused, they are forgotten, and what was refused before goes at once.
 * @type {(state: State, controls: Controls, changes: Changes) => State}
 */
export function put(state, controls, changes) {
  const clean = withoutRefused(state);
  const awaited = clean.awaited ?? { bound: clean.bound, query: clean.query };
  return changed({ ...clean, awaited }, controls, changes);
}

/**
 * Other contenders: `change` makes the query; the controls are bound to contender `bound` when its run comes.
 * @type {(state: State, controls: Controls, change: Change, bound: number) => State}
 */
export function rearranged(state, controls, change, bound) {
  const clean = withoutRefused(state);
  const awaited = { bound, query: clean.awaited?.query ?? clean.query };
  return asking({ ...clean, awaited }, change(clean.query, owned(controls).add("off")));
}

/**
 * From data to a function or back: to where one was, or to a `first` function with the same optimizer.
 * @type {(state: State, controls: Controls, kind: Kind, first: string) => State}
 */
export function turned(state, controls, kind, first) {
  const left = { ...state.left, [kind === "data" ? "function" : "data"]: state.query };
  const before = left[kind];
  return before ? asking({ ...state, left }, before) : changed({ ...state, left }, controls, { [kind]: first });
}

/**
 * A whole query is asked for in the place of this one, as by a link, by Back or from the history.
 * @type {(state: State, query: string) => State}
 */
export function opened(state, query) {
  const awaited = { bound: state.awaited?.bound ?? state.bound, query: state.awaited?.query ?? state.query };
  return asking({ ...state, awaited }, new URLSearchParams(query));
}

/**
 * The contenders' controls hold the values of contender `bound`.
 * @type {(state: State, bound: number) => State}
 */
export function bound(state, bound) {
  return { ...state, bound, awaited: state.awaited && { ...state.awaited, bound } };
}

/**
 * A run is on the screen; if it is the newest that was asked for, its query is the configuration.
 * @type {(state: State, run: Shown, newest: boolean) => State}
 */
export function accepted(state, run, newest) {
  const wanted = newest ? (state.awaited?.bound ?? state.bound) : state.bound;
  const there = { ...state, run, bound: Math.min(wanted, run.config.contenders.length - 1), refused: [] };
  if (!newest) return there;
  return { ...there, query: new URLSearchParams(run.query), phase: "answered", awaited: null };
}

/**
 * What was asked for last is refused. What no control holds is forgotten, and what boxes keep to themselves, whose names
 * are `kept`, is again what the run on the screen has.
 * @type {(state: State, controls: Controls, errors: Fault[], kept: Set<string>) => State}
 */
export function refused(state, controls, errors, kept) {
  const query = state.awaited?.query ?? state.query;
  /** @type {State} */
  const next = { ...state, query, phase: "refused", awaited: null, refused: errors.filter(({ field }) => !kept.has(field)) };
  return [...kept].reduce((each, field) => restored(each, controls, field), next);
}

/**
 * A name of the address, and what depends on it, is what the run on the screen has.
 * @type {(state: State, controls: Controls, name: string) => State}
 */
export function restored(state, controls, name) {
  if (!state.run) return state;
  const query = new URLSearchParams(state.query);
  restore(query, controls, name, new URLSearchParams(state.run.query));
  return { ...state, query };
}

/**
 * What was typed for a name is taken back, with what was refused of it.
 * @type {(state: State, controls: Controls, name: string) => State}
 */
export function takenBack(state, controls, name) {
  const next = restored(state, controls, name);
  const left = state.refused.filter(({ field }) => field !== name);
  const phase = state.phase === "refused" && !left.length ? "answered" : state.phase;
  return { ...next, refused: left, phase };
}

/**
 * What was refused would be refused again beside anything else: it goes, and its control with the next run.
 * @type {(state: State) => State}
 */
function withoutRefused(state) {
  if (!state.refused.length || !state.run) return state;
  const query = new URLSearchParams(state.query);
  if (!state.refused.every(({ field }) => query.has(field))) return { ...state, query: new URLSearchParams(state.run.query) };
  for (const { field } of state.refused) query.delete(field);
  return { ...state, query };
}

/**
 * A query as the server is asked, and as the address has it.
 * @type {(query: URLSearchParams) => string}
 */
export function written(query) {
  return query.toString().replaceAll("+", "%20").replaceAll("%2C", ",").replaceAll("%3A", ":");
}
