// Playback: the clock, the pace that the contenders keep, and the transport that shows both.

import { Clock } from "./clock.js";
import { Pace } from "./pace.js";
import { Transport } from "./views/transport.js";

export class Player {
  /** `element` is the transport's place; `onChange()` is called when there is something to draw. */
  constructor(element, onChange) {
    this.clock = new Clock();
    this.onChange = onChange;
    this.kind = "epochs";
    this.transport = new Transport(element, this.#actions());
  }

  #actions() {
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
      toggle: act((now) => (clock.playing ? clock.pause(now) : clock.play(now))),
      seek: (position) => act((now) => (clock.pause(now), clock.seek(position, now)))(),
      speed: (factor) => act((now) => clock.setSpeed(factor, now))(),
    };
  }

  /** A run, or more of it: what is shown stays where it is. */
  setRun(run, now) {
    this.pace = new Pace(run, this.kind);
    // Until all slices are there, nobody knows when each is due.
    const keys = run.done ? run.slices.map((slice) => slice.epoch).filter((epoch) => epoch !== null) : [];
    this.clock.setRun(this.pace.end, keys.map((epoch) => this.pace.position(epoch)), now);
  }

  /** What is to be shown now. */
  moment(now) {
    return this.pace.moment(this.clock.epoch(now));
  }

  /** Shows where the playback is; at the end of a run that is all there it stops. */
  draw(moment, run, now) {
    if (this.clock.playing && run.done && this.clock.atEnd(now)) this.clock.pause(now);
    this.transport.draw(moment.position, this.pace.end, this.clock.playing);
  }
}
