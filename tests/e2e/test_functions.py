"""Every test function by two clicks: its formula, its minima, and the gauge of stability."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from solver import train
from solver.config.query import parse
from solver.functions import FUNCTIONS
from tests.e2e.basin import cells, choose, probe, seek, streamed, turn_to, type_number, visit, wait_for_query


def test_every_function_takes_two_clicks(quick: Page, server: str) -> None:
    visit(quick, server, "epochs=10")
    turn_to(quick, "Test function")
    for name, definition in FUNCTIONS.items():
        quick.get_by_role("radio", name=definition.label, exact=True).click()
        wait_for_query(quick, f"v=1&function={name}&epochs=10")
        expect(quick.get_by_text(definition.help)).to_be_visible()
        expect(quick.get_by_role("group", name="Formula").locator("math").first).to_be_visible()
        expect(quick.get_by_role("img", name="Decision boundary")).to_be_hidden()
        seek(quick, 10)
        frame = list(train(parse(f"function={name}&epochs=10")))[10]
        shown = float(cells(quick)["Value"].replace("−", "-"))
        assert shown == pytest.approx(frame.objective[0], rel=5e-3, abs=1e-12), name
        drawn = probe(quick, "record", view="profile" if definition.dimensions == 1 else "landscape")
        assert len([disc for disc in drawn["discs"] if disc[2] == 7]) == 1, name
        expect(quick.get_by_text("The ball is on the")).to_be_visible()


def test_there_and_back_by_clicks(quick: Page, server: str) -> None:
    visit(quick, server, "samples=60&lr=0.002&epochs=10")
    turn_to(quick, "Test function")
    wait_for_query(quick, "v=1&function=himmelblau&epochs=10")
    for heading in ("Data", "Features", "Model and loss"):
        expect(quick.get_by_role("heading", name=heading, exact=True)).to_be_hidden()
    expect(quick.get_by_text("Himmelblau · test function")).to_be_visible()
    type_number(quick, "Learning rate", "0.001")
    wait_for_query(quick, "v=1&function=himmelblau&lr=0.001&epochs=10")
    turn_to(quick, "Data set")
    wait_for_query(quick, "v=1&samples=60&lr=0.002&epochs=10")
    expect(quick.get_by_role("heading", name="Model and loss", exact=True)).to_be_visible()
    expect(quick.get_by_role("img", name="of the test points are classified correctly")).to_be_visible()
    assert cells(quick)["Test acc."].endswith("%")
    turn_to(quick, "Test function")
    wait_for_query(quick, "v=1&function=himmelblau&lr=0.001&epochs=10")


def test_who_came_by_a_link_to_a_function_finds_the_tutorial(quick: Page, server: str) -> None:
    visit(quick, server, "function=booth")
    turn_to(quick, "Data set")
    wait_for_query(quick, "v=1")
    expect(quick.get_by_text("Blobs · Linear")).to_be_visible()


def test_a_functions_options_are_there(quick: Page, server: str) -> None:
    visit(quick, server, "function=ravine")
    type_number(quick, "Condition number", "100")
    wait_for_query(quick, "v=1&function=ravine&condition=100")
    assert cells(quick)["Condition"] == "100"
    expect(quick.get_by_text("Ravine · condition 100")).to_be_visible()


def test_himmelblaus_critical_points_are_listed_and_drawn(quick: Page, server: str) -> None:
    visit(quick, server, "function=himmelblau")
    marks = quick.locator("#marks")
    for words in ("4 minima, lowest 0 at", "(3, 2)", "1 maximum", "4 saddle points", "known minima"):
        expect(marks).to_contain_text(words)
    drawn = probe(quick, "record")
    assert len([disc for disc in drawn["discs"] if disc[2] == 10]) == 2 * 4
    places = streamed(
        quick,
        "(run) => run.criticalPoints(null).filter(({ kind }) => kind === 'minimum').map(({ u, v }) => [u, v])",
    )
    known = FUNCTIONS["himmelblau"].minima({}).tolist()
    assert sorted(places) == [pytest.approx(place, abs=1e-6) for place in sorted(known)]


@pytest.mark.parametrize("height", ["Log height", "Linear"])
@pytest.mark.parametrize("name", ["himmelblau", "rosenbrock", "styblinski_tang", "bowl"])
def test_the_ball_is_drawn_on_the_functions_surface(quick: Page, server: str, name: str, height: str) -> None:
    """Also at the minimum, where the logarithm is infinite and the grid has no point."""
    visit(quick, server, f"function={name}&opt=adam")
    quick.get_by_text(height, exact=True).click()
    shown = probe(quick, "underTheBall", 100)
    frames = list(train(parse(f"function={name}&opt=adam")))
    for (off, value, u, v), frame in zip(shown, frames, strict=True):
        assert [value, u, v] == [frame.objective[0], *frame.theta[0]]
        assert off <= 2.5


def test_the_gauge_is_warm_above_its_limit_where_descent_diverges(quick: Page, server: str) -> None:
    visit(quick, server, "function=bowl&lr=2.5&epochs=30")
    seek(quick, 10)
    assert cells(quick)["Stability"].strip() == "2.5 of 2"
    expect(quick.get_by_text("Gradient descent is above the stability limit (2.5 of 2)")).to_be_visible()
    values = streamed(quick, "(run) => [...run.column('objective', 0)]")
    assert all(later > earlier for earlier, later in pairwise(values))
    type_number(quick, "Learning rate", "1.9")
    wait_for_query(quick, "v=1&function=bowl&lr=1.9&epochs=30")
    assert cells(quick)["Stability"].strip() == "1.9 of 2"
    expect(quick.get_by_text("is above the stability limit")).to_have_count(0)
    choose(quick, "Optimizer", "Adam")
    wait_for_query(quick, "v=1&function=bowl&opt=adam&epochs=30")
    # Without a theoretical limit there is a number, and no bar and no claim.
    assert " of " not in cells(quick)["Stability"]
    expect(quick.locator(".gauge")).to_be_hidden()


def test_on_a_saddle_the_curvature_is_shown_up_and_down(quick: Page, server: str) -> None:
    visit(quick, server, "function=saddle&epochs=5")
    seek(quick, 3)
    shown = cells(quick)
    assert (shown["λ max"], shown["λ min"], shown["Condition"]) == ("1", "−1", "1")
