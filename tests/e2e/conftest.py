"""A real server and a real browser for the tests that act as a person does."""

import os
import pathlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.e2e.basin import TIMEOUT
from tests.faults.serving import served

expect.set_options(timeout=TIMEOUT)

NULL_GL = pathlib.Path(__file__).with_name("null_gl.js")
# Without a GPU, Chromium's own compositor is several times as fast as one in software GL; WebGL keeps the latter.
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
    """The address of Basin, served as `make run` serves it, but without the limits of a visitor."""
    with served(tmp_path_factory.mktemp("server")) as running:
        yield running.address


@pytest.fixture
def page(page: Page) -> Page:
    """A page that waits for what must come, however slow the machine is."""
    page.set_default_timeout(TIMEOUT)
    return page


@pytest.fixture
def watched(page: Page, server: str) -> Iterator[Page]:
    """A page that must end without a console error or warning, an exception, or a request to another host."""
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if _complains(message) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    home = urlsplit(server).netloc
    page.on("request", lambda request: wrong.append(request.url) if _elsewhere(request.url, home) else None)
    yield page
    assert wrong == []


def _complains(message: ConsoleMessage) -> bool:
    """Whether the page gives cause to complain; how fast a driver reads is none."""
    return message.type in ("error", "warning") and "GL Driver Message" not in message.text


def _elsewhere(url: str, home: str) -> bool:
    return not url.startswith(("data:", "blob:")) and urlsplit(url).netloc != home


@pytest.fixture
def quick(watched: Page) -> Page:
    """A page whose WebGL draws nothing, for tests of what is computed: software WebGL takes most of the time."""
    watched.add_init_script(path=NULL_GL)
    return watched
