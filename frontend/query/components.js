// What Dash's components hold, beside what the page last knew of it. Whatever differs is a visitor's doing: what the page
// writes it knows, and it looks before it writes, so that no change is written over before it was seen.

import { same } from "./values.js";

/**
 * @typedef {{
 *   properties: Record<string, string>, read: (id: string, property: string) => Held,
 *   write: (id: string, properties: Record<string, unknown>) => void, onChange: (changes: Record<string, Held>) => void,
 * }} ComponentsOptions
 */

export class Components {
  // What each component held when it was last read or written.
  /** @type {Map<string, Held>} */
  #held = new Map();
  // What each was given since a visitor last laid a hand on the page. A component that repeats one of these is late.
  /** @type {Map<string, Held[]>} */
  #given = new Map();

  /**
   * `properties` are those that are listened to, by id; `read(id, property)` and `write(id, properties)` are Dash's;
   * `onChange(changes)` is told what visitors have changed, by id.
   * @param {ComponentsOptions} options
   */
  constructor({ properties, read, write, onChange }) {
    this.properties = properties;
    this.read = read;
    this.write = write;
    this.onChange = onChange;
    for (const [id, property] of Object.entries(properties)) this.#held.set(id, read(id, property));
  }

  /**
   * What a component holds as far as the page knows.
   * @type {(id: string) => Held}
   */
  held(id) {
    if (!this.#held.has(id)) this.#held.set(id, this.read(id, this.#property(id)));
    return this.#held.get(id);
  }

  /** @type {(id: string) => string} */
  #property(id) {
    return this.properties[id] ?? "value";
  }

  /** What visitors have changed since the last look is told. */
  look() {
    /** @type {Record<string, Held>} */
    const changes = {};
    for (const [id, property] of Object.entries(this.properties)) {
      const value = this.read(id, property);
      if (same(value, this.#held.get(id))) continue;
      this.#held.set(id, value);
      if (!this.#given.get(id)?.some((given) => same(given, value))) changes[id] = value;
    }
    if (Object.keys(changes).length) this.onChange(changes);
  }

  /** A visitor presses, clicks or types anywhere: what components report from now on may be a choice. */
  touch() {
    this.#given.clear();
  }

  /**
   * What a visitor's hand has put into a component that is not listened to.
   * @type {(id: string, value: Held) => void}
   */
  know(id, value) {
    this.#held.set(id, value);
  }

  /**
   * A component is to hold a value, if it does not.
   * @type {(id: string, value: Held) => void}
   */
  put(id, value) {
    const before = this.held(id);
    if (same(before, value)) return;
    this.#held.set(id, value);
    // Until Dash has taken it over, the component holds what it held.
    this.#given.set(id, [...(this.#given.get(id) ?? [before]), value]);
    this.write(id, { [this.#property(id)]: value });
  }
}
