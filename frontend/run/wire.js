// What the stream sends: server-sent events whose arrays are base64 of little-endian bytes, row by row.

/**
 * An event as it came: its `data` are JSON.
 * @typedef {{ id: string, kind: string, data: string }} StreamEvent
 */

/** @type {Record<string, (buffer: ArrayBuffer) => Float64Array | Float32Array | Int32Array | Uint8Array>} */
const TYPES = {
  "<f8": (buffer) => new Float64Array(buffer),
  "<f4": (buffer) => new Float32Array(buffer),
  // Of the size of an epoch or a place: small enough to be numbers.
  "<i4": (buffer) => new Int32Array(buffer),
  "|u1": (buffer) => new Uint8Array(buffer),
};

/** @type {(base64: string) => Uint8Array<ArrayBuffer>} */
function bytes(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
}

/**
 * A packed array -> { shape, data }, data a typed array.
 * @type {(packed: { dtype: string, shape: number[], data: string }) => Packed<Float64Array | Float32Array | Int32Array | Uint8Array>}
 */
export function unpack({ dtype, shape, data }) {
  const read = TYPES[dtype];
  if (!read) throw new TypeError(`unknown array type ${dtype}`);
  return { shape, data: read(bytes(data).buffer) };
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
