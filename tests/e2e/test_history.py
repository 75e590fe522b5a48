"""The runs of this browser: kept, restored, compared."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.basin import TIMEOUT, streamed, visit, wait_for_query
from tests.e2e.conftest import watching
from tests.e2e.tabs import NULL_GL
from tests.e2e.test_accessibility import violations

ONE = "v=1&samples=60&epochs=10&resolution=21"
TWO = "v=1&data=moons&samples=60&2.opt=adam&epochs=10&resolution=21"


def history(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Runs of this browser")


def look(page: Page, server: str, query: str) -> None:
    """Opens a link, and views it for a moment."""
    visit(page, server, query)
    page.wait_for_function(
        "(query) => (localStorage.getItem('basin-history') ?? '').includes(`\"${query}\"`)", arg=query, timeout=TIMEOUT
    )


def open_history(page: Page) -> None:
    page.get_by_role("button", name="History").click()
    expect(history(page)).to_be_visible()


def test_runs_are_kept_and_gone_back_to(watched: Page, server: str) -> None:
    look(watched, server, ONE)
    losses = streamed(watched, "(run) => [...run.column('objective', 0)]")
    look(watched, server, TWO)
    open_history(watched)
    runs = history(watched).get_by_role("listitem")
    expect(runs).to_have_count(2)
    expect(runs.nth(0)).to_contain_text("Moons")
    expect(runs.nth(1)).to_contain_text("Blobs")
    runs.nth(1).get_by_role("button").click()
    expect(history(watched)).to_be_hidden()
    wait_for_query(watched, ONE)
    assert streamed(watched, "(run) => [...run.column('objective', 0)]") == losses


def test_a_picture_is_of_its_landscape(watched: Page, server: str) -> None:
    look(watched, server, ONE)
    open_history(watched)
    colours = (
        history(watched)
        .locator("li canvas")
        .evaluate(
            "(canvas) => new Set(new Uint32Array(canvas.getContext('2d')"
            ".getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size"
        )
    )
    assert colours > 50


@pytest.mark.parametrize("width", [390, 1440])
def test_two_are_compared_side_by_side(quick: Page, server: str, width: int) -> None:
    quick.set_viewport_size({"width": width, "height": 844})
    look(quick, server, ONE)
    look(quick, server, TWO)
    open_history(quick)
    compare = history(quick).get_by_role("button", name="Compare", exact=True)
    expect(compare).to_be_disabled()
    for tick in history(quick).get_by_role("checkbox").all():
        tick.check()
    assert violations(quick) == []
    compare.click()
    expect(history(quick).get_by_role("row", name="Data set Blobs Moons")).to_be_visible()
    expect(history(quick).get_by_role("row", name="Optimizer 2: optimizer none Adam")).to_be_visible()
    loss = streamed(quick, "(run) => run.scalar('objective', 1, run.last)")
    row = history(quick).get_by_role("row").filter(has=quick.get_by_role("rowheader", name="Adam"))
    expect(row).to_contain_text(f"{loss:.4g}")
    expect(history(quick).get_by_role("img", name="The curves of both runs")).to_be_visible()
    assert violations(quick) == []
    assert history(quick).evaluate("(dialog) => dialog.scrollWidth - dialog.clientWidth") <= 0
    history(quick).get_by_role("button", name="Back to the list").click()
    expect(history(quick).get_by_role("listitem")).to_have_count(2)


def test_it_is_cleared_when_that_is_wanted(quick: Page, server: str) -> None:
    look(quick, server, ONE)
    open_history(quick)
    history(quick).get_by_role("button", name="Clear history").click()
    expect(history(quick)).to_contain_text("No runs yet")
    assert quick.evaluate("() => localStorage.getItem('basin-history')") == "[]"


def test_without_storage_it_works_and_says_so(fresh: Page, server: str) -> None:
    fresh.add_init_script(path=NULL_GL)
    fresh.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    with watching(fresh, server):
        visit(fresh, server, ONE)
        open_history(fresh)
        expect(history(fresh)).to_contain_text("This browser does not store anything for this page")
        expect(history(fresh).get_by_role("listitem")).to_have_count(1, timeout=TIMEOUT)
