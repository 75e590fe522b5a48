// The page: asks for runs, keeps the clock, and tells every view what to draw.

import { Clock } from "./clock.js";
import { Inputs } from "./inputs.js";
import { Requests } from "./requests.js";
import { Refusal } from "./stream.js";
import { summary } from "./summary.js";
import { Boundary } from "./views/boundary.js";
import { AWAITED, Caption, sentence } from "./views/caption.js";
import { Curve } from "./views/curve.js";
import { Stage } from "./views/stage.js";
import { Table } from "./views/table.js";
import { Transport } from "./views/transport.js";

const boot = JSON.parse(document.getElementById("boot").textContent);
const REDUCED = matchMedia("(prefers-reduced-motion: reduce)").matches;
// Milliseconds after which a run is shown without its landscape, if that is not there yet.
const PROMPT = 130;
// Milliseconds between two drawings of what comes of a run that takes long.
const FRESH = 200;

// What the views show of a run; the stream has more.
const COLUMNS = "objective,train_loss,test_loss,train_accuracy,test_accuracy,gradient_norm,step_length,field";

const byId = (id) => document.getElementById(id);

class Page {
  constructor() {
    this.clock = new Clock();
    this.stage = new Stage(byId("scene"), byId("marks"), boot, () => this.wake());
    this.boundary = new Boundary(byId("boundary"), byId("boundary-note"), boot);
    this.curve = new Curve(byId("curve"), byId("curve-note"), boot);
    this.table = new Table(byId("table"));
    this.caption = new Caption(byId("epoch"), byId("caption"));
    this.inputs = new Inputs({
      specifications: boot.controls,
      choices: boot.choices,
      first: boot.function,
      shown: window.basinControls,
      set: window.dash_clientside.set_props,
      ask: (query) => this.request(query),
    });
    this.requests = new Requests({
      columns: COLUMNS,
      onEvent: (run, kind, content) => this.#take(run, kind, content),
      onWait: (reason) => this.#waits(reason),
      onRefused: (query, error) => this.#refused(query, error),
    });
    this.transport = new Transport(byId("transport"), this.#actions());
    this.kind = "log";
    this.#listen();
    this.setTheme();
  }

  #actions() {
    const act = (change) => () => {
      change(performance.now());
      this.wake();
    };
    const { clock } = this;
    return {
      start: act((now) => clock.seek(0, now)),
      end: act((now) => clock.seek(Infinity, now)),
      back: act((now) => clock.step(-1, now)),
      forward: act((now) => clock.step(1, now)),
      toggle: act((now) => (clock.playing ? clock.pause(now) : clock.play(now))),
      seek: (epoch) => act((now) => (clock.pause(now), clock.seek(epoch, now)))(),
      speed: (factor) => act((now) => clock.setSpeed(factor, now))(),
    };
  }

  #listen() {
    window.addEventListener("basin:changed", ({ detail }) => this.inputs.changed(detail));
    window.addEventListener("basin:height", ({ detail }) => {
      this.heightChosen ||= detail !== this.kind;
      this.setHeight(detail);
    });
    byId("reset-view").addEventListener("click", () => {
      this.stage.resetView();
      this.wake();
    });
    byId("share").addEventListener("click", () => this.share());
    const sheet = byId("inputs");
    byId("open-inputs").addEventListener("click", () => sheet.classList.toggle("open"));
    byId("close-inputs").addEventListener("click", () => sheet.classList.remove("open"));
    new MutationObserver(() => this.setTheme()).observe(document.documentElement, {
      attributeFilter: ["data-mantine-color-scheme"],
    });
    const resized = new ResizeObserver(() => this.redraw());
    for (const id of ["scene", "boundary", "curve"]) resized.observe(byId(id));
  }

  /** Asks for a run, to be shown with a notice if there is something to say of it. */
  request(query, notice = "") {
    this.notice = notice;
    this.requests.ask(query);
  }

  #take(run, kind, content) {
    if (kind === "frames") run.addFrames(content);
    if (kind === "report") run.report = content;
    if (kind === "projection") run.projection = content;
    if (kind === "critical") run.critical = content;
    if (kind === "curvature") run.curvature = content;
    if (kind === "surface") run.addSurface(content);
    if (kind === "done") run.done = true;
    this.#offer(run);
    if (run !== this.run) return;
    if (run.done) this.#completed(run);
    else this.#freshenSoon(run);
  }

  /** Shows a run as soon as its landscape is there in outline, or what there is of it if that is late. */
  #offer(run) {
    const drawable = run.outlined;
    if (run !== this.run) {
      const now = performance.now();
      const left = run.asked + PROMPT - now;
      if (drawable) this.#show(run);
      else if (left > 0) this.#offerLater(run, left);
      else if (run.last >= this.clock.epoch(now)) this.#showWithoutStage(run);
    }
    if (run === this.run && drawable && run !== this.stage.run) this.#stage(run);
  }

  #offerLater(run, left) {
    this.offered = run;
    this.offering ??= setTimeout(() => {
      this.offering = null;
      this.#offer(this.offered);
    }, left);
  }

  /** A run takes the place of the one before it. */
  #show(run) {
    this.requests.seen();
    this.run = run;
    this.notify(this.notice);
    history.replaceState(null, "", `?${run.query}`);
    this.inputs.accept(run, this.requests.isNewest(run));
    byId("summary").textContent = summary(run, boot);
    this.clock.setRun(run.end, [], performance.now());
    this.table.setRun(run);
  }

  #showWithoutStage(run) {
    this.#show(run);
    this.stage.wait();
    this.#showBeside(run);
  }

  #stage(run) {
    const first = !this.stage.run;
    if (!this.heightChosen) this.#usualHeight(run);
    const now = performance.now();
    this.clock.setRun(run.end, [], now);
    if (first && REDUCED) this.clock.seek(run.end, now);
    byId("reset-view").disabled = run.line;
    this.stage.setRun(run).then(() => {
      document.documentElement.dataset.run = run.query;
      if (first && !REDUCED) this.clock.play(performance.now());
      // The stage comes first; what is beside it follows in the next task.
      setTimeout(() => this.#showBeside(run));
      this.wake();
    });
  }

  /** A function of one variable looks as in a book; anything else shows its valley in the logarithm. */
  #usualHeight(run) {
    const kind = run.function && run.line ? "linear" : "log";
    if (kind === this.kind) return;
    this.setHeight(kind);
    window.dash_clientside.set_props("height", { value: kind });
  }

  #showBeside(run) {
    if (run !== this.run) return;
    byId("boundary-card").hidden = run.data === null;
    byId("curve-title").textContent = run.function ? "Value" : "Loss";
    if (run.data) this.boundary.setRun(run);
    this.curve.setRun(run);
    this.wake();
  }

  /** More of a run has come: every now and then that is drawn. */
  #freshenSoon(run) {
    this.freshening ??= setTimeout(() => {
      this.freshening = null;
      if (run === this.run && !run.done) this.#freshen(run);
    }, FRESH);
  }

  #freshen(run) {
    this.clock.setRun(run.end, [], performance.now());
    if (run === this.stage.run) this.stage.grow();
    else this.curve.setRun(run);
    this.wake();
  }

  #completed(run) {
    const now = performance.now();
    this.clock.setRun(run.end, run.slices.map((slice) => slice.epoch), now);
    this.stage.grow();
    this.notify(this.notice);
    document.documentElement.dataset.complete = run.query;
    this.wake();
  }

  #waits(reason) {
    this.notify(reason === "full" ? "The server is busy; trying again." : "The connection was lost; trying again.");
  }

  #refused(query, error) {
    if (!(error instanceof Refusal)) throw error;
    if (!this.run && query) {
      this.request("", `This link asks for something impossible. ${error.message} The tutorial's run is shown instead.`);
      return;
    }
    this.notice = this.inputs.refuse(error.errors).join(" ");
    this.notify(this.notice);
  }

  notify(text) {
    const place = byId("notice");
    if (place.textContent === text) return;
    place.textContent = text;
    place.hidden = text === "";
  }

  setTheme() {
    const name = document.documentElement.dataset.mantineColorScheme === "dark" ? "dark" : "light";
    if (name === this.theme) return;
    this.theme = name;
    for (const view of [this.stage, this.boundary, this.curve]) view.setTheme(name);
    this.wake();
  }

  setHeight(kind) {
    if (kind === this.kind) return;
    this.kind = kind;
    this.stage.setHeight(kind);
    this.curve.setHeight(kind);
    this.wake();
  }

  redraw() {
    if (!this.run) return;
    this.stage.redraw();
    this.boundary.redraw();
    this.curve.redraw();
    this.wake();
  }

  async share() {
    const button = byId("share");
    try {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Link copied";
    } catch {
      this.notify(`This run's link: ${location.href}`);
    }
    setTimeout(() => (button.textContent = "Share link"), 2000);
  }

  /** One drawing a frame; goes on by itself only while something plays or a slice is due. */
  wake() {
    this.frame ??= requestAnimationFrame((now) => this.draw(now));
  }

  draw(now) {
    this.frame = null;
    const { run, clock } = this;
    if (!run) return;
    const epoch = clock.epoch(now);
    if (clock.playing && clock.atEnd(now) && run.done) clock.pause(now);
    const staged = run === this.stage.run;
    const drawn = this.stage.draw(staged ? epoch : null, { now, fast: clock.playing && clock.speed > 1 });
    if (run.data) this.boundary.draw(epoch);
    this.curve.draw(epoch);
    this.table.draw(epoch);
    this.transport.draw(epoch, run.end, clock.playing);
    this.caption.draw(epoch, staged ? sentence(run, drawn, this.stage.scale, epoch) : this.stage.run ? AWAITED : "");
    if (clock.playing || (drawn?.lags && !this.stage.held)) this.wake();
    else this.#describe(epoch);
  }

  /** What the pictures show, in words, once they stand still. */
  #describe(epoch) {
    const whole = Math.floor(epoch);
    this.stage.describe(`Loss landscape at epoch ${whole}. ${this.caption.text}`);
    this.curve.describe(`${this.run.function ? "Value" : "Loss"} by epoch from 0 to ${this.run.last}, cursor at epoch ${whole}. The table holds the figures.`);
  }
}

/** Dash makes the page's elements when its scripts have run; Plotly may come later still. */
async function start() {
  await until(() => window.basinControls && byId("curve-note"));
  const page = new Page();
  // For the browser tests, and for the curious.
  window.basin = page;
  page.request(location.search.slice(1));
  if (!window.Plotly) window.addEventListener("load", () => page.redraw(), { once: true });
}

function until(condition) {
  return new Promise((resolve) => {
    const check = () => (condition() ? resolve() : setTimeout(check, 10));
    check();
  });
}

start();
