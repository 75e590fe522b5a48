import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Requests } from "../../assets/js/requests.js";
import { Refusal } from "../../assets/js/stream.js";

const settled = () => new Promise(setImmediate);

let streams;
let events;
let refused;
let requests;
let time;

/** A stream that a test lets say what it wants. */
function stream(query, { signal, onEvent }) {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    const send = (kind, data = {}) => onEvent({ kind, data: JSON.stringify(data) });
    const begin = () => send("run", { query, contenders: [] });
    streams.push({ query, signal, send, begin, end: resolve, refuse: () => reject(new Refusal({ detail: "No." })) });
  });
}

beforeEach(() => {
  [streams, events, refused, time] = [[], [], [], 0];
  requests = new Requests({
    columns: "objective",
    stream,
    now: () => time,
    onEvent: (run, kind) => events.push([run.query, kind]),
    onWait: () => {},
    onRefused: (query) => refused.push(query),
  });
});

test("a run is asked for with its columns, and its events come with it", () => {
  requests.ask("lr=1");
  assert.equal(streams[0].query, "lr=1&columns=objective");
  streams[0].begin();
  streams[0].send("frames");
  assert.deepEqual(events, [["lr=1&columns=objective", "frames"]]);
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
  const asked = () => streams.map(({ query }) => query[0]);
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
