// What is kept of a run that is over: a small picture of its landscape, its loss curves, its figures and settings, in a
// few kilobytes of plain JSON.

import { bounds, scaled } from "../views/landscape/heights.js";

// Cells a side of the picture, places of a trail, and points of a curve.
const CELLS = 40;
const PLACES = 60;
const POINTS = 80;
// Pixels of a stage with room for any scale.
const STAGE = 500;

/**
 * `kind` is how heights are drawn; `rest` is kept as it is.
 * @type {(run: Run, kind: string, rest: Pick<Snapshot, "time" | "summary" | "settings">) => Snapshot}
 */
export function snapshot(run, kind, rest) {
  return {
    query: run.query,
    noun: run.noun,
    contenders: run.contenders.map(({ label, colour }, k) => ({ label, colour, ...figures(run, k) })),
    picture: picture(run, kind),
    curves: run.contenders.map((_, k) => curve(run, k)),
    ...rest,
  };
}

/** @type {(run: Run, k: number) => Pick<Snapshot["contenders"][number], "loss" | "test_loss" | "test_accuracy" | "stopped" | "epoch">} */
function figures(run, k) {
  /** @type {(name: Column) => number | null} */
  const at = (name) => (run.function ? null : finite(run.scalar(name, k, run.last)));
  const { stopped, epoch } = /** @type {Report} */ (run.report).contenders[k];
  return { loss: finite(run.scalar("objective", k, run.last)), test_loss: at("test_loss"), test_accuracy: at("test_accuracy"), stopped, epoch };
}

/** @type {(run: Run, k: number) => Snapshot["curves"][number]} */
function curve(run, k) {
  const values = run.column("objective", k);
  const epochs = sampled(values.length, POINTS);
  return { epochs, losses: epochs.map((epoch) => finite(values[epoch])) };
}

/**
 * The last slice: over two directions `heights` are bytes row by row, 0 where there is no height, else 1 to 255 by share
 * of the scale; over one direction (`rows` 1) as well. Trails are shares of the picture to the right and up.
 * @type {(run: Run, kind: string) => Picture}
 */
function picture(run, kind) {
  const slice = run.slice(run.end);
  const scale = scaled(kind, run, bounds(run), STAGE);
  /** @type {(loss: number) => number} */
  const share = (loss) => scale.share(scale.of(loss));
  const [rows, columns] = slice.v ? slice.z.shape : [1, slice.z.shape[0]];
  const [down, across] = [sampled(rows, CELLS), sampled(columns, CELLS)];
  const bytes = down.flatMap((row) => across.map((column) => byte(share(slice.z.data[row * columns + column]))));
  return {
    rows: down.length,
    columns: across.length,
    heights: btoa(String.fromCharCode(...bytes)),
    trails: run.contenders.map((_, k) => trail(run, k, slice, share)),
  };
}

/** @type {(share: number) => number} */
function byte(share) {
  return Number.isFinite(share) ? 1 + Math.round(254 * Math.min(1, Math.max(0, share))) : 0;
}

/** @type {(run: Run, k: number, slice: Slice, share: (loss: number) => number) => number[][]} */
function trail(run, k, slice, share) {
  const { epochs, u, v, height } = /** @type {Projection} */ (run.projection);
  const n = epochs.data.length;
  /** @type {(values: Packed, value: number) => number} */
  const place = ({ data }, value) => (value - data[0]) / (data[data.length - 1] - data[0]);
  const points = sampled(n, PLACES).map((i) => {
    const at = k * n + i;
    return [place(slice.u, u.data[at]), slice.v ? place(slice.v, /** @type {Packed} */ (v).data[at]) : share(height.data[at])];
  });
  const end = points.findIndex((point) => !point.every(Number.isFinite));
  return (end < 0 ? points : points.slice(0, end)).map((point) => point.map((value) => Number(value.toFixed(3))));
}

/**
 * At most so many indices of `length`, evenly from the first to the last.
 * @type {(length: number, most: number) => number[]}
 */
function sampled(length, most) {
  const count = Math.min(length, most);
  return Array.from({ length: count }, (_, i) => (count > 1 ? Math.round((i * (length - 1)) / (count - 1)) : 0));
}

/**
 * To the digits that are shown; JSON has no NaN.
 * @type {(value: number) => number | null}
 */
function finite(value) {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
}
