// The boxes that are typed into: what is in them stays until it is right, or is taken back.

import { read, readList, stepped } from "../base/numbers.js";
import { unnumbered } from "./contenders.js";

// Milliseconds after the last key until a number is taken for finished, and until what is none is said to be wrong.
const TYPING = 350;
const HESITATING = 1000;
const TYPED = ["number", "list"];

/**
 * What is being typed; the timer is null once it has been looked at.
 * @typedef {{ text: string, timer: ReturnType<typeof setTimeout> | null }} Draft
 * @typedef {{ text: string, sentence: string }} Wrong
 * @typedef {{
 *   specifications: Controls, place: (name: string) => string, take: (name: string, text: string) => void,
 *   put: (name: string, text: string) => void, say: () => void, end: () => void,
 * }} BoxesOptions
 */

export class Boxes {
  // What is being typed, by its control's name.
  /** @type {Map<string, Draft>} */
  #drafts = new Map();
  // By names of the address: what it says, what was typed since a run has come, and what is wrong.
  /** @type {Map<string, string>} */
  #known = new Map();
  /** @type {Map<string, string>} */
  #asked = new Map();
  /** @type {Map<string, Wrong>} */
  #wrong = new Map();

  /**
   * `specifications` by control; `place(name)` is a control's name in the address, `take(name, text)` asks for a run with
   * that, `put(name, text)` fills a box, `say()` shows what is wrong, `end()` is called when typing is over.
   * @param {BoxesOptions} options
   */
  constructor({ specifications, place, take, put, say, end }) {
    this.specifications = specifications;
    this.place = place;
    this.take = take;
    this.put = put;
    this.say = say;
    this.end = end;
  }

  /**
   * Whether a control is one.
   * @type {(name: string) => boolean}
   */
  has(name) {
    return TYPED.includes(this.specifications[name]?.kind);
  }

  /**
   * What is wrong in a box, if anything is: { text, sentence }.
   * @type {(name: string) => Wrong | undefined}
   */
  wrong(name) {
    return this.#wrong.get(this.place(name));
  }

  /**
   * What a control stands for goes into its box, unless a visitor has put something there.
   * @type {(name: string, text: string) => void}
   */
  fill(name, text) {
    this.#known.set(this.place(name), /** @type {string} */ (this.#read(name, text).text));
    const wrong = this.wrong(name);
    if (wrong) this.put(name, wrong.text);
    else if (!this.#drafts.has(name)) this.put(name, text);
  }

  /**
   * What is in a box has changed from `before` under a visitor's hands; who writes over it begins anew.
   * @type {(name: string, text: string, before?: string) => void}
   */
  typed(name, text, before = "") {
    if (!grown(before, text)) this.end();
    clearTimeout(this.#drafts.get(name)?.timer ?? undefined);
    /** @type {Draft} */
    const draft = { text, timer: null };
    this.#drafts.set(name, draft);
    draft.timer = setTimeout(() => {
      if (this.#read(name, text).wrong === undefined) return this.#take(name);
      draft.timer = setTimeout(() => this.#take(name), HESITATING - TYPING);
    }, TYPING);
  }

  /**
   * What is so many steps by the arrow keys from a box's text, of several numbers from the one at the caret: { text, caret }.
   * @type {(name: string, text: string, caret: number, count: number) => { text: string, caret: number }}
   */
  stepped(name, text, caret, count) {
    const { kind, ranges } = this.specifications[name];
    return stepped(text, caret, count, ranges, kind === "list") ?? { text, caret };
  }

  /**
   * Typing is over: what is right is written as the page writes it, what is wrong stays.
   * @type {(name: string) => void}
   */
  finish(name) {
    const draft = this.#drafts.get(name);
    if (!draft) return;
    if (draft.timer) this.#take(name);
    this.#drafts.delete(name);
    this.end();
    const { kind } = this.specifications[name];
    const text = /** @type {string} */ (this.#known.get(this.place(name)));
    if (!this.wrong(name)) this.put(name, kind === "list" ? text.replaceAll(",", ", ") : text);
  }

  finishAll() {
    for (const name of [...this.#drafts.keys()]) this.finish(name);
  }

  /**
   * What was typed is forgotten, for these names of the address, or all.
   * @type {(places?: string[]) => void}
   */
  forget(places = [...this.#asked.keys(), ...this.#wrong.keys(), ...[...this.#drafts.keys()].map(this.place)]) {
    for (const place of places) {
      for (const map of [this.#known, this.#asked, this.#wrong]) map.delete(place);
      for (const [name, { timer }] of this.#drafts) {
        if (this.place(name) !== place) continue;
        clearTimeout(timer ?? undefined);
        this.#drafts.delete(name);
      }
    }
  }

  /**
   * Contenders have other numbers: of theirs, whose `names` these are, all is forgotten.
   * @type {(names: Set<string>) => void}
   */
  renumber(names) {
    const theirs = [...this.#known.keys(), ...this.#wrong.keys()].filter((place) => names.has(unnumbered(place)[1]));
    this.forget(theirs);
  }

  /**
   * The newest run has come: nothing that was typed is refused any more, and nothing is wrong where no control is.
   * @type {(there: (name: string) => boolean) => void}
   */
  settle(there) {
    this.#asked.clear();
    this.forget([...this.#wrong.keys()].filter((place) => !there(unnumbered(place)[1])));
  }

  /**
   * What the server says of a name of the address. Whether that was typed: then it stays in its box as wrong.
   * @type {(place: string, sentence: string) => boolean}
   */
  refuse(place, sentence) {
    const text = this.#asked.get(place);
    if (text === undefined) return false;
    this.#known.delete(place);
    this.#wrong.set(place, { text, sentence });
    return true;
  }

  /** @type {(name: string, text: string) => { text?: string, wrong?: string }} */
  #read(name, text) {
    const { kind, ranges, label, limits } = this.specifications[name];
    return kind === "list" ? { text: readList(text, ranges) } : read(text, { label, limits, ...ranges[0] });
  }

  /**
   * What is in a box is asked for, or said to be wrong.
   * @type {(name: string) => void}
   */
  #take(name) {
    const draft = /** @type {Draft} */ (this.#drafts.get(name));
    clearTimeout(draft.timer ?? undefined);
    draft.timer = null;
    const place = this.place(name);
    const { text, wrong } = this.#read(name, draft.text);
    if (wrong === undefined) this.#wrong.delete(place);
    else this.#wrong.set(place, { text: draft.text, sentence: wrong });
    this.say();
    if (text === undefined || text === this.#known.get(place)) return;
    this.#known.set(place, text);
    this.#asked.set(place, draft.text);
    this.take(name, text);
  }
}

/**
 * Whether a text is another with something put in or taken out at one place.
 * @type {(before: string, text: string) => boolean}
 */
function grown(before, text) {
  const [short, long] = [before, text].sort((a, b) => a.length - b.length);
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  return long.endsWith(short.slice(start));
}
