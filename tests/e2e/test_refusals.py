"""Wrong input gets a clear sentence, and the last good run stays."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.basin import cells, seek, type_number, visit, wait_for_query, wait_for_shown

# A refused request is an error in the browser's log, so these pages are not watched.


@pytest.mark.parametrize(
    ("label", "value", "sentence"),
    [
        ("Learning rate", "0", "Learning rate must be a number greater than 0, not 0."),
        ("Samples", "7", "Samples must be a whole number from 10 to 5,000, not 7."),
        ("Epochs", "9000", "Epochs must be a whole number from 1 to 2,000, not 9000."),
        ("Stopping test accuracy", "2", "Stopping test accuracy must be a number greater than 0 and at most 1, not 2."),
    ],
)
def test_a_refusal_stands_beside_its_control(page: Page, server: str, label: str, value: str, sentence: str) -> None:
    visit(page, server)
    seek(page, 30)
    before = cells(page)
    type_number(page, label, value)
    expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
    assert cells(page) == before
    assert urlsplit(page.url).query == "v=1"


def test_a_right_value_takes_the_refusal_away(page: Page, server: str) -> None:
    visit(page, server)
    type_number(page, "Samples", "7")
    alert = page.get_by_role("alert").filter(has_text="Samples")
    expect(alert).to_be_visible()
    type_number(page, "Samples", "70")
    wait_for_query(page, "v=1&samples=70")
    expect(alert).to_have_count(0)


def test_a_wrong_link_says_so_and_shows_the_rest(page: Page, server: str) -> None:
    page.goto(f"{server}/?lr=fast&epochs=40")
    wait_for_shown(page, "v=1&epochs=40")
    said = page.get_by_role("status").filter(has_text="Learning rate must be a number greater than 0, not 'fast'.")
    expect(said).to_be_visible()
    assert urlsplit(page.url).query == "lr=fast&epochs=40"


def test_a_link_that_holds_a_script_runs_none(fresh: Page, server: str) -> None:
    fresh.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    fresh.goto(f"{server}/?data=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&%3Cscript%3Ealert(2)%3C/script%3E=1")
    wait_for_shown(fresh, "v=1")
    expect(fresh.get_by_role("status").filter(has_text="There is no data set")).to_be_visible()


def test_divergence_is_explained_not_broken(quick: Page, server: str) -> None:
    visit(quick, server, "lr=1e308")
    expect(quick.get_by_role("button", name="Use 0.1").locator("visible=true").first).to_be_visible()
    seek(quick, 0)
    assert float(cells(quick)["Train loss"]) == pytest.approx(194.4, rel=1e-3)
