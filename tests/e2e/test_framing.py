"""Another site may show the embed view in a frame, and nothing else."""

import functools
import http.server
import pathlib
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.basin import TIMEOUT


class _Files(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: only the test asks."""


@pytest.fixture
def other(server: str, tmp_path: pathlib.Path) -> Iterator[str]:
    """The address of another site, whose pages frame Basin's page and its embed view."""
    for name in ("", "embed"):
        frame = f'<title>A site</title><iframe title="Basin" width="1200" height="800" src="{server}/{name}"></iframe>'
        (tmp_path / f"{name or 'page'}.html").write_text(frame, encoding="utf-8")
    handler = functools.partial(_Files, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        # By name it is another site than the one by number.
        yield f"http://localhost:{site.server_port}"
        site.shutdown()


def test_the_embed_view_runs_in_the_frame_of_another_site(page: Page, other: str) -> None:
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{other}/embed.html")
    frame = page.frame_locator("iframe[title=Basin]")
    expect(frame.get_by_role("heading", name="Epoch")).to_be_visible(timeout=TIMEOUT)
    frame.get_by_role("textbox", name="Epochs", exact=True).fill("7")
    expect(frame.get_by_role("slider", name="Epoch", exact=True)).to_have_attribute("max", "7", timeout=TIMEOUT)
    assert [text for text in wrong if "favicon" not in text and "404" not in text] == []


def test_the_page_itself_does_not(page: Page, other: str) -> None:
    refused = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto(f"{other}/page.html")
    page.wait_for_load_state("networkidle")
    assert page.frame_locator("iframe[title=Basin]").get_by_role("heading").count() == 0
    assert any("frame-ancestors 'none'" in text for text in refused)
