"""A race: contenders as cards; they are added, copied, removed and switched off; their formula in numbers."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.basin import choose, seek, streamed, type_number, visit, wait_for_query

SMALL = "samples=60"
TWO = f"{SMALL}&2.opt=adam&epochs=20"


def head(page: Page, name: str) -> Locator:
    return page.locator(".contender-head").filter(has_text=name)


def names(page: Page) -> list[str]:
    return page.locator(".contender-name").all_inner_texts()


def racing(page: Page) -> list[str]:
    return streamed(page, "(run) => run.contenders.map((each) => each.label)")


def test_a_first_visit_has_one_card_open_and_a_button_for_more(quick: Page, server: str) -> None:
    visit(quick, server)
    assert names(quick) == ["Gradient descent"]
    expect(head(quick, "Gradient descent")).to_have_attribute("aria-expanded", "true")
    region = quick.get_by_role("region", name="Gradient descent rate 0.005 full batch")
    expect(region.get_by_role("textbox", name="Learning rate")).to_have_value("0.005")
    expect(quick.get_by_role("switch", name="Run optimizer 1, Gradient descent")).to_be_hidden()
    expect(quick.get_by_role("button", name="Remove optimizer 1, Gradient descent")).to_be_hidden()
    quick.get_by_role("button", name="Add an optimizer").click()
    wait_for_query(quick, "v=1&2.opt=momentum")
    expect(head(quick, "Momentum")).to_be_focused()
    assert quick.get_by_role("table").get_by_role("rowheader").count() == 2


def test_one_set_of_controls_is_that_of_the_open_card(quick: Page, server: str) -> None:
    visit(quick, server, TWO)
    assert names(quick) == ["Gradient descent", "Adam"]
    rate = quick.get_by_role("textbox", name="Learning rate")
    head(quick, "Adam").click()
    expect(rate).to_have_value("0.05")
    expect(quick.get_by_role("slider", name="First-moment decay")).to_be_visible()
    type_number(quick, "Learning rate", "0.2")
    wait_for_query(quick, f"v=1&{SMALL}&2.opt=adam&2.lr=0.2&epochs=20")
    choose(quick, "Schedule", "Cosine")
    wait_for_query(quick, f"v=1&{SMALL}&2.opt=adam&2.lr=0.2&2.schedule=cosine&epochs=20")
    rates = streamed(quick, "(run) => [0, 1].map((k) => run.scalar('learning_rate', k, 20))")
    assert rates[0] == 0.005
    assert rates[1] < 0.01
    drawn = quick.locator(".sparkline path").evaluate_all("(all) => all.map((each) => each.getAttribute('d'))")
    assert len({*drawn[0].split("L")[1:]}) < len(drawn[1])
    assert drawn[0] != drawn[1]
    head(quick, "Gradient descent").click()
    expect(rate).to_have_value("0.005")
    expect(quick.get_by_role("slider", name="First-moment decay")).to_be_hidden()
    quick.get_by_role("slider", name="Learning rate").press("ArrowRight")
    wait_for_query(quick, f"v=1&{SMALL}&lr=0.00537&2.opt=adam&2.lr=0.2&2.schedule=cosine&epochs=20")


def test_an_open_card_folds_and_unfolds_by_keyboard(quick: Page, server: str) -> None:
    visit(quick, server, TWO)
    first, second = head(quick, "Gradient descent"), head(quick, "Adam")
    first.press("Enter")
    expect(first).to_have_attribute("aria-expanded", "false")
    expect(quick.get_by_role("textbox", name="Optimizer")).to_be_hidden()
    second.press("Space")
    expect(second).to_have_attribute("aria-expanded", "true")
    expect(second).to_be_focused()
    quick.keyboard.press("Tab")
    expect(quick.get_by_role("switch", name="Run optimizer 2, Adam")).to_be_focused()
    quick.keyboard.press("Tab")
    expect(quick.get_by_role("textbox", name="Optimizer")).to_be_focused()


def test_a_copy_has_the_same_settings_and_its_trail_is_the_same(quick: Page, server: str) -> None:
    visit(quick, server, f"{SMALL}&lr=0.002&epochs=20")
    quick.get_by_role("button", name="Copy optimizer 1, Gradient descent").click()
    wait_for_query(quick, f"v=1&{SMALL}&lr=0.002&2.opt=gradient_descent&2.lr=0.002&epochs=20")
    assert streamed(quick, "(run) => run.scalar('objective', 0, 20) === run.scalar('objective', 1, 20)")
    assert racing(quick) == ["Gradient descent (1)", "Gradient descent (2)"]
    for number in (1, 2):
        expect(quick.get_by_role("switch", name=f"Run optimizer {number}, Gradient descent")).to_have_count(1)
    type_number(quick, "Learning rate", "0.004")
    wait_for_query(quick, f"v=1&{SMALL}&lr=0.002&2.opt=gradient_descent&2.lr=0.004&epochs=20")
    assert racing(quick) == ["Gradient descent (0.002)", "Gradient descent (0.004)"]


def test_those_behind_one_that_is_removed_move_up_with_whom_the_slice_follows(quick: Page, server: str) -> None:
    visit(quick, server, f"{SMALL}&2.opt=adam&3.opt=lion&3.lr=0.01&epochs=20&follow=3")
    quick.get_by_role("button", name="Remove optimizer 1, Gradient descent").click()
    wait_for_query(quick, f"v=1&{SMALL}&opt=adam&2.opt=lion&2.lr=0.01&epochs=20&follow=2")
    assert names(quick) == ["Adam", "Lion"]
    expect(head(quick, "Adam")).to_be_focused()
    expect(quick.get_by_role("textbox", name="Optimizer")).to_have_value("Adam")
    expect(quick.get_by_role("textbox", name="Trail to follow")).to_have_value("Lion")


def test_who_is_switched_off_keeps_card_and_colour_and_does_not_run(quick: Page, server: str) -> None:
    visit(quick, server, f"{SMALL}&2.opt=adam&3.opt=lion&epochs=20")
    colour = "(run) => run.contenders.map((each) => each.colour)"
    quick.get_by_role("switch", name="Run optimizer 1, Gradient descent").press("Space")
    wait_for_query(quick, f"v=1&{SMALL}&off=1&2.opt=adam&3.opt=lion&epochs=20")
    assert names(quick) == ["Gradient descent", "Adam", "Lion"]
    assert (racing(quick), streamed(quick, colour)) == (["Adam", "Lion"], [1, 2])
    expect(quick.get_by_role("switch", name="Run optimizer 1, Gradient descent")).to_be_focused()
    quick.get_by_role("switch", name="Run optimizer 2, Adam").click()
    wait_for_query(quick, f"v=1&{SMALL}&off=1&2.opt=adam&2.off=1&3.opt=lion&epochs=20")
    last = quick.get_by_role("switch", name="Run optimizer 3, Lion")
    expect(last).to_be_disabled()
    expect(last).to_have_attribute(
        "title", "The only optimizer that runs cannot be switched off. Switch on another one first."
    )
    last.click(force=True)
    expect(last).to_be_checked()
    quick.get_by_role("switch", name="Run optimizer 1, Gradient descent").click()
    wait_for_query(quick, f"v=1&{SMALL}&2.opt=adam&2.off=1&3.opt=lion&epochs=20")


def test_switching_off_whom_the_slice_follows_frees_it(quick: Page, server: str) -> None:
    visit(quick, server, f"{TWO}&follow=2")
    quick.get_by_role("switch", name="Run optimizer 2, Adam").click()
    wait_for_query(quick, f"v=1&{SMALL}&2.opt=adam&2.off=1&epochs=20")


def test_six_are_the_most(quick: Page, server: str) -> None:
    visit(quick, server, f"{SMALL}&epochs=10")
    add = quick.get_by_role("button", name="Add an optimizer")
    for count in range(2, 7):
        add.click()
        expect(quick.locator(".contender-head")).to_have_count(count)
    assert len(set(names(quick))) == 6
    expect(add).to_be_disabled()
    expect(add).to_have_attribute("title", "A race has at most 6 optimizers.")
    assert len(racing(quick)) == 6


def test_a_refusal_opens_the_card_that_it_is_about(page: Page, server: str) -> None:
    visit(page, server, TWO)
    head(page, "Adam").click()
    type_number(page, "Learning rate", "0")
    alert = page.get_by_role("alert").filter(has_text="Learning rate must be a number greater than 0")
    expect(alert).to_be_visible()
    head(page, "Gradient descent").click()
    expect(alert).to_have_count(0)
    head(page, "Adam").click()
    expect(alert).to_be_visible()
    type_number(page, "Learning rate", "0.1")
    wait_for_query(page, f"v=1&{SMALL}&2.opt=adam&2.lr=0.1&epochs=20")
    expect(alert).to_have_count(0)


def test_one_too_many_to_compute_is_refused_and_all_is_as_before(page: Page, server: str) -> None:
    heavy = "samples=5000&data=moons&model=mlp&hidden=32,32,32&epochs=20"
    visit(page, server, heavy.replace("5000", "60"))
    kind = "application/problem+json"
    page.route("**/api/stream?*2.opt*", lambda route: route.fulfill(status=400, json=TOO_MUCH, content_type=kind))
    page.get_by_role("button", name="Add an optimizer").click()
    expect(page.get_by_role("status").filter(has_text="Too much.")).to_be_visible()
    assert len(names(page)) == 1
    page.unroute_all()
    type_number(page, "Epochs", "10")
    wait_for_query(page, "v=1&data=moons&samples=60&model=mlp&hidden=32,32,32&epochs=10")


TOO_MUCH = {"type": "about:blank", "title": "", "status": 400, "errors": [{"field": "", "detail": "Too much."}]}


def numbers(page: Page) -> dict[str, str]:
    rows = page.locator("#symbols > div")
    return {row.get_attribute("title") or "": row.locator("dd").inner_text() for row in rows.all()}


@pytest.mark.parametrize("epoch", [0, 7, 20])
def test_the_formula_has_the_numbers_of_the_shown_epoch(quick: Page, server: str, epoch: int) -> None:
    visit(quick, server, f"{TWO}&2.schedule=exponential")
    head(quick, "Adam").click()
    expect(quick.get_by_role("group", name="Formula of the optimizer").locator("math").first).to_be_visible()
    expect(quick.get_by_role("group", name="Formula of the schedule").locator("math").first).to_be_visible()
    seek(quick, epoch)
    rate, steepness, updates = streamed(
        quick,
        f"(run) => ['learning_rate', 'gradient_norm', 'updates'].map((name) => run.scalar(name, 1, {epoch}))",
    )
    memory = streamed(quick, f"(run) => run.motion.slots[1].m.data[run.motion.epochs.data.indexOf({epoch})]")
    said = numbers(quick)
    assert float(said["Learning rate"]) == pytest.approx(rate, rel=1e-4)
    assert float(said["Gradient of the whole objective"]) == pytest.approx(steepness, rel=1e-3)
    assert said["Updates"] == str(updates)
    assert float(said["Running mean of the gradients"]) == pytest.approx(memory, rel=1e-3)
    assert said["First-moment decay"] == "0.9"


def test_each_hyperparameter_has_its_symbol_and_its_range(quick: Page, server: str) -> None:
    visit(quick, server, f"{SMALL}&opt=adam&epochs=10")
    expect(quick.locator("#beta1-symbol math")).to_be_visible()
    box = quick.get_by_role("textbox", name="First-moment decay")
    expect(box).to_have_attribute(
        "aria-description",
        "The weight of the running mean of the gradients (the first moment) beside the present gradient. The "
        "higher it is, the smoother the direction of the steps. A number from 0 to less than 1.",
    )
    quick.locator("#beta1-row label").hover()
    expect(quick.get_by_role("tooltip").filter(has_text="A number from 0 to less than 1.")).to_be_visible()
