import assert from "node:assert/strict";
import { test } from "node:test";

import { Refusal, read } from "../../assets/js/stream.js";
import { sse, streamed } from "./helpers.js";

const KINDS = ["run", "frames", "frames", "report", "projection", "surface", "done"];
const EVENTS = KINDS.map((kind, i) => ({ id: `abc-${i}`, kind, data: `{"place":${i}}` }));
const ALL = EVENTS.map(sse).join("");

/** The events that follow an id, as text; all without one. */
function after(id) {
  return EVENTS.slice(EVENTS.findIndex((event) => event.id === id) + 1).map(sse).join("");
}

const whole = (rest) => streamed([rest]);
const cut = (at) => (rest) => streamed([rest.slice(0, at)]);
const failed = (controller) => controller.error(new TypeError("network error"));
const broken = (at) => (rest) => streamed([rest.slice(0, at)], failed);
const unreachable = () => Promise.reject(new TypeError("fetch failed"));
const full = (seconds) => () => new Response("{}", { status: 503, headers: { "Retry-After": seconds } });

/**
 * Reads a stream whose requests are answered by `answers` in turn, the last one again and again. Waiting takes no
 * time: once a pause has begun, its end is there, and not a millisecond before (`waited` is what was waited for).
 */
async function reading(t, answers, { asked = { search: "v=1&lr=0.1" }, signal, onEvent = () => {} } = {}) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const seen = { events: [], requests: [], waits: [], early: 0 };
  const fetch = async (url, { headers, method, body }) => {
    const id = headers["Last-Event-ID"];
    seen.requests.push({ url, id, ...(body && { method, body, type: headers["Content-Type"] }) });
    return answers[Math.min(seen.requests.length, answers.length) - 1](after(id));
  };
  const passes = async (seconds) => {
    t.mock.timers.tick(1000 * seconds - 1);
    const requests = seen.requests.length;
    await new Promise(setImmediate);
    seen.early += seen.requests.length - requests;
    t.mock.timers.tick(1);
  };
  await read(asked, {
    signal,
    fetch,
    onEvent: (event) => {
      seen.events.push(event);
      onEvent(event);
    },
    onWait: (seconds, reason) => {
      seen.waits.push([seconds, reason]);
      queueMicrotask(() => passes(seconds));
    },
  });
  assert.equal(seen.early, 0, "asked again before the pause was over");
  return seen;
}

const seconds = ({ waits }) => waits.map(([pause]) => pause);

test("a stream without a break gives each event once, in order, for one request", async (t) => {
  const seen = await reading(t, [whole]);
  assert.deepEqual(seen.events, EVENTS);
  assert.deepEqual(seen.requests, [{ url: "api/stream?v=1&lr=0.1", id: undefined }]);
  assert.deepEqual(seen.waits, []);
});

for (const [how, ending] of [["ends", cut], ["breaks", broken]]) {
  test(`a connection that ${how} anywhere, in mid-event too, loses nothing and gives nothing twice`, async (t) => {
    for (let at = 0; at < ALL.length; at++) {
      const seen = await reading(t, [ending(at), whole]);
      assert.deepEqual(seen.events, EVENTS, `after ${at} characters`);
      assert.equal(seen.requests.length, seen.waits.length + 1);
      t.mock.timers.reset();
    }
  });
}

test("a lost connection is resumed with the id of the last whole event", async (t) => {
  const seen = await reading(t, [cut(sse(EVENTS[0]).length + 5), cut(sse(EVENTS[1]).length), whole]);
  assert.deepEqual(seen.requests.map(({ id }) => id), [undefined, "abc-0", "abc-1"]);
  assert.deepEqual(seen.events, EVENTS);
});

test("bytes of one character that come in two pieces make that character", async () => {
  const bytes = new TextEncoder().encode(sse({ id: "a-0", kind: "done", data: '{"label":"θ₁"}' }));
  for (let at = 1; at < bytes.length; at++) {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes.slice(0, at));
        controller.enqueue(bytes.slice(at));
      },
    });
    const events = [];
    const onEvent = (event) => events.push(event);
    await read({ search: "" }, { fetch: async () => new Response(body), onEvent });
    assert.deepEqual(events, [{ id: "a-0", kind: "done", data: '{"label":"θ₁"}' }]);
  }
});

test("what comes after 'done' is neither awaited nor given", async () => {
  const events = [];
  const open = streamed([ALL + sse({ id: "abc-7", kind: "frames", data: "{}" })], () => {});
  await read({ search: "" }, { fetch: async () => open, onEvent: (event) => events.push(event) });
  assert.deepEqual(events, EVENTS);
});

test("a full server is asked again after the seconds that it names", async (t) => {
  const seen = await reading(t, [full("3"), full("2"), whole]);
  assert.deepEqual(seen.waits, [[3, "full"], [2, "full"]]);
  assert.deepEqual(seen.events, EVENTS);
});

test("a server that is full when a stream is resumed is asked again for what is missing", async (t) => {
  const seen = await reading(t, [cut(sse(EVENTS[0]).length), full("1"), whole]);
  assert.deepEqual(seen.requests.map(({ id }) => id), [undefined, "abc-0", "abc-0"]);
  assert.deepEqual(seen.waits.map(([, reason]) => reason), ["lost", "full"]);
  assert.deepEqual(seen.events, EVENTS);
});

test("pauses double from half a second to eight seconds while nothing comes", async (t) => {
  const seen = await reading(t, [...Array(7).fill(unreachable), whole]);
  assert.deepEqual(seconds(seen), [0.5, 1, 2, 4, 8, 8, 8]);
  assert.deepEqual(seen.events, EVENTS);
});

test("pauses begin anew once an event has come", async (t) => {
  const first = sse(EVENTS[0]).length;
  const seen = await reading(t, [unreachable, unreachable, unreachable, cut(first), unreachable, whole]);
  assert.deepEqual(seconds(seen), [0.5, 1, 2, 0.5, 1]);
});

test("a refused request rejects with what is wrong with which fields, and is not tried again", async (t) => {
  const errors = [{ field: "lr", detail: "Too large." }, { field: "epochs", detail: "Too many." }];
  const problem = () => Response.json({ title: "Bad Request", detail: "Two things are wrong.", errors }, { status: 400 });
  const refused = reading(t, [problem]);
  await assert.rejects(refused, (error) => {
    assert.ok(error instanceof Refusal);
    assert.equal(error.message, "Two things are wrong.");
    assert.deepEqual(error.errors, errors);
    return true;
  });
});

test("a refusal that names no field gives its sentence, and one that is no JSON its status", async (t) => {
  for (const [response, detail] of [
    [Response.json({ detail: "Not found." }, { status: 404 }), "Not found."],
    [new Response("<html>", { status: 404 }), "The server answered 404."],
  ]) {
    await assert.rejects(reading(t, [() => response]), { errors: [{ field: "", detail }] });
    t.mock.timers.reset();
  }
});

test("an abort while the server is silent stops the reading", async () => {
  const abort = new AbortController();
  const events = [];
  const fetch = async (_, { signal }) => {
    const silent = (controller) => signal.addEventListener("abort", () => controller.error(signal.reason));
    return streamed([sse(EVENTS[0])], silent);
  };
  const onEvent = (event) => {
    events.push(event);
    setImmediate(() => abort.abort());
  };
  await assert.rejects(read({ search: "" }, { signal: abort.signal, fetch, onEvent }), { name: "AbortError" });
  assert.deepEqual(events, [EVENTS[0]]);
});

test("an abort during a pause stops the reading at once, without another request", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const abort = new AbortController();
  const fetch = t.mock.fn(unreachable);
  const stopped = read({ search: "" }, { signal: abort.signal, fetch, onWait: () => queueMicrotask(() => abort.abort()) });
  await assert.rejects(stopped, { name: "AbortError" });
  t.mock.timers.tick(60000);
  await new Promise(setImmediate);
  assert.equal(fetch.mock.callCount(), 1);
});

test("after an abort no further event is given, even of those that have come", async (t) => {
  const abort = new AbortController();
  const events = [];
  const onEvent = (event) => {
    events.push(event);
    if (event.kind === "report") abort.abort();
  };
  await assert.rejects(reading(t, [whole], { signal: abort.signal, onEvent }), { name: "AbortError" });
  assert.deepEqual(events, EVENTS.slice(0, 4));
});

test("what is posted is posted again with the last id", async (t) => {
  const asked = { search: "columns=a", body: "{}", type: "application/json" };
  const { events, requests } = await reading(t, [cut(60), whole], { asked });
  assert.deepEqual(events, EVENTS);
  const posted = { url: "api/stream?columns=a", method: "POST", body: "{}", type: "application/json" };
  assert.deepEqual(requests.map(({ id, ...rest }) => rest), [posted, posted]);
  assert.ok(requests[1].id);
});
