"""Another site may frame the embed view, and nothing else."""

import functools
import http.server
import pathlib
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.basin import TIMEOUT
from tests.e2e.tabs import NULL_GL


class _Files(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Does nothing: only the test sends requests."""


@pytest.fixture
def other(server: str, tmp_path: pathlib.Path) -> Iterator[str]:
    """The address of another site, whose pages frame Basin's page and its embed view."""
    for name in ("", "embed"):
        frame = f'<title>A site</title><iframe title="Basin" width="1200" height="800" src="{server}/{name}"></iframe>'
        (tmp_path / f"{name or 'page'}.html").write_text(frame, encoding="utf-8")
    handler = functools.partial(_Files, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        # A host name makes it another site than the numeric address.
        yield f"http://localhost:{site.server_port}"
        site.shutdown()


def test_the_embed_view_runs_in_the_frame_of_another_site(fresh: Page, other: str) -> None:
    wrong: list[str] = []
    fresh.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    fresh.on("pageerror", lambda error: wrong.append(str(error)))
    fresh.goto(f"{other}/embed.html")
    frame = fresh.frame_locator("iframe[title=Basin]")
    expect(frame.get_by_role("heading", name="Epoch")).to_be_visible(timeout=TIMEOUT)
    frame.get_by_role("textbox", name="Epochs", exact=True).fill("7")
    expect(frame.get_by_role("slider", name="Epoch", exact=True)).to_have_attribute("max", "7", timeout=TIMEOUT)
    assert [text for text in wrong if "favicon" not in text and "404" not in text] == []


def test_the_page_itself_does_not(fresh: Page, other: str) -> None:
    refused = []
    fresh.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    fresh.goto(f"{other}/page.html")
    fresh.wait_for_load_state("networkidle")
    assert fresh.frame_locator("iframe[title=Basin]").get_by_role("heading").count() == 0
    assert any("frame-ancestors 'none'" in text for text in refused)


SPACE = "https://me-basin.hf.space"
TOLD = "<script>told = []; addEventListener('message', ({ origin, data }) => told.push([origin, data]))</script>"


def space(fresh: Page, server: str, around: str) -> None:
    """Basin as a Space, framed by a page at another address, through a host of its own."""

    def relay(route: Route) -> None:
        route.fulfill(response=route.fetch(url=route.request.url.replace(SPACE, server)))

    frame = f'{TOLD}<iframe title="Basin" width="1200" height="800" src="{SPACE}/embed?epochs=20"></iframe>'
    fresh.route(f"{SPACE}/**", relay)
    fresh.route(f"{around}/**", lambda route: route.fulfill(body=frame, content_type="text/html"))
    fresh.goto(f"{around}/spaces/me/basin?epochs=20")


def test_a_space_tells_the_page_around_it_each_address(fresh: Page, server: str) -> None:
    fresh.add_init_script(path=NULL_GL)
    space(fresh, server, "https://huggingface.co")
    fresh.wait_for_function("() => told.length > 0", timeout=TIMEOUT)
    frame = fresh.frame_locator("iframe[title=Basin]")
    frame.get_by_role("textbox", name="Epochs", exact=True).fill("7")
    fresh.wait_for_function("() => told.at(-1)[1].queryString === '?v=1&epochs=7'", timeout=TIMEOUT)
    assert fresh.evaluate("told[0]") == [SPACE, {"queryString": "?v=1&epochs=20", "hash": ""}]
    # Back leaves the framing page.
    assert fresh.evaluate("history.length") == 2


def test_no_other_page_around_is_told(fresh: Page, server: str) -> None:
    fresh.add_init_script(path=NULL_GL)
    space(fresh, server, "https://elsewhere.example")
    frame = fresh.frame_locator("iframe[title=Basin]")
    expect(frame.get_by_role("slider", name="Epoch", exact=True)).to_have_attribute("max", "20", timeout=TIMEOUT)
    frame.get_by_role("textbox", name="Epochs", exact=True).fill("7")
    expect(frame.get_by_role("slider", name="Epoch", exact=True)).to_have_attribute("max", "7", timeout=TIMEOUT)
    assert fresh.evaluate("told") == []


def test_the_wheel_scrolls_the_page_around_the_frame_until_the_landscape_is_taken_hold_of(
    fresh: Page, other: str
) -> None:
    fresh.add_init_script(path=NULL_GL)
    fresh.goto(f"{other}/embed.html")
    inside = fresh.frame_locator("iframe[title=Basin]")
    handle = inside.get_by_role("img", name="Loss landscape")
    framed = fresh.frames[1]
    framed.wait_for_function("() => document.documentElement.dataset.complete")
    radius = framed.evaluate("() => basin.stage.landscape.camera.radius")
    box = handle.bounding_box()
    assert box is not None
    fresh.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    fresh.mouse.wheel(0, 60)
    fresh.wait_for_function("() => scrollY > 0")
    assert framed.evaluate("() => basin.stage.landscape.camera.radius") == radius
    expect(inside.get_by_text("+ scroll to zoom")).to_be_visible()
    fresh.mouse.wheel(0, -60)
    fresh.wait_for_function("() => scrollY === 0")
    handle.focus()
    fresh.mouse.wheel(0, 60)
    framed.wait_for_function("(radius) => basin.stage.landscape.camera.radius > radius", arg=radius)
    assert fresh.evaluate("() => scrollY") == 0
    handle.press("Escape")
    expect(handle).not_to_be_focused()
