// The transport: to the start, back, play or pause, forward, a scrubber over the epochs, speed.

import { SPEEDS } from "../clock.js";

const USES_ARROWS = "input, select, textarea, [role=slider], [role=listbox], [role=radiogroup]";

export class Transport {
  /** `actions`: start, back, toggle, forward, end, seek(epoch), speed(factor). */
  constructor(element, actions) {
    this.actions = actions;
    this.start = button("To start", "start", actions.start);
    this.back = button("Step back", "back", actions.back);
    this.toggle = button("Play", "play", actions.toggle);
    this.toggle.classList.add("toggle");
    this.forward = button("Step forward", "forward", actions.forward);
    this.scrubber = Object.assign(document.createElement("input"), { type: "range", min: 0, max: 100, step: 1, value: 0 });
    this.scrubber.className = "scrubber";
    this.scrubber.setAttribute("aria-label", "Epoch");
    this.scrubber.addEventListener("input", () => actions.seek(Number(this.scrubber.value)));
    this.count = document.createElement("span");
    this.count.className = "count";
    element.append(this.start, this.back, this.toggle, this.forward, this.scrubber, this.count, this.#speeds());
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  #speeds() {
    const select = document.createElement("select");
    select.className = "speed";
    select.setAttribute("aria-label", "Speed");
    for (const speed of SPEEDS) select.append(new Option(`${speed}×`, speed, speed === 1, speed === 1));
    select.addEventListener("change", () => this.actions.speed(Number(select.value)));
    return select;
  }

  /** Keys that no focused control wants for itself. */
  #key(event) {
    const wanted = event.key === " " ? `${USES_ARROWS}, button` : USES_ARROWS;
    if (event.target.closest?.(wanted) || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = { " ": "toggle", ArrowLeft: "back", ArrowRight: "forward", Home: "start", End: "end" }[event.key];
    if (!action) return;
    event.preventDefault();
    this.actions[action]();
  }

  draw(epoch, end, playing) {
    const whole = Math.floor(epoch);
    this.scrubber.style.setProperty("--filled", `${end ? (100 * epoch) / end : 0}%`);
    const key = `${whole} ${end} ${playing}`;
    if (this.shown === key) return;
    this.shown = key;
    this.scrubber.max = end;
    this.scrubber.value = whole;
    this.scrubber.setAttribute("aria-valuetext", `Epoch ${whole} of ${end}`);
    this.count.textContent = `${whole} / ${end}`;
    this.toggle.setAttribute("aria-label", playing ? "Pause" : "Play");
    this.toggle.firstChild.className = `icon ${playing ? "pause" : "play"}`;
  }
}

function button(label, icon, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "transport-button";
  element.setAttribute("aria-label", label);
  const picture = document.createElement("span");
  picture.className = `icon ${icon}`;
  element.append(picture);
  element.addEventListener("click", action);
  return element;
}
