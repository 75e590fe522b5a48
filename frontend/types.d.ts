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

/** A part of a picture, in pixels. */
interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A range along each direction of a plane, `v` null on a line. */
interface Frame {
  u: [number, number];
  v: [number, number] | null;
}

/** A place in a picture as shares of its width, depth and height. */
type Share = [x: number, y: number, z: number];

/** Pixels from the left and from the top, and the distance from the eye, which is behind it where that is negative. */
type Pixel = [x: number, y: number, depth: number];

/** What has a place in a picture and is drawn there: see views/landscape/overlay.js. */
interface Placing {
  area: Area;
  clip: boolean;
  line?: boolean;
  place(u: number, v: number): [number, number];
  share(u: number, v: number, height: number): Share;
  pixel(share: Share): Pixel;
  under(place: number[]): number;
  foot(share: Share): Share;
  off(share: Share): number;
  hides(share: Share): boolean;
}

/** A critical point, or a known minimum, of which only the place and the objective are known. */
interface Mark {
  u: number;
  v: number;
  objective: number;
}

type Context = CanvasRenderingContext2D;
type Scale = import("./base/scale.js").Scale;

/** What a stage has drawn: how many pixels each ball is off it, and what is under the one that the slice follows. */
interface Drawn {
  gaps: (number | null)[];
  slice: number | null;
  lags: boolean;
  under: { off: number; value: number; ball: number } | null;
}

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

/** A run as it is kept: the picture of its landscape, and its curves. */
interface Picture {
  rows: number;
  columns: number;
  heights: string;
  trails: number[][][];
}

interface Snapshot {
  query: string;
  noun: string;
  contenders: {
    label: string;
    colour: number;
    loss: number | null;
    test_loss: number | null;
    test_accuracy: number | null;
    stopped: string;
    epoch: number;
  }[];
  picture: Picture;
  curves: { epochs: number[]; losses: (number | null)[] }[];
  time: number;
  summary: string;
  settings: [string, string][];
}

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
