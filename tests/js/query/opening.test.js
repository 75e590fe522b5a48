import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Opening } from "../../../frontend/query/opening.js";
import { makeBrowser } from "../browser.js";

let asked;
let opening;

function open(search, rest = {}) {
  makeBrowser({ search, ...rest });
  asked = [];
  opening = new Opening({ known: ["opt", "lr", "epochs"], ask: (query, options) => asked.push([query, options]) });
  opening.begin();
}

const refuse = (fields, status = 400, empty = true) => {
  const errors = fields.map((field) => ({ field, detail: `${field} is wrong.` }));
  return opening.refused(asked.at(-1)[0], { status, errors, message: errors.map(({ detail }) => detail).join(" ") }, empty);
};

beforeEach(() => open(""));

test("a first visit asks for the tutorial's run, a link for its own, and the address follows", () => {
  assert.deepEqual(asked, [["", { refusal: "", information: "", stays: false }]]);
  open("?opt=adam&lr=0.1");
  assert.deepEqual(asked, [["opt=adam&lr=0.1", { refusal: "", information: "", stays: false }]]);
});

test("what is only in the way goes without a word, and the address stays", () => {
  open("?opt=adam&amp;lr=0.1&fbclid=x).");
  assert.deepEqual(asked, [["opt=adam&lr=0.1", { refusal: "", information: "", stays: true }]]);
  open("?opt=adam", { hash: "#part" });
  assert.deepEqual(asked, [["opt=adam", { refusal: "", information: "", stays: true }]]);
});

test("a link in another spelling is asked for in its own, and the address follows; words after it are named and it stays", () => {
  makeBrowser({ search: "?opt=Adam&lr=0.1" });
  const entries = { adam: { label: "Adam" } };
  const asks = [];
  const rest = { known: ["opt", "lr"], controls: {}, choices: { opt: entries }, ask: (...all) => asks.push(all) };
  new Opening(rest).begin();
  makeBrowser({ search: "?opt=adam&lr=0.1%20see%20this" });
  new Opening(rest).begin();
  const refusal = "Part of this link is not understood. 'see this' after lr=0.1 is ignored. The rest of the link is shown.";
  assert.deepEqual(asks, [
    ["opt=adam&lr=0.1", { refusal: "", information: "", stays: false }],
    ["opt=adam&lr=0.1", { refusal, information: "", stays: true }],
  ]);
});

test("what the server refuses is named, and the rest asked for again", () => {
  open("?opt=adam&lr=abc&foo=1&epochs=-1");
  assert.equal(refuse(["lr", "foo"]), true);
  assert.equal(refuse(["epochs"]), true);
  const said = "Part of this link is not understood. lr is wrong. foo is wrong. epochs is wrong. The rest of the link is shown.";
  assert.deepEqual(asked.at(-1), ["opt=adam", { refusal: said, information: "", stays: true }]);
});

test("many that are wrong are not all named", () => {
  open("?a=1&b=1&c=1&d=1&e=1&f=1&opt=adam");
  refuse(["a", "b", "c", "d", "e", "f"]);
  assert.match(asked.at(-1)[1].refusal, /d is wrong[.] And 2 more[.]/);
});

test("where nothing can be left out the tutorial's run is shown, once, and no loop begins", () => {
  for (const fields of [[""], ["start"]]) {
    open("?opt=adam&lr=1");
    assert.equal(refuse(fields), true);
    assert.equal(asked.at(-1)[0], "");
    assert.match(asked.at(-1)[1].refusal, /^This link cannot be shown[.] .* is wrong[.] The tutorial's run is shown instead[.]$/);
    assert.equal(refuse([""]), false);
    assert.equal(asked.length, 2);
  }
});

test("a run that is given up on the way is no wrong link", () => {
  open("?opt=adam");
  assert.equal(refuse([""], 503, false), false);
  assert.equal(asked.length, 1);
});

test("where nothing has come of a run that is given up, the tutorial's is shown, and the link is not blamed", () => {
  open("?opt=adam");
  assert.equal(refuse([""], 503), true);
  assert.deepEqual(asked.at(-1), ["", { refusal: " is wrong. The tutorial's run is shown instead.", information: "", stays: true }]);
});

test("a link is not asked for again for ever", () => {
  open(`?${Array.from({ length: 40 }, (_, i) => `a${i}=1`).join("&")}&opt=adam`);
  let tries = 0;
  while (tries < 100 && refuse([`a${tries}`])) tries++;
  assert.ok(tries < 20, String(tries));
  assert.equal(asked.at(-1)[0], "");
});

test("what somebody else asked for is not the link's", () => {
  open("?opt=adam");
  assert.equal(opening.refused("opt=nope", { status: 400, errors: [{ field: "opt", detail: "" }] }), false);
});

test("a run beside the address is asked for; one that is lost is said to be", () => {
  makeBrowser();
  history.state = { run: "v=1&data=own" };
  opening.begin();
  assert.equal(asked.at(-1)[0], "v=1&data=own");
  history.state = { run: null };
  opening.begin();
  assert.equal(asked.at(-1)[0], "");
  assert.match(asked.at(-1)[1].information, /too long for a link.* History/);
});
