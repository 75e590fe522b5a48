// The stage: a landscape over two directions or over one, each in its own view, and what is on it in words.

import { Landscape } from "./landscape.js";
import { legend } from "./marks.js";
import { Profile } from "./profile.js";

export class Stage {
  /** `boot` is the page's JSON, `foot` the line for the marks; `onView()` is called when the picture must be drawn again. */
  constructor(element, foot, boot, onView) {
    this.element = element;
    this.foot = foot;
    this.landscape = new Landscape(part(element, "surface"), boot, onView);
    this.profile = new Profile(part(element, "profile"), boot, onView);
    this.views = [this.landscape, this.profile];
    this.note = document.createElement("p");
    this.note.className = "scene-note";
    this.note.textContent = "The landscape of this run is being computed.";
    this.note.hidden = true;
    element.append(this.note);
    this.profile.element.setAttribute("role", "img");
    this.profile.element.setAttribute("aria-label", "Loss landscape");
    this.#show(this.landscape);
  }

  /** Whether what is on the stage can be turned. */
  get solid() {
    return this.view === this.landscape;
  }

  get held() {
    return this.landscape.held;
  }

  #show(view) {
    this.view = view;
    for (const other of this.views) other.element.hidden = other !== view;
  }

  /** A new run's landscape is on its way: what is on the stage is the run's before, or nothing. */
  wait() {
    this.element.classList.add("waiting");
    this.note.hidden = this.run !== undefined;
  }

  async setRun(run) {
    this.element.classList.remove("waiting");
    this.note.hidden = true;
    this.run = run;
    this.#show(run.line ? this.profile : this.landscape);
    await this.view.setRun(run);
  }

  grow() {
    this.view.grow();
  }

  setHeight(kind) {
    for (const view of this.views) view.setHeight(kind);
  }

  setTheme(name) {
    for (const view of this.views) view.setTheme(name);
  }

  resetView() {
    if (this.run && this.solid) this.landscape.resetView();
  }

  redraw() {
    if (this.run) this.view.redraw();
  }

  /** The scale of the heights that are shown. */
  get scale() {
    return this.view.scale;
  }

  /** Draws a moment (null: the last one again); see Landscape.draw for what it returns. */
  draw(wanted, how) {
    this.moment = wanted ?? this.moment;
    if (!this.run || !this.moment) return null;
    const drawn = this.view.draw(this.moment, how);
    this.#drawFoot(drawn);
    return drawn;
  }

  /** What marks there are; before they have come, and of a profile, which has none, nothing is said of them. */
  #drawFoot(drawn) {
    const { critical, slices } = this.run;
    const points = (critical && slices[0].plane.through !== "best" && drawn?.points) || null;
    if (points === this.said) return;
    this.said = points;
    const parts = points ? legend(points, drawn.known, this.run.line) : [];
    this.foot.replaceChildren(
      ...parts.map(({ mark, text }) => {
        const element = document.createElement("span");
        element.className = `mark ${mark}`;
        element.textContent = text;
        return element;
      }),
    );
  }

  describe(text) {
    const keys = this.solid ? " Arrow keys turn it, plus and minus zoom." : "";
    const element = this.solid ? this.landscape.handle : this.profile.element;
    if (element.getAttribute("aria-label") !== text + keys) element.setAttribute("aria-label", text + keys);
  }
}

function part(element, name) {
  const div = document.createElement("div");
  div.className = `scene-part ${name}`;
  element.append(div);
  return div;
}
