import assert from "node:assert/strict";
import { test } from "node:test";

import { understood, without } from "../../../frontend/query/lenient.js";

const KNOWN = new Set(["v", "opt", "lr", "data", "model", "epochs", "hidden", "start", "function", "data_seed", "at", "off", "edits", "features"]);
const QUERY = "opt=adam&lr=0.1&data=moons&model=mlp&epochs=40";
const read = (address) => understood(address, KNOWN);

const TRACKERS = [
  "fbclid=IwAR0x", "utm_source=newsletter", "utm_medium=social", "UTM_Campaign=x", "gclid=a-b_c", "msclkid=1", "yclid=1", "dclid=1", "twclid=1",
  "ttclid=1", "si=abc", "spm=1.2", "share_id=9", "mc_cid=1", "mc_eid=2", "igshid=1", "ref=hn", "ref_src=twsrc%5Etfw", "_ga=2.1", "_gl=1*x",
  "__theme=dark", "_hsenc=p2", "srsltid=Af", "wbraid=1", "gad_source=1", "pk_campaign=a", "source=share", "trk=public", "si", "at_medium=x", "fbclid=",
];

test("what others follow links by is dropped without a word, wherever it stands", () => {
  for (const tracker of TRACKERS) {
    for (const address of [`?${QUERY}&${tracker}`, `?${tracker}&${QUERY}`, `?${QUERY}?${tracker}`, `?opt=adam&${tracker}&${QUERY.slice(9)}`]) {
      assert.deepEqual(read(address), { query: QUERY, said: [], exact: false }, address);
    }
  }
});

const MANGLED = {
  "escaped for HTML": `?${QUERY.replaceAll("&", "&amp;")}`,
  "escaped for HTML twice": `?${QUERY.replaceAll("&", "&amp;amp;")}`,
  "escaped for HTML by number": `?${QUERY.replaceAll("&", "&#38;")}`,
  "escaped for HTML by a hexadecimal number": `?${QUERY.replaceAll("&", "&#x26;")}`,
  "escaped for JSON": `?${QUERY.replaceAll("&", "\\u0026")}`,
  "joined by semicolons": `?${QUERY.replaceAll("&", ";")}`,
  "with a doubled question mark": `??${QUERY}`,
  "escaped as a whole": `?${encodeURIComponent(QUERY)}`,
  "escaped as a whole, question mark and all": encodeURIComponent(`?${QUERY}`),
  "escaped twice": `?${encodeURIComponent(encodeURIComponent(QUERY))}`,
  "quoted-printable": `?${QUERY.replaceAll("=", "=3D")}`,
  "quoted-printable with a soft line break": `?${QUERY.replaceAll("=", "=3D").replace("moons", "mo=\r\nons")}`,
  "quoted-printable with a soft line break whose line end is gone": `?${QUERY.replaceAll("=", "=3D").replace("moons", "mo=ons")}`,
  "with a fragment": `?${QUERY}#results`,
  "with a text fragment": `?${QUERY}#:~:text=gradient%20descent`,
  "with an escaped fragment": `?${QUERY}%23top`,
  "broken over lines": `?${QUERY.replace("moons", "mo%0D%0Aons")}`,
  "broken over lines with a space": `?${QUERY.replace("&data", "%0A%20&data")}`,
  "with zero-width spaces": `?${QUERY.replace("moons", "mo%E2%80%8Bons").replace("&lr", "%EF%BB%BF&lr")}`,
  "with soft hyphens": `?${QUERY.replace("moons", "mo%C2%ADons")}`,
  "in smart quotes": `?${QUERY}%E2%80%9D`,
  "with its values in quotes": `?${QUERY.replace("adam", "%22adam%22").replace("moons", "\u201cmoons\u201d")}`,
  "in markdown, escaped": `?${QUERY.replaceAll("&", "\\&")}`,
  "in capitals": `?${QUERY.replace("opt", "Opt").replace("lr", "LR")}`,
  "the same twice": `?${QUERY}&${QUERY}`,
  "with the words that a chat puts after it": `?${QUERY}|Adam%20on%20moons>`,
  "wide": `?${QUERY.replace("0.1", "０．１")}`,
  "with names doubled": `?${QUERY}&opt=adam`,
};
for (const [kind, address] of Object.entries(MANGLED)) {
  test(`a link ${kind} is understood`, () => assert.deepEqual(read(address), { query: QUERY, said: [], exact: false }));
}

test("punctuation that follows a link is none of it", () => {
  for (const end of [".", ")", ",", ">", " ", ";", "!", "?", ":", "]", "}", "'", '"', "*", "_", "**", ").", ">.", "…", "...", "”", "’", "»", "`", "|", "\\", "%20", "%29", "%3E.", "%E2%80%A6", "&gt;", "&quot;", "。", "&nbsp;", "</a>", "%3C/a%3E", "<br>", "%", "%2", ").%"]) {
    assert.deepEqual(read(`?${QUERY}${end}`), { query: QUERY, said: [], exact: false }, end);
  }
});

test("an ampersand that HTML has read as the beginning of a sign is one", () => {
  assert.equal(understood("?data=blobs%C2%A2ers=3", new Set(["data", "centers"])).query, "data=blobs&centers=3");
});

test("signs of numbers survive", () => {
  assert.equal(read("?start=-1,2.5,-3e-4&lr=1e+3").query, "start=-1,2.5,-3e-4&lr=1e%2B3");
  assert.equal(read("?start=%E2%88%921,\u20132&lr=1e–3").query, "start=-1,-2&lr=1e-3");
  assert.equal(read("?edits=17:1.25:-0.5:1,18").query, "edits=17:1.25:-0.5:1,18");
});

test("a link as it should be is just that", () => {
  for (const query of ["", QUERY, "v=1&start=1,-2", "start=1%2C-2", `${QUERY}&`, QUERY.replaceAll("&", "&&"), "lr=1e%2B3", "lr=1e+3", "foo=1", "opt=nope"]) {
    assert.equal(read(`?${query}`).exact, true, query);
  }
  assert.deepEqual(read(""), { query: "", said: [], exact: true });
});

test("a link whose ampersands are escaped is understood, and not what an address should be", () => {
  assert.deepEqual(read(`?${QUERY.replaceAll("&", "%26")}`), { query: QUERY, said: [], exact: false });
});

test("what has no value, or two, is said, and the rest is kept", () => {
  assert.deepEqual(read(`?${QUERY}&seed`), { query: QUERY, said: ["'seed' has no value."], exact: false });
  assert.deepEqual(read(`?${QUERY}&lr=0.2`), { query: QUERY, said: ["lr is given more than once; 0.1 is used."], exact: false });
});

test("names that there are are never dropped, nor what nobody knows: the server names it", () => {
  assert.equal(understood("?source=1&foo=2", new Set(["source"])).query, "source=1&foo=2");
});

test("contenders are numbered without a gap", () => {
  assert.equal(read("?opt=adam&3.opt=sgd&3.lr=1&5.opt=lion").query, "opt=adam&2.opt=sgd&2.lr=1&3.opt=lion");
});

test("what the server refuses goes, with its words; where it names nothing of the query, nothing does", () => {
  const errors = [{ field: "lr", detail: "Wrong." }, { field: "", detail: "All." }, { field: "seed", detail: "No." }];
  assert.deepEqual(without("opt=adam&lr=x&start=1,2", errors), { query: "opt=adam&start=1,2", said: ["Wrong."] });
  assert.equal(without("opt=adam", errors), null);
  assert.deepEqual(without("opt=adam&2.opt=nope&3.opt=lion", [{ field: "2.opt", detail: "No." }]).query, "opt=adam&2.opt=lion");
  assert.equal(without("lr=1e+3&x=1", [{ field: "x", detail: "" }]).query, "lr=1e%2B3");
});

test("nothing that is typed there breaks it", () => {
  for (const address of ["?%", "?%E0%A4%A", "?=&==&;", "?".repeat(50), "?&#", "#", "?\u0001=\u0000", "?%FF=%FE", `?${"a=1&".repeat(5000)}`, "?javascript:alert(1)", "?data=<img src=x onerror=alert(1)>"]) {
    assert.equal(typeof read(address).query, "string");
  }
});
