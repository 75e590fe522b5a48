// From a place on the drawn landscape to the parameters that are there, as the address writes them.

// Significant digits of the extent to which a place is meant.
const DIGITS = 6;

/**
 * The parameters at { u, v } of a slice's plane, in the words of `start=`: those that the plane moves as exactly as a
 * place in so large an `extent` can be meant, all others as they are.
 * @type {(plane: Pick<Plane, "origin" | "directions">, place: { u: number, v: number }, extent: number) => string[]}
 */
export function parametersAt({ origin, directions }, { u, v }, extent) {
  const p = origin.data.length;
  const unit = 10 ** (Math.floor(Math.log10(extent)) + 1 - DIGITS);
  return Array.from(origin.data, (value, j) => {
    const [a, b] = [directions.data[j], directions.data[p + j] ?? 0];
    if (a === 0 && b === 0) return String(value);
    return String(Number((Math.round((value + u * a + v * b) / unit) * unit).toPrecision(15)));
  });
}
