// Parts of the page that are told of what happens. Each is named for what it is told: one that lacks the method is an error of
// types.

/** @typedef {{ [M in keyof Part]?: Required<Pick<Part, M>>[] }} Told */

export class Parts {
  /** @param {Told} told Who is told of what, in this order. */
  constructor(told) {
    this.told = told;
  }

  /**
   * @template {keyof Part} M
   * @param {M} method
   * @param {Parameters<Required<Part>[M]>} args
   */
  tell(method, ...args) {
    for (const part of this.told[method] ?? []) /** @type {Function} */ (part[method]).apply(part, args);
  }
}
