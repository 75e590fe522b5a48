// A run's stream: asked for once, resumed with the last id where the connection breaks, retried where there is no room.

import { numerals } from "../base/format.js";
import { EventParser } from "./wire.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;
// Those whom one failure sent away do not come back in the same moment.
const SPREAD = 0.25;
// Milliseconds after which a GET is asked for otherwise if not one byte has come: the server sends one at once.
const SILENCE = 2000;
const SILENT = Symbol("silent");
// Whether the page's streams are posted in the first place.
const WAY = { posts: false };
// The server is full, or this visitor has what one may have.
const FULL = [429, 503];

/**
 * What is asked of the stream by an address, or posted as a `body` of a `type`; `held` is how to post the former.
 * @typedef {{ search: string, body?: string, type?: string, held?: Asked }} Asked
 * @typedef {import("./wire.js").StreamEvent} StreamEvent
 * @typedef {{ field: string, detail: string }} Fault
 * @typedef {{
 *   signal?: AbortSignal, onEvent: (event: StreamEvent) => void, onWait?: (seconds: number, reason: string) => void,
 *   fetch?: typeof globalThis.fetch, random?: () => number, way?: { posts: boolean },
 * }} ReadOptions
 */

/** What the server refused: `errors` are { field, detail }, `status` is that of the answer, or of the run given up. */
export class Refusal extends Error {
  /** @param {{ status: number, detail?: string, errors?: Fault[] }} problem */
  constructor({ status, detail = `The server answered ${status}.`, errors = [{ field: "", detail }] }) {
    super(numerals(detail));
    this.status = status;
    this.errors = errors.map((each) => ({ ...each, detail: numerals(each.detail) }));
  }
}

/**
 * Reads to its end the stream that is asked for: { search } of an address, or with a `body` of a `type` that is posted.
 * `held` is how to post what is asked for by address: so it is asked where no byte of an answer comes, as behind proxies
 * that keep a GET's events to their end. `onEvent({ kind, data })` gets each event once and in order; `onWait(seconds,
 * reason)` is called before each retry, the reason being "lost" or "full" (for the server, or for this visitor). It is tried
 * again for ever. Rejects with a Refusal for any other 4xx and for a run that was given up, and with whatever `onEvent` throws.
 * @type {(asked: Asked, options: ReadOptions) => Promise<void>}
 */
export async function read(
  asked,
  { signal, onEvent, onWait = () => {}, fetch = globalThis.fetch, random = Math.random, way = WAY },
) {
  let lastId = "";
  let wait = FIRST_WAIT;
  /** @type {(Asked | undefined)[]} */
  let ways = asked.held ? (way.posts ? [asked.held, asked] : [asked, asked.held]) : [asked];
  for (;;) {
    const [now, other] = /** @type {[Asked, Asked?]} */ (ways);
    // Answered where a GET was silent: from then on all are posted in the first place.
    const onHeard = () => (way.posts ||= now === asked.held);
    const attempt = new Attempt({ signal, onHeard, impatient: now === asked && other !== undefined });
    /** @type {Response | null} */
    let response;
    try {
      response = await reach(() => fetch(`api/stream?${now.search}`, { ...posted(now, lastId), signal: attempt.signal }));
      if (response?.ok) {
        for await (const event of events(response, attempt)) {
          signal?.throwIfAborted();
          if (event.kind === "problem") throw new Refusal(JSON.parse(event.data));
          lastId = event.id;
          wait = FIRST_WAIT;
          onEvent(event);
          if (event.kind === "done") return;
        }
      } else if (response && response.status < 500 && !FULL.includes(response.status)) {
        // A proxy that lets no POST through.
        if (now === asked.held && !ours(response)) {
          ways = [asked];
          continue;
        }
        // Its head is an answer: the rest may take as long as a busy page needs to read it.
        attempt.hear();
        throw await refusal(response);
      }
    } catch (error) {
      if (error !== SILENT) throw error;
      ways = [asked.held, asked];
      continue;
    } finally {
      attempt.end();
    }
    await rest(response);
  }

  /** @type {(response: Response | null) => Promise<void>} */
  async function rest(response) {
    const full = response !== null && FULL.includes(response.status);
    const pause = Math.max(full ? retryAfter(response) : 0, wait) * (1 - SPREAD + 2 * SPREAD * random());
    onWait(pause / 1000, full ? "full" : "lost");
    await sleep(pause, signal);
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }
}

/** @type {(asked: Asked, lastId: string) => { method: string, body: string | undefined, headers: Record<string, string> }} */
function posted({ body, type }, lastId) {
  const headers = { ...(body !== undefined && { "Content-Type": type }), ...(lastId && { "Last-Event-ID": lastId }) };
  return { method: body === undefined ? "GET" : "POST", body, headers };
}

/** One request, which is given up with its `signal`, and if it is `impatient` where no byte has come in time. */
class Attempt {
  #controller = new AbortController();

  /**
   * `onHeard()` is called when bytes come.
   * @param {{ signal?: AbortSignal, onHeard: () => void, impatient: boolean }} options
   */
  constructor({ signal, onHeard, impatient }) {
    this.outer = signal;
    this.onHeard = onHeard;
    this.stop = () => this.#controller.abort(signal?.reason);
    if (signal?.aborted) this.stop();
    signal?.addEventListener("abort", this.stop, { once: true });
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    if (impatient) this.timer = setTimeout(() => this.#controller.abort(SILENT), SILENCE);
  }

  get signal() {
    return this.#controller.signal;
  }

  /** A byte has come. */
  hear() {
    this.onHeard();
    clearTimeout(this.timer);
  }

  end() {
    clearTimeout(this.timer);
    this.outer?.removeEventListener("abort", this.stop);
  }
}

/**
 * What the network gives; null where it fails (which fetch and readers report as a TypeError).
 * @template T
 * @param {() => Promise<T>} attempt
 * @returns {Promise<T | null>}
 */
async function reach(attempt) {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/**
 * The events of a response up to where it ends or breaks.
 * @type {(response: Response, attempt: Attempt) => AsyncGenerator<StreamEvent, void>}
 */
async function* events(response, attempt) {
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body).getReader();
  try {
    for (;;) {
      const piece = await reach(() => reader.read());
      if (!piece || piece.done) return;
      attempt.hear();
      yield* parser.push(decoder.decode(piece.value, { stream: true }));
    }
  } finally {
    drain(reader);
  }
}

/**
 * Lets a response end by itself: one that is cancelled, or forgotten and collected, just before the server closes it
 * looks like a failure.
 * @type {(reader: ReadableStreamDefaultReader<unknown>) => Promise<void>}
 */
async function drain(reader) {
  draining.add(reader);
  /** @type {(piece: ReadableStreamReadResult<unknown> | null) => boolean} */
  const more = (piece) => piece !== null && !piece.done;
  while (await reach(() => reader.read()).then(more, () => false));
  draining.delete(reader);
}

/** @type {Set<ReadableStreamDefaultReader<unknown>>} */
const draining = new Set();

/**
 * Milliseconds; 0 where the header is missing or no number.
 * @type {(response: Response) => number}
 */
function retryAfter(response) {
  return 1000 * (Number(response.headers.get("Retry-After")) || 0);
}

/**
 * Whether an answer is the server's: one that is no problem document is a proxy's own.
 * @type {(response: Response) => boolean}
 */
function ours(response) {
  return Boolean(response.headers.get("Content-Type")?.startsWith("application/problem+json"));
}

/**
 * What an answer says is wrong; of a proxy's own there is but the status.
 * @type {(response: Response) => Promise<Refusal>}
 */
async function refusal(response) {
  const { status } = response;
  const problem = ours(response) && (await response.json().catch(() => null));
  return new Refusal({ ...problem, status });
}

/** @type {(milliseconds: number, signal?: AbortSignal) => Promise<void>} */
function sleep(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
  });
}
