// A proxy that holds a GET's events to their end: the page asks by POST.
import assert from "node:assert/strict";
import { test } from "node:test";

import { read } from "../../../frontend/run/stream.js";
import { sse, streamed } from "../helpers.js";

const EVENTS = ["run", "frames", "report", "done"].map((kind, i) => ({ id: `abc-${i}`, kind, data: `{"place":${i}}` }));
const ALL = EVENTS.map(sse).join("");
const PROBLEM = { "Content-Type": "application/problem+json" };
const refusal = () => new Response('{"detail":"No."}', { status: 400, headers: PROBLEM });
const FORM = "application/x-www-form-urlencoded";
const ASKED = {
  search: "v=1&lr=0.1&columns=field",
  held: { search: "columns=field", body: "v=1&lr=0.1", type: FORM },
};
const COMMENT = ": basin\n\n";

/** Reads what is asked for by address or posted; `answer(method, id)` is the text of an answer, or a promise of it. */
function reader(t, answer, way = { posts: false }) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const seen = { events: [], requests: [], waits: [] };
  const fetch = async (url, { headers, method, body, signal }) => {
    seen.requests.push([method, url, body, headers["Last-Event-ID"]]);
    seen.signal = signal;
    const given = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const found = await Promise.race([answer(method, headers["Last-Event-ID"]), given]);
    return found instanceof Response ? found : streamed(found);
  };
  const onEvent = (event) => seen.events.push(event);
  seen.over = read(ASKED, { fetch, onEvent, onWait: (...wait) => seen.waits.push(wait), random: () => 0.5, way });
  return seen;
}

/** Whatever can go on without time has gone on. */
async function turns() {
  for (let i = 0; i < 5; i++) await new Promise(setImmediate);
}

const never = new Promise(() => {});
const GET = ["GET", "api/stream?v=1&lr=0.1&columns=field", undefined];
const POST = ["POST", "api/stream?columns=field", "v=1&lr=0.1"];

test("a GET of which no byte comes in two seconds is asked for by POST, and so is what follows it", async (t) => {
  const way = { posts: false };
  const held = (method) => (method === "GET" ? never : [ALL]);
  const seen = reader(t, held, way);
  await turns();
  t.mock.timers.tick(1999);
  await turns();
  assert.deepEqual(seen.requests, [[...GET, undefined]]);
  t.mock.timers.tick(1);
  await seen.over;
  assert.deepEqual([seen.events, seen.requests, seen.waits], [EVENTS, [[...GET, undefined], [...POST, undefined]], []]);
  t.mock.timers.reset();
  const next = reader(t, held, way);
  await next.over;
  assert.deepEqual(next.requests, [[...POST, undefined]]);
});

test("the next is posted though the one before it is still read", async (t) => {
  const way = { posts: false };
  const endless = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode(COMMENT)) });
  reader(t, (method) => (method === "GET" ? never : new Response(endless)), way);
  await turns();
  t.mock.timers.tick(2000);
  await turns();
  assert.equal(way.posts, true);
});

test("one whose headers come, but no byte of its body, as well", async (t) => {
  let given;
  const seen = reader(t, (method) => {
    if (method === "POST") return [ALL];
    return new Response(new ReadableStream({ start: (controller) => (given = controller) }));
  });
  await turns();
  t.mock.timers.tick(2000);
  // Of a real answer the body is given up with its request.
  given.error(seen.signal.reason);
  await seen.over;
  assert.deepEqual(seen.requests.map(([method]) => method), ["GET", "POST"]);
});

test("a busy server has sent its comment, and is not given up", async (t) => {
  let go;
  const later = new Promise((resolve) => (go = resolve));
  const pieces = new ReadableStream({
    async start(controller) {
      controller.enqueue(new TextEncoder().encode(COMMENT));
      await later;
      controller.enqueue(new TextEncoder().encode(ALL));
      controller.close();
    },
  });
  const seen = reader(t, () => new Response(pieces));
  await turns();
  t.mock.timers.tick(60_000);
  go();
  await seen.over;
  assert.deepEqual([seen.events, seen.requests], [EVENTS, [[...GET, undefined]]]);
});

test("a stream that breaks is resumed by POST with its last id where the GET is silent then", async (t) => {
  const answers = [[sse(EVENTS[0]) + sse(EVENTS[1])], never, [EVENTS.slice(2).map(sse).join("")]];
  const seen = reader(t, () => answers.shift());
  await turns();
  for (const time of [500, 2000]) {
    t.mock.timers.tick(time);
    await turns();
  }
  await seen.over;
  assert.deepEqual(seen.events, EVENTS);
  assert.deepEqual(seen.requests, [[...GET, undefined], [...GET, "abc-1"], [...POST, "abc-1"]]);
});

test("where a proxy lets no POST through, the GET is waited for", async (t) => {
  let go;
  const later = new Promise((resolve) => (go = resolve));
  const answers = [never, new Response("<html>", { status: 405, headers: { "Content-Type": "text/html" } }), later];
  const seen = reader(t, () => answers.shift());
  await turns();
  t.mock.timers.tick(2000);
  await turns();
  t.mock.timers.tick(60_000);
  go([ALL]);
  await seen.over;
  assert.deepEqual([seen.events, seen.requests.map(([method]) => method)], [EVENTS, ["GET", "POST", "GET"]]);
});

test("what the server itself refuses by POST is refused", async (t) => {
  const seen = reader(t, (method) => (method === "GET" ? never : refusal()));
  await turns();
  t.mock.timers.tick(2000);
  await assert.rejects(seen.over, { message: "No." });
});

test("a refusal that takes a busy page long to read is told as it was written", async (t) => {
  let body;
  const begun = new ReadableStream({ start: (controller) => (body = controller) });
  const seen = reader(t, () => new Response(begun, { status: 400, headers: PROBLEM }));
  await turns();
  seen.signal.addEventListener("abort", () => body.error(seen.signal.reason));
  t.mock.timers.tick(2000);
  if (!seen.signal.aborted) {
    body.enqueue(new TextEncoder().encode('{"detail":"No."}'));
    body.close();
  }
  await assert.rejects(seen.over, { message: "No." });
});

test("a POST that is slow as well is waited for", async (t) => {
  let go;
  const later = new Promise((resolve) => (go = resolve));
  const seen = reader(t, (method) => (method === "GET" ? never : later));
  await turns();
  t.mock.timers.tick(2000);
  await turns();
  t.mock.timers.tick(60_000);
  go([ALL]);
  await seen.over;
  assert.deepEqual([seen.events, seen.requests.length], [EVENTS, 2]);
});
