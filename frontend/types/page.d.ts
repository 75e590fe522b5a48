// What several modules speak of: what the page's boot data hold, what a picture shows, and what Dash and Plotly give.

type Run = import("../run/run.js").Run;
type NumberRange = import("../base/numbers.js").Range;

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

/** The edges of the box in which a surface is drawn. */
type Aspect = Record<"x" | "y" | "z", number>;

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
type Scale = import("../base/scale.js").Scale;

/** What is drawn on the stage besides a run. */
interface Extras {
  arrows: { kinds: string[]; times: number };
  ghost: { run: Run; k: number; from: number } | null;
  target: { u: number; v: number } | null;
}

type CriticalPoint = ReturnType<Run["criticalPoints"]>[number];

/** What a stage has drawn: how many pixels each ball is off it, and what is under the one that the slice follows. */
interface Drawn {
  gaps: (number | null)[];
  slice: number | null;
  lags: boolean;
  points: CriticalPoint[];
  known: Mark[];
  /** Along which direction it is cut, and at which value of the other. */
  cut?: { along: string; across: string; at: number } | null;
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

/** What a learning rate that is turned changes in place of itself (null: just that), and which one its control shows. */
interface Rates {
  turned(name: string, text: string): Changes | null;
  rate(config: Config, number: number): number;
}

/** What the controls are made of, and whom they tell; see query/inputs.js. */
interface InputsOptions {
  specifications: Controls;
  choices: Choices;
  first: string;
  components: import("../query/components.js").Components;
  ask(query: string, key: string | null): void;
  onBound?(): void;
  onFinished?(): void;
}

/** A part of the page, which is told of what it has a method for. */
interface Part {
  setRun?(run: Run): unknown;
  grow?(): void;
  complete?(run: Run): void;
  draw?(moment: Moment, run: Run): void;
  setTheme?(name: string): void;
  setHeight?(kind: string): void;
  refuse?(errors: { field: string; detail: string }[]): void;
  redraw?(): unknown;
}

/** The JSON in the page itself. */
interface Boot {
  themes: Record<string, Theme>;
  figures: Record<string, Record<string, any>>;
  controls: Controls;
  choices: Choices;
  components: Record<string, string>;
  function: string;
  labels: Record<string, string>;
  limits: { address: number; file: number; points: [number, number]; classes: number; farthest: number };
}

interface Window {
  basin: import("../page.js").Page;
  dash_clientside: { set_props(id: string, properties: Record<string, unknown>): void; basin: { changed(): void } };
  dash_component_api: { getLayout(id: string): { props: Record<string, Held> } | undefined };
  Plotly: any;
}

interface Uint8ArrayConstructor {
  /** Not in every browser yet. */
  fromBase64?(text: string): Uint8Array<ArrayBuffer>;
}
