// Edits of the data by hand, as an address and a configuration have them: [id, x, y, class] where a point is put or added,
// [id] where it is taken away; ascending by id.

/**
 * An edit, and a point of the data.
 * @typedef {number[]} Edit
 * @typedef {{ id: number, x: number, y: number, label: number, train: boolean, added: boolean }} Point
 */

// Coordinates are written to this share of the picture's width.
const FINE = 1e-4;

/**
 * From an address: "17:1.25:-0.5:1,18".
 * @type {(text: string | null) => Edit[]}
 */
export function parse(text) {
  return text ? text.split(",").map((item) => item.split(":").map(Number)) : [];
}

/** @type {(edits: Edit[]) => string} */
export function write(edits) {
  return edits.map((edit) => edit.join(":")).join(",");
}

/**
 * A point is there, of that class, whatever was said of it before.
 * @type {(edits: Edit[], point: { id: number, x: number, y: number, label: number }) => Edit[]}
 */
export function put(edits, { id, x, y, label }) {
  return insert(edits, [id, x, y, label]);
}

/**
 * A point is gone; of `samples` points before any edit, those beyond were only added.
 * @type {(edits: Edit[], id: number, samples: number) => Edit[]}
 */
export function remove(edits, id, samples) {
  return id < samples ? insert(edits, [id]) : edits.filter((edit) => edit[0] !== id);
}

/** @type {(edits: Edit[], edit: Edit) => Edit[]} */
function insert(edits, edit) {
  return [...edits.filter(([id]) => id !== edit[0]), edit].sort((a, b) => a[0] - b[0]);
}

/**
 * The number of the next point that is added: beyond all that have ever been.
 * @type {(edits: Edit[], samples: number) => number}
 */
export function nextId(edits, samples) {
  return Math.max(samples, ...edits.slice(-1).map(([id]) => id + 1));
}

/**
 * A coordinate as short as the picture of [x0, x1, y0, y1] can show.
 * @type {(value: number, extent: ArrayLike<number> & Iterable<number>) => number}
 */
export function rounded(value, [x0, x1]) {
  const power = Math.floor(Math.log10((x1 - x0) * FINE));
  return power < 0 ? Number(value.toFixed(Math.min(100, -power))) : Math.round(value / 10 ** power) * 10 ** power;
}

/**
 * The points that there are after edits, from those that a run was drawn with, which may know of other edits: each
 * { id, x, y, label, train, added }, training points first.
 * @type {(data: Pick<Data, "points" | "labels" | "ids" | "train" | "samples">, edits: Edit[]) => Point[]}
 */
export function places({ points, labels, ids, train, samples }, edits) {
  const left = new Map(edits.map((edit) => [edit[0], edit]));
  /** @type {Point[]} */
  const training = [];
  /** @type {Point[]} */
  const test = [];
  for (let i = 0; i < labels.data.length; i++) {
    const id = ids.data[i];
    // What was added, and is asked for no more.
    if (id >= samples && !left.has(id)) continue;
    const edit = left.get(id) ?? [id, points.data[2 * i], points.data[2 * i + 1], labels.data[i]];
    left.delete(id);
    if (edit.length === 4) (i < train ? training : test).push(place(edit, i < train, samples));
  }
  for (const edit of left.values()) if (edit[0] >= samples) training.push(place(edit, true, samples));
  return [...training, ...test];
}

/** @type {(edit: Edit, train: boolean, samples: number) => Point} */
function place([id, x, y, label], train, samples) {
  return { id, x, y, label, train, added: id >= samples };
}
