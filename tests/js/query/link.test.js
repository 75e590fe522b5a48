import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Link } from "../../../frontend/query/link.js";
import { makeBrowser } from "../browser.js";

const LONG = { link: false, query: `v=1&data=own&points=${"1:2:0,".repeat(2000)}` };
const SHORT = { link: true, query: "v=1&data=moons" };
const OTHER = { link: true, query: "v=1&data=xor" };
let press;
const button = { addEventListener: (_, act) => (press = act), textContent: "" };
const link = (notify = () => {}) => new Link(button, { longest: 8000, notify });

let browser;
beforeEach(() => (browser = makeBrowser()));

const searches = () => browser.entries.map(({ search }) => search);

test("a run is in the address", () => {
  assert.equal(link().show(SHORT), "");
  assert.equal(button.textContent, "Share link");
  assert.deepEqual(searches(), ["?v=1&data=moons"]);
});

test("one that is too long is said to be, and is kept beside the address", () => {
  assert.match(link().show(LONG), /too long for a link, which holds at most 8,000 characters/);
  assert.equal(button.textContent, "Save file");
  assert.deepEqual(browser.entries, [{ search: "", state: { run: LONG.query }, hash: "" }]);
});

test("where the browser cannot keep it, the entry says that it is lost", () => {
  browser = makeBrowser({ most: 1000 });
  link().show(LONG);
  assert.deepEqual(browser.entries, [{ search: "", state: { run: null }, hash: "" }]);
});

test("each step is an entry of its own; what belongs to the same takes its place", () => {
  const shown = link();
  shown.show(SHORT);
  shown.show(LONG, { step: 1 });
  shown.show(OTHER, { step: 1 });
  shown.show(SHORT, { step: 2 });
  assert.deepEqual(searches(), ["?v=1&data=moons", "?v=1&data=xor", "?v=1&data=moons"]);
});

test("a run that Back leads to is in the entry that was there; the next step takes the place of those after it", () => {
  const shown = link();
  shown.show(SHORT);
  shown.show(OTHER, { step: 1 });
  browser.go(-1);
  shown.show(SHORT);
  assert.deepEqual(searches(), ["?v=1&data=moons", "?v=1&data=xor"]);
  shown.show(LONG, { step: 2 });
  assert.deepEqual(searches(), ["?v=1&data=moons", ""]);
});

test("an address that is not understood stays until the visitor changes something; what is shared is the run's own", async () => {
  browser = makeBrowser({ search: "?data=moons&fbclid=1", hash: "#x" });
  let copied;
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { clipboard: { writeText: async (text) => (copied = text) } } });
  const shown = link();
  shown.show(SHORT, { stays: true });
  assert.equal(location.search + location.hash, "?data=moons&fbclid=1#x");
  await press();
  assert.equal(copied, "http://basin.test/?v=1&data=moons");
  shown.show(OTHER, { step: 1 });
  assert.deepEqual(searches(), ["?data=moons&fbclid=1", "?v=1&data=xor"]);
});

test("a browser that refuses an entry breaks nothing", () => {
  for (const name of ["pushState", "replaceState"]) {
    history[name] = () => {
      throw new DOMException("too many", "SecurityError");
    };
  }
  const shown = link();
  assert.equal(shown.show(SHORT), "");
  assert.match(shown.show(LONG, { step: 1 }), /too long/);
});

test("in a frame Back is left to the page around it, and Spaces, and nobody else, are told each address", () => {
  browser = makeBrowser({ framed: true });
  const shown = link();
  shown.show(SHORT);
  shown.show(OTHER, { step: 1 });
  assert.deepEqual(searches(), ["?v=1&data=xor"]);
  assert.deepEqual(browser.told, ["?v=1&data=moons", "?v=1&data=xor"].map((queryString) => [{ queryString, hash: "" }, "https://huggingface.co"]));
});

test("who is not framed tells nobody", () => {
  link().show(SHORT);
  assert.deepEqual(browser.told, []);
});
