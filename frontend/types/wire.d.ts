// What the stream sends, as wire.js unpacks it: a type for each event. docs/stream.md says what they mean.

/** An unpacked array, row by row. */
interface Packed<T = Float64Array> {
  shape: number[];
  data: T;
}

type Option = number | string | boolean | null | (number | string)[] | (number | string)[][];

interface Contender {
  label: string;
  colour: number;
  /** As in the address, from 1. */
  number: number;
}

interface ContenderConfig {
  optimizer: string;
  schedule: string;
  batch_size: number | null;
  off: boolean;
  hyperparameters: Record<string, unknown>;
  learning_rate: number;
  manual: [number, number][] | null;
  schedule_options: Record<string, Option>;
  [name: string]: unknown;
}

interface ProblemConfig {
  dataset: string;
  function: string;
  options: Record<string, Option>;
  features: string[];
  model: string;
  model_options: Record<string, Option>;
  loss: string;
  l1: number;
  l2: number;
  edits: number[][];
  [name: string]: unknown;
}

/** A whole configuration. */
interface Config {
  problem: ProblemConfig;
  contenders: ContenderConfig[];
  start: { parameters: number[] | null; [name: string]: unknown };
  stopping: { objective_below: number | null; [name: string]: unknown };
  epochs: number;
  plane: { kind: string; extent?: unknown };
  [name: string]: unknown;
}

interface Data {
  points: Packed;
  labels: Packed<Int32Array>;
  train: number;
  ids: Packed<Int32Array>;
  samples: number;
  edited: boolean;
  classes: number;
  levels: number;
  extent: [number, number, number, number];
}

interface TestFunction {
  name: string;
  domain: number[][];
  minima: Packed;
  values: Packed;
}

/** The event `run`. */
interface RunEvent {
  config: Config;
  query: string;
  link: boolean;
  contenders: Contender[];
  parameters: string[];
  epochs: number;
  data: Data | null;
  function: TestFunction | null;
}

interface BoundaryLines {
  points: Packed;
  lines: Packed<Int32Array>;
  frames: Packed<Int32Array>;
}

/** A column of numbers, one a contender and epoch. */
type Column =
  | "objective"
  | "train_loss"
  | "test_loss"
  | "train_accuracy"
  | "test_accuracy"
  | "gradient_norm"
  | "step_length"
  | "learning_rate"
  | "updates"
  | "evaluations";

/** The event `frames`; a test function has some of its columns only. */
interface FramesEvent extends Record<Column, Packed> {
  first: number;
  last: number;
  field: Packed<Uint8Array>;
  boundary: BoundaryLines[];
}

interface Plane {
  kind: string;
  labels: string[];
  sentence: string;
  through: string;
  explained: number[] | null;
  origin: Packed;
  directions: Packed;
}

/** A slice, as received_slices.js puts it together from the events `surface`. */
interface Slice {
  plane: Plane;
  u: Packed;
  v: Packed | null;
  z: Packed<Float32Array | Float64Array>;
  epoch: number | null;
  follows: number | null;
  left_out: string | null;
}

/** The event `projection`. */
interface Projection {
  first: number;
  last: number;
  epochs: Packed;
  u: Packed;
  v: Packed | null;
  height: Packed;
  objective: Packed;
  distance: Packed;
  left_out: string | null;
}

/** The event `critical`. */
interface Critical {
  epochs: (number | null)[];
  slice: Packed<Int32Array>;
  u: Packed;
  v: Packed | null;
  objective: Packed;
  kind: string[];
  lowest: boolean[];
  left_out: string | null;
}

/** The event `curvature`. */
interface Curvature {
  epochs: number[];
  largest: Packed;
  smallest: Packed;
  condition: Packed;
  stability: Packed;
  limit: (number | null)[];
  left_out: string | null;
}

interface Arrow {
  u: Packed;
  v: Packed | null;
  length: Packed;
}

/** The event `motion`. */
interface Motion {
  epochs: Packed;
  arrows: Record<string, Arrow>;
  slots: Record<string, Packed>[];
  left_out: string | null;
}

interface Remedy {
  text: string;
  changes: Changes;
}

interface Ended {
  stopped: string;
  /** The same in a word. */
  ended: string;
  epoch: number;
  sentence: string;
  cause: string | null;
  headline: string | null;
  remedy: Remedy | null;
  classification: unknown;
  confusion: number[][] | null;
}

/** The event `report`. */
interface Report {
  contenders: Ended[];
  left_out: string | null;
}

/** The careful run, and where it settles. */
interface Settled {
  rate: number;
  first: number;
  epoch: number;
  last: number;
  eigenvalue: number;
}

interface Limit {
  /** The largest stable learning rate. */
  limit: number | null;
  reason: string | null;
  sentence: string | null;
  holds: string | null;
  product: number | null;
  settled: Settled | null;
  beyond: boolean | null;
}

/** The event `limits`. */
interface Limits {
  contenders: Limit[];
}

/** Names of the address with what they are set to, null for what is left out. */
type Changes = Record<string, string | null>;
