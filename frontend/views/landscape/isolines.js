// A surface from above: its heights as colours, and the lines along which they are equal.

/**
 * @typedef {{ heights: ArrayLike<number>, rows: number, columns: number }} Grid
 * @typedef {(c0: number, r0: number, c1: number, r1: number) => void} Piece
 */

// As many steps there are from the lowest to the highest.
export const LINES = 15;
const SHADES = 256;
const LINE = { colour: "rgba(255,255,255,0.55)", width: 1 };

/**
 * Shades from a colour scale, [[share, "#rrggbb"], ...], as red, green, blue and opacity one after the other.
 * @type {(colourscale: [number, string][]) => Uint8ClampedArray}
 */
export function shades(colourscale) {
  const stops = colourscale.map(([share, colour]) => /** @type {const} */ ([share, channels(colour)]));
  const out = new Uint8ClampedArray(4 * SHADES);
  for (let i = 0; i < SHADES; i++) {
    const share = i / (SHADES - 1);
    const after = Math.max(1, stops.findIndex(([stop]) => stop >= share));
    const [[a, from], [b, to]] = [stops[after - 1], stops[after]];
    const w = (share - a) / (b - a);
    out.set([...from.map((value, c) => Math.round(value + w * (to[c] - value))), 255], 4 * i);
  }
  return out;
}

/** @type {(colour: string) => number[]} */
function channels(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

/**
 * Fills pixels, a row from the top for each row of heights from the last, by shades from `low` to `high`; none where there is no height.
 * @type {(pixels: Uint8ClampedArray, grid: Grid, range: [number, number], colours: Uint8ClampedArray) => void}
 */
export function fill(pixels, { heights, rows, columns }, [low, high], colours) {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const height = heights[(rows - 1 - row) * columns + column];
      const at = 4 * (row * columns + column);
      if (Number.isNaN(height)) {
        pixels[at + 3] = 0;
        continue;
      }
      const shade = 4 * Math.max(0, Math.min(SHADES - 1, Math.round(((height - low) / (high - low)) * (SHADES - 1))));
      for (let c = 0; c < 4; c++) pixels[at + c] = colours[shade + c];
    }
  }
}

/**
 * Draws a grid of heights, { heights, rows, columns }, between two opposite corners in pixels: its colours, smooth between
 * its points, and its lines. `image` is a canvas to work on.
 * @type {(context: Context, image: HTMLCanvasElement, grid: Grid, range: [number, number], colours: Uint8ClampedArray, from: [number, number], to: [number, number]) => void}
 */
export function paint(context, image, grid, range, colours, [x0, y0], [x1, y1]) {
  const { rows, columns } = grid;
  Object.assign(image, { width: columns, height: rows });
  const own = /** @type {Context} */ (image.getContext("2d"));
  const picture = own.createImageData(columns, rows);
  fill(picture.data, grid, range, colours);
  own.putImageData(picture, 0, 0);
  // The grid's points are in the middle of their pixels, its outer ones on the edge of the area.
  const [dx, dy] = [(x1 - x0) / (columns - 1), (y0 - y1) / (rows - 1)];
  context.imageSmoothingEnabled = true;
  context.drawImage(image, x0 - dx / 2, y1 - dy / 2, columns * dx, rows * dy);
  context.beginPath();
  isolines(grid, range, (c0, r0, c1, r1) => {
    context.moveTo(x0 + c0 * dx, y0 - r0 * dy);
    context.lineTo(x0 + c1 * dx, y0 - r1 * dy);
  });
  context.strokeStyle = LINE.colour;
  context.lineWidth = LINE.width;
  context.stroke();
}

/**
 * The pieces of the lines between `low` and `high`, evenly spaced in height: calls `piece(c0, r0, c1, r1)`, places in
 * columns and rows of the grid. By cells, as marching squares go; in a saddle as the mean of its corners says.
 * @type {(grid: Grid, range: [number, number], piece: Piece) => void}
 */
export function isolines({ heights, rows, columns }, [low, high], piece) {
  const step = (high - low) / LINES;
  for (let r = 0; r < rows - 1; r++) {
    for (let c = 0; c < columns - 1; c++) {
      const i = r * columns + c;
      const corners = [heights[i], heights[i + 1], heights[i + columns + 1], heights[i + columns]];
      const [least, most] = [Math.min(...corners), Math.max(...corners)];
      // NaN is in no range.
      const last = Math.min(LINES, Math.floor((most - low) / step));
      for (let k = Math.max(0, Math.ceil((least - low) / step)); k <= last; k++) cell(corners, low + k * step, c, r, piece);
    }
  }
}

// The corners of a cell, counter-clockwise from its lower left.
const CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1]];

/** @type {(corners: number[], level: number, c: number, r: number, piece: Piece) => void} */
function cell(corners, level, c, r, piece) {
  /** @type {[number, number][]} */
  const cuts = [];
  for (let side = 0; side < 4; side++) {
    const [a, b] = [corners[side], corners[(side + 1) % 4]];
    if (a >= level === b >= level) continue;
    const w = (level - a) / (b - a);
    const [[x0, y0], [x1, y1]] = [CORNERS[side], CORNERS[(side + 1) % 4]];
    cuts.push([c + x0 + w * (x1 - x0), r + y0 + w * (y1 - y0)]);
  }
  if (cuts.length === 2) piece(...cuts[0], ...cuts[1]);
  if (cuts.length !== 4) return;
  const middle = (corners[0] + corners[1] + corners[2] + corners[3]) / 4 >= level;
  const first = middle === corners[0] >= level ? 1 : 3;
  piece(...cuts[0], ...cuts[first]);
  piece(...cuts[2], ...cuts[4 - first]);
}
