// Values as people write them in links: which choice or number is meant, and the words that follow it.

import { folded, meanings } from "../base/numbers.js";

const WHOLE = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
// What may stand between a value and the words after it; a line that breaks may part a value itself.
const GAP = /[ \t]+|\s*[\r\n]+\s*/g;
// A space as forms write it: no number has a letter after its plus.
const PLUS = /\+(?=\p{L})/gu;
const BREAK = /[\r\n]/;
const PUNCTUATION = /[\s.,:;!?)\]}\u2026\u2013\u2014-]+$/;
// Words of a link that are looked at: no value is so many.
const MOST_WORDS = 200;
const ANY = [{ integer: false }];

/**
 * The spellings of what can be chosen: which of it each may mean.
 * @typedef {Map<string, Set<string>>} Spellings
 * @typedef {{ word: string, gap: string }} Word
 * @typedef {{ kind?: string, ranges?: { integer?: boolean }[] }} Kind
 */

export class Spelling {
  /**
   * `controls` and `choices` are what the page knows of the names of an address: the kinds of numbers, and labels by choice.
   * @param {Record<string, Kind>} controls
   * @param {Record<string, Record<string, { label: string }>>} choices
   */
  constructor(controls = {}, choices = {}) {
    this.controls = controls;
    this.known = new Map(Object.entries(choices).map(([name, entries]) => [name, spellings(entries)]));
  }

  /**
   * A value of a name as an address has it, and the words after it that are none of it: { value, left }.
   * @type {(name: string, text: string) => { value: string, left: string }}
   */
  read(name, text) {
    const words = cut(text);
    for (let count = words.length; count > 0; count--) {
      const whole = joined(words.slice(0, count));
      const value = this.#meant(name, whole.replace(PUNCTUATION, "")) ?? this.#meant(name, whole);
      if (value !== null) return { value, left: words.slice(count).map(({ word }) => word).join(" ") };
    }
    // What nobody understands stays whole, so that it is named as it was written.
    return { value: joined(words), left: "" };
  }

  /**
   * The one value that a text means for a name, null where it is none or may be several.
   * @type {(name: string, text: string) => string | null}
   */
  #meant(name, text) {
    const found = this.known.get(name);
    if (!found) return numbers(text, this.controls[name]);
    if (this.controls[name]?.kind !== "several") return only(found, text);
    const names = text.split(",").map((each) => only(found, each));
    return names.includes(null) ? null : names.join(",");
  }
}

/**
 * The words of a text, each with the gap before it: "" where only a line broke. A list's commas hold its items together.
 * @type {(text: string) => Word[]}
 */
function cut(text) {
  const joined = text.replace(PLUS, " ").trim().replace(/\s*([,:])\s*(?=[-+.]?\w*\d)/g, "$1");
  const gaps = joined.match(GAP) ?? [];
  return joined.split(GAP).slice(0, MOST_WORDS).map((word, i) => ({ word, gap: i && !BREAK.test(gaps[i - 1]) ? " " : "" }));
}

/** @type {(words: Word[]) => string} */
const joined = (words) => words.map(({ gap, word }, i) => (i ? gap : "") + word).join("");

/**
 * Which entries each way to write one may mean, by what it sounds like: a Map of Sets of names.
 * @type {(entries: Record<string, { label: string }>) => Spellings}
 */
function spellings(entries) {
  const found = new Map();
  for (const [name, { label }] of Object.entries(entries)) {
    for (const each of [name, label, label.replace(/\(.*\)/, "")]) {
      found.set(heard(each), (found.get(heard(each)) ?? new Set()).add(name));
    }
  }
  // A name is itself, whatever else has it as a label.
  for (const name of Object.keys(entries)) found.set(heard(name), new Set([name]));
  return found;
}

/** @type {(found: Spellings, text: string) => string | null} */
function only(found, text) {
  const names = [...(found.get(heard(text)) ?? [])];
  return names.length === 1 ? names[0] : null;
}

/**
 * A text without what differs between ways to write a name: capitals, spaces, hyphens, underscores.
 * @type {(text: string) => string}
 */
export function heard(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/**
 * Numbers joined by commas and colons as an address has them; null where one is none, or may be several.
 * @type {(text: string, kind?: Kind) => string | null}
 */
function numbers(text, { kind = "list", ranges = ANY } = {}) {
  const parts = ranges.length ? ranges : ANY;
  const items = kind === "list" ? text.split(",").map((item) => item.split(":")) : [[text]];
  const found = items.map((item) => item.map((part, i) => number(part, parts[i % parts.length])));
  return found.flat().includes(null) ? null : found.map((item) => item.join(":")).join(",");
}

/** @type {(text: string, range: { integer?: boolean }) => string | null} */
function number(text, { integer }) {
  const typed = folded(text);
  if ((integer ? WHOLE : DECIMAL).test(typed)) return typed;
  const found = meanings(typed, integer);
  return found.length === 1 ? found[0] : null;
}
