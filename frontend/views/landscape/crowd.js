// Balls that cover each other: each has its number beside them, in its colour, and stays where it is.

import { dot } from "../canvas.js";

/** @typedef {{ x: number, y: number, number: number, colour: string }} Placed */

// Pixels between two balls that cover each other, or almost.
const COVERED = 8;
// The numbers' discs, the space between them, and how far above the balls they are.
const DISC = 8.5;
const SPACE = 19;
const ABOVE = 27;
const TYPE = "600 12px Inter, system-ui, sans-serif";
// Of a colour that is lighter than this, as a share, the number is dark.
const LIGHT = 0.4;

/**
 * Balls by the crowds in which each covers another.
 * @type {(balls: Placed[]) => Placed[][]}
 */
export function crowds(balls) {
  /** @type {Placed[][]} */
  let out = [];
  for (const ball of balls) {
    /** @type {(crowd: Placed[]) => boolean} */
    const joins = (crowd) => crowd.some(({ x, y }) => Math.hypot(x - ball.x, y - ball.y) <= COVERED);
    out = [...out.filter((crowd) => !joins(crowd)), [...out.filter(joins).flat(), ball]];
  }
  return out.filter(({ length }) => length > 1);
}

/** @type {(context: Context, balls: Placed[], width: number, theme: Theme) => void} */
export function drawCrowds(context, balls, width, theme) {
  for (const crowd of crowds(balls)) {
    const x = crowd.reduce((sum, ball) => sum + ball.x, 0) / crowd.length;
    const y = Math.min(...crowd.map((ball) => ball.y));
    // Below, where there is no room above.
    const row = y - ABOVE > DISC + 1 ? y - ABOVE : Math.max(...crowd.map((ball) => ball.y)) + ABOVE;
    const half = (SPACE * (crowd.length - 1)) / 2 + DISC + 1;
    const middle = Math.max(half, Math.min(width - half, x));
    crowd.sort((a, b) => a.number - b.number).forEach((ball, i) => {
      const at = middle + SPACE * (i - (crowd.length - 1) / 2);
      dot(context, at, row, DISC, ball.colour, theme.rim, 1.5);
      Object.assign(context, { font: TYPE, textAlign: "center", textBaseline: "middle" });
      context.fillStyle = luminance(ball.colour) > LIGHT ? "#000000" : "#ffffff";
      context.fillText(String(ball.number), at, row + 0.5);
    });
  }
}

/**
 * How light a colour is, as WCAG measures it, from 0 to 1.
 * @type {(colour: string) => number}
 */
function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(colour.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
