// Properties that are set before anything reads them.

/** The value of a property until then, whatever its type. */
export const LATER = /** @type {never} */ (/** @type {unknown} */ (undefined));
