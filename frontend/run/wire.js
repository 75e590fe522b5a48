// What the stream sends: server-sent events whose arrays are base64 of little-endian bytes, row by row, or differences of
// whole numbers in base64 VLQ.

/**
 * An event as it came: its `data` are JSON.
 * @typedef {{ id: string, kind: string, data: string }} StreamEvent
 */

/** @typedef {Float64Array | Float32Array | Int32Array | Uint8Array} Numbers */

const TYPES = {
  "<f8": Float64Array,
  "<f4": Float32Array,
  // Of the size of an epoch or a place: small enough to be numbers.
  "<i4": Int32Array,
  "|u1": Uint8Array,
};
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
// The digit of each character, by its code.
const DIGITS = new Uint8Array(128);
for (let digit = 0; digit < ALPHABET.length; digit++) DIGITS[ALPHABET.charCodeAt(digit)] = digit;
// Bits of a number that a character holds; one more says whether another character follows.
const BITS = 5;
const MORE = 1 << BITS;

/** @type {(base64: string) => Uint8Array<ArrayBuffer>} */
function bytes(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
}

/**
 * A packed array -> { shape, data }, data a typed array. Where it has `along`, its data are differences along these axes.
 * @type {(packed: { dtype: string, shape: number[], along?: number[], data: string }) => Packed<Numbers>}
 */
export function unpack({ dtype, shape, along, data }) {
  const Type = TYPES[/** @type {keyof typeof TYPES} */ (dtype)];
  if (!Type) throw new TypeError(`unknown array type ${dtype}`);
  if (!along) return { shape, data: new Type(bytes(data).buffer) };
  const numbers = new Type(shape.reduce((product, side) => product * side, 1));
  readWhole(data, numbers);
  for (const axis of along) sumUp(numbers, shape, axis);
  return { shape, data: numbers };
}

/**
 * Reads whole numbers in base64 VLQ: the sign is the lowest bit, then come the digits, the lowest first.
 * @type {(text: string, out: Numbers) => void}
 */
function readWhole(text, out) {
  let at = 0;
  for (let i = 0; i < out.length; i++) {
    let digit = DIGITS[text.charCodeAt(at++)];
    let number = digit % MORE;
    for (let shift = BITS; digit >= MORE; shift += BITS) {
      digit = DIGITS[text.charCodeAt(at++)];
      number |= (digit % MORE) << shift;
    }
    out[i] = number & 1 ? -(number >>> 1) : number >>> 1;
  }
}

/**
 * Makes differences along an axis the numbers themselves.
 * @type {(numbers: Numbers, shape: number[], axis: number) => void}
 */
function sumUp(numbers, shape, axis) {
  const step = shape.slice(axis + 1).reduce((product, side) => product * side, 1);
  const block = step * shape[axis];
  for (let begin = 0; begin < numbers.length; begin += block) {
    for (let i = begin + step; i < begin + block; i++) numbers[i] += numbers[i - step];
  }
}

/**
 * Parses JSON, unpacking every array in it.
 * @type {(json: string) => any}
 */
export function parse(json) {
  return JSON.parse(json, (_, value) => (value && value.dtype && value.shape ? unpack(value) : value));
}

/** Cuts a growing text of server-sent events into events; `push(text)` returns those that are complete. */
export class EventParser {
  /** @type {string[]} */
  #pending = [];
  #end = "";

  /** @type {(text: string) => StreamEvent[]} */
  push(text) {
    const events = [];
    let begin = 0;
    // The two line feeds that end an event may come in two pieces.
    const joined = this.#end + text;
    const shift = this.#end.length;
    for (let at = joined.indexOf("\n\n"); at >= 0; at = joined.indexOf("\n\n", at + 2)) {
      this.#pending.push(text.slice(begin, Math.max(0, at - shift)));
      begin = at + 2 - shift;
      const event = readEvent(this.#pending.join(""));
      this.#pending = [];
      if (event) events.push(event);
    }
    this.#pending.push(text.slice(begin));
    this.#end = text.slice(begin).endsWith("\n") ? "\n" : "";
    return events;
  }
}

/** @type {(block: string) => StreamEvent | null} */
function readEvent(block) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(": ");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
  }
  return fields.event ? { id: fields.id, kind: fields.event, data: fields.data ?? "" } : null;
}
