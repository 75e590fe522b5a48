// Numbers as the graphics card takes them: in single precision, whatever Plotly is given.

// A range that is narrower than this share of its numbers has too few steps in single precision.
const COARSE = 1e-3;
// Larger numbers, and smaller ranges, single precision does not reach with room for a picture.
const REACH = 1e30;

/**
 * How numbers of a range go to the card: as they are, or, where that is too coarse or too far, as shares of the range.
 * @type {(range: [number, number]) => { plain: boolean, range: [number, number], of: (value: number) => number }}
 */
export function single([low, high]) {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const width = high / 2 - low / 2;
  const plain = width >= COARSE * size && size < REACH && width > 1 / REACH;
  /** @type {(value: number) => number} */
  const share = (value) => (value / 2 - low / 2) / width;
  return plain ? { plain, range: [low, high], of: (value) => value } : { plain, range: [0, 1], of: share };
}
