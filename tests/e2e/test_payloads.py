"""Addresses, tables and files may hold anything: the page shows it as text, runs nothing and requests nothing."""

import json
import pathlib
import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

from app.specification import keys
from tests.e2e.basin import TIMEOUT, visit
from tests.e2e.tabs import NULL_GL
from tests.e2e.test_own_data import dialog, paste

# Each would set `window.pwned`, request something called pwned, or leave a marked element behind.
PAYLOADS = (
    '"><img src=pwned data-pwned onerror=window.pwned=1>',
    "</script><script data-pwned>window.pwned=1</script>",
    "<a data-pwned href=javascript:window.pwned=1>x</a>",
    "javascript:window.pwned=1//${window.pwned=1}{{pwned=1}}",
    "\u2028window.pwned=1\u2029<\ufeffimg src=pwned data-pwned\u0000>\u202e",
    "1<style data-pwned>*{background:url(pwned)}</style>",
)
# The most fields that a refusal quotes.
QUOTED = 20
NAMES = [*keys(), "2.opt", "6.lr", "v", "columns"]
CONFIG = {"problem": {"dataset": "blobs"}, "contenders": [{"optimizer": "adam"}]}
QUERY = "epochs=10&resolution=21"
# The browser's own message for an answer that is a refusal.
REFUSED = "Failed to load resource: the server responded with a status of 4"
WATCH = """
window.violated = [];
addEventListener("securitypolicyviolation", (event) => violated.push(event.violatedDirective + event.blockedURI));
"""


@pytest.fixture
def guarded(fresh: Page, server: str) -> Iterator[Page]:
    """A page in which no payload may run, request anything or be blocked."""
    wrong: list[str] = []

    def say(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(REFUSED):
            wrong.append(message.text)

    def ask(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and (parts.netloc != urlsplit(server).netloc or "pwned" in parts.path):
            wrong.append(request.url)

    fresh.on("console", say)
    fresh.on("request", ask)
    fresh.on("pageerror", lambda error: wrong.append(str(error)))
    fresh.on("dialog", lambda dialog: wrong.append(dialog.message))
    fresh.on("popup", lambda popup: wrong.append(popup.url))
    fresh.add_init_script(WATCH)
    fresh.add_init_script(path=NULL_GL)
    yield fresh
    assert wrong == []


def harmless(page: Page) -> None:
    """Checks that nothing ran, nothing was blocked, and no payload became an element."""
    assert page.evaluate("() => [typeof pwned, typeof {}.pwned, violated]") == ["undefined", "undefined", []]
    assert page.locator("[data-pwned], [onerror], [onload], iframe, [href^='javascript:']").count() == 0


def refused(page: Page, address: str) -> Locator:
    """Opens a link that the page must refuse; returns the refusal."""
    page.goto(address)
    said = page.get_by_role("status").filter(has_text="Part of this link is not understood.")
    expect(said).to_be_visible(timeout=TIMEOUT)
    harmless(page)
    return said


# In each turn every name gets another payload, until it has had all of them.
@pytest.mark.parametrize("turn", range(len(PAYLOADS)))
def test_no_value_in_an_address_is_run(guarded: Page, server: str, turn: int) -> None:
    write = quote if turn % 2 else _raw
    for first in range(0, len(NAMES), QUOTED):
        names = NAMES[first : first + QUOTED]
        values = [write(PAYLOADS[(turn + i) % len(PAYLOADS)]) for i in range(len(names))]
        query = "&".join(f"{name}={value}" for name, value in zip(names, values, strict=True))
        refused(guarded, f"{server}/?{query}")


def test_no_name_in_an_address_is_run(guarded: Page, server: str) -> None:
    for write in (quote, _raw):
        names = [f"{prefix}{write(payload).replace('=', '%3D')}" for prefix in ("", "2.") for payload in PAYLOADS]
        said = refused(guarded, f"{server}/?" + "&".join(f"{name}=1" for name in names))
        expect(said).to_contain_text("There is no parameter ")
        expect(said).to_contain_text("data-pwned")


def test_what_stands_behind_a_hash_is_nothing(guarded: Page, server: str) -> None:
    guarded.goto(f"{server}/?{QUERY}#{_raw(''.join(PAYLOADS))}")
    guarded.wait_for_function("() => document.documentElement.dataset.complete", timeout=TIMEOUT)
    harmless(guarded)
    # Also alone, as a script's address in a link.
    guarded.evaluate("() => { location.hash = 'javascript:window.pwned=1'; }")
    guarded.reload()
    guarded.wait_for_function("() => document.documentElement.dataset.complete", timeout=TIMEOUT)
    harmless(guarded)


def test_what_is_typed_is_refused_as_text(guarded: Page, server: str) -> None:
    visit(guarded, server, QUERY + "&start=1,1,1&manual=3:0.1")
    boxes = guarded.get_by_role("textbox").locator("visible=true")
    for i in range(boxes.count()):
        box = boxes.nth(i)
        before = box.input_value()
        for payload in PAYLOADS[:2]:
            if box.is_editable():
                box.fill(payload)
                box.press("Tab")
                guarded.wait_for_timeout(400)
                harmless(guarded)
                box.fill(before)


def test_a_pasted_table_is_text(guarded: Page, server: str) -> None:
    visit(guarded, server, QUERY)
    quoted = ['"' + payload.replace('"', '""') + '"' for payload in PAYLOADS]
    lines = [f"{i % 6}.5;{i}.25;{quoted[i % 6]}" for i in range(24)]
    paste(guarded, f"{quoted[0]};{quoted[1]};{quoted[2]}\n" + "\n".join(lines))
    expect(dialog(guarded).get_by_role("status")).to_contain_text(f"24 points, 6 classes: {PAYLOADS[0]}")
    harmless(guarded)
    dialog(guarded).get_by_role("button", name="Use these points").click()
    guarded.wait_for_function("() => basin.run.done && basin.run.data.classes === 6", timeout=TIMEOUT)
    harmless(guarded)


def test_a_cell_that_is_wrong_is_quoted_as_text(guarded: Page, server: str) -> None:
    visit(guarded, server, QUERY)
    guarded.get_by_role("button", name="Your data").click()
    for payload in PAYLOADS:
        cell = payload.replace('"', '""')
        dialog(guarded).get_by_role("textbox", name="Table").fill(f'1;2;a\n3;4;b\n"{cell}";5;a\n7;8;b')
        expect(dialog(guarded).get_by_role("alert")).to_contain_text("Line 3:")
        harmless(guarded)


def test_a_file_and_its_name_are_text(guarded: Page, server: str, tmp_path: pathlib.Path) -> None:
    visit(guarded, server, QUERY)
    guarded.get_by_role("button", name="Your data").click()
    named = tmp_path / "<img src=pwned data-pwned onerror=window.pwned=1>.json"
    wrong = json.loads(json.dumps(CONFIG))
    for path in (("problem", "dataset"), ("problem", "model"), ("plane", "kind"), ("start",), ("<img data-pwned>",)):
        part = wrong
        for name in path[:-1]:
            part = part.setdefault(name, {})
        part[path[-1]] = PAYLOADS[1]
    for content in ("{", json.dumps(wrong), json.dumps(PAYLOADS)):
        named.write_text(content, encoding="utf-8")
        with guarded.expect_file_chooser() as chooser:
            dialog(guarded).get_by_role("button", name="Open a saved run").click()
        chooser.value.set_files(named)
        expect(dialog(guarded).get_by_role("alert").filter(has_text=re.compile("<img|pwned"))).to_be_visible()
        harmless(guarded)


def _raw(payload: str) -> str:
    """A payload as somebody types it; only characters that would end the value are escaped."""
    return payload.replace("%", "%25").replace("&", "%26").replace("#", "%23").replace("\u0000", "%00")
