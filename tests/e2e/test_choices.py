"""The parts of a run, chosen as a person does: data by picture, features, network, schedule, start."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.basin import TIMEOUT, cells, choose, seek, type_number, visit, wait_for_query, wait_for_run
from tests.e2e.tabs import NULL_GL

SMALL = "samples=60&epochs=10"
NETWORK = "data=moons&samples=60&model=mlp&hidden=4&loss=cross_entropy&opt=adam&epochs=10"


def text(page: Page, label: str) -> object:
    return expect(page.get_by_role("textbox", name=label, exact=True))


def test_moons_a_network_and_adam(quick: Page, server: str) -> None:
    visit(quick, server, SMALL)
    quick.get_by_role("radio", name="Moons").click()
    wait_for_query(quick, "v=1&data=moons&samples=60&epochs=10")
    expect(quick.get_by_text("Two half-moons")).to_be_visible()
    text(quick, "Noise").to_have_value("0.15")
    expect(quick.get_by_role("textbox", name="Centres")).to_be_hidden()
    choose(quick, "Model", "Neural network")
    choose(quick, "Loss", "Cross-entropy")
    choose(quick, "Optimizer", "Adam")
    query = "v=1&data=moons&samples=60&model=mlp&loss=cross_entropy&opt=adam&epochs=10"
    wait_for_query(quick, query)
    text(quick, "Hidden layers").to_have_value("8")
    type_number(quick, "Hidden layers", "6, 4")
    choose(quick, "Activation", "ReLU")
    query = query.replace("mlp", "mlp&hidden=6,4&activation=relu")
    wait_for_query(quick, query)
    expect(quick.get_by_text("Moons · Neural network (6, 4; ReLU) · Cross-entropy")).to_be_visible()
    seek(quick, 10)
    before = cells(quick)
    visit(quick, server, query)
    seek(quick, 10)
    assert cells(quick) == before
    text(quick, "Hidden layers").to_have_value("6, 4")


def test_what_is_pressed_stays_in_its_place_until_it_is_let_go(quick: Page, server: str) -> None:
    visit(quick, server, SMALL)
    box = quick.get_by_role("textbox", name="Optimizer", exact=True)
    box.hover()
    quick.mouse.down()
    quick.evaluate("() => basin.inputs.put({ model: 'mlp' })")
    before = box.bounding_box()
    # Its whole stream has come.
    quick.wait_for_function(
        "() => performance.getEntriesByType('resource').some(({ name }) => name.includes('model=mlp'))", timeout=TIMEOUT
    )
    # Its rows stand above what is pressed.
    expect(quick.get_by_role("textbox", name="Hidden layers")).to_be_hidden()
    assert box.bounding_box() == before
    quick.mouse.up()
    quick.get_by_role("option", name="Adam", exact=True).click()
    wait_for_query(quick, "v=1&samples=60&model=mlp&opt=adam&epochs=10")
    text(quick, "Hidden layers").to_have_value("8")


def test_three_centres_are_three_classes(quick: Page, server: str) -> None:
    visit(quick, server, "samples=90&start=1,2,3")
    text(quick, "Start").to_have_value("1, 2, 3")
    type_number(quick, "Centres", "3")
    # Three numbers are not a start for nine parameters.
    wait_for_query(quick, "v=1&samples=90&centers=3")
    expect(quick.get_by_text("Blobs, 3 classes · Linear")).to_be_visible()
    assert quick.evaluate("() => [basin.run.data.classes, basin.run.parameters.length]") == [3, 9]
    expect(quick.get_by_text("the other 7 parameters as at the shown epoch of Gradient descent")).to_be_visible()


def test_features_are_switched_on_and_off(quick: Page, server: str) -> None:
    visit(quick, server, "data=circles&samples=60")
    features = quick.get_by_role("group", name="Extra features")
    features.get_by_text("x₁²").click()
    wait_for_query(quick, "v=1&data=circles&samples=60&features=x1_squared")
    features.get_by_role("checkbox", name="x₂²").press("Space")
    wait_for_query(quick, "v=1&data=circles&samples=60&features=x1_squared,x2_squared")
    expect(quick.get_by_text("with x₁², x₂²")).to_be_visible()
    features.get_by_text("x₁²").click()
    wait_for_query(quick, "v=1&data=circles&samples=60&features=x2_squared")


def test_a_schedule_brings_its_options_and_takes_them_away(quick: Page, server: str) -> None:
    visit(quick, server, SMALL)
    choose(quick, "Schedule", "Cosine")
    wait_for_query(quick, "v=1&samples=60&schedule=cosine&epochs=10")
    expect(quick.get_by_text("half a cosine wave")).to_be_visible()
    expect(quick.get_by_role("textbox", name="Period")).to_have_attribute("placeholder", "whole run")
    type_number(quick, "Period", "50")
    wait_for_query(quick, "v=1&samples=60&schedule=cosine&period=50&epochs=10")
    choose(quick, "Schedule", "Exponential")
    wait_for_query(quick, "v=1&samples=60&schedule=exponential&epochs=10")
    text(quick, "Factor").to_have_value("0.95")
    expect(quick.get_by_role("textbox", name="Period")).to_be_hidden()


def test_a_wrong_list_is_refused_in_words_and_stays(page: Page, server: str) -> None:
    visit(page, server, NETWORK)
    type_number(page, "Hidden layers", "16,x")
    alert = page.get_by_role("alert").filter(has_text="Hidden layers must be up to 3 numbers joined by commas")
    expect(alert).to_be_visible()
    text(page, "Hidden layers").to_have_value("16,x")
    expect(page.get_by_text("Neural network (4; Tanh)")).to_be_visible()
    type_number(page, "Hidden layers", "5")
    wait_for_query(page, "v=1&" + NETWORK.replace("hidden=4", "hidden=5"))
    expect(alert).to_have_count(0)


def test_a_start_is_given_or_drawn(quick: Page, server: str) -> None:
    visit(quick, server, SMALL)
    choose(quick, "Initialisation", "Uniform")
    wait_for_query(quick, "v=1&samples=60&init=uniform&epochs=10")
    text(quick, "Seed of the start").to_have_value("0")
    expect(quick.get_by_role("textbox", name="Start", exact=True)).to_be_hidden()
    choose(quick, "Initialisation", "Automatic")
    wait_for_query(quick, f"v=1&{SMALL}")
    text(quick, "Seed of the start").to_have_value("")


def test_what_a_link_sets_is_seen_and_what_is_rare_is_folded_away(quick: Page, server: str) -> None:
    visit(quick, server, "samples=60&l2=0.5")
    text(quick, "L2 penalty").to_be_visible()
    expect(quick.get_by_text("Training loss with penalty over")).to_be_visible()
    assert float(cells(quick)["Penalty"]) > 0
    expect(quick.get_by_role("textbox", name="Test fraction")).to_be_hidden()
    quick.get_by_text("More: Data").click()
    quick.get_by_role("switch", name="Standardise").press("Space")
    wait_for_query(quick, "v=1&samples=60&standardise=1&l2=0.5")
    type_number(quick, "Test fraction", "0.25")
    wait_for_query(quick, "v=1&samples=60&standardise=1&test=0.25&l2=0.5")


def test_data_sets_are_chosen_by_keyboard_too(quick: Page, server: str) -> None:
    visit(quick, server, SMALL)
    quick.get_by_role("radio", name="Blobs", exact=True).press("ArrowRight")
    wait_for_query(quick, "v=1&data=moons&samples=60&epochs=10")
    assert quick.evaluate("() => document.activeElement.getAttribute('aria-label')") == "Moons"


def test_a_long_menu_opens_on_a_phone_and_fits(browser: Browser, server: str) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 844}, is_mobile=True)
    page = context.new_page()
    page.add_init_script(path=NULL_GL)
    visit(page, server, SMALL)
    page.get_by_role("button", name="Inputs").tap()
    page.get_by_role("textbox", name="Optimizer", exact=True).tap()
    menu = page.get_by_role("listbox", name="Optimizer")
    expect(menu).to_be_in_viewport()
    box = page.locator(".menu:visible").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
    page.get_by_role("option", name="Adam", exact=True).tap()
    wait_for_query(page, f"v=1&{SMALL.replace('&', '&opt=adam&')}")
    context.close()


@pytest.mark.parametrize("first", [True, False], ids=["opened", "changed to"])
def test_a_slow_landscape_keeps_nothing_else_waiting(quick: Page, server: str, first: bool) -> None:
    slow = "data=moons&model=mlp&hidden=32,32,32&loss=cross_entropy&opt=adam"
    if first:
        quick.goto(f"{server}/?{slow}")
    else:
        visit(quick, server)
        quick.evaluate("(query) => basin.request(query)", slow)
    note = quick.get_by_text("The landscape of this run is being computed").locator("visible=true")
    expect(note).to_be_visible()
    expect(quick.get_by_text("Neural network (32, 32, 32; Tanh)")).to_be_visible()
    assert quick.evaluate("() => basin.boundary.run === basin.run && basin.stage.landscape.run !== basin.run")
    assert cells(quick)["Optimizer"] == "Adam"
    expect(note).to_have_count(0)
    assert quick.evaluate("() => basin.stage.landscape.run === basin.run")
    # The test does not wait for it: its slices take longer than a test may.
    quick.evaluate("() => basin.request('samples=60')")
    wait_for_run(quick)
