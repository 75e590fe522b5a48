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
    "Basin cannot run in this frame: its sandbox keeps the page from its own scripts. Add allow-same-origin to the frame's " +
    "sandbox attribute, or open this address in a tab: ";
  var OLD =
    "Basin has not come up, though its scripts have arrived: this browser may be too old for them, or something in it keeps " +
    "them from running. A browser of 2024 or later can run them.";
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
      return "Basin is served under " + prefix() + " and does not know it: its scripts are asked for at " + path + ", which " +
        answer + ". Set BASIN_PREFIX=" + prefix() + " where Basin runs.";
    }
    return "Not all of Basin arrived: " + path + " " + answer + ". Reload the page; if that does not help, whatever " +
      "stands between Basin and this browser keeps them back.";
  }

  /** @type {(address: string) => void} */
  function explain(address) {
    if (window.origin === "null") return say(SANDBOX + location.href);
    fetch(address, { cache: "no-store" }).then(
      function (response) {
        say(missing(address, response.ok ? "or one that it needs could not be read" : "answers " + response.status));
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
