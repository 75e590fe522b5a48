// Numbers as people read them.

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/**
 * A number with `digits` significant digits; very large and very small ones as powers of ten.
 * @type {(value: number, digits?: number) => string}
 */
export function number(value, digits = 4) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "infinite" : "−infinite";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return value.toExponential(digits - 2).replace("e+", "e").replaceAll("-", "−");
  }
  const places = size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return value.toFixed(places).replace("-", "−");
}

/**
 * Labels with a true minus sign, as Plotly writes its own.
 * @type {(labels: string[]) => string[]}
 */
export function withMinus(labels) {
  return labels.map((label) => label.replaceAll("-", "−"));
}

/**
 * A text whose numbers are written as everywhere: with a true minus sign, and powers of ten as short as can be.
 * @type {(text: string) => string}
 */
export function numerals(text) {
  return text.replace(/(\d)e([+-]?)0*(\d)/g, (_, digit, sign, power) => `${digit}e${sign === "-" ? "−" : ""}${power}`).replace(/(?<![\w.)\]])-(?=\d|[.]\d)/g, "−");
}

/**
 * A number without zeros at its fraction's end; those of its power of ten are digits like any other.
 * @type {(value: number, digits?: number) => string}
 */
export function short(value, digits = 3) {
  const text = number(value, digits);
  const [mantissa] = text.split("e");
  return mantissa.includes(".") ? mantissa.replace(/[.]?0+$/, "") + text.slice(mantissa.length) : text;
}

/** @type {(value: number) => string} */
export function percent(value) {
  return `${(100 * value).toFixed(1)}\u00a0%`;
}

// How the solver names parameters, and how they are written: a symbol, and where it belongs.
/** @type {[RegExp, (...parts: string[]) => [string, string]][]} */
const NAMES = [
  [/^w(\d+)\.(\d+)\.(\d+)$/, (layer, unit, input) => [`w${indices(unit, input)}`, `layer ${layer}`]],
  [/^b(\d+)\.(\d+)$/, (layer, unit) => [`b${unit}`, `layer ${layer}`]],
  [/^b\.(\d+)$/, (of) => ["bias", `class ${of}`]],
  [/^(.+)\.(\d+)$/, (weight, of) => [weight, `class ${of}`]],
  [/^b$/, () => ["bias", ""]],
  [/^(.+)$/, (weight) => [weight, ""]],
];

/** @type {(...numbers: string[]) => string} */
function indices(...numbers) {
  return numbers.join(numbers.some((number) => number.length > 1) ? "," : "");
}

/** @type {(name: string) => [string, string]} */
function parts(name) {
  const [form, write] = /** @type {typeof NAMES[number]} */ (NAMES.find(([pattern]) => pattern.test(name)));
  const [text, place] = write(.../** @type {string[]} */ (form.exec(name)).slice(1));
  return [text.replace(/\d/g, (digit) => SUBSCRIPTS[Number(digit)]), place];
}

/**
 * A parameter's symbol: w1 -> w₁, b -> bias, w1.3.2 (layer 1, unit 3, input 2) -> w₃₂.
 * @type {(name: string) => string}
 */
export function symbol(name) {
  return parts(name)[0];
}

/**
 * Parameters in a sentence: w₁₁ and w₁₂ of layer 1.
 * @type {(names: string[]) => string}
 */
export function named(names) {
  const places = new Set(names.map((name) => parts(name)[1]));
  /** @type {(place: string) => string} */
  const of = (place) => (place ? ` of ${place}` : "");
  if (places.size === 1) return sentenceList(names.map(symbol)) + of([...places][0]);
  return sentenceList(names.map((name) => symbol(name) + of(parts(name)[1])));
}

/** @type {(text: string) => string} */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** @type {(words: string[]) => string} */
export function sentenceList(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
