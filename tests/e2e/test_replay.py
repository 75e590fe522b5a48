"""After a run has ended, the next one plays from its start: the descent is the point."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.basin import choose, type_number, visit, wait_for_run

SHORT = "samples=60&resolution=21&epochs=60"


def end(page: Page) -> None:
    page.locator("body").press("End")
    expect(page.get_by_role("heading", name="Epoch 60", exact=True)).to_be_visible()


def watch(page: Page) -> None:
    """Records every shown epoch from now on."""
    page.evaluate(
        "() => { window.shown = []; const heading = document.querySelector('h1');"
        " new MutationObserver(() => shown.push(Number(heading.textContent.split(' ')[1])))"
        "   .observe(heading, { childList: true, characterData: true, subtree: true }); }"
    )


def shown(page: Page) -> list[int]:
    found: list[int] = page.evaluate("() => window.shown")
    return found


CHANGES: dict[str, Any] = {
    "the optimizer": lambda page: choose(page, "Optimizer", "Adam"),
    "the rate": lambda page: type_number(page, "Learning rate", "0.002"),
    "the data": lambda page: page.get_by_role("radio", name="Moons", exact=True).click(),
    "a seed": lambda page: type_number(page, "Seed of the data", "7"),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_a_change_after_the_end_plays_from_the_start(quick: Page, server: str, change: str) -> None:
    visit(quick, server, SHORT, paused=False)
    end(quick)
    watch(quick)
    CHANGES[change](quick)
    expect(quick.get_by_role("heading", name="Epoch 60", exact=True)).to_be_hidden()
    expect(quick.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=30_000)
    epochs = shown(quick)
    # Slow machines skip some epochs.
    assert epochs[0] < 20
    assert epochs[-1] == 60
    assert epochs == sorted(epochs)


def test_while_a_slider_is_held_the_ends_are_shown_and_then_it_plays(quick: Page, server: str) -> None:
    visit(quick, server, SHORT, paused=False)
    end(quick)
    watch(quick)
    thumb = quick.get_by_role("slider", name="Learning rate")
    thumb.scroll_into_view_if_needed()
    box = thumb.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    quick.mouse.move(x, y)
    quick.mouse.down()
    before = quick.evaluate("() => basin.run.query")
    for step in range(1, 5):
        quick.mouse.move(x - 6 * step, y)
        quick.wait_for_function("(before) => basin.run.query !== before && basin.run.done", arg=before)
        before = quick.evaluate("() => basin.run.query")
    wait_for_run(quick)
    assert shown(quick) == []
    quick.mouse.up()
    expect(quick.get_by_role("button", name="Pause")).to_be_visible()
    expect(quick.get_by_role("heading", name="Epoch 60", exact=True)).to_be_hidden()


def test_what_is_only_looked_at_otherwise_stays_where_it_is(quick: Page, server: str) -> None:
    visit(quick, server, SHORT, paused=False)
    end(quick)
    watch(quick)
    choose(quick, "Plane", "PCA of the trails")
    expect(quick).to_have_url(re.compile("plane=pca"))
    wait_for_run(quick)
    assert shown(quick) == []


def test_nothing_moves_where_that_is_not_wanted(quick: Page, server: str) -> None:
    quick.emulate_media(reduced_motion="reduce")
    visit(quick, server, SHORT, paused=False)
    end(quick)
    watch(quick)
    type_number(quick, "Learning rate", "0.002")
    expect(quick).to_have_url(re.compile("lr=0.002"))
    wait_for_run(quick)
    assert shown(quick) == []
    expect(quick.get_by_role("button", name="Play", exact=True)).to_be_visible()
