// Small things that several tests make: packed arrays, events as text, answers of a server, runs, surfaces.

import { Run } from "../../frontend/run/run.js";

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
    function: null,
    ...rest,
  });
}

/** A surface event over the grid of `u` and `v` (null: a line) whose losses are `height(u, v)`. */
export function makeSurface(u, v, height, rest = {}) {
  const { labels = v ? ["w1", "w2"] : ["w1"], sentence = "", ...others } = rest;
  const z = (v ?? [0]).flatMap((y) => u.map((x) => height(x, y)));
  return {
    plane: { labels, sentence },
    u: f8([u.length], u),
    v: v && f8([v.length], v),
    z: f8(v ? [v.length, u.length] : [u.length], z),
    epoch: null,
    follows: null,
    ...others,
  };
}

/** A projection of paths, one a contender: lists of [u, v, height, objective, distance] at the same epochs. */
export function makeProjection(epochs, paths) {
  const part = (i) => f8([paths.length, epochs.length], paths.flatMap((path) => path.map((point) => point[i])));
  return {
    first: epochs[0],
    last: epochs.at(-1),
    epochs: f8([epochs.length], epochs),
    u: part(0),
    v: part(1),
    height: part(2),
    objective: part(3),
    distance: part(4),
  };
}

/** The moment at which every contender of a run is at the same epoch. */
export function makeMoment(run, epoch) {
  return { position: epoch, epochs: run.contenders.map(() => epoch), epoch, whole: Math.floor(epoch), spent: null };
}

/** A path that remembers its points: Node has none of its own. */
globalThis.Path2D ??= class {
  points = [];

  moveTo(x, y) {
    this.points.push([x, y]);
  }

  lineTo(x, y) {
    this.points.push([x, y]);
  }
};

/** A stage on which shares are pixels of a picture of 200 by 100, flat at a third of its height, as overlay.js wants it. */
export function makeStage(rest = {}) {
  const under = ([x]) => (x >= 0 && x <= 1 ? 1 / 3 : NaN);
  return {
    area: { left: 0, top: 0, width: 200, height: 100 },
    clip: false,
    hides: () => false,
    place: (u, v) => [u, v],
    share: (u, v, height) => [u, v, height],
    pixel: ([x, , z]) => [200 * x, 100 * (1 - z), 1],
    under,
    foot: ([x, y]) => [x, y, under([x])],
    off: ([x, , z]) => Math.abs(z - under([x])),
    ...rest,
  };
}

/** A canvas that remembers what was drawn on it: arcs, and the points of lines. */
export function makeContext() {
  const drawn = { arcs: [], points: [] };
  const remember = { arc: (x, y, radius) => drawn.arcs.push([x, y, radius]) };
  remember.stroke = (path) => path && drawn.points.push(...path.points);
  for (const name of ["moveTo", "lineTo", "translate"]) remember[name] = (x, y) => drawn.points.push([x, y]);
  const context = new Proxy({ drawn, ...remember }, { get: (target, name) => target[name] ?? (() => {}) });
  return context;
}

export function closeTo(actual, expected, tolerance = 1e-9) {
  return Math.abs(actual - expected) <= tolerance;
}
