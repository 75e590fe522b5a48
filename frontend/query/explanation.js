// What is chosen, explained: its name where its picture does not say it, a sentence, and its formula.

import { numerals } from "../base/format.js";
import { say } from "../base/elements.js";

// Pixels: the size of a formula's letters, and the smallest that can be read.
const LETTERS = 14;
const SMALLEST = 10.5;

/**
 * Puts what an entry of a choice says of itself into the places that the control of this name has for it.
 * @type {(name: string, entry?: { label?: string, help?: string, formula?: string, source?: string }) => void}
 */
export function explain(name, { label = "", help = "", formula = "", source = "" } = {}) {
  for (const [part, text] of [["chosen", label], ["help", help]]) {
    const place = document.getElementById(`${name}-${part}`);
    if (place) say(place, numerals(text));
  }
  const place = document.getElementById(`${name}-formula`);
  if (place && place.title !== source) typeset(place, formula, source);
}

/** @type {(place: HTMLElement, formula: string, source: string) => void} */
function typeset(place, formula, source) {
  // MathML that the server made of its own definitions.
  place.innerHTML = formula;
  place.title = source;
  // A long one in smaller letters, down to what can be read.
  place.style.fontSize = "";
  const wide = place.scrollWidth / place.clientWidth;
  if (wide > 1) place.style.fontSize = `${Math.max(SMALLEST, LETTERS / wide)}px`;
}

/**
 * Puts the symbols of formulas beside the controls of what they stand for.
 * @type {(controls: Record<string, { symbol: string | null }>) => void}
 */
export function showSymbols(specifications) {
  for (const [name, { symbol }] of Object.entries(specifications)) {
    if (symbol) /** @type {HTMLElement} */ (document.getElementById(`${name}-symbol`)).innerHTML = symbol;
  }
}
