// A learning rate over the epochs, drawn as small as a word.

const WIDTH = 56;
const HEIGHT = 16;
const MARGIN = 2;
// More points than this are not to be seen.
const MOST = WIDTH;
const SVG = "http://www.w3.org/2000/svg";

/**
 * The path of values over `epochs` + 1 places from left to right: zero is the bottom, and what never changes is halfway.
 * @type {(values: number[] | Float64Array, epochs: number) => string}
 */
export function sparkPath(values, epochs) {
  const finite = Array.from(values).filter(Number.isFinite);
  const [low, high] = finite.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  const step = Math.max(1, (values.length - 1) / MOST);
  const points = [];
  for (let at = 0; at < values.length; at += step) points.push(Math.round(at));
  /** @type {(i: number) => number} */
  const x = (i) => (WIDTH * i) / Math.max(1, epochs);
  /** @type {(value: number) => number} */
  const y = (value) => (low === high ? HEIGHT / 2 : HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * value) / high);
  const drawn = points.filter((i) => Number.isFinite(values[i])).map((i) => `${x(i).toFixed(1)} ${y(values[i]).toFixed(1)}`);
  return drawn.length ? `M${drawn.join("L")}` : "";
}

export class Sparkline {
  constructor() {
    this.element = document.createElementNS(SVG, "svg");
    this.path = document.createElementNS(SVG, "path");
    this.element.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.element.setAttribute("class", "sparkline");
    this.element.setAttribute("aria-hidden", "true");
    this.element.append(this.path);
    /** @type {string | undefined} */
    this.drawn = undefined;
  }

  /** @type {(values: number[] | Float64Array, epochs: number) => void} */
  draw(values, epochs) {
    const path = sparkPath(values, epochs);
    if (path !== this.drawn) this.path.setAttribute("d", path);
    this.drawn = path;
  }
}
