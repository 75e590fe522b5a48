"""Numbers as people enter them: typed, pasted, cleared, stepped; each is taken, or refused in words."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.basin import choose, streamed, visit, wait_for_query, wait_for_run
from tests.e2e.conftest import watching


def box(page: Page, label: str) -> Locator:
    return page.get_by_role("textbox", name=label, exact=True)


def typed(page: Page, label: str, text: str) -> None:
    """Replaces the content of a box, key by key, and leaves the box, as a person does."""
    box(page, label).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text, delay=30)
    page.keyboard.press("Tab")


def test_what_is_typed_is_the_number(light: Page, server: str) -> None:
    # A number that is typed slowly is refused on its way, which the browser logs.
    with watching(light, server, but="the server responded with a status of 400"):
        visit(light, server)
        for fold in light.locator("details.more > summary").all():
            fold.click()
        for label, text, query in (
            ("Learning rate", "1e-3", "v=1&lr=0.001"),
            ("Learning rate", "1E-3", "v=1&lr=0.001"),
            ("Learning rate", "1e3", "v=1&lr=1000"),
            ("Learning rate", "0,05", "v=1&lr=0.05"),
            ("Learning rate", "１e−３", "v=1&lr=0.001"),
            ("Epochs", "1e1", "v=1&epochs=10"),
            ("Samples", "1 200", "v=1&samples=1200"),
            ("Samples", "1,200", "v=1&samples=1200"),
            ("Seed of the data", "1e3", "v=1&data_seed=1000"),
            ("Stopping loss", "1e-2", "v=1&objective_below=0.01"),
            ("Start", "1e-1; 0,5; −2", "v=1&start=0.1,0.5,-2"),
            ("Extent", "−1e0, 1, -2, 2.", "v=1&extent=-1,1,-2,2"),
        ):
            typed(light, label, text)
            wait_for_query(light, query)
            light.go_back()
            wait_for_query(light, "v=1")


@pytest.mark.parametrize(
    ("label", "text", "sentence"),
    [
        ("Learning rate", "-0.1", "Learning rate must be a number greater than 0, not -0.1."),
        ("Learning rate", "1e", "Learning rate must be a number greater than 0, not '1e'."),
        ("Learning rate", "1,500", "Learning rate: 1,500 may mean 1.5 or 1500. Write one of them."),
        ("Epochs", "50.5", "Epochs must be a whole number from 1 to 2,000, not '50.5'."),
        ("Samples", "many", "Samples must be a whole number from 10 to 5,000, not 'many'."),
    ],
)
def test_what_is_no_such_number_is_said_and_stays(
    quick: Page, server: str, label: str, text: str, sentence: str
) -> None:
    visit(quick, server)
    before = box(quick, label).input_value()
    typed(quick, label, text)
    expect(quick.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
    # The rest of the page continues to work.
    choose(quick, "Loss", "Squared errors, mean")
    wait_for_query(quick, "v=1&loss=mse")
    expect(box(quick, label)).to_have_value(text)
    expect(quick.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
    box(quick, label).press("Escape")
    expect(quick.get_by_role("alert").filter(has_text=sentence)).to_have_count(0)
    if label != "Learning rate":
        expect(box(quick, label)).to_have_value(before)


def test_arrow_keys_step_in_proportion_and_ask_once(quick: Page, server: str) -> None:
    visit(quick, server)
    rate = box(quick, "Learning rate")
    rate.focus()
    seen = []
    for key in ("ArrowUp", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "ArrowDown"):
        rate.press(key)
        seen.append(rate.input_value())
    assert seen == ["0.0063", "0.008", "0.0063", "0.063", "0.0063", "0.005"]
    rate.fill("1e-7")
    rate.press("ArrowUp")
    expect(rate).to_have_value("1.25e-7")
    wait_for_query(quick, "v=1&lr=1.25e-07")
    samples = box(quick, "Samples")
    samples.press("ArrowUp")
    expect(samples).to_have_value("1001")
    wait_for_query(quick, "v=1&samples=1001&lr=1.25e-07")


def test_of_several_numbers_the_one_at_the_caret_is_stepped(quick: Page, server: str) -> None:
    visit(quick, server, "model=mlp&hidden=8,4")
    units = box(quick, "Hidden layers")
    units.focus()
    units.press("Home")
    for _ in range(3):
        units.press("ArrowUp")
    expect(units).to_have_value("11, 4")
    wait_for_query(quick, "v=1&model=mlp&hidden=11,4")


def test_what_is_pasted_is_read_and_what_is_cleared_is_as_usual(quick: Page, server: str) -> None:
    visit(quick, server)
    epochs = box(quick, "Epochs")
    epochs.click()
    quick.keyboard.press("ControlOrMeta+a")
    quick.keyboard.insert_text(" 5\u200be1\n")
    quick.keyboard.press("Enter")
    wait_for_query(quick, "v=1&epochs=50")
    expect(epochs).to_have_value("50")
    quick.keyboard.press("ControlOrMeta+a")
    quick.keyboard.press("Delete")
    wait_for_query(quick, "v=1")
    quick.keyboard.press("Tab")
    expect(epochs).to_have_value("100")


def test_what_is_being_composed_is_not_asked_for(quick: Page, server: str) -> None:
    visit(quick, server)
    rate = box(quick, "Learning rate")
    rate.click()
    quick.keyboard.press("ControlOrMeta+a")
    session = quick.context.new_cdp_session(quick)
    session.send("Input.imeSetComposition", {"text": "０．", "selectionStart": 2, "selectionEnd": 2})
    session.send("Input.imeSetComposition", {"text": "０．２", "selectionStart": 3, "selectionEnd": 3})
    expect(rate).to_have_value("０．２")
    session.send("Input.insertText", {"text": "０．２"})
    quick.keyboard.press("Tab")
    wait_for_query(quick, "v=1&lr=0.2")
    expect(rate).to_have_value("0.2")


def test_the_target_of_a_race_is_read_alike(quick: Page, server: str) -> None:
    visit(quick, server, "2.opt=adam")
    target = box(quick, "Target loss")
    target.click()
    quick.keyboard.type("1,5e1", delay=30)
    expect(target).to_have_attribute("aria-invalid", "false")
    reached = streamed(quick, "(run) => run.column('objective', 1).findIndex((loss) => loss <= 15)")
    assert re.search(rf"\b{reached}\b", quick.get_by_role("row").nth(3).inner_text())
    target.press("ArrowUp")
    expect(target).to_have_value("16")
    quick.keyboard.type("x")
    expect(quick.get_by_role("alert").filter(has_text="Target loss must be a number, not '16x'.")).to_be_visible()
    target.press("Escape")
    expect(target).to_have_value("16")


def test_a_slider_takes_the_place_of_what_was_typed(quick: Page, server: str) -> None:
    visit(quick, server)
    typed(quick, "Learning rate", "fast")
    expect(quick.get_by_role("alert").filter(has_text="not 'fast'")).to_be_visible()
    quick.get_by_role("slider", name="Learning rate").press("End")
    expect(box(quick, "Learning rate")).to_have_value("10")
    expect(quick.get_by_role("alert").filter(has_text="not 'fast'")).to_have_count(0)
    wait_for_query(quick, "v=1&lr=10")
    wait_for_run(quick)
