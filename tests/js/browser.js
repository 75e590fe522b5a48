// The little that the page's link wants of a browser: an address, and a history of entries to go back and forth in.

/** Puts it into the globals; it holds no state of more than `most` characters. `framed`: in the page of another site. */
export function makeBrowser({ search = "", hash = "", most = Infinity, framed = false } = {}) {
  const entries = [{ state: null, search, hash }];
  const told = [];
  let at = 0;
  const show = () => {
    Object.assign(globalThis.location, { search: entries[at].search, hash: entries[at].hash, href: `http://basin.test/${entries[at].search}` });
    globalThis.history.state = entries[at].state;
  };
  const write = (count, state, address) => {
    if (JSON.stringify(state).length > most) throw new DOMException("too long", "DataCloneError");
    at += count;
    entries.splice(at, count ? Infinity : 1, { state, search: address.startsWith("?") ? address : "", hash: "" });
    show();
  };
  globalThis.location = { pathname: "/" };
  globalThis.history = { pushState: (state, _, address) => write(1, state, address), replaceState: (state, _, address) => write(0, state, address) };
  globalThis.window = {};
  window.parent = framed ? { postMessage: (...message) => told.push(message) } : window;
  show();
  return { entries, told, go: (count) => ((at += count), show()) };
}
