"""Actions that the browser tests share, in a person's words."""

import contextlib
import pathlib
import re
from typing import Any

from playwright.sync_api import Page, TimeoutError, expect

from tests.app.client import PATIENCE, until

# Milliseconds after which a wait fails.
TIMEOUT = 1000 * PATIENCE
PROBE = pathlib.Path(__file__).with_name("probe.js")


def visit(page: Page, server: str, query: str = "", *, paused: bool = True) -> None:
    """Opens a link, and waits until its run is complete; stops playing unless told otherwise."""
    page.goto(f"{server}/?{query}" if query else server)
    wait_for_run(page)
    if paused:
        pause(page)
        # A run that follows one at its end is played; a run that follows one that was paused is not.
        if page.evaluate("basin.player.clock.atEnd(performance.now())"):
            page.get_by_role("button", name="To start").click()


def wait_for_run(page: Page) -> None:
    """Waits until the address's run is on the screen, with all its slices."""
    page.wait_for_function(
        "() => { const d = document.documentElement.dataset;"
        " const drawn = window.basin?.run?.query === d.run;"
        " return d.complete && d.complete === d.run && drawn && location.search === `?${d.run}`; }",
        timeout=TIMEOUT,
    )


def wait_for_shown(page: Page, query: str) -> None:
    """Waits until the run of this query is on the screen, whatever the address says."""
    page.wait_for_function(
        "(query) => { const d = document.documentElement.dataset;"
        " return d.complete === query && d.run === query && window.basin?.run?.query === query; }",
        arg=query,
        timeout=TIMEOUT,
    )


def wait_for_query(page: Page, query: str) -> None:
    """Waits until the address has exactly this query and its run is on the screen."""
    expect(page).to_have_url(re.compile(re.escape(f"/?{query}") + "$"), timeout=TIMEOUT)
    wait_for_run(page)


def settle(page: Page) -> None:
    """Waits until the latest data are drawn, which takes another frame."""
    # In two calls, since an evaluation has no time limit of its own.
    page.evaluate(
        "() => { window.drawn = false; requestAnimationFrame(() => requestAnimationFrame(() => drawn = true)); }"
    )
    page.wait_for_function("() => window.drawn", timeout=TIMEOUT)


def pause(page: Page) -> None:
    settle(page)
    button = page.get_by_role("button", name="Pause")
    # A short run may end before its pause button is clicked.
    with contextlib.suppress(TimeoutError):
        if button.count():
            button.click(timeout=2000)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def tap(page: Page, place: tuple[float, float], taken: str) -> None:
    """Taps at a place of the window until the page takes it as a tap: a slow machine makes a long press of it.

    `taken` is a function of the page's that says whether the tap was taken.
    """
    until(lambda: _tapped(page, place, taken))


def _tapped(page: Page, place: tuple[float, float], taken: str) -> bool:
    page.touchscreen.tap(*place)
    with contextlib.suppress(TimeoutError):
        page.wait_for_function(taken, timeout=2000)
    return bool(page.evaluate(taken))


def type_number(page: Page, label: str, value: str) -> None:
    page.get_by_role("textbox", name=label, exact=True).fill(value)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("textbox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def turn_to(page: Page, kind: str) -> None:
    """Clicks on 'Data set' or 'Test function'."""
    page.get_by_role("radiogroup", name="Problem").get_by_text(kind).click()


def streamed(page: Page, expression: str) -> Any:
    """Evaluates a function of the run as it was streamed, `(run) => ...`."""
    return page.evaluate(f"() => ({expression})(basin.run)")


def digest(page: Page) -> str:
    """A hash of the streamed run on the screen, bit for bit."""
    found: str = page.evaluate(
        "async () => {"
        " const { chunks, slices, projection, critical, curvature, motion, report, config, query } = basin.run;"
        " const bits = (_, value) => ArrayBuffer.isView(value)"
        "  ? [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)].join() : value;"
        " const all = [chunks, slices, projection, critical, curvature, motion, report, config, query];"
        " const text = new TextEncoder().encode(JSON.stringify(all, bits));"
        " return [...new Uint8Array(await crypto.subtle.digest('SHA-256', text))].join(); }"
    )
    return found


def seek(page: Page, epoch: int) -> None:
    page.get_by_role("slider", name=re.compile("^(Epoch|Iteration)$")).fill(str(epoch))
    expect(page.get_by_role("heading", name=re.compile(f"^(Epoch|Iteration) {epoch}$"))).to_be_visible()


def cells(page: Page) -> dict[str, str]:
    """The first contender's row of the table: each column's text by its heading."""
    settle(page)
    rows = page.get_by_role("row")
    head = rows.filter(has=page.get_by_role("columnheader", name="Optimizer"))
    row = rows.filter(has=page.get_by_role("rowheader")).first
    heads = head.get_by_role("columnheader").all_inner_texts()[1:]
    pairs = [
        zip(h.split("\n"), v.split("\n"), strict=True)
        for h, v in zip(heads, row.get_by_role("cell").all_inner_texts(), strict=True)
    ]
    name = row.get_by_role("rowheader").inner_text().split("\n")[0]
    return {"Optimizer": name} | dict(pair for both in pairs for pair in both)


def landscape(page: Page, expression: str, argument: Any = None) -> Any:
    """Evaluates a function of the landscape view, `(landscape, argument) => ...`."""
    return page.evaluate(f"(argument) => ({expression})(basin.stage.landscape, argument)", argument)


def probe(page: Page, name: str, argument: Any = None, *, view: str = "landscape") -> Any:
    """A question of probe.js, asked of the view of surfaces, or of another view such as the profile."""
    if not page.evaluate("() => 'probe' in window"):
        page.evaluate(PROBE.read_text(encoding="utf-8"))
    return page.evaluate(f"(argument) => probe.{name}(basin.stage.{view}, argument)", argument)
