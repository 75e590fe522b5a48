// The page: asks for runs and tells every part what to draw.

import { Branching } from "./playback/branching.js";
import { Components } from "./query/components.js";
import { Descent } from "./query/descent.js";
import { listen, read } from "./dash/reader.js";
import { write } from "./dash/writer.js";
import { Inputs } from "./query/inputs.js";
import { Link } from "./query/link.js";
import { Opening } from "./query/opening.js";
import { Player } from "./playback/player.js";
import { COLUMNS, Presenter } from "./run/presenter.js";
import { Requests } from "./run/requests.js";
import { Start } from "./views/landscape/start.js";
import { epochWord } from "./run/epoch_word.js";
import { standings } from "./run/ranking.js";
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
import { Parts } from "./parts.js";
import { OwnData } from "./views/data/own_data.js";
import { listenToTouches, Press } from "./views/pressing.js";
import { redrawWhenResized } from "./views/resizing.js";
import { Reset } from "./views/reset.js";
import { listenToFingers } from "./views/sliders.js";
import { Stage } from "./views/landscape/stage.js";
import { Table } from "./views/race/table.js";
import { listenToBoxes } from "./views/typing.js";

const REDUCED = matchMedia("(prefers-reduced-motion: reduce)").matches;

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
      reaches: () => (REDUCED && !this.stage.run ? Infinity : this.player.clock.epoch(performance.now())),
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
    this.link = new Link(byId("share"), { longest: boot.limits.address, notify: (text) => this.notify(text) });
    this.cards = new ContenderList(this.inputs, boot);
    /** @type {Page["request"]} */
    const request = (query, rest) => this.request(query, rest);
    this.own = new OwnData({ inputs: this.inputs, limits: boot.limits, request, notify: (...said) => this.notify(...said) });
    const hands = new Hands(this.boundary, { inputs: this.inputs, wake: () => this.wake() });
    const formula = new Formula(byId("symbols"), this.inputs, boot.choices);
    const runs = new RunList({ boot, request, shown: () => ({ run: this.run, kind: this.kind, theme: this.theme }) });
    const reset = new Reset(byId("reset"), { request, run: () => this.run });
    const outcome = new Outcome(byId("stage-scene"), (changes) => this.inputs.put(changes));
    const { stage, inputs, table, cards, branches, own, boundary, curve } = this;
    const place = { stage, inputs, planes: boot.choices.plane, clock: this.player.clock };
    const start = new Start(place, byId("stage-said"), byId("stage-hands"));
    this.parts = new Parts({
      setRun: [table, cards, branches, own, runs, reset, outcome, start],
      grow: [table, outcome],
      complete: [table, cards, runs, outcome],
      draw: [table, formula, branches],
      refuse: [cards, own],
      setTheme: [stage, runs],
      setHeight: [stage],
      redraw: [stage],
    });
    this.beside = new Parts({
      setRun: [boundary, hands, curve],
      complete: [boundary],
      draw: [boundary, hands, curve],
      refuse: [hands],
      setTheme: [boundary, curve],
      setHeight: [curve],
      redraw: [boundary, curve],
    });
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
    this.parts.tell("setRun", run);
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
    this.parts.tell("draw", this.player.moment(now), run);
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
    this.beside.tell("setRun", run);
    this.wake();
  }

  /** @type {(run: Run) => void} */
  #freshen(run) {
    this.player.setRun(run, performance.now());
    if (run === this.stage.run) this.stage.grow();
    else this.curve.setRun(run);
    this.parts.tell("grow");
    this.wake();
  }

  /** @type {(run: Run) => void} */
  #complete(run) {
    this.player.setRun(run, performance.now());
    this.stage.grow();
    this.#say();
    this.parts.tell("complete", run);
    this.beside.tell("complete", run);
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
    this.parts.tell("refuse", error.errors);
    this.beside.tell("refuse", error.errors);
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
    this.parts.tell("setTheme", name);
    this.beside.tell("setTheme", name);
    this.wake();
  }

  /** @type {(kind: string) => void} */
  setHeight(kind) {
    if (kind === this.kind) return;
    this.kind = kind;
    this.parts.tell("setHeight", kind);
    this.beside.tell("setHeight", kind);
    this.wake();
  }

  redraw() {
    if (!this.run) return;
    this.parts.tell("redraw");
    this.beside.tell("redraw");
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
    this.beside.tell("draw", moment, run);
    this.parts.tell("draw", moment, run);
    this.caption.draw(moment, staged ? sentence(run, drawn, this.stage.scale, moment) : this.stage.run ? awaited(run) : "", epochWord(run));
    if (clock.playing || (drawn?.lags && !this.stage.held)) this.wake();
    else this.#describe(moment, run);
  }

  /**
   * What the pictures show, in words, once they stand still.
   * @type {(moment: Moment, run: Run) => void}
   */
  #describe(moment, run) {
    this.stage.describe(`Loss landscape at ${epochWord(run)} ${moment.whole}. ${this.caption.text}`);
    this.curve.describe(moment, run);
    this.player.say(standings(run, moment));
    this.descent.stand(moment.whole);
  }
}
