// Small things that several tests make: packed arrays, events as text, answers of a server, runs, surfaces.

import { Run } from "../../assets/js/run.js";

const WRITERS = {
  "<f8": [8, "setFloat64"],
  "<f4": [4, "setFloat32"],
  "<i4": [4, "setInt32"],
  "|u1": [1, "setUint8"],
};

/** Numbers as the server packs them: base64 of little-endian bytes, whatever this machine's order is. */
export function pack(dtype, shape, values) {
  const [size, set] = WRITERS[dtype];
  const view = new DataView(new ArrayBuffer(size * values.length));
  values.forEach((value, i) => view[set](size * i, value, true));
  return { dtype, shape, data: btoa(String.fromCharCode(...new Uint8Array(view.buffer))) };
}

/** An unpacked array of float64, as the modules see it. */
export function f8(shape, values) {
  return { shape, data: Float64Array.from(values) };
}

/** An event as the server writes it. */
export function sse({ id, kind, data }) {
  return `id: ${id}\nevent: ${kind}\ndata: ${data}\n\n`;
}

/** A response whose body comes in these pieces; once they are read, `end(controller)` says how it ends, if it does. */
export function streamed(pieces, end = (controller) => controller.close()) {
  const encoder = new TextEncoder();
  const left = [...pieces];
  const pull = async (controller) => {
    if (left.length) return controller.enqueue(encoder.encode(left.shift()));
    await new Promise(setImmediate);
    return end(controller);
  };
  return new Response(new ReadableStream({ pull }));
}

/** What `run` events hold besides what a test cares for. */
export function makeRun(contenders, rest = {}) {
  return new Run({
    config: { problem: { l1: 0, l2: 0 } },
    query: "v=1",
    contenders: Array.from({ length: contenders }, (_, k) => ({ label: `Contender ${k}`, colour: k })),
    parameters: ["w1", "w2", "b"],
    epochs: 9,
    data: {},
    ...rest,
  });
}

/** A projection of paths, one a contender: lists of [u, v, height] at the same epochs. */
export function makeProjection(epochs, paths) {
  const part = (i) => f8([paths.length, epochs.length], paths.flatMap((path) => path.map((point) => point[i])));
  return {
    first: epochs[0],
    last: epochs.at(-1),
    epochs: f8([epochs.length], epochs),
    u: part(0),
    v: part(1),
    height: part(2),
  };
}

export function closeTo(actual, expected, tolerance = 1e-9) {
  return Math.abs(actual - expected) <= tolerance;
}
