// Where the page begins.

import { present } from "./dash/reader.js";
import { Page } from "./page.js";

/** Dash makes the page's elements when its scripts have run; Plotly may come later still. */
async function start() {
  await until(() => present("curve-note"));
  const page = new Page(JSON.parse(/** @type {HTMLElement} */ (document.getElementById("boot")).textContent));
  // For the browser tests, and for the curious.
  window.basin = page;
  page.opening.begin();
  if (!window.Plotly) window.addEventListener("load", () => page.redraw(), { once: true });
}

/** @type {(condition: () => unknown) => Promise<void>} */
function until(condition) {
  return new Promise((resolve) => {
    /** @type {() => unknown} */
    const check = () => (condition() ? resolve() : setTimeout(check, 10));
    check();
  });
}

start();
