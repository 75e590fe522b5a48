// Scales: from values to drawn coordinates, with round ticks.

/**
 * From values to drawn heights (`of`), and these as shares of their `range`; `ticks` are drawn heights.
 * @typedef {{
 *   kind: string, low: number, high: number, level: boolean, of: (value: number) => number, range: number[],
 *   share: (drawn: number) => number, value: (share: number) => number, ticks: number[], labels: string[],
 * }} Scale
 */

// A logarithmic range narrower than this factor has linear ticks: there are too few round powers in it.
const NARROW = 4;
// The share of their range by which values may miss the lowest known one to be drawn from there.
const NEAR = 0.01;
// Above the lowest value, where that is zero or below, no more powers of ten are drawn than these.
const DEEPEST = 8;
// A range narrower than this share of its values is level: its relief is not worth a picture.
export const LEVEL = 1e-5;
// A range narrower than this share of its values is rounding.
export const ROUNDING = 1e-11;
// Values smaller than this are zero: float64 has few digits left for a range of them.
const ZERO = 1e-300;
// How high, in powers of ten, the lowest tick may be above the lowest value, to be a rounder one.
const LEAST = 0.1;

/**
 * A height drawn linearly or as its decimal logarithm, over a range that holds `low` to `high`, with at most so many
 * ticks. No logarithm reaches zero: there its kind is "shifted", the logarithm of how far a value is above `low`, which
 * runs out in a straight line where that is less than about `unit`. The ticks say the values themselves. What differs by
 * less than the share `least` of its values is `level`, and drawn so.
 * @type {(kind: string, low: number, high: number, most?: number, unit?: number, least?: number) => Scale}
 */
export function heightScale(kind, low, high, most = 9, unit = 0, least = LEVEL) {
  const [from, to] = opened(low, high, least);
  const level = from < low;
  // No logarithm is needed where all is level.
  if (level && from <= 0) return { ...plainScale("linear", from, to, most), level };
  const scale = kind === "log" && from <= 0 ? shiftedScale(from, to, most, unit) : plainScale(kind, from, to, most);
  return { ...scale, level };
}

/**
 * The range itself, or one about its middle that is the share `least` of its values wide; about zero it is 1 wide.
 * @type {(low: number, high: number, least: number) => [number, number]}
 */
function opened(low, high, least) {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const width = size < ZERO ? 1 : least * size;
  if (high - low >= width) return [low, high];
  const middle = low + (high - low) / 2;
  return [middle - width / 2, middle + width / 2];
}

/** @type {(kind: string, low: number, high: number, most: number) => Omit<Scale, "level">} */
function plainScale(kind, low, high, most) {
  const log = kind === "log";
  /** @type {(value: number) => number} */
  const of = log ? Math.log10 : (value) => value;
  /** @type {(drawn: number) => number} */
  const back = log ? (drawn) => 10 ** drawn : (drawn) => drawn;
  const ticks = log && high >= NARROW * low ? logTicks(low, high, most) : linearTicks(low, high, Math.min(6, most));
  return { kind, low, high, of, ...ranged(of, back, low, high), ticks: ticks.map(of), labels: tickLabels(ticks) };
}

/**
 * The lowest of known values if values from `low` to `high` come near to it, else `low`.
 * @type {(low: number, high: number, known: Iterable<number>) => number}
 */
export function based(low, high, known) {
  const lowest = Math.min(low, ...known);
  return low - lowest <= NEAR * (high - lowest) ? lowest : low;
}

/** @type {(low: number, high: number, most: number, wanted: number) => Omit<Scale, "level">} */
function shiftedScale(low, high, most, wanted) {
  const unit = Math.max(wanted, (high - low) * 10 ** -DEEPEST);
  /** @type {(value: number) => number} */
  const of = (value) => Math.log10(Math.max(0, value - low) / unit + 1);
  /** @type {(drawn: number) => number} */
  const back = (drawn) => low + unit * (10 ** drawn - 1);
  const ticks = evenTicks(high, of, (drawn) => Math.min(high, back(drawn)), Math.min(6, most));
  return { kind: "shifted", low, high, of, ...ranged(of, back, low, high), ticks: ticks.map(of), labels: tickLabels(ticks) };
}

/** @type {(of: (value: number) => number, back: (drawn: number) => number, low: number, high: number) => Pick<Scale, "range" | "share" | "value">} */
function ranged(of, back, low, high) {
  // By quarters: the largest numbers' difference is none.
  const [a, b] = [of(low) / 4, of(high) / 4];
  const margin = 0.02 * (b - a);
  const [from, to] = [a - margin, b + margin];
  return {
    range: [from, to].map((quarter) => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, 4 * quarter))),
    /** A drawn height as a share of the range. */
    share: (drawn) => (drawn / 4 - from) / (to - from),
    /** The value at a share of the range. */
    value: (share) => back(4 * (from + share * (to - from))),
  };
}

/**
 * At even drawn heights, or near them, the roundest values.
 * @type {(high: number, of: (value: number) => number, back: (drawn: number) => number, count: number) => number[]}
 */
function evenTicks(high, of, back, count) {
  const top = of(high);
  const step = top / (count - 0.7);
  const least = roundest(back(0), back(Math.min(0.2 * step, LEAST)));
  const rest = Array.from({ length: count - 1 }, (_, i) => {
    return roundest(back((i + 0.7) * step), back(Math.min(top, (i + 1.3) * step)));
  });
  return top > 0 ? [least, ...rest] : [least];
}

/**
 * A number from `low` to `high` with as few digits as can be.
 * @type {(low: number, high: number) => number}
 */
function roundest(low, high) {
  if (low <= 0 && high >= 0) return 0;
  for (let power = Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high)))); power > -300; power--) {
    for (const digit of [1, 5, 2]) {
      const first = Math.ceil(low / Number(`${digit}e${power}`));
      const number = Number(`${digit * first}e${power}`);
      if (number <= high) return number;
    }
  }
  return low;
}

/** @type {(low: number, high: number, most: number) => number[]} */
export function linearTicks(low, high, most) {
  const rough = high / most - low / most;
  // Between numbers that differ only by rounding there is nothing round.
  if (!(high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high)))) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = /** @type {number} */ ([1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough));
  const ticks = [];
  for (let i = Math.ceil(low / step); i <= (high / step) * (1 + 1e-12); i++) ticks.push(i * step);
  return ticks;
}

/**
 * Ones, twos and fives of each power of ten, thinned out until they are at most so many.
 * @type {(low: number, high: number, most?: number) => number[]}
 */
export function logTicks(low, high, most = 9) {
  for (const digits of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = roundNumbers(digits, low, high);
    if (ticks.length <= most) return ticks;
  }
  const powers = roundNumbers([1], low, high);
  const every = Math.ceil(powers.length / (most - 1));
  return powers.filter((_, i) => i % every === 0);
}

/** @type {(digits: number[], low: number, high: number) => number[]} */
function roundNumbers(digits, low, high) {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const numbers = [];
  for (let power = first; power <= last; power++) {
    for (const digit of digits) numbers.push(Number(`${digit}e${power}`));
  }
  return numbers.filter((number) => number >= low && number <= high);
}

/**
 * Labels with as many digits as it takes to tell neighbours apart.
 * @type {(ticks: number[]) => string[]}
 */
export function tickLabels(ticks) {
  for (let digits = 3; digits < 15; digits++) {
    const labels = ticks.map((tick) => tickLabel(tick, digits));
    const exact = ticks.every((tick) => Math.abs(Number(tick.toPrecision(digits)) - tick) <= 1e-9 * Math.abs(tick));
    if (exact && new Set(labels).size === labels.length) return labels;
  }
  return ticks.map(String);
}

/** @type {(value: number, digits: number) => string} */
function tickLabel(value, digits) {
  const size = Math.abs(value);
  const short = Number(value.toPrecision(digits));
  const power = short.toExponential().replace("e+", "e");
  return size !== 0 && (size < 1e-3 || size >= 1e5) && power.length < String(short).length ? power : String(short);
}
