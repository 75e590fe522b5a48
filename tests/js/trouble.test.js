import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SCRIPT = readFileSync(new URL("../../frontend/trouble.js", import.meta.url), "utf8");
const ASSET = "http://basin.test/assets/0123/js/main.js";

/** A page at a path in which nothing but the script has arrived; requests for anything are answered by a status, or not at all (null). */
function page({ path = "/", origin = "http://basin.test", status = 404 } = {}) {
  const listeners = {};
  const timers = [];
  const said = [];
  const document = {
    createElement: () => ({ style: {}, setAttribute() {}, remove: () => said.pop() }),
    querySelector: () => null,
    body: { firstChild: null, insertBefore: ({ textContent }) => said.push(textContent) },
  };
  const asked = [];
  const fetch = async (address) => {
    asked.push(address);
    if (status === null) throw new TypeError("unreachable");
    return { ok: status < 400, status };
  };
  const window = { origin, addEventListener: (kind, listener) => (listeners[kind] = listener) };
  const location = { pathname: path, href: `http://basin.test${path}`, origin: "http://basin.test" };
  const globals = { window, location, document, fetch, URL, setTimeout: (act) => timers.push(act), setInterval: (act) => timers.push(act) && act, clearInterval() {} };
  vm.runInNewContext(SCRIPT, globals);
  return { said, asked, window, timers, fails: (src) => listeners.error({ target: { tagName: "SCRIPT", src } }), loads: () => listeners.load() };
}

const later = () => new Promise(setImmediate);

test("scripts that are asked for beside the prefix name it, and the setting", async () => {
  for (const [path, prefix] of [["/that/", "/that"], ["/a/b/", "/a/b"], ["/that", "/that"], ["/that/embed", "/that"]]) {
    const one = page({ path });
    one.fails(ASSET);
    await later();
    assert.deepEqual(one.said, [`Basin is served under ${prefix}, but requests its scripts at /assets/0123/js/main.js, which answers 404. Set BASIN_PREFIX=${prefix} where Basin runs.`]);
  }
});

test("elsewhere what did not arrive is named with its answer", async () => {
  for (const [status, answer] of [[403, "answers 403"], [null, "cannot be reached"], [200, "or a script that it needs could not be loaded"]]) {
    const one = page({ status });
    one.fails(ASSET);
    await later();
    assert.ok(one.said[0].startsWith(`A part of Basin did not arrive: /assets/0123/js/main.js ${answer}.`), one.said[0]);
  }
});

test("a frame without an origin is told what it lacks", () => {
  const one = page({ origin: "null", path: "/embed" });
  one.fails(ASSET);
  assert.match(one.said[0], /Add allow-same-origin to the sandbox attribute of the frame.*http:\/\/basin.test\/embed$/);
});

test("one sentence is enough, and it goes when the page comes up after all", async () => {
  const one = page();
  one.fails(ASSET);
  one.fails(ASSET);
  await later();
  assert.equal(one.said.length, 1);
  one.window.basin = {};
  one.timers[0]();
  assert.deepEqual(one.said, []);
});

test("where all has arrived and nothing runs, it says so, or what the page did not get", async () => {
  for (const [status, sentence] of [[200, /too old/], [502, /_dash-layout answers 502/]]) {
    const one = page({ status });
    one.loads();
    one.timers.at(-1)();
    await later();
    assert.match(one.said[0], sentence);
  }
});

test("a page that has come up says nothing", async () => {
  const one = page();
  one.window.basin = {};
  one.loads();
  one.timers.at(-1)();
  one.fails(ASSET);
  await later();
  assert.deepEqual(one.said, []);
});
