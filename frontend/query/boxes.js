// @ts-nocheck
// The boxes that are typed into: what is in them stays until it is right, or is taken back.

import { read, readList, stepped } from "../base/numbers.js";
import { unnumbered } from "./contenders.js";

// Milliseconds after the last key until a number is taken for finished, and until what is none is said to be wrong.
const TYPING = 350;
const HESITATING = 1000;
const TYPED = ["number", "list"];

export class Boxes {
  // What is being typed, by its control's name: { text, timer }, the timer null once it has been looked at.
  #drafts = new Map();
  // By names of the address: what it says, what was typed since a run has come, and what is wrong: { text, sentence }.
  #known = new Map();
  #asked = new Map();
  #wrong = new Map();

  /**
   * `specifications` by control; `place(name)` is a control's name in the address, `take(name, text)` asks for a run with
   * that, `put(name, text)` fills a box, `say()` shows what is wrong, `end()` is called when typing is over.
   */
  constructor({ specifications, place, take, put, say, end }) {
    Object.assign(this, { specifications, place, take, put, say, end });
  }

  /** Whether a control is one. */
  has(name) {
    return TYPED.includes(this.specifications[name]?.kind);
  }

  /** What is wrong in a box, if anything is: { text, sentence }. */
  wrong(name) {
    return this.#wrong.get(this.place(name));
  }

  /** What a control stands for goes into its box, unless a visitor has put something there. */
  fill(name, text) {
    this.#known.set(this.place(name), this.#read(name, text).text);
    const wrong = this.wrong(name);
    if (wrong) this.put(name, wrong.text);
    else if (!this.#drafts.has(name)) this.put(name, text);
  }

  /** What is in a box has changed from `before` under a visitor's hands; who writes over it begins anew. */
  typed(name, text, before = "") {
    if (!grown(before, text)) this.end();
    clearTimeout(this.#drafts.get(name)?.timer);
    const draft = { text };
    this.#drafts.set(name, draft);
    draft.timer = setTimeout(() => {
      if (this.#read(name, text).wrong === undefined) return this.#take(name);
      draft.timer = setTimeout(() => this.#take(name), HESITATING - TYPING);
    }, TYPING);
  }

  /** What is so many steps by the arrow keys from a box's text, of several numbers from the one at the caret: { text, caret }. */
  stepped(name, text, caret, count) {
    const { kind, ranges } = this.specifications[name];
    return stepped(text, caret, count, ranges, kind === "list") ?? { text, caret };
  }

  /** Typing is over: what is right is written as the page writes it, what is wrong stays. */
  finish(name) {
    const draft = this.#drafts.get(name);
    if (!draft) return;
    if (draft.timer) this.#take(name);
    this.#drafts.delete(name);
    this.end();
    const { kind } = this.specifications[name];
    const text = this.#known.get(this.place(name));
    if (!this.wrong(name)) this.put(name, kind === "list" ? text.replaceAll(",", ", ") : text);
  }

  finishAll() {
    for (const name of [...this.#drafts.keys()]) this.finish(name);
  }

  /** What was typed is forgotten, for these names of the address, or all. */
  forget(places = [...this.#asked.keys(), ...this.#wrong.keys(), ...[...this.#drafts.keys()].map(this.place)]) {
    for (const place of places) {
      for (const map of [this.#known, this.#asked, this.#wrong]) map.delete(place);
      for (const [name, { timer }] of this.#drafts) {
        if (this.place(name) !== place) continue;
        clearTimeout(timer);
        this.#drafts.delete(name);
      }
    }
  }

  /** Contenders have other numbers: of theirs, whose `names` these are, all is forgotten. */
  renumber(names) {
    const theirs = [...this.#known.keys(), ...this.#wrong.keys()].filter((place) => names.has(unnumbered(place)[1]));
    this.forget(theirs);
  }

  /** The newest run has come: nothing that was typed is refused any more, and nothing is wrong where no control is. */
  settle(there) {
    this.#asked.clear();
    this.forget([...this.#wrong.keys()].filter((place) => !there(unnumbered(place)[1])));
  }

  /** What the server says of a name of the address. Whether that was typed: then it stays in its box as wrong. */
  refuse(place, sentence) {
    const text = this.#asked.get(place);
    if (text === undefined) return false;
    this.#known.delete(place);
    this.#wrong.set(place, { text, sentence });
    return true;
  }

  #read(name, text) {
    const { kind, ranges, label, limits } = this.specifications[name];
    return kind === "list" ? { text: readList(text, ranges) } : read(text, { label, limits, ...ranges[0] });
  }

  /** What is in a box is asked for, or said to be wrong. */
  #take(name) {
    const draft = this.#drafts.get(name);
    clearTimeout(draft.timer);
    draft.timer = null;
    const place = this.place(name);
    const { text, wrong } = this.#read(name, draft.text);
    if (wrong === undefined) this.#wrong.delete(place);
    else this.#wrong.set(place, { text: draft.text, sentence: wrong });
    this.say();
    if (wrong !== undefined || text === this.#known.get(place)) return;
    this.#known.set(place, text);
    this.#asked.set(place, draft.text);
    this.take(name, text);
  }
}

/** Whether a text is another with something put in or taken out at one place. */
function grown(before, text) {
  const [short, long] = [before, text].sort((a, b) => a.length - b.length);
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  return long.endsWith(short.slice(start));
}
