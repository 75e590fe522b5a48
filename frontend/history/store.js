// The last runs of this browser, newest first, as snapshots.

const NAME = "basin-history";
const MOST = 12;
// Characters of all of them together: own data may be long, and a browser keeps about five million.
const LONGEST = 600_000;

export class RunStore {
  /**
   * `open()` gives the browser's storage, or throws where there is none.
   * @param {() => Pick<Storage, "getItem" | "setItem">} open
   */
  constructor(open = () => globalThis.localStorage) {
    this.open = open;
    this.kept = true;
    this.entries = this.#load();
  }

  /**
   * Adds a run; one of the same query moves to the top.
   * @type {(entry: Snapshot) => void}
   */
  add(entry) {
    this.entries = [entry, ...this.entries.filter(({ query }) => query !== entry.query)].slice(0, MOST);
    while (this.entries.length > 1 && JSON.stringify(this.entries).length > LONGEST) this.entries.pop();
    this.#save();
  }

  clear() {
    this.entries = [];
    this.#save();
  }

  /**
   * What is there and whole; something else may have written there, or half of it.
   * @type {() => Snapshot[]}
   */
  #load() {
    try {
      const found = JSON.parse(this.open().getItem(NAME) ?? "[]");
      this.kept = true;
      return found.filter(whole).slice(0, MOST);
    } catch (error) {
      // Damaged: then it is begun afresh. Anything else: the browser keeps nothing.
      this.kept = error instanceof SyntaxError || error instanceof TypeError;
      return [];
    }
  }

  /** Whether they are still there after the page is closed is `kept`. */
  #save() {
    try {
      this.open().setItem(NAME, JSON.stringify(this.entries));
      this.kept = true;
    } catch {
      this.kept = false;
    }
  }
}

/** @type {(value: unknown) => boolean} */
const text = (value) => typeof value === "string";
/** @type {(value: unknown, each: (value: any) => boolean) => boolean} */
const list = (value, each) => Array.isArray(value) && value.every(each);
/** @type {(value: unknown) => boolean} */
const number = (value) => value === null || typeof value === "number";

/** @type {(entry: any) => boolean} */
function whole(entry) {
  return Boolean(
    entry && text(entry.query) && text(entry.summary) && text(entry.noun) && Number.isFinite(entry.time) &&
      list(entry.settings, (setting) => list(setting, text)) &&
      list(entry.contenders, (each) => each && text(each.label) && Number.isInteger(each.colour) && number(each.loss)) &&
      entry.picture && text(entry.picture.heights) && Number.isInteger(entry.picture.columns) &&
      list(entry.picture.trails, (trail) => list(trail, (point) => list(point, number))) &&
      list(entry.curves, (curve) => list(curve.epochs, number) && list(curve.losses, number)),
  );
}
