// @ts-nocheck
// What the stream sends: server-sent events whose arrays are base64 of little-endian bytes, row by row.

const TYPES = {
  "<f8": (buffer) => new Float64Array(buffer),
  "<f4": (buffer) => new Float32Array(buffer),
  // Of the size of an epoch or a place: small enough to be numbers.
  "<i4": (buffer) => new Int32Array(buffer),
  "|u1": (buffer) => new Uint8Array(buffer),
};

function bytes(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
}

/** A packed array -> { shape, data }, data a typed array. */
export function unpack({ dtype, shape, data }) {
  const read = TYPES[dtype];
  if (!read) throw new TypeError(`unknown array type ${dtype}`);
  return { shape, data: read(bytes(data).buffer) };
}

/** Parses JSON, unpacking every array in it. */
export function parse(json) {
  return JSON.parse(json, (_, value) => (value && value.dtype && value.shape ? unpack(value) : value));
}

/** Cuts a growing text of server-sent events into events; `push(text)` returns those that are complete. */
export class EventParser {
  #pending = [];
  #end = "";

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

function readEvent(block) {
  const fields = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(": ");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
  }
  return fields.event ? { id: fields.id, kind: fields.event, data: fields.data ?? "" } : null;
}
