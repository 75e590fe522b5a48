import assert from "node:assert/strict";
import { test } from "node:test";

import { Refusal, read } from "../../../frontend/run/stream.js";
import { sse, streamed } from "../helpers.js";

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
const busy = (status) => (seconds) => () => new Response("{}", { status, headers: { "Retry-After": seconds } });
const full = busy(503);
const limited = busy(429);
const html = (status) => () => new Response("<html>", { status, headers: { "Content-Type": "text/html" } });
const PROBLEM = { "Content-Type": "application/problem+json" };
const document = (content, status = 400) => new Response(content, { status, headers: PROBLEM });
const MIDDLE = () => 0.5;

/**
 * Reads a stream whose requests are answered by `answers` in turn, the last one again and again. Waiting takes no
 * time: once a pause has begun, its end is there, and not a millisecond before (`waited` is what was waited for).
 */
async function reading(t, answers, options = {}) {
  const { asked = { search: "v=1&lr=0.1" }, signal, onEvent = () => {}, random = MIDDLE } = options;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const seen = { events: [], requests: [], waits: [], early: 0 };
  const fetch = async (url, { headers, method, body }) => {
    const id = headers["Last-Event-ID"];
    seen.requests.push({ url, id, ...(body && { method, body, type: headers["Content-Type"] }) });
    return answers[Math.min(seen.requests.length, answers.length) - 1](after(id));
  };
  const passes = async (seconds) => {
    t.mock.timers.tick(Math.ceil(1000 * seconds) - 1);
    const requests = seen.requests.length;
    await new Promise(setImmediate);
    seen.early += seen.requests.length - requests;
    t.mock.timers.tick(1);
  };
  await read(asked, {
    signal,
    fetch,
    random,
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

for (const [who, answer] of [["a full server", full], ["a server that has given this visitor enough", limited]]) {
  test(`${who} is asked again after the seconds that it names, or more`, async (t) => {
    const seen = await reading(t, [answer("3"), answer("2"), answer("1"), answer("0"), answer("1"), whole]);
    assert.deepEqual(seen.waits.map(([, reason]) => reason), Array(5).fill("full"));
    assert.deepEqual(seconds(seen), [3, 2, 2, 4, 8]);
    assert.deepEqual(seen.events, EVENTS);
  });
}

test("a full server is asked for ever, every eight seconds in the end", async (t) => {
  const seen = await reading(t, [...Array(1000).fill(full("1")), whole]);
  assert.deepEqual(seconds(seen).slice(0, 5), [1, 1, 2, 4, 8]);
  assert.deepEqual(new Set(seconds(seen).slice(5)), new Set([8]));
  assert.deepEqual(seen.events, EVENTS);
});

test("who is told to wait longer than eight seconds does so", async (t) => {
  assert.deepEqual(seconds(await reading(t, [limited("60"), whole])), [60]);
});

test("pauses are up to a quarter shorter or longer, whatever is waited for", async (t) => {
  for (const [drawn, factor] of [[0, 0.75], [0.25, 0.875], [0.5, 1], [1 - 2 ** -30, 1.25]]) {
    const seen = await reading(t, [unreachable, full("4"), limited("1"), whole], { random: () => drawn });
    const off = seconds(seen).map((pause, i) => Math.abs(pause - factor * [0.5, 4, 2][i]));
    assert.ok(Math.max(...off) < 1e-8, `${seconds(seen)}`);
    t.mock.timers.reset();
  }
});

test("without being told, chance decides on the pauses", async () => {
  const waits = new Set();
  const fetch = unreachable;
  for (let i = 0; i < 5; i++) {
    const abort = new AbortController();
    const onWait = (seconds) => {
      waits.add(seconds);
      abort.abort();
    };
    await assert.rejects(read({ search: "" }, { signal: abort.signal, fetch, onWait }), { name: "AbortError" });
  }
  assert.ok(waits.size > 1);
  for (const pause of waits) assert.ok(pause >= 0.375 && pause <= 0.625, `${pause}`);
});

test("a proxy's own pages are no refusals where the server behind it is away or full", async (t) => {
  const seen = await reading(t, [html(502), html(503), html(504), html(429), html(200), whole]);
  assert.deepEqual(seen.waits.map(([, reason]) => reason), ["lost", "full", "lost", "full", "lost"]);
  assert.deepEqual(seconds(seen), [0.5, 1, 2, 4, 8]);
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
  const problem = () => document(JSON.stringify({ title: "Bad Request", detail: "Two things are wrong.", errors }));
  const refused = reading(t, [problem]);
  await assert.rejects(refused, (error) => {
    assert.ok(error instanceof Refusal);
    assert.equal(error.message, "Two things are wrong.");
    assert.deepEqual(error.errors, errors);
    return true;
  });
});

test("a refusal that names no field gives its sentence, and one without a sentence its status", async (t) => {
  for (const [response, detail] of [
    [document('{"detail":"Not found."}', 404), "Not found."],
    [document('{"detail":"Not', 404), "The server answered 404."],
    [new Response("<html>", { status: 404 }), "The server answered 404."],
    [Response.json({ detail: "Forbidden", errors: "all" }, { status: 403 }), "The server answered 403."],
    [document("null", 403), "The server answered 403."],
  ]) {
    const status = response.status;
    await assert.rejects(reading(t, [() => response]), { message: detail, status, errors: [{ field: "", detail }] });
    t.mock.timers.reset();
  }
});

test("a run that is given up rejects after what came of it, and is not tried again", async (t) => {
  const detail = "This run takes too long.";
  const problem = { title: "Service Unavailable", status: 503, detail, errors: [{ field: "", detail }] };
  const given = EVENTS.slice(0, 3).map(sse).join("") + sse({ id: "abc-3", kind: "problem", data: JSON.stringify(problem) });
  const events = [];
  let asked = 0;
  const answer = () => (asked++, streamed([given]));
  const refused = reading(t, [answer], { onEvent: (event) => events.push(event) });
  await assert.rejects(refused, (error) => {
    assert.ok(error instanceof Refusal);
    assert.deepEqual([error.message, error.status, error.errors], [detail, 503, problem.errors]);
    return true;
  });
  assert.deepEqual(events, EVENTS.slice(0, 3));
  assert.equal(asked, 1);
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
