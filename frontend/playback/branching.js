// The learning rate turned on the way: while the run plays it branches, and the future that it leaves stays as a ghost.

import { amended, branched, isBranch, manualText, rateAt } from "./manual_rates.js";
import { short } from "../base/format.js";
import { epochWord } from "../run/epoch_word.js";

// Milliseconds without a change after which the next one is another turn.
const TURN = 700;
const LEARNING_RATE = /^(?:(\d)\.)?lr$/;

/**
 * What a branch left: the run, its contender `k`, whose number is `number`, and the epoch that the branch is `from`.
 * @typedef {{ run: Run, k: number, number: number, from: number }} Ghost
 * @typedef {{ name: string, epoch: number, branches: boolean, last: number }} Turn
 * @typedef {{
 *   player: { clock: { playing: boolean }, moment: (now: number) => Moment },
 *   inputs: { query: URLSearchParams, put: (changes: Changes) => void, freshen: (name: string) => void },
 *   ghostViews: { setGhost: (ghost: Ghost | null) => void }[], note: HTMLElement, back: HTMLElement, now?: () => number,
 * }} BranchingOptions
 */

export class Branching {
  /** @type {Turn | null} */
  #turn = null;
  #pressed = false;

  /**
   * `player` says what is shown, `inputs` asks for runs, `ghostViews` are shown ghosts by their `setGhost({ run, k, from })`
   * (null: none), `note` is the place for the sentence about one and `back` the button that takes it back.
   * @param {BranchingOptions} options
   */
  constructor({ player, inputs, ghostViews, note, back, now = () => performance.now() }) {
    this.player = player;
    this.inputs = inputs;
    this.ghostViews = ghostViews;
    this.note = note;
    this.back = back;
    this.now = now;
    /** @type {Run | null} */
    this.run = null;
    /** @type {Ghost | null} */
    this.left = null;
    /** @type {Ghost | null} */
    this.ghost = null;
    /** @type {string | undefined} */
    this.shown = undefined;
    back.addEventListener("click", () => this.#takeBack());
    // A slider is turned for as long as it is held, a number or a key for a moment.
    document.addEventListener("pointerdown", () => this.#press(true), { capture: true });
    for (const kind of ["pointerup", "pointercancel"]) {
      document.addEventListener(kind, () => this.#press(false), { capture: true });
    }
  }

  /** @type {(pressed: boolean) => void} */
  #press(pressed) {
    this.#pressed = pressed;
    if (pressed) this.#turn = null;
  }

  /**
   * A control wants to set a name of the address: what is to be set in its place, or null for just that. While the run
   * plays the rate changes from the shown epoch on; while it stands, that which holds at the shown epoch changes.
   * @type {(name: string, text: string | null) => Changes | null}
   */
  turned(name, text) {
    const [found, prefix] = LEARNING_RATE.exec(name) ?? [];
    if (!found || !text || !this.run) return null;
    const number = Number(prefix ?? 1);
    const k = this.run.contenders.findIndex((contender) => contender.number === number);
    if (k < 0) return null;
    const { epoch, branches } = this.#turnOf(name, k, number);
    const manual = prefix ? `${prefix}.manual` : "manual";
    const rates = (branches ? branched : amended)(this.inputs.query.get(manual), epoch, text);
    return rates === null ? null : { [manual]: rates };
  }

  /**
   * What is turned here belongs together, and to the epoch that was shown when it began.
   * @type {(name: string, k: number, number: number) => Turn}
   */
  #turnOf(name, k, number) {
    const now = this.now();
    const held = this.#turn;
    const again = held?.name === name && (this.#pressed || now - held.last <= TURN);
    const turn = again ? held : this.#begin(name, k, number, now);
    turn.last = now;
    this.#turn = turn;
    return turn;
  }

  /** @type {(name: string, k: number, number: number, now: number) => Turn} */
  #begin(name, k, number, now) {
    const run = /** @type {Run} */ (this.run);
    const epoch = Math.floor(this.player.moment(now).epochs[k]);
    const last = run.report?.contenders[k].epoch ?? run.epochs;
    // At the start there is no past to keep, and who has stopped has no future.
    const branches = this.player.clock.playing && epoch > 0 && epoch < last;
    if (branches) this.left = { run, k, number, from: epoch };
    return { name, epoch, branches, last: now };
  }

  /**
   * A run is on the screen: of the one that it branched from a ghost stays, until anything else changes.
   * @type {(run: Run) => void}
   */
  setRun(run) {
    this.run = run;
    const { left } = this;
    const ghost = left && isBranch(run, left.run, left.number, left.from) ? left : null;
    // While the branch is on its way what it leaves is still on the screen.
    if (!ghost && run !== left?.run) this.left = null;
    this.#haunt(ghost);
  }

  /** @type {(ghost: Ghost | null) => void} */
  #haunt(ghost) {
    this.#say(ghost);
    if (ghost === this.ghost) return;
    this.ghost = ghost;
    for (const place of this.ghostViews) place.setGhost(ghost);
  }

  /** @type {(ghost: Ghost | null) => void} */
  #say(ghost) {
    const text = ghost ? this.#sentence(ghost) : "";
    if (this.note.textContent !== text) this.note.textContent = text;
    this.back.hidden = this.note.hidden = !ghost;
  }

  /** @type {(ghost: Ghost) => string} */
  #sentence({ k, number, from }) {
    const run = /** @type {Run} */ (this.run);
    const who = run.count > 1 ? `${run.contenders[k]?.label}: learning rate` : "Learning rate";
    const rate = short(rateAt(run.config.contenders[number - 1], from));
    return `${who} ${rate} from ${epochWord(run)} ${from} on. The dashed line shows the run without this change.`;
  }

  #takeBack() {
    const { run, number } = /** @type {Ghost} */ (this.ghost);
    this.#turn = null;
    const text = manualText(run.config.contenders[number - 1].manual);
    this.inputs.put({ [number > 1 ? `${number}.manual` : "manual"]: text || null });
  }

  /**
   * The learning rate that a contender (its number) has at the shown epoch: that is what its control shows.
   * @type {(config: Config, number: number) => number}
   */
  rate(config, number) {
    const k = this.run?.contenders.findIndex((contender) => contender.number === number) ?? -1;
    const epoch = k < 0 ? 0 : this.player.moment(this.now()).epochs[k];
    return rateAt(config.contenders[number - 1], epoch);
  }

  /**
   * Where the shown epoch passes one at which a rate was set, the control follows.
   * @type {(moment: Moment, run: Run) => void}
   */
  draw({ epochs }, run) {
    const rates = run.contenders.map(({ number }, k) => rateAt(run.config.contenders[number - 1], epochs[k]));
    const key = rates.join();
    if (key === this.shown) return;
    this.shown = key;
    this.inputs.freshen("lr");
  }
}
