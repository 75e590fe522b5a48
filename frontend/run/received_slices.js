// The slices of a stream as they are received: each says what is not as in the one before it, its heights as levels.

// The distance of two levels, as a share of the drawn range.
const STEP = 2 ** -17;

/**
 * Heights as levels over a range above a base; `of` is the place of the slice whose levels these are to be added to.
 * @typedef {{ base: number, low: number, high: number, of: number | null, levels: Packed<Int32Array> }} Levels
 * @typedef {Packed<Float32Array | Float64Array>} Heights
 * @typedef {Partial<Omit<Slice, "plane" | "z">> & { plane?: Partial<Plane>, z: Levels | Heights }} SliceEvent
 */

export class ReceivedSlices {
  /** @type {Slice | null} */
  #before = null;
  #count = 0;
  // The levels of the first slice and of the latest, by their places: no other slice is referred to.
  /** @type {Map<number, Int32Array>} */
  #levels = new Map();

  /**
   * The slice of the next event.
   * @type {(said: SliceEvent) => Slice}
   */
  next({ plane, z, ...rest }) {
    const whole = { ...this.#before, ...rest, plane: { ...this.#before?.plane, ...plane }, z: this.#heights(z) };
    this.#before = /** @type {Slice} */ (whole);
    this.#count += 1;
    return this.#before;
  }

  /** @type {(z: Levels | Heights) => Heights} */
  #heights(z) {
    if (!("levels" in z)) return z;
    const { shape, data } = z.levels;
    const near = z.of === null ? null : this.#levels.get(z.of);
    if (near) for (let i = 0; i < data.length; i++) data[i] += near[i];
    const first = Math.min(this.#count, ...this.#levels.keys());
    for (const place of this.#levels.keys()) if (place !== first) this.#levels.delete(place);
    this.#levels.set(this.#count, data);
    return { shape, data: heights(data, z) };
  }
}

/**
 * The heights of levels. A level is a share of the range in the logarithmic picture up to the knee, and from there in the
 * linear one; at the knee both are equally steep.
 * @type {(levels: Int32Array, range: { base: number, low: number, high: number }) => Float64Array}
 */
function heights(levels, { base, low, high }) {
  const ratio = Math.log(high / low);
  const knee = (high - low) / ratio;
  const at = Math.log(knee / low) / ratio;
  return Float64Array.from(levels, (level) => {
    const place = level * STEP;
    return base + (place < at ? low * Math.exp(place * ratio) : knee + (place - at) * (high - low));
  });
}
