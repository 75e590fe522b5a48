// Numbers as people read them.

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** A number with `digits` significant digits; very large and very small ones as powers of ten. */
export function number(value, digits = 4) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "infinite" : "−infinite";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return value.toExponential(digits - 2).replace("e+", "e").replaceAll("-", "−");
  }
  const places = size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return value.toFixed(places).replace("-", "−");
}

export function percent(value) {
  return `${(100 * value).toFixed(1)}\u00a0%`;
}

/** A parameter's name as it is written: w1 -> w₁, b -> bias. */
export function parameter(name) {
  if (name === "b") return "bias";
  return name.replace(/\d/g, (digit) => SUBSCRIPTS[digit]);
}

export function sentenceList(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
