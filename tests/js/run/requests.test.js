import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Requests } from "../../../frontend/run/requests.js";
import { Refusal } from "../../../frontend/run/stream.js";

const settled = () => new Promise(setImmediate);

let streams;
let events;
let refused;
let waits;
let requests;
let time;

/** A stream that a test lets say what it wants. */
function stream({ search, ...posted }, { signal, onEvent, onWait }) {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    const wait = (reason) => onWait(1, reason);
    const send = (kind, data = {}) => onEvent({ kind, data: JSON.stringify(data) });
    const begin = () => send("run", { query: search, contenders: [] });
    const refuse = () => reject(new Refusal({ detail: "No." }));
    streams.push({ search, posted, signal, send, begin, wait, end: resolve, refuse });
  });
}

beforeEach(() => {
  [streams, events, refused, waits, time] = [[], [], [], [], 0];
  requests = new Requests({
    columns: "objective",
    longest: 100,
    stream,
    now: () => time,
    onEvent: (run, kind) => events.push([run.query, kind]),
    onWait: (reason) => waits.push(reason),
    onRefused: (query) => refused.push(query),
  });
});

test("a run is asked for with its columns, and its events come with it", () => {
  requests.ask("lr=1");
  assert.equal(streams[0].search, "lr=1&columns=objective&protocol=2");
  streams[0].begin();
  streams[0].send("frames");
  assert.deepEqual(events, [["lr=1&columns=objective&protocol=2", "frames"]]);
});

test("what is asked for by address can be posted where that is not answered", () => {
  requests.ask("lr=1");
  assert.deepEqual(streams[0].posted.held, { search: "columns=objective&protocol=2", body: "lr=1", type: "application/x-www-form-urlencoded" });
});

test("what a run was asked for by stays with it", () => {
  const runs = [];
  requests.onEvent = (run) => runs.push(run);
  requests.ask("lr=1", null, { step: 3 });
  streams[0].begin();
  streams[0].send("frames");
  assert.deepEqual(runs[0].origin, { step: 3 });
});

test("what is too long for an address is posted as one, and a configuration as JSON", () => {
  const long = `edits=${"1:2:3:0,".repeat(12)}99`;
  requests.ask(long);
  requests.seen();
  requests.ask("", '{"epochs":9}');
  assert.deepEqual(streams.map(({ search }) => search), ["columns=objective&protocol=2", "columns=objective&protocol=2"]);
  assert.deepEqual(streams[0].posted, { body: long, type: "application/x-www-form-urlencoded" });
  assert.deepEqual(streams[1].posted, { body: '{"epochs":9}', type: "application/json" });
});

test("a configuration that waits for the run before it is not forgotten", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  requests.ask("a");
  requests.ask("", "{}");
  time = 150;
  context.mock.timers.tick(150);
  assert.equal(streams[1].posted.body, "{}");
});

test("an older stream goes on until a newer one is accepted", () => {
  requests.ask("a");
  streams[0].begin();
  requests.seen();
  requests.ask("b");
  assert.equal(streams[0].signal.aborted, false);
  streams[1].begin();
  assert.deepEqual(streams.map(({ signal }) => signal.aborted), [true, false]);
});

test("what is refused ends nothing, and is said once", async () => {
  requests.ask("a");
  streams[0].begin();
  requests.seen();
  requests.ask("b");
  streams[1].refuse();
  await settled();
  assert.deepEqual(refused, ["b"]);
  assert.equal(streams[0].signal.aborted, false);
  streams[0].send("done");
  assert.equal(events.at(-1)[1], "done");
});

test("a refusal that something newer has overtaken is not said", async () => {
  requests.ask("a");
  requests.seen();
  requests.ask("b");
  streams[0].refuse();
  await settled();
  assert.deepEqual(refused, []);
});

test("a run is the newest until another is asked for, accepted or not", () => {
  requests.ask("a");
  let run;
  requests.onEvent = (of) => (run = of);
  streams[0].begin();
  streams[0].send("frames");
  assert.equal(requests.isNewest(run), true);
  requests.seen();
  requests.ask("b");
  assert.equal(requests.isNewest(run), false);
});

test("a run that nobody has seen yet is given a moment, and of those that wait only the newest is asked for", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  for (const query of ["a", "b", "c"]) requests.ask(query);
  const asked = () => streams.map(({ search }) => search[0]);
  assert.deepEqual(asked(), ["a"]);
  time = 149;
  context.mock.timers.tick(149);
  assert.deepEqual(asked(), ["a"]);
  time = 150;
  context.mock.timers.tick(1);
  assert.deepEqual(asked(), ["a", "c"]);
});

test("when it has been seen, the next is asked for at once", () => {
  requests.ask("a");
  requests.seen();
  requests.ask("b");
  assert.equal(streams.length, 2);
});

test("what is waited for is told until something comes", () => {
  requests.ask("a");
  streams[0].wait("full");
  streams[0].wait("full");
  streams[0].begin();
  streams[0].send("frames");
  streams[0].wait("lost");
  streams[0].send("frames");
  streams[0].send("done");
  assert.deepEqual(waits, ["full", "full", "", "lost", ""]);
});

test("where several wait, the newest says for what, until none does", async () => {
  requests.ask("a");
  streams[0].begin();
  requests.seen();
  requests.ask("b");
  streams[1].wait("full");
  streams[0].wait("lost");
  streams[0].send("frames");
  assert.deepEqual(waits, ["full", "full", "full"]);
  streams[0].wait("lost");
  streams[1].begin();
  await settled();
  assert.deepEqual(waits.slice(3), ["full", "lost", ""]);
});

test("what is refused while it waits is waited for no longer", async () => {
  requests.ask("a");
  streams[0].wait("full");
  streams[0].refuse();
  await settled();
  assert.deepEqual(waits, ["full", ""]);
});

test("of a run that is refused on its way, or left for another, nothing more is expected", async () => {
  const runs = [];
  requests.onEvent = (run) => runs.push(run);
  for (const [i, query] of ["a", "b"].entries()) {
    requests.ask(query);
    requests.seen();
    streams[i].begin();
    streams[i].send("frames");
  }
  await settled();
  assert.deepEqual(runs.map(({ over }) => over), [true, false]);
  streams[1].refuse();
  await settled();
  assert.deepEqual(runs.map(({ done, over }) => [done, over]), [[false, true], [false, true]]);
});
