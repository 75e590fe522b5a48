"""A real server and a real browser, for tests that act as a person does."""

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.e2e.basin import TIMEOUT
from tests.e2e.tabs import SIZE, Tabs
from tests.faults.serving import served

expect.set_options(timeout=TIMEOUT)

# Without a GPU, Chromium's software compositor is several times as fast as software GL; WebGL uses the latter.
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu-compositing",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"), "args": FLAGS}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Basin, served as by `make run`, but without the limits of a visitor."""
    with served(tmp_path_factory.mktemp("server")) as running:
        yield running.address


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Iterator[Tabs]:
    """The tabs that tests use one after another."""
    kept = Tabs(browser)
    yield kept
    kept.close()


@pytest.fixture
def page(request: pytest.FixtureRequest, tabs: Tabs, server: str) -> Iterator[Page]:
    """A page that waits for what must come, on a machine of any speed."""
    yield from _taken(request, tabs, server, drawing=True)


@pytest.fixture
def light(request: pytest.FixtureRequest, tabs: Tabs, server: str) -> Iterator[Page]:
    """A page whose WebGL draws nothing, for tests of what is computed: software WebGL takes most of the time."""
    yield from _taken(request, tabs, server, drawing=False)


@pytest.fixture
def fresh(browser: Browser) -> Iterator[Page]:
    """A page in a tab of its own, for tests that add scripts or listeners."""
    with contextlib.closing(browser.new_context(viewport=SIZE)) as context:
        opened = context.new_page()
        opened.set_default_timeout(TIMEOUT)
        yield opened


@pytest.fixture
def watched(page: Page, server: str) -> Iterator[Page]:
    """A page that must have no console error or warning, no exception, and no request to another host."""
    with watching(page, server):
        yield page


@pytest.fixture
def quick(light: Page, server: str) -> Iterator[Page]:
    """A watched page whose WebGL draws nothing."""
    with watching(light, server):
        yield light


def _taken(request: pytest.FixtureRequest, tabs: Tabs, server: str, drawing: bool) -> Iterator[Page]:
    failed = request.session.testsfailed
    yield tabs.take(server, drawing)
    if request.session.testsfailed > failed:
        tabs.drop(drawing)


@contextlib.contextmanager
def watching(page: Page, server: str, but: str | None = None) -> Iterator[None]:
    """Checks at its end that a page had no complaint `but` those, and requested nothing from another host."""
    wrong: list[str] = []
    home = urlsplit(server).netloc
    listeners: dict[Any, Callable[[Any], None]] = {
        "console": lambda message: wrong.append(message.text) if _complains(message, but) else None,
        "pageerror": lambda error: wrong.append(str(error)),
        "request": lambda request: wrong.append(request.url) if _elsewhere(request.url, home) else None,
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    assert wrong == []


def _complains(message: ConsoleMessage, but: str | None) -> bool:
    """Whether a message is a complaint; those about reading pixels, which only tests do, are none."""
    passed = ["GL Driver Message", "Canvas2D: Multiple readback", *([but] if but else [])]
    return message.type in ("error", "warning") and not any(each in message.text for each in passed)


def _elsewhere(url: str, home: str) -> bool:
    return not url.startswith(("data:", "blob:")) and urlsplit(url).netloc != home
