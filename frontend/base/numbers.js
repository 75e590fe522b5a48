// Numbers as people write them: read as what they mean, or not at all; and their steps by the arrow keys.

/**
 * The range of a number: its ends (null: none), which are out of it where `above` or `below`; where its slider begins and
 * ends; whether it is whole, and whether its steps are those of a rate.
 * @typedef {{
 *   low: number | null, high: number | null, above?: boolean, below?: boolean,
 *   slider?: [number, number] | null, integer?: boolean, log?: boolean,
 * }} Range
 */

// What is written for a hyphen, a space or an apostrophe, and what nobody sees.
/** @type {[RegExp, string][]} */
const ALIKE = [
  [/[\u2010-\u2015\u2212\ufe63]/g, "-"],
  [/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, " "],
  [/\u2019/g, "'"],
  [/[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, ""],
];
const WIDE = /[\uff01-\uff5e]/g;
const WIDER = 0xfee0;
const NUMBER = /^([+-]?)(.*?)(e[+-]?\d{1,4})?$/i;
const PLAIN = /^(\d+\.?\d*|\.\d+)$/;
// Thousands: apart by spaces or apostrophes, by commas before a point, by points before a comma.
/** @type {[RegExp, RegExp][]} */
const GROUPED = [
  [/^\d{1,3}([ ']\d{3})+([.,]\d*)?$/, /[ ']/g],
  [/^\d{1,3}(,\d{3})+\.\d*$|^\d{1,3}(,\d{3}){2,}$/, /,/g],
  [/^\d{1,3}(\.\d{3})+,\d*$|^\d{1,3}(\.\d{3}){2,}$/, /\./g],
];
const DECIMAL_COMMA = /^\d*,\d*$/;
const ONE_GROUP = /^[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * A text without what is only another way to write it: wide digits, true minus signs, invisible characters.
 * @type {(text: string) => string}
 */
export function folded(text) {
  const narrow = text.replace(WIDE, (letter) => String.fromCharCode(letter.charCodeAt(0) - WIDER));
  return ALIKE.reduce((each, [pattern, plain]) => each.replace(pattern, plain), narrow).trim();
}

/**
 * What a number may mean, as texts that an address has: one where it is clear, none where it is no number (or no whole
 * one, if it must be `integer`), two where a separator may stand for a fraction or for thousands.
 * @type {(text: string, integer?: boolean) => string[]}
 */
export function meanings(text, integer = false) {
  const [, sign, body, exponent = ""] = NUMBER.exec(folded(text)) ?? [];
  if (body === undefined) return [];
  const found = bodies(body, integer).map((each) => written(`${sign}${each}${exponent}`, integer));
  return found.includes(null) ? [] : [.../** @type {Set<string>} */ (new Set(found))];
}

/**
 * The ways to read digits and their separators, with a point before the fraction.
 * @type {(body: string, integer: boolean) => string[]}
 */
function bodies(body, integer) {
  const thousands = body.replace(/[.,]/, "");
  if (ONE_GROUP.test(body)) {
    // Where it must be whole, as in '5,000', a comma is how this page itself parts thousands.
    if (integer && body.includes(",")) return [thousands];
    if (integer || body.includes(",")) return [body.replace(",", "."), thousands];
  }
  const [, marks] = GROUPED.find(([pattern]) => pattern.test(body)) ?? [];
  const whole = marks ? body.replace(marks, "") : body;
  const plain = DECIMAL_COMMA.test(whole) ? whole.replace(",", ".") : whole;
  return PLAIN.test(plain) ? [plain] : [];
}

/**
 * A number as an address has it; null for one that no float holds, or that is not whole.
 * @type {(text: string, integer: boolean) => string | null}
 */
function written(text, integer) {
  const value = Number(text);
  const lost = value === 0 && /[1-9]/.test(text.split(/e/i)[0]);
  if (!Number.isFinite(value) || lost || (integer && !Number.isInteger(value))) return null;
  return shown(value);
}

/**
 * A number as a control shows it and an address has it: without an exponent's plus, which means a space there.
 * @type {(value: number) => string}
 */
export function shown(value) {
  return String(value).replace("e+", "e");
}

/**
 * What a box says -> { text } for the address, or { wrong }, a sentence. `limits` are the range in words, `low` and `high`
 * its ends (null: none), which are out of it where `above` or `below`.
 * @type {(text: string, range: Range & { label: string, limits: string }) => { text: string, wrong?: undefined } | { text?: undefined, wrong: string }}
 */
export function read(text, { label, limits, integer, ...range }) {
  const typed = text.trim();
  if (typed === "") return { text: "" };
  const found = meanings(text, integer);
  if (found.length > 1) return { wrong: `${label}: ${cut(typed)} may mean ${found.join(" or ")}. Write one of them.` };
  if (found.length === 1 && holds(Number(found[0]), range)) return { text: found[0] };
  return { wrong: `${label} must be ${limits}, not ${found.length ? cut(typed) : `'${cut(typed)}'`}.` };
}

const SHOWN = 40;
/** @type {(text: string) => string} */
const cut = (text) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text);

/** @type {(value: number, range: Pick<Range, "low" | "high" | "above" | "below">) => boolean} */
function holds(value, { low, high, above, below }) {
  if (low !== null && (above ? value <= low : value < low)) return false;
  return high === null || (below ? value < high : value <= high);
}

/**
 * What a box says of several numbers -> their text for the address, parts of an item joined by colons; what is no number
 * stays as it is. Where semicolons part them, a comma is a decimal one.
 * @type {(text: string, parts: Range[]) => string}
 */
export function readList(text, parts) {
  const plain = folded(text).replace(/[;,\s]+$/, "");
  const items = plain.split(plain.includes(";") ? ";" : ",").map((item) => item.split(":"));
  return items.map((item) => item.map((part, i) => one(part, parts[i % parts.length])).join(":")).join(",");
}

/** @type {(part: string, range: Range) => string} */
function one(part, { integer }) {
  const found = meanings(part, integer);
  return found.length === 1 ? found[0] : part.trim();
}

// On a scale of rates ten steps are a decade; round numbers near them are preferred.
const ROUND = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8, 10];
const NEAR = 0.015;
// Where a rate's first step begins that has no slider, and that of any other number at 0.
const SMALL = 1e-6;
const FIRST = 0.01;
// About as many steps as a slider has along its length.
const SLIDER_STEPS = 100;

/**
 * The number that is `count` steps from one (null: from none) within its range; the same where there is no other.
 * @type {(value: number | null, count: number, range: Range) => number | null}
 */
export function step(value, count, range) {
  const { low, slider, integer, log } = range;
  if (value === null) return within(slider?.[0] ?? low ?? 0, null, range);
  const far = log ? alongDecades(value, count, range) : Number((value + count * stride(value, range)).toPrecision(12));
  if (!integer) return within(far, value, range);
  // At least one on.
  return within(count > 0 ? Math.max(Math.round(far), value + count) : Math.min(Math.round(far), value + count), value, range);
}

/** @type {(value: number, count: number, range: Range) => number} */
function alongDecades(value, count, { slider }) {
  if (value <= 0) return count > 0 ? (slider?.[0] ?? SMALL) : value;
  const far = value * 10 ** (count / 10);
  if (far === 0 || !Number.isFinite(far)) return value;
  const [digits, power] = far.toExponential(8).split("e");
  const round = ROUND.find((each) => Math.abs(Number(digits) / each - 1) < NEAR) ?? Number(Number(digits).toPrecision(2));
  return Number(`${round}e${power}`);
}

/**
 * One step along a linear range: a whole number is the next; without a slider it is a tenth of the decade.
 * @type {(value: number, range: Range) => number}
 */
function stride(value, { slider, integer }) {
  if (integer) return 1;
  if (slider) return 10 ** Math.round(Math.log10((slider[1] - slider[0]) / SLIDER_STEPS));
  return value === 0 ? FIRST : 10 ** (Math.floor(Math.log10(Math.abs(value)) + 1e-9) - 1);
}

/**
 * A number, or the end that it is beyond; where that end is out of the range, the number before.
 * @type {(next: number, before: number | null, range: Range) => number | null}
 */
function within(next, before, range) {
  if (holds(next, range)) return next;
  const end = range.low !== null && next <= range.low ? range.low : range.high;
  return end !== null && holds(end, range) ? end : before;
}

const SEPARATORS = /[,;:]/;

/**
 * A box's text with its number, of several that at `caret`, `count` steps on, and where it ends; null if there is none.
 * @type {(text: string, caret: number, count: number, parts: Range[], several?: boolean) => { text: string, caret: number } | null}
 */
export function stepped(text, caret, count, parts, several) {
  const [from, to] = several ? around(text, caret) : [0, text.length];
  const place = /** @type {string} */ (text.slice(0, from).split(/[,;]/).at(-1)).split(":").length - 1;
  const range = parts[place % parts.length];
  const typed = text.slice(from, to);
  const found = meanings(typed, range.integer);
  if (found.length !== 1 && typed.trim() !== "") return null;
  const next = step(found.length ? Number(found[0]) : null, count, range);
  if (next === null) return null;
  const space = several ? /** @type {RegExpExecArray} */ (/^\s*/.exec(typed))[0] : "";
  const before = `${text.slice(0, from)}${space}${shown(next)}`;
  return { text: before + text.slice(to), caret: before.length };
}

/**
 * Where the number at a caret begins and ends among others.
 * @type {(text: string, caret: number) => [number, number]}
 */
function around(text, caret) {
  let [from, to] = [caret, caret];
  while (from > 0 && !SEPARATORS.test(text[from - 1])) from--;
  while (to < text.length && !SEPARATORS.test(text[to])) to++;
  return [from, to];
}
