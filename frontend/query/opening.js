// The run that an address asks for, as far as it can be understood: on the first visit, and whenever Back or Forward leads
// to one.

import { understood, without } from "./lenient.js";
import { LOST } from "./link.js";
import { Spelling } from "./spelling.js";

// So often a link is asked for again without what the server has refused of it.
const TRIES = 12;
// So many of the things that are wrong are named.
const NAMED = 4;

/**
 * @typedef {{ query: string, said: string[], exact: boolean, tries: number, none?: boolean, ours?: boolean }} Attempt
 * @typedef {Error & { status: number, errors: { field: string, detail: string }[] }} Refused
 * @typedef {{
 *   known: string[], controls: Controls, choices: Choices,
 *   ask: (query: string, rest: { refusal: string, information: string, stays: boolean }) => void,
 * }} OpeningOptions
 */

export class Opening {
  /** @type {Attempt | null} */
  #link = null;

  /**
   * `known` are the names that an address may have, `controls` and `choices` their values; `ask(query, options)` asks for a run.
   * @param {OpeningOptions} options
   */
  constructor({ known, controls, choices, ask }) {
    this.spelling = new Spelling(controls, choices);
    this.known = new Set([...known, "v"]);
    this.ask = ask;
  }

  /** Asks for what the address holds, or what is kept beside it. */
  begin() {
    const link = understood(location.search + location.hash, this.known, this.spelling);
    const kept = link.query ? "" : history.state?.run;
    this.#link = { query: kept || link.query, said: link.said, exact: link.exact, tries: TRIES };
    this.#again(kept === null ? LOST : "");
  }

  /**
   * The server has refused a query; whether that was the link's, and something else is asked for instead.
   * `empty` says that nothing is on the screen.
   * @type {(query: string, error: Refused, empty: boolean) => boolean}
   */
  refused(query, error, empty) {
    const link = this.#link;
    const ours = error.status >= 500;
    // A run that is given up on the way is no wrong link: what came of it stays.
    if (!link || query !== link.query || !query || (ours && !empty)) return false;
    const rest = !ours && link.tries > 0 ? without(query, error.errors) : null;
    const { said } = rest ?? { said: [error.message] };
    this.#link = { query: rest?.query ?? "", said: [...link.said, ...said], exact: false, tries: link.tries - 1, none: !rest, ours };
    this.#again("");
    return true;
  }

  /** @type {(information: string) => void} */
  #again(information) {
    const { query, said, exact, none, ours } = /** @type {Attempt} */ (this.#link);
    this.ask(query, { refusal: sentence(said, none, ours), information, stays: !exact });
  }
}

/**
 * What of a link was not understood; `none`: nothing of it could be shown; `ours`: the link is not to blame.
 * @type {(said: string[], none?: boolean, ours?: boolean) => string}
 */
function sentence(said, none, ours) {
  if (!said.length) return "";
  const more = said.length > NAMED ? [`And ${said.length - NAMED} more.`] : [];
  const rest = none ? "The tutorial's run is shown instead." : "The rest of the link is shown.";
  const lead = none ? "This link cannot be shown." : "Part of this link is not understood.";
  return [...(ours ? [] : [lead]), ...said.slice(0, NAMED), ...more, rest].join(" ");
}
