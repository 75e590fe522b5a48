"""Nothing covers what can be pressed: clicks reach their targets in all states and sizes of the page."""

import pathlib

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.basin import visit
from tests.e2e.tabs import NULL_GL
from tests.e2e.test_accessibility import EVERYTHING
from tests.e2e.test_history import ONE, TWO, look, open_history
from tests.e2e.test_own_data import dialog

HITS = pathlib.Path(__file__).with_name("hits.js")
WINDOWS = {"desktop": (1440, 900), "laptop": (1366, 768), "tablet": (820, 1180)}
PHONE = {"width": 390, "height": 844}
SHORT = "samples=60&resolution=21&epochs=10"
STATES = {
    "data": SHORT,
    "function": "function=himmelblau&resolution=21&epochs=10",
    "line": "function=plateau&epochs=10",
    "race": f"{SHORT}&2.opt=adam&3.opt=momentum&4.opt=nesterov&5.opt=rmsprop&6.opt=adagrad",
    "everything": f"{EVERYTHING}&{SHORT}",
    # The remedy is a button over the picture.
    "diverged": "function=rosenbrock&lr=0.1&epochs=20",
    "one of a race diverged": f"{SHORT}&lr=5000&2.opt=adam",
}


def missed(page: Page, where: str = "body") -> list[str]:
    """The things in a part of the page that can be pressed but are covered by something else."""
    if not page.evaluate("() => 'hits' in window"):
        page.evaluate(HITS.read_text(encoding="utf-8"))
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => (each.open = true))")
    found: list[str] = page.evaluate("(where) => hits.missed(where)", where)
    return found


@pytest.mark.parametrize("state", list(STATES))
def test_a_press_meets_what_it_is_aimed_at(quick: Page, server: str, state: str) -> None:
    visit(quick, server, STATES[state])
    quick.get_by_role("button", name="To end").click()
    for width, height in WINDOWS.values():
        quick.set_viewport_size({"width": width, "height": height})
        assert missed(quick) == [], (width, height)


@pytest.mark.parametrize("state", ["data", "everything", "diverged"])
def test_so_does_a_finger(browser: Browser, server: str, state: str) -> None:
    context = browser.new_context(has_touch=True, viewport=PHONE, is_mobile=True)
    page = context.new_page()
    page.add_init_script(path=NULL_GL)
    visit(page, server, STATES[state])
    page.keyboard.press("End")
    assert missed(page) == []
    page.get_by_role("button", name="Inputs").tap()
    expect(page.get_by_role("slider", name="Learning rate")).to_be_visible()
    assert missed(page, "#inputs") == []
    context.close()


def test_so_it_does_in_what_opens_over_the_page(quick: Page, server: str) -> None:
    look(quick, server, ONE)
    look(quick, server, TWO)
    open_history(quick)
    assert missed(quick, "dialog[open]") == []
    for box in quick.get_by_role("checkbox", name="Compare run").all():
        box.check()
    quick.get_by_role("button", name="Compare", exact=True).click()
    assert missed(quick, "dialog[open]") == []
    quick.keyboard.press("Escape")
    quick.get_by_role("button", name="Your data").click()
    expect(dialog(quick)).to_be_visible()
    assert missed(quick, "dialog[open]") == []
    quick.keyboard.press("Escape")
    quick.get_by_role("button", name="Keys").click()
    assert missed(quick, "dialog[open]") == []
    quick.keyboard.press("Escape")
    for menu in ("Camera", "Arrows"):
        quick.get_by_role("button", name=menu, exact=True).click()
        assert missed(quick, ":popover-open") == []
        quick.keyboard.press("Escape")


def test_so_it_does_in_a_frame(quick: Page, server: str) -> None:
    quick.set_viewport_size({"width": 900, "height": 600})
    quick.goto(f"{server}/embed?{STATES['diverged']}")
    quick.get_by_role("button", name="To end").click()
    expect(quick.get_by_role("button", name="Use 0.002")).to_be_visible()
    assert missed(quick) == []


def test_the_rate_that_holds_is_taken_by_a_click(quick: Page, server: str) -> None:
    visit(quick, server, STATES["diverged"])
    quick.get_by_role("button", name="To end").click()
    quick.get_by_role("button", name="Use 0.002").click()
    expect(quick.get_by_role("textbox", name="Learning rate", exact=True)).to_have_value("0.002")
