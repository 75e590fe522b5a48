"""Every control changes the run and the link, and the link gives the same run in another browser."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.e2e.basin import cells, choose, seek, type_number, visit, wait_for_query

NUMBERS = {
    "Samples": ("300", "v=1&samples=300"),
    "Spread": ("3.2", "v=1&spread=3.2"),
    "Seed of the data": ("7", "v=1&data_seed=7"),
    "Learning rate": ("0.002", "v=1&lr=0.002"),
    "Batch size": ("50", "v=1&batch=50"),
    "Epochs": ("40", "v=1&epochs=40"),
    "Seed of the start": ("0", "v=1&seed=0"),
    "Stopping loss": ("20", "v=1&objective_below=20"),
    "Stopping test accuracy": ("0.9", "v=1&accuracy_above=0.9"),
    "Patience": ("3", "v=1&patience=3"),
}


def test_a_typed_number_is_in_the_link(quick: Page, server: str) -> None:
    visit(quick, server)
    for label, (value, query) in NUMBERS.items():
        type_number(quick, label, value)
        wait_for_query(quick, query)
        quick.go_back()
        wait_for_query(quick, "v=1")


def test_a_choice_is_in_the_link(quick: Page, server: str) -> None:
    visit(quick, server)
    for label, option, query in (
        ("Optimizer", "Momentum", "v=1&opt=momentum"),
        ("Optimizer", "Nesterov", "v=1&opt=nesterov"),
        ("Optimizer", "Adam", "v=1&opt=adam"),
        ("Loss", "Squared errors, mean", "v=1&loss=mse&opt=adam"),
        ("Loss", "Cross-entropy", "v=1&loss=cross_entropy&opt=adam"),
    ):
        choose(quick, label, option)
        wait_for_query(quick, query)


def test_an_optimizer_brings_its_own_controls_and_rate(quick: Page, server: str) -> None:
    visit(quick, server)
    expect(quick.get_by_role("slider", name="Momentum")).to_be_hidden()
    choose(quick, "Optimizer", "Adam")
    wait_for_query(quick, "v=1&opt=adam")
    expect(quick.get_by_role("textbox", name="Learning rate")).to_have_value("0.05")
    expect(quick.get_by_role("slider", name="First-moment decay")).to_be_visible()
    type_number(quick, "First-moment decay", "0.5")
    wait_for_query(quick, "v=1&opt=adam&beta1=0.5")
    choose(quick, "Optimizer", "Momentum")
    wait_for_query(quick, "v=1&opt=momentum")
    expect(quick.get_by_role("slider", name="Momentum")).to_be_visible()


def test_the_logarithmic_slider_moves_its_number(quick: Page, server: str) -> None:
    visit(quick, server)
    slider = quick.get_by_role("slider", name="Learning rate")
    slider.focus()
    for _ in range(10):
        slider.press("ArrowRight")
    # Ten of 200 steps over six powers of ten, from 0.005; the thumb stops at round numbers.
    wait_for_query(quick, "v=1&lr=0.01")
    expect(quick.get_by_role("textbox", name="Learning rate")).to_have_value("0.01")


def test_an_emptied_number_is_its_default(quick: Page, server: str) -> None:
    visit(quick, server, "seed=3")
    type_number(quick, "Seed of the start", "")
    wait_for_query(quick, "v=1")


def test_what_the_page_has_no_control_for_stays_in_the_link(quick: Page, server: str) -> None:
    visit(quick, server, "2.opt=adam&2.lr=0.2&resolution=41")
    type_number(quick, "Epochs", "40")
    wait_for_query(quick, "v=1&2.opt=adam&2.lr=0.2&epochs=40&resolution=41")
    assert quick.get_by_role("row").count() == 4


def test_another_callback_asks_for_a_run_and_reads_what_came_of_it(light: Page, server: str) -> None:
    # The browser complains of each answer that refuses, so that this page is not watched.
    visit(light, server, "samples=60&epochs=10")
    descent = light.locator("#descent")
    ask = "(query) => dash_clientside.set_props('descent', { 'data-query': query })"
    light.evaluate(ask, "samples=60&epochs=5")
    wait_for_query(light, "v=1&samples=60&epochs=5")
    expect(light.get_by_role("textbox", name="Epochs", exact=True)).to_have_value("5")
    expect(descent).to_have_attribute("data-run", "v=1&samples=60&epochs=5")
    seek(light, 3)
    expect(descent).to_have_attribute("data-epoch", "3")
    light.evaluate(ask, "epochs=-1")
    expect(descent).to_have_attribute("data-refusal", re.compile("Epochs must be"))
    expect(descent).to_have_attribute("data-query", "v=1&samples=60&epochs=5")
    type_number(light, "Epochs", "7")
    wait_for_query(light, "v=1&samples=60&epochs=7")
    expect(descent).to_have_attribute("data-query", "v=1&samples=60&epochs=7")
    expect(descent).to_have_attribute("data-refusal", "")


def test_a_link_opened_elsewhere_shows_the_same_run(quick: Page, server: str, browser: Browser) -> None:
    visit(quick, server)
    type_number(quick, "Spread", "4")
    wait_for_query(quick, "v=1&spread=4")
    choose(quick, "Optimizer", "Nesterov")
    wait_for_query(quick, "v=1&spread=4&opt=nesterov")
    seek(quick, 60)
    other = browser.new_page()
    visit(other, server, quick.url.partition("?")[2])
    seek(other, 60)
    assert cells(other) == cells(quick)
    expect(other.get_by_role("textbox", name="Spread")).to_have_value("4")
    expect(other.get_by_role("textbox", name="Optimizer")).to_have_value("Nesterov")
    same = "() => [...basin.run.projection.height.data].join()"
    assert other.evaluate(same) == quick.evaluate(same)
    other.close()


def test_a_change_while_paused_at_the_end_shows_the_new_end(quick: Page, server: str) -> None:
    visit(quick, server)
    seek(quick, 100)
    type_number(quick, "Epochs", "150")
    wait_for_query(quick, "v=1&epochs=150")
    expect(quick.get_by_role("heading", name="Epoch 150")).to_be_visible()
