// Scales: from values to drawn coordinates, with round ticks.

// A logarithmic range narrower than this factor has linear ticks: there are too few round powers in it.
const NARROW = 4;

/** A height drawn linearly or as its decimal logarithm, over a range that holds `low` to `high`, with at most so many ticks. */
export function heightScale(kind, low, high, most = 9) {
  const log = kind === "log" && low > 0;
  const of = log ? Math.log10 : (value) => value;
  const [a, b] = [of(low), of(high)];
  const margin = 0.02 * (b - a || Math.abs(b) || 1);
  const range = [a - margin, b + margin];
  const ticks = log && high >= NARROW * low ? logTicks(low, high, most) : linearTicks(low, high, Math.min(6, most));
  return {
    kind,
    of,
    range,
    ticks: ticks.map(of),
    labels: tickLabels(ticks),
    /** A drawn height as a share of the range. */
    share: (drawn) => (drawn - range[0]) / (range[1] - range[0]),
  };
}

export function linearTicks(low, high, most) {
  const rough = (high - low) / most;
  // Between numbers that differ only by rounding there is nothing round.
  if (!(high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high)))) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
  const ticks = [];
  for (let i = Math.ceil(low / step); i * step <= high * (1 + 1e-12); i++) ticks.push(i * step);
  return ticks;
}

/** Ones, twos and fives of each power of ten, thinned out until they are at most so many. */
export function logTicks(low, high, most = 9) {
  for (const digits of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = roundNumbers(digits, low, high);
    if (ticks.length <= most) return ticks;
  }
  const powers = roundNumbers([1], low, high);
  const every = Math.ceil(powers.length / (most - 1));
  return powers.filter((_, i) => i % every === 0);
}

function roundNumbers(digits, low, high) {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const numbers = [];
  for (let power = first; power <= last; power++) {
    for (const digit of digits) numbers.push(Number(`${digit}e${power}`));
  }
  return numbers.filter((number) => number >= low && number <= high);
}

/** Labels with as many digits as it takes to tell neighbours apart. */
export function tickLabels(ticks) {
  for (let digits = 3; digits < 15; digits++) {
    const labels = ticks.map((tick) => tickLabel(tick, digits));
    const exact = ticks.every((tick) => Math.abs(Number(tick.toPrecision(digits)) - tick) <= 1e-9 * Math.abs(tick));
    if (exact && new Set(labels).size === labels.length) return labels;
  }
  return ticks.map(String);
}

function tickLabel(value, digits) {
  const size = Math.abs(value);
  const short = Number(value.toPrecision(digits));
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return short.toExponential().replace("e+", "e");
  return String(short);
}
