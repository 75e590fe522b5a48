// Says what is wrong where the page does not come up. It stands in the page itself: nothing else may have arrived.
// A classic script, which knows no other, in words that every browser understands.

(function () {
  // Milliseconds between two looks, and after everything has loaded until a page that is not there is missed.
  var LOOK = 250;
  var PATIENCE = 20000;
  var STYLE =
    "position:relative;z-index:1000;margin:16px auto;padding:14px 18px;max-width:720px;border:1px solid #b3541e;" +
    "border-radius:8px;background:#fff;color:#222;font:15px/1.5 system-ui,sans-serif";
  var SANDBOX =
    "Basin cannot run in this frame, because the frame's sandbox blocks the scripts of the page. Add allow-same-origin to the " +
    "sandbox attribute of the frame, or open this address in a tab: ";
  var OLD =
    "Basin did not start, although its scripts arrived. This browser may be too old, or an extension may block the scripts. " +
    "Use a browser from 2024 or later.";
  /** @type {HTMLElement | null} */
  var place = null;

  /** @type {(text: string) => void} */
  function say(text) {
    if (place || window.basin) return;
    place = document.createElement("p");
    place.setAttribute("role", "alert");
    place.style.cssText = STYLE;
    place.textContent = text;
    document.body.insertBefore(place, document.body.firstChild);
    /** @type {HTMLElement | null} */
    var loading = document.querySelector("._dash-loading");
    if (loading) loading.style.display = "none";
  }

  /** What the address of the page has before its own part, as the browser sees it. */
  function prefix() {
    return location.pathname.replace(/[/]embed$/, "").replace(/[/]+$/, "");
  }

  /**
   * A sentence for a script that did not arrive; `answer` is what its address says.
   * @type {(address: string, answer: string) => string}
   */
  function missing(address, answer) {
    var path = new URL(address).pathname;
    if (path.indexOf(prefix() + "/") !== 0) {
      return "Basin is served under " + prefix() + ", but requests its scripts at " + path + ", which " +
        answer + ". Set BASIN_PREFIX=" + prefix() + " where Basin runs.";
    }
    return "A part of Basin did not arrive: " + path + " " + answer + ". Reload the page. If that does not help, a proxy, a " +
      "firewall or an extension between Basin and this browser may block it.";
  }

  /** @type {(address: string) => void} */
  function explain(address) {
    if (window.origin === "null") return say(SANDBOX + location.href);
    fetch(address, { cache: "no-store" }).then(
      function (response) {
        say(missing(address, response.ok ? "or a script that it needs could not be loaded" : "answers " + response.status));
      },
      function () {
        say(missing(address, "cannot be reached"));
      }
    );
  }

  window.addEventListener("error", function (event) {
    var target = /** @type {HTMLScriptElement | null} */ (event.target);
    if (target && target.tagName === "SCRIPT" && target.src) explain(target.src);
  }, true);

  window.addEventListener("load", function () {
    setTimeout(function () {
      if (window.basin) return;
      var layout = location.origin + prefix() + "/_dash-layout";
      fetch(layout, { cache: "no-store" }).then(
        function (response) {
          say(response.ok ? OLD : missing(layout, "answers " + response.status));
        },
        function () {
          say(window.origin === "null" ? SANDBOX + location.href : missing(layout, "cannot be reached"));
        }
      );
    }, PATIENCE);
  });

  // What came late after all needs no words.
  var looking = setInterval(function () {
    if (!window.basin) return;
    clearInterval(looking);
    if (place) place.remove();
  }, LOOK);
})();
