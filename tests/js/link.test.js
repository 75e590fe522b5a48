import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { asked, Link } from "../../assets/js/link.js";

const LONG = { link: false, query: `v=1&data=own&points=${"1:2:0,".repeat(2000)}` };
const SHORT = { link: true, query: "v=1&data=moons" };
const button = { addEventListener() {}, textContent: "" };
const link = () => new Link(button, { longest: 8000, notify() {} });

/** A browser's history entry; one that holds no state of more than `most` characters. */
function browser(most = Infinity) {
  globalThis.location = { search: "", pathname: "/" };
  globalThis.history = {
    state: null,
    replaceState(state, _, address) {
      if (JSON.stringify(state).length > most) throw new DOMException("too long", "DataCloneError");
      this.state = state;
      location.search = address.startsWith("?") ? address : "";
    },
  };
}

beforeEach(() => browser());

test("a run is in the address, and its link is shared", () => {
  assert.equal(link().show(SHORT), "");
  assert.equal(button.textContent, "Share link");
  assert.deepEqual(asked(), { query: SHORT.query, information: "" });
});

test("one that is too long is said to be, and is asked for again after a reload", () => {
  assert.match(link().show(LONG), /too long for a link, which holds 8,000 characters/);
  assert.equal(button.textContent, "Save file");
  assert.equal(location.search, "");
  assert.deepEqual(asked(), { query: LONG.query, information: "" });
});

test("where the browser cannot keep it, that is said after a reload", () => {
  browser(1000);
  link().show(LONG);
  const { query, information } = asked();
  assert.equal(query, "");
  assert.match(information, /too long for a link.* Press History/);
});

test("it is not asked for any more once another run is shown", () => {
  link().show(LONG);
  link().show(SHORT);
  assert.deepEqual(asked(), { query: SHORT.query, information: "" });
});

test("nothing is asked for on a first visit", () => {
  assert.deepEqual(asked(), { query: "", information: "" });
});
