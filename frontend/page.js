// The page: asks for runs and tells every part what to draw.

import { capital } from "./base/format.js";
import { Branching } from "./playback/branching.js";
import { Components } from "./query/components.js";
import { Descent } from "./query/descent.js";
import { listen, read } from "./dash/reader.js";
import { write } from "./dash/writer.js";
import { Inputs } from "./query/inputs.js";
import { Link } from "./query/link.js";
import { Opening } from "./query/opening.js";
import { Player } from "./playback/player.js";
import { Presenter } from "./run/presenter.js";
import { Requests } from "./run/requests.js";
import { Start } from "./views/landscape/start.js";
import { epochWord } from "./run/epoch_word.js";
import { ranking } from "./run/ranking.js";
import { Steps } from "./query/steps.js";
import { written } from "./query/state.js";
import { Refusal } from "./run/stream.js";
import { summary } from "./run/summary.js";
import { Boundary } from "./views/data/boundary.js";
import { awaited, Caption, sentence } from "./views/caption.js";
import { ContenderList } from "./views/race/contender_list.js";
import { LossChart } from "./views/race/loss_chart.js";
import { Formula } from "./views/formula.js";
import { Hands } from "./views/data/hands.js";
import { RunList } from "./history/run_list.js";
import { Notice } from "./views/notice.js";
import { Outcome } from "./views/outcome.js";
import { OwnData } from "./views/data/own_data.js";
import { listenToTouches, Press } from "./views/pressing.js";
import { redrawWhenResized } from "./views/resizing.js";
import { Reset } from "./views/reset.js";
import { listenToFingers } from "./views/sliders.js";
import { Stage } from "./views/landscape/stage.js";
import { Table } from "./views/race/table.js";
import { listenToBoxes } from "./views/typing.js";

const REDUCED = matchMedia("(prefers-reduced-motion: reduce)").matches;

// What the views show of a run; the stream has more.
const COLUMNS = [
  "objective",
  "train_loss",
  "test_loss",
  "train_accuracy",
  "test_accuracy",
  "gradient_norm",
  "step_length",
  "learning_rate",
  "updates",
  "evaluations",
  "field",
].join();

// The component for the scale of the height.
const HEIGHT = "height";
// The data set that is a visitor's own.
const OWN = "own";

/**
 * What there is to say of a request, and where in the browser's history its run belongs; `config` is a whole one.
 * @typedef {{
 *   refusal?: string, information?: string, config?: string | null, step?: number, stays?: boolean,
 * }} Rest
 */

/** @type {(id: string) => HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

export class Page {
  /**
   * `boot` is the page's JSON.
   * @param {Boot} boot
   */
  constructor(boot) {
    this.boot = boot;
    // How often Back or Forward has been followed.
    this.moves = 0;
    this.toSay = { refusal: "", information: "" };
    /** @type {number | null} */
    this.frame = null;
    this.theme = "";
    this.heightChosen = false;
    this.notice = new Notice(byId("notice"));
    this.player = new Player(byId("transport"), () => this.wake(), (changes) => this.inputs.put(changes), REDUCED);
    const foot = { marks: byId("marks"), note: byId("stage-note"), hands: byId("stage-hands") };
    this.stage = new Stage({ scene: byId("stage-scene"), tools: byId("view-tools"), ...foot }, boot, () => this.wake());
    this.boundary = new Boundary(byId("boundary"), byId("boundary-note"), boot, () => this.inputs.query.get("edits"));
    const axis = /** @type {HTMLSelectElement} */ (byId("curve-axis"));
    const beside = { note: byId("curve-note"), axis, foot: byId("curve-standing") };
    this.curve = new LossChart(byId("curve"), beside, boot, () => this.wake());
    this.table = new Table(byId("table"));
    this.caption = new Caption(byId("epoch"), byId("caption"));
    this.steps = new Steps();
    this.components = new Components({ properties: boot.components, read, write, onChange: (changes) => this.#take(changes) });
    this.descent = new Descent(this.components);
    this.opening = new Opening({
      known: Object.keys(boot.labels),
      controls: boot.controls,
      choices: boot.choices,
      ask: (query, rest) => this.request(query, { step: 0, ...rest }),
    });
    this.inputs = new Inputs({
      specifications: boot.controls,
      choices: boot.choices,
      first: boot.function,
      components: this.components,
      ask: (query, key) => this.#ask(query, { step: this.steps.of(key) }),
      onBound: () => (this.cards.open(), this.wake()),
      onFinished: () => this.steps.end(),
    });
    this.branches = new Branching({
      player: this.player,
      inputs: this.inputs,
      ghostViews: [this.stage, this.curve],
      note: byId("branch-note"),
      back: byId("take-back"),
    });
    this.inputs.rates = this.branches;
    this.press = new Press();
    this.presenter = new Presenter({
      shows: (run, drawable) => this.#show(run, drawable),
      stages: (run) => this.#stage(run),
      freshens: (run) => this.#freshen(run),
      completes: (run) => this.#complete(run),
      reaches: () => this.player.clock.epoch(performance.now()),
      free: (act) => this.press.free(act),
    });
    this.requests = new Requests({
      columns: COLUMNS,
      longest: boot.limits.address,
      onEvent: (run, kind, content) => this.presenter.take(run, kind, content),
      onWait: (reason) => this.#waits(reason),
      onRefused: (query, error) => this.#refused(query, error),
      free: (act) => this.press.free(act),
    });
    this.hands = new Hands(this.boundary, this);
    this.link = new Link(byId("share"), { longest: boot.limits.address, notify: (text) => this.notify(text) });
    // What is beside the stage.
    /** @type {Part[]} */
    this.beside = [this.boundary, this.hands, this.curve];
    this.own = new OwnData(this);
    this.cards = new ContenderList(this.inputs, boot);
    const formula = new Formula(byId("symbols"), this.inputs, boot.choices);
    /** @type {Part[]} */
    this.parts = [this.table, this.cards, formula, this.branches, this.own, new RunList(this), new Reset(byId("reset"), this)];
    this.parts.push(new Outcome(byId("stage-scene"), (changes) => this.inputs.put(changes)));
    this.parts.push(new Start(this, byId("stage-said"), byId("stage-hands")));
    this.kind = "log";
    this.#listen();
    this.setTheme();
  }

  /** The run that is on the screen; null before there is one. */
  get run() {
    return this.presenter.run;
  }

  #listen() {
    listenToBoxes(this.inputs);
    listenToFingers();
    window.addEventListener("popstate", () => this.#moved());
    for (const kind of ["pointerdown", "pointerup", "pointercancel"]) {
      window.addEventListener(kind, () => this.steps.press(kind === "pointerdown"), { capture: true });
    }
    listenToTouches(() => this.components.touch());
    listen(() => this.components.look());
    const sheet = byId("inputs");
    byId("open-inputs").addEventListener("click", () => sheet.classList.toggle("open"));
    byId("close-inputs").addEventListener("click", () => sheet.classList.remove("open"));
    new MutationObserver(() => this.setTheme()).observe(document.documentElement, {
      attributeFilter: ["data-mantine-color-scheme"],
    });
    redrawWhenResized({ "stage-scene": this.stage, boundary: this.boundary, curve: this.curve }, (redraw) => {
      if (this.run) redraw(), this.wake();
    });
  }

  /**
   * A visitor, or another of Dash's callbacks, has changed components.
   * @type {(changes: Record<string, Held>) => void}
   */
  #take(changes) {
    const { query, rest } = Descent.taken(changes);
    const { [HEIGHT]: height, ...controls } = rest;
    if (height !== undefined) this.heightChosen = true;
    if (height !== undefined) this.setHeight(String(height));
    if (query !== null) this.request(query);
    // Chosen by its tile: a link sets it without one.
    if (controls.data === OWN) this.own.open();
    this.inputs.take(controls);
  }

  /**
   * Calls a method of every part that has it.
   * @template {keyof Part} M
   * @param {Pick<Part, M>[]} parts
   * @param {M} method
   * @param {Parameters<Required<Part>[M]>} args
   */
  #tell(parts, method, ...args) {
    for (const part of parts) /** @type {Function | undefined} */ (part[method])?.apply(part, args);
  }

  /**
   * Asks for another run than the controls', by query or a whole `config`; a `refusal` or an `information` is what there is
   * to say of it.
   * @type {(query: string, rest?: Rest) => void}
   */
  request(query, rest = {}) {
    // A whole configuration is known by its query only when its run has come.
    this.inputs.open(rest.config ? written(this.inputs.query) : query);
    this.#ask(query, rest);
  }

  /**
   * `step` is that of the browser's history to which the run belongs; `stays` says that the address is left as it is.
   * @type {(query: string, rest: Rest) => void}
   */
  #ask(query, { refusal = "", information = "", config = null, step = this.steps.of(), stays = false }) {
    this.toSay = { refusal, information };
    this.requests.ask(query, config, { step, stays, moves: this.moves });
    this.descent.ask(this.inputs.query);
  }

  /** Back or Forward has led to another address, which what was asked for before has nothing to do with. */
  #moved() {
    this.moves++;
    this.steps.end();
    this.opening.begin();
  }

  /**
   * A run takes the place of the one before it; `drawable` says whether its landscape follows at once.
   * @type {(run: Run, drawable: boolean) => void}
   */
  #show(run, drawable) {
    this.requests.seen();
    // What a visitor has changed and nobody has heard of yet makes another run the newest.
    this.components.look();
    this.inputs.accept(run, this.requests.isNewest(run));
    this.descent.ask(this.inputs.query);
    this.descent.show(run);
    byId("summary").textContent = summary(run, this.boot);
    this.player.setRun(run, performance.now());
    this.#tell(this.parts, "setRun", run);
    if (drawable) return;
    this.stage.wait(run);
    this.#showBeside(run);
  }

  /** @type {(run: Run) => void} */
  #stage(run) {
    const first = !this.stage.run;
    if (!this.heightChosen) this.#usualHeight(run);
    const now = performance.now();
    const { clock } = this.player;
    this.player.setRun(run, now);
    if (first && REDUCED) clock.seek(Infinity, now);
    // What is around the stage takes its room first, or the stage would be drawn twice.
    this.#tell(this.parts, "draw", this.player.moment(now), run);
    this.stage.setRun(run).then(() => {
      document.documentElement.dataset.run = run.query;
      if (first && !REDUCED) clock.play(performance.now());
      // The stage comes first; what is beside it follows when that has been painted.
      requestAnimationFrame(() => setTimeout(() => this.press.free(() => this.#showBeside(run))));
      this.wake();
    });
  }

  /**
   * A function of one variable looks as in a book; anything else shows its valley in the logarithm.
   * @type {(run: Run) => void}
   */
  #usualHeight(run) {
    const kind = run.function && run.line ? "linear" : "log";
    if (kind === this.kind) return;
    this.setHeight(kind);
    this.components.put(HEIGHT, kind);
  }

  /** @type {(run: Run) => void} */
  #showBeside(run) {
    if (run !== this.run) return;
    if (run.origin.moves === this.moves) this.toSay.information = this.link.show(run, run.origin) || this.toSay.information;
    this.#say();
    this.inputs.fill();
    byId("boundary-card").hidden = run.data === null;
    byId("curve-title").textContent = run.function ? "Value" : "Loss";
    this.#tell(this.beside, "setRun", run);
    this.wake();
  }

  /** @type {(run: Run) => void} */
  #freshen(run) {
    this.player.setRun(run, performance.now());
    if (run === this.stage.run) this.stage.grow();
    else this.curve.setRun(run);
    this.#tell(this.parts, "grow");
    this.wake();
  }

  /** @type {(run: Run) => void} */
  #complete(run) {
    this.player.setRun(run, performance.now());
    this.stage.grow();
    this.#say();
    this.#tell([...this.parts, ...this.beside], "complete", run);
    document.documentElement.dataset.complete = run.query;
    this.wake();
  }

  /** @type {(reason: string) => void} */
  #waits(reason) {
    if (!reason) return this.#say();
    this.notify(reason === "full" ? "The server is busy; trying again." : "The connection was lost; trying again.");
  }

  /** @type {(query: string, error: unknown) => void} */
  #refused(query, error) {
    if (!(error instanceof Refusal)) throw error;
    if (this.opening.refused(query, error, !this.run)) return;
    if (this.run?.over && this.run !== this.stage.run) this.stage.wait(this.run);
    this.toSay = { refusal: this.inputs.refuse(error.errors).join(" "), information: "" };
    this.#say();
    this.#tell([...this.parts, ...this.beside], "refuse", error.errors);
    this.descent.ask(this.inputs.query);
    this.descent.refuse(error.message);
    this.wake();
  }

  #say() {
    const { refusal, information } = this.toSay;
    this.notify([refusal, information].filter(Boolean).join(" "), refusal !== "");
  }

  /**
   * Says something over the page, in a warm tone if it is a refusal.
   * @type {(text: string, refusal?: boolean) => void}
   */
  notify(text, refusal = false) {
    this.notice.show(text, refusal);
  }

  setTheme() {
    const name = document.documentElement.dataset.mantineColorScheme === "dark" ? "dark" : "light";
    if (name === this.theme) return;
    this.theme = name;
    this.#tell([this.stage, ...this.parts, ...this.beside], "setTheme", name);
    this.wake();
  }

  /** @type {(kind: string) => void} */
  setHeight(kind) {
    if (kind === this.kind) return;
    this.kind = kind;
    this.#tell([this.stage, ...this.parts, ...this.beside], "setHeight", kind);
    this.wake();
  }

  redraw() {
    if (!this.run) return;
    this.#tell([this.stage, ...this.parts, ...this.beside], "redraw");
    this.wake();
  }

  /** One drawing a frame; goes on by itself only while something plays or a slice is due. */
  wake() {
    this.frame ??= requestAnimationFrame((now) => this.draw(now));
  }

  /** @type {(now: number) => void} */
  draw(now) {
    this.frame = null;
    const { run, player } = this;
    if (!run) return;
    const moment = player.moment(now);
    player.draw(moment, run, now);
    const { clock } = player;
    const staged = run === this.stage.run;
    const drawn = this.stage.draw(staged ? moment : null, { now, fast: clock.playing && clock.speed > 1 });
    this.#tell([...this.beside, ...this.parts], "draw", moment, run);
    this.caption.draw(moment, staged ? sentence(run, drawn, this.stage.scale, moment) : this.stage.run ? awaited(run) : "", epochWord(run));
    if (clock.playing || (drawn?.lags && !this.stage.held)) this.wake();
    else this.#describe(moment, run);
  }

  /**
   * What the pictures show, in words, once they stand still.
   * @type {(moment: Moment, run: Run) => void}
   */
  #describe(moment, run) {
    const word = epochWord(run);
    this.stage.describe(`Loss landscape at ${word} ${moment.whole}. ${this.caption.text}`);
    this.curve.describe(moment, run);
    this.player.say(`${capital(word)} ${moment.whole} of ${run.end}. ${ranking(run, moment)}`);
    this.descent.stand(moment.whole);
  }
}
