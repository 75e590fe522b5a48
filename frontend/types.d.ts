// What several modules speak of: what the stream sends, what the page's boot data hold, and what Dash gives. Nothing here
// is code.

type Run = import("./run/run.js").Run;
type NumberRange = import("./base/numbers.js").Range;

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
  [name: string]: unknown;
}

/** A whole configuration. */
interface Config {
  problem: ProblemConfig;
  contenders: ContenderConfig[];
  start: { parameters: number[] | null; [name: string]: unknown };
  stopping: { objective_below: number | null; [name: string]: unknown };
  epochs: number;
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

/** The event `surface`. */
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
  epochs: number[];
  arrows: Record<string, Arrow>;
  slots: Record<string, Packed>[];
  left_out: string | null;
}

interface Remedy {
  text: string;
  changes: Changes;
}

interface Outcome {
  stopped: string;
  epoch: number;
  sentence: string;
  cause: string | null;
  headline: string | null;
  remedy: Remedy | null;
  classification: unknown;
  confusion: unknown;
}

/** The event `report`. */
interface Report {
  contenders: Outcome[];
  left_out: string | null;
}

/** Names of the address with what they are set to, null for what is left out. */
type Changes = Record<string, string | null>;

/** What is shown at a position of the clock. */
interface Moment {
  position: number;
  /** The contenders' own. */
  epochs: number[];
  /** That of the contender which the slice follows. */
  epoch: number;
  whole: number;
  spent: number | null;
}

/** The colours of a theme, by name. */
type Theme = Record<string, string>;

/** The value of a control, as Dash holds it. */
type Held = number | string | boolean | string[] | null | undefined;

/** What the page must know of a control. */
interface Control {
  path: (string | number)[];
  kind: "choice" | "several" | "pick" | "list" | "switch" | "number";
  slider: boolean;
  log: boolean;
  integer: boolean;
  resets: string[];
  clears: string[];
  needs: (string | number)[] | null;
  of: "parameters" | "contenders" | null;
  label: string;
  limits: string;
  ranges: NumberRange[];
  symbol: string | null;
}

/** What the page says of what can be chosen. */
interface Entry {
  label: string;
  help: string;
  formula?: string;
  source?: string;
  symbols?: { symbol: string; label: string; of: string }[];
  dimensions?: number;
  units?: boolean;
  absolute?: boolean;
}

type Controls = Record<string, Control>;
type Choices = Record<string, Record<string, Entry>>;

/** The JSON in the page itself. */
interface Boot {
  themes: Record<string, Theme>;
  figures: Record<string, Record<string, any>>;
  aspect: Record<"x" | "y" | "z", number>;
  controls: Controls;
  choices: Choices;
  function: string;
  labels: Record<string, string>;
  limits: { address: number; file: number; points: [number, number]; classes: number; farthest: number };
}

interface Window {
  basin: import("./page.js").Page;
  basinControls?: Record<string, Held>;
  dash_clientside: { set_props(id: string, properties: Record<string, unknown>): void };
  Plotly: any;
}

interface Uint8ArrayConstructor {
  /** Not in every browser yet. */
  fromBase64?(text: string): Uint8Array<ArrayBuffer>;
}
