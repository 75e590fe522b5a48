"""Links as they arrive, and undoing every change."""

import math
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.basin import choose, type_number, visit, wait_for_query, wait_for_run, wait_for_shown

QUERY = "opt=adam&lr=0.1&data=moons&epochs=40"
RUN = "v=1&data=moons&opt=adam&lr=0.1&epochs=40"


@pytest.mark.parametrize(
    "link",
    [
        f"?{QUERY}&fbclid=IwAR0",
        f"?utm_source=x&utm_medium=y&{QUERY}",
        f"?{QUERY}".replace("&", "&amp;"),
        f"?{QUERY}).",
        f"?{QUERY}%20",
        f"?{QUERY}".replace("&", ";"),
        f"??{QUERY}",
        f"?{quote(QUERY)}",
        f"?{QUERY}".replace("=", "=3D"),
        f"?{QUERY}".replace("moons", "mo%0Aons"),
        f"?{QUERY}%E2%80%9D",
        f"?{QUERY}#results",
    ],
)
def test_a_link_that_has_been_through_something_is_understood(quick: Page, server: str, link: str) -> None:
    quick.goto(f"{server}/{link}")
    before = quick.url
    wait_for_shown(quick, RUN)
    expect(quick.locator("#notice")).to_be_hidden()
    assert quick.url == before
    # The address stays until the visitor changes something; Back leads to the link as it came.
    type_number(quick, "Epochs", "30")
    wait_for_query(quick, RUN.replace("40", "30"))
    quick.go_back()
    wait_for_shown(quick, RUN)
    assert quick.url == before


def test_a_link_that_was_escaped_question_mark_and_all_is_understood(quick: Page, server: str) -> None:
    quick.goto(f"{server}/{quote('?' + QUERY, safe='')}")
    wait_for_query(quick, RUN)


@pytest.mark.parametrize(
    ("link", "run"),
    [
        ("?opt=Adam&data=Moons&loss=MSE", "v=1&data=moons&loss=mse&opt=adam"),
        ("?2.opt=L-BFGS&loss=Cross-Entropy", "v=1&loss=cross_entropy&2.opt=lbfgs"),
        ("?data=Gaussian%20quantiles&epochs=4e1", "v=1&data=gaussian_quantiles&epochs=40"),
    ],
)
def test_a_choice_or_number_in_another_spelling_is_understood_and_the_address_is_put_right(
    quick: Page, server: str, link: str, run: str
) -> None:
    quick.goto(f"{server}/{link}")
    wait_for_shown(quick, run)
    wait_for_query(quick, run)
    expect(quick.locator("#notice")).to_be_hidden()


def test_words_after_a_link_are_left_out_and_said_to_be(page: Page, server: str) -> None:
    link = f"{server}/?data=moons&epochs=40&opt=adam&lr=0.1%20see%20this"
    page.goto(link)
    wait_for_shown(page, RUN)
    expect(page.locator("#notice")).to_contain_text(
        "'see this' after lr=0.1 is ignored. The rest of the link is shown."
    )
    assert page.url == link


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("opt=gradient", "There is no optimizer 'gradient'; did you mean gradient_descent or numerical?"),
        ("epochs=-0", "Epochs must be a whole number from 1 to 2,000, not \u22120."),
        (
            f"epochs={'9' * 44}",
            "Epochs must be a whole number from 1 to 2,000, not 99999999999999999999... (44 digits).",
        ),
    ],
)
def test_a_value_that_cannot_be_is_named_as_it_was_typed(page: Page, server: str, query: str, said: str) -> None:
    page.goto(f"{server}/?data=moons&{query}")
    wait_for_shown(page, "v=1&data=moons")
    expect(page.locator("#notice")).to_contain_text(said)


def test_what_is_wrong_in_a_link_is_named_and_the_rest_is_shown(page: Page, server: str) -> None:
    link = f"{server}/?{QUERY}&foo=1&lr=0.2&batch=abc&noise=9&seed"
    page.goto(link)
    wait_for_shown(page, RUN)
    notice = page.locator("#notice")
    for said in (
        "There is no parameter 'foo'.",
        "lr is given more than once; 0.1 is used.",
        "Batch size must be a whole number from 1 to 5,000, not 'abc'.",
        "The rest of the link is shown.",
    ):
        expect(notice).to_contain_text(said)
    assert page.url == link


def test_a_link_of_which_nothing_can_be_shown_gives_way_to_the_tutorial(page: Page, server: str) -> None:
    page.goto(f"{server}/?foo")
    wait_for_shown(page, "v=1")
    expect(page.locator("#notice")).to_contain_text("'foo' has no value.")


def test_every_finished_change_is_a_step_back_and_forward(quick: Page, server: str) -> None:
    visit(quick, server)
    first = quick.evaluate("history.length")
    quick.get_by_role("textbox", name="Epochs", exact=True).click()
    quick.keyboard.press("ControlOrMeta+a")
    # Slower than the pause after which typing counts as finished.
    quick.keyboard.type("30", delay=450)
    quick.keyboard.press("Enter")
    choose(quick, "Optimizer", "Adam")
    wait_for_query(quick, "v=1&opt=adam&epochs=30")
    slider = quick.locator("#spread-slider [role=slider]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    quick.mouse.move(x, y)
    quick.mouse.down()
    for i in range(1, 9):
        quick.mouse.move(x + 8 * i, y)
        quick.wait_for_timeout(60)
    quick.mouse.up()
    quick.wait_for_function("() => basin.run.config.problem.options.spread > 1.6 && !basin.inputs.pending")
    wait_for_run(quick)
    slid = quick.evaluate("basin.run.query")
    assert quick.evaluate("history.length") == first + 3
    for query in ("v=1&opt=adam&epochs=30", "v=1&epochs=30", "v=1"):
        quick.go_back()
        wait_for_query(quick, query)
    expect(quick.get_by_role("textbox", name="Epochs", exact=True)).to_have_value("100")
    for query in ("v=1&epochs=30", "v=1&opt=adam&epochs=30", slid):
        quick.go_forward()
        wait_for_query(quick, query)
    expect(quick.get_by_role("textbox", name="Optimizer", exact=True)).to_have_value("Adam")
    quick.reload()
    wait_for_query(quick, slid)
    quick.go_back()
    wait_for_query(quick, "v=1&opt=adam&epochs=30")


def test_a_reset_can_be_taken_back_on_the_page_and_by_the_browser(quick: Page, server: str) -> None:
    visit(quick, server, "data=moons")
    quick.get_by_role("button", name="Reset", exact=True).click()
    wait_for_query(quick, "v=1")
    quick.get_by_role("button", name="Undo reset").click()
    wait_for_query(quick, "v=1&data=moons")
    quick.go_back()
    wait_for_query(quick, "v=1")
    quick.go_back()
    wait_for_query(quick, "v=1&data=moons")
    quick.go_forward()
    wait_for_query(quick, "v=1")
    expect(quick.get_by_role("button", name="Reset", exact=True)).to_have_attribute("aria-disabled", "true")


def test_many_quick_changes_do_not_push_out_what_was_there_before(quick: Page, server: str) -> None:
    visit(quick, server)
    first = quick.evaluate("history.length")
    begun = quick.evaluate("performance.now()")
    for i in range(60):
        quick.evaluate("(i) => basin.inputs.put({ data_seed: String(i) })", i + 2)
    wait_for_query(quick, "v=1&data_seed=61")
    # At most 20 entries in any ten seconds, however long the changes took.
    spans = 1 + math.floor((quick.evaluate("performance.now()") - begun) / 10_000)
    assert quick.evaluate("history.length") <= first + 20 * spans


def test_a_link_opened_in_another_tab_has_its_own_way_back(quick: Page, server: str, browser: Browser) -> None:
    visit(quick, server, "epochs=30")
    other = browser.new_page()
    visit(other, server, "v=1&epochs=30")
    type_number(other, "Epochs", "20")
    wait_for_query(other, "v=1&epochs=20")
    assert quick.url.endswith("/?v=1&epochs=30")
    other.go_back()
    wait_for_query(other, "v=1&epochs=30")
    other.close()
