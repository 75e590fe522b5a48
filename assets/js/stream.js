// A run's stream: asked for once, resumed with the last id where the connection breaks, retried where there is no room.

import { EventParser } from "./wire.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

/** What the server refused: `errors` are { field, detail }. */
export class Refusal extends Error {
  constructor(problem) {
    super(problem.detail);
    this.errors = problem.errors ?? [{ field: "", detail: problem.detail }];
  }
}

/**
 * Reads to its end the stream that is asked for: { search } of an address, or with a `body` of a `type` that is posted.
 * `onEvent({ kind, data })` gets each event once and in order; `onWait(seconds, reason)` is called before each retry, the
 * reason being "lost" or "full". Rejects with a Refusal for a 4xx, and with whatever `onEvent` throws.
 */
export async function read({ search, body, type }, { signal, onEvent, onWait = () => {}, fetch = globalThis.fetch }) {
  let lastId = "";
  let wait = FIRST_WAIT;
  for (;;) {
    const headers = { ...(body && { "Content-Type": type }), ...(lastId && { "Last-Event-ID": lastId }) };
    const method = body ? "POST" : "GET";
    const response = await reach(() => fetch(`api/stream?${search}`, { method, body, headers, signal }));
    if (response?.ok) {
      for await (const event of events(response)) {
        signal?.throwIfAborted();
        lastId = event.id;
        wait = FIRST_WAIT;
        onEvent(event);
        if (event.kind === "done") return;
      }
    } else if (response && response.status < 500) {
      throw await refusal(response);
    }
    const full = response?.status === 503;
    const pause = (full && retryAfter(response)) || wait;
    onWait(pause / 1000, full ? "full" : "lost");
    await sleep(pause, signal);
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }
}

/** What the network gives; null where it fails (which fetch and readers report as a TypeError). */
async function reach(attempt) {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The events of a response up to where it ends or breaks. */
async function* events(response) {
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  try {
    for (;;) {
      const piece = await reach(() => reader.read());
      if (!piece || piece.done) return;
      yield* parser.push(decoder.decode(piece.value, { stream: true }));
    }
  } finally {
    drain(reader);
  }
}

/**
 * Lets a response end by itself: one that is cancelled, or forgotten and collected, just before the server closes it
 * looks like a failure.
 */
async function drain(reader) {
  draining.add(reader);
  const more = (piece) => piece !== null && !piece.done;
  while (await reach(() => reader.read()).then(more, () => false));
  draining.delete(reader);
}

const draining = new Set();

/** Milliseconds; 0 where the header is missing or no number. */
function retryAfter(response) {
  return 1000 * (Number(response.headers.get("Retry-After")) || 0);
}

async function refusal(response) {
  try {
    return new Refusal(await response.json());
  } catch {
    return new Refusal({ detail: `The server answered ${response.status}.` });
  }
}

function sleep(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
  });
}
