// What is descended, as a Dash component that other callbacks can read and write; app/components.py lays it out.

import { written } from "./state.js";

const ID = "descent";

export class Descent {
  /** @param {Pick<import("./components.js").Components, "put" | "write">} components */
  constructor(components) {
    this.components = components;
  }

  /**
   * What another callback asks for, if it does, and what else has changed.
   * @type {(changes: Record<string, Held>) => { query: string | null, rest: Record<string, Held> }}
   */
  static taken({ [ID]: query = null, ...rest }) {
    return { query: query === null ? null : String(query), rest };
  }

  /**
   * This query is asked for.
   * @type {(query: URLSearchParams) => void}
   */
  ask(query) {
    this.components.put(ID, written(query));
  }

  /**
   * A run is on the screen, so that nothing is refused any more.
   * @type {(run: { query: string }) => void}
   */
  show({ query }) {
    this.components.write(ID, { "data-run": query, "data-refusal": "" });
  }

  /** @type {(sentence: string) => void} */
  refuse(sentence) {
    this.components.write(ID, { "data-refusal": sentence });
  }

  /**
   * The playback stands still at an epoch: frames are not properties.
   * @type {(epoch: number) => void}
   */
  stand(epoch) {
    this.components.write(ID, { "data-epoch": epoch });
  }
}
