"""Tabs of the browser that tests use one after another.

A new tab compiles the page's libraries again, which takes seconds of processor time; a tab that has shown the page has
them already. A tab is cleared for each test; a test must remove its own listeners.
"""

import pathlib

from playwright.sync_api import Browser, Page, ViewportSize

from tests.e2e.basin import TIMEOUT

NULL_GL = pathlib.Path(__file__).with_name("null_gl.js")
SIZE = ViewportSize(width=1280, height=720)
# Tests after which a tab is closed, so that memory for old pages does not add up.
_USES = 40
# A page that requests nothing, not even an icon.
_EMPTY = '<!doctype html><title>Empty</title><link rel="icon" href="data:,">'


class Tabs:
    """A tab whose WebGL draws and one whose does not, each in a context of its own, opened at its first use."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[bool, tuple[Page, int]] = {}

    def take(self, server: str, drawing: bool) -> Page:
        """A tab as good as new, at a page of the server that runs nothing."""
        page, uses = self._kept.get(drawing, (None, _USES))
        if page is None or uses >= _USES or page.is_closed():
            self.drop(drawing)
            page, uses = self._opened(drawing), 0
        self._kept[drawing] = (page, uses + 1)
        _clear(page, server)
        return page

    def drop(self, drawing: bool) -> None:
        """Closes a tab that must not be used again."""
        page, _ = self._kept.pop(drawing, (None, 0))
        if page is not None:
            page.context.close()

    def close(self) -> None:
        """Closes both tabs."""
        self.drop(True)
        self.drop(False)

    def _opened(self, drawing: bool) -> Page:
        page = self._browser.new_context(viewport=SIZE).new_page()
        page.set_default_timeout(TIMEOUT)
        if not drawing:
            page.add_init_script(path=NULL_GL)
        return page


def _clear(page: Page, server: str) -> None:
    """Clears a tab: its routes, size, media, storage, history and the place of its mouse."""
    page.unroute_all()
    page.set_viewport_size(SIZE)
    page.emulate_media(color_scheme="light", reduced_motion="no-preference", forced_colors="none")
    page.mouse.move(0, 0)
    empty = f"{server}/empty.html"
    page.route(empty, lambda route: route.fulfill(body=_EMPTY, content_type="text/html"))
    page.goto(empty)
    page.unroute_all()
    page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    client = page.context.new_cdp_session(page)
    client.send("Page.resetNavigationHistory")
    client.detach()
