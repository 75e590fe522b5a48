// Elements, made and changed in one line.

/**
 * An element of a class, with properties, attributes (of names with a hyphen, and role) and what is in it.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {string} className
 * @param {Record<string, unknown>} properties
 * @param {(Node | string)[]} inside
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(name, className = "", properties = {}, ...inside) {
  const element = document.createElement(name);
  if (className) element.className = className;
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") element.setAttribute(key, String(value));
    else Object.assign(element, { [key]: value });
  }
  element.append(...inside);
  return element;
}

/**
 * A contender's colour, by its place among all.
 * @type {(colour: number) => HTMLElement}
 */
export function swatch(colour) {
  const element = make("span", "swatch");
  element.style.background = `var(--contender-${colour})`;
  return element;
}

/**
 * A text that changes only where it is another: what is as it was costs the browser nothing.
 * @type {(element: Element, text: string) => void}
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
