// One value in its three forms: as a control holds it, as the configuration does, and as the address writes it.

/**
 * What a control holds -> what the address says; "" where the control is empty.
 * @type {(held: Held, control: Pick<Control, "kind">) => string}
 */
export function written(held, { kind }) {
  if (kind === "switch") return held ? "1" : "0";
  if (kind === "several") return /** @type {string[]} */ (held ?? []).join(",");
  return kind === "list" ? tidy(held) : String(held ?? "");
}

/**
 * What the configuration says -> what the control holds.
 * @type {(value: unknown, control: Pick<Control, "kind">) => Held}
 */
export function held(value, { kind }) {
  if (kind === "switch") return Boolean(value);
  if (kind === "several") return /** @type {string[]} */ (value ?? []);
  if (kind === "pick") return String(value ?? "");
  if (kind === "list") return /** @type {unknown[]} */ (value ?? []).map((item) => [item].flat().join(":")).join(", ");
  return /** @type {number | string} */ (value ?? "");
}

/**
 * Whether two values of a control mean the same.
 * @type {(a: unknown, b: unknown) => boolean}
 */
export function same(a, b) {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= 1e-9 * Math.abs(a);
  return tidy(a) === tidy(b);
}

/**
 * A list without the spaces around its commas and colons; those inside of a number are for the server to refuse.
 * @type {(text: unknown) => string}
 */
function tidy(text) {
  return String(text ?? "").replaceAll(/\s*([,:])\s*/g, "$1").trim();
}

/**
 * A slider's position as the number it stands for: to four digits, or as a power of ten to three.
 * @type {(position: number, control: Pick<Control, "log" | "integer">) => number}
 */
export function fromSlider(position, { log, integer }) {
  const value = log ? 10 ** position : position;
  return integer ? Math.round(value) : Number(value.toPrecision(log ? 3 : 4));
}

/** @type {(value: number, control: Pick<Control, "log">) => number} */
export function toSlider(value, { log }) {
  return log ? Math.log10(value) : value;
}
