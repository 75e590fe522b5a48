// Playback: the clock, the pace that the contenders keep, and the transport that shows both.

import { Clock } from "./clock.js";
import { short } from "../base/format.js";
import { epochWord } from "../run/epoch_word.js";
import { hasMore, lengthened } from "./lengthening.js";
import { differ, Pace } from "./pace.js";
import { Replay, watchHands } from "./replay.js";
import { Transport } from "./transport.js";

/** @typedef {import("./pace.js").PaceKind} PaceKind */

// Milliseconds for which a loop shows the end.
const REST = 700;
const LEAP = 10;

export class Player {
  #onwards = false;

  /**
   * `element` is the transport's place; `onChange()` is called when there is something to draw, `put(changes)` sets names
   * of the address; `still` says that nothing is to move by itself.
   * @param {HTMLElement} element
   * @param {() => void} onChange
   * @param {(changes: Changes) => void} put
   * @param {boolean} still
   */
  constructor(element, onChange, put, still) {
    this.clock = new Clock();
    /** @type {Run | undefined} */
    this.run = undefined;
    this.onChange = onChange;
    this.put = put;
    /** @type {PaceKind} */
    this.kind = "epochs";
    this.loop = false;
    this.differing = false;
    this.transport = new Transport(element, this.#actions());
    this.replay = new Replay(() => still || this.#playFromStart());
    watchHands((held) => this.replay.hold(held));
  }

  #playFromStart() {
    const now = performance.now();
    this.clock.seek(0, now);
    this.clock.play(now);
    this.onChange();
  }

  #actions() {
    /** @type {(change: (now: number) => unknown) => () => void} */
    const act = (change) => () => {
      change(performance.now());
      this.onChange();
    };
    const { clock } = this;
    return {
      start: act((now) => clock.seek(0, now)),
      end: act((now) => clock.seek(Infinity, now)),
      back: act((now) => clock.step(-1, now)),
      forward: act((now) => clock.step(1, now)),
      farBack: act((now) => clock.step(-LEAP, now)),
      farForward: act((now) => clock.step(LEAP, now)),
      toggle: act((now) => (clock.playing ? clock.pause(now) : clock.play(now))),
      loop: act(() => (this.loop = !this.loop)),
      more: act(() => this.#more()),
      /** @type {(count: number) => void} */
      seek: (count) => act((now) => (clock.pause(now), clock.seek(count / this.#shown.unit, now)))(),
      /** @type {(factor: number) => void} */
      speed: (factor) => act((now) => clock.setSpeed(factor, now))(),
      /** @type {(kind: PaceKind) => void} */
      pace: (kind) => act((now) => this.#keep(kind, now))(),
    };
  }

  /**
   * A run, or more of it: what is shown stays where it is; who asked for more epochs sees them follow.
   * @type {(run: Run, now: number) => void}
   */
  setRun(run, now) {
    const before = this.run;
    const epoch = before ? this.moment(now).epoch : 0;
    const ended = !this.clock.playing && this.clock.atEnd(now);
    this.run = run;
    this.#time(now);
    if (run === before || !before) return;
    if (this.#onwards && run.epochs > before.epochs) this.clock.resume(this.#shown.position(epoch), now);
    else this.replay.follow(before, run, ended);
    this.#onwards = false;
  }

  /** The pace, which there is as soon as there is a run. */
  get #shown() {
    return /** @type {Pace} */ (this.pace);
  }

  /** @type {(now: number) => void} */
  #time(now) {
    const run = /** @type {Run} */ (this.run);
    this.differing = differ(run);
    const pace = new Pace(run, this.differing ? this.kind : "epochs");
    this.pace = pace;
    // Until all slices are there, nobody knows when each is due.
    const keys = run.done ? run.slices.map((slice) => slice.epoch).filter((epoch) => epoch !== null) : [];
    this.clock.setRun(pace.end, keys.map((key) => pace.position(key)), now);
    this.transport.mark(this.differing && this.kind !== "epochs" ? [] : ratesSet(run));
  }

  /**
   * Another pace: who the slice follows stays where it is.
   * @type {(kind: PaceKind, now: number) => void}
   */
  #keep(kind, now) {
    const { epoch } = this.moment(now);
    this.kind = kind;
    this.#time(now);
    this.clock.seek(this.#shown.position(epoch), now);
  }

  #more() {
    this.#onwards = true;
    this.put(lengthened(/** @type {Run} */ (this.run).config));
  }

  /**
   * What is to be shown now.
   * @type {(now: number) => Moment}
   */
  moment(now) {
    return this.#shown.moment(this.clock.epoch(now));
  }

  /**
   * Shows where the playback is; at the end of a run of which nothing more will come it stops, or starts over.
   * @type {(moment: Moment, run: Run, now: number) => void}
   */
  draw(moment, run, now) {
    const { clock } = this;
    const pace = this.#shown;
    if (clock.playing && run.over && clock.atEnd(now)) {
      if (!this.loop || pace.end === 0) clock.pause(now);
      else if (clock.overtime(now) > REST) clock.seek(0, now);
    }
    this.transport.draw({
      ...{ position: moment.position, kind: pace.kind, unit: pace.unit, end: pace.end },
      ...{ playing: clock.playing, loop: this.loop, differing: this.differing, word: epochWord(run) },
      more: hasMore(run, moment.position) ? run.epochs : 0,
    });
  }

  /**
   * Says where the playback stands, to those who don't see it.
   * @type {(text: string) => void}
   */
  say(text) {
    if (!this.clock.playing) this.transport.say(text);
  }
}

/**
 * Where on the way rates were set by hand: { share, colour, title }.
 * @type {(run: Run) => import("./transport.js").RateMark[]}
 */
function ratesSet(run) {
  const { config, contenders, end } = run;
  return contenders.flatMap(({ label, colour, number }) => {
    const manual = config.contenders[number - 1].manual ?? [];
    return manual
      .filter(([epoch]) => epoch <= end)
      .map(([epoch, rate]) => ({ share: end ? epoch / end : 0, colour, title: `${label}: learning rate ${short(rate)} from ${epochWord(run)} ${epoch} on` }));
  });
}
