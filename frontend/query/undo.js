// What edits by hand were before each of them, to be come back to; of one data set, as a point's id means nothing in another.

// What the points of a run are drawn from, before any edit.
const DATA = ["dataset", "options", "data_seed", "standardise", "test_fraction", "split_seed"];

/** Edits are texts, as an address has them. */
export class Undo {
  /** @type {string[]} */
  #before = [];
  #asked = "";
  /** @type {unknown} */
  #gesture = null;
  /** @type {string | null} */
  #data = null;

  /**
   * By hand `edits` are asked for in the place of others; those of one gesture count as one.
   * @type {(others: string, edits: string, gesture: unknown) => void}
   */
  put(others, edits, gesture) {
    const known = others === this.#asked;
    // What was before edits that came by a link or a control does not belong to them.
    if (!known) this.#before = [];
    if (!known || gesture !== this.#gesture) this.#before.push(others);
    this.#gesture = gesture;
    this.#asked = edits;
  }

  /**
   * Whether there is a way back from edits.
   * @type {(edits: string) => boolean}
   */
  leads(edits) {
    return edits === this.#asked && this.#before.length > 0;
  }

  /**
   * The edits before the last, which are asked for now.
   * @type {() => string}
   */
  back() {
    this.#gesture = null;
    this.#asked = /** @type {string} */ (this.#before.pop());
    return this.#asked;
  }

  /**
   * What was asked for last is refused: these edits are left.
   * @type {(edits: string) => void}
   */
  refuse(edits) {
    this.#before.pop();
    this.#asked = edits;
  }

  /**
   * A run of a problem is there, and edits are asked for: other data, or edits of others, have no past. Whether they have one.
   * @type {(problem: Record<string, unknown>, edits: string) => boolean}
   */
  meet(problem, edits) {
    const data = JSON.stringify(DATA.map((name) => problem[name]));
    const own = data === this.#data && edits === this.#asked;
    if (!own) this.#before = [];
    this.#data = data;
    this.#asked = edits;
    return own;
  }
}
