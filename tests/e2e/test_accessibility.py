"""No violation of WCAG 2.2 A and AA in the page's states, themes and widths; and everything fits."""

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.basin import settle, type_number, visit

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
# The rules whose result depends on the theme.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# A run for which the page shows much at once.
EVERYTHING = (
    "data=gaussian_quantiles&classes=6&features=x1_squared,sin_x1&model=mlp&hidden=6,6&loss=cross_entropy&l2=0.01"
    "&opt=adabelief&schedule=one_cycle&manual=5:0.01&batch=20&init=he&patience=9"
)
SIZES = {"phone": (390, 844), "small phone": (360, 740), "tablet": (820, 1180), "desktop": (1440, 900)}


def violations(page: Page) -> list[str]:
    """All violations in the page's present state, in both themes."""
    found = Axe().run(page, options=RULES).response["violations"]
    change_scheme(page, "dark")
    found += Axe().run(page, options=COLOURS).response["violations"]
    change_scheme(page, "light")
    return [f"{v['id']}: {[n['target'] for n in v['nodes']]}" for v in found]


def change_scheme(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Changes the theme, and takes every colour to its final value."""
    page.emulate_media(color_scheme=scheme)
    settle(page)
    # Not awaited: the promise of a transition that nobody sees may never be kept.
    page.evaluate("() => document.getAnimations().forEach((each) => each instanceof CSSTransition && each.finish())")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_no_rule_is_violated(quick: Page, server: str, size: str) -> None:
    width, height = SIZES[size]
    quick.set_viewport_size({"width": width, "height": height})
    visit(quick, server)
    assert violations(quick) == []
    if size == "phone":
        quick.get_by_role("button", name="Inputs").click()
        expect(quick.get_by_role("slider", name="Learning rate")).to_be_visible()
        quick.wait_for_timeout(300)
        assert violations(quick) == []


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_none_with_a_menu_open_or_a_refusal_shown(light: Page, server: str, size: str) -> None:
    width, height = SIZES[size]
    light.set_viewport_size({"width": width, "height": height})
    visit(light, server)
    if size == "phone":
        light.get_by_role("button", name="Inputs").click()
    light.get_by_role("textbox", name="Optimizer").click()
    expect(light.get_by_role("option", name="Adam", exact=True)).to_be_visible()
    assert violations(light) == []
    light.keyboard.press("Escape")
    type_number(light, "Samples", "3")
    expect(light.get_by_role("alert").filter(has_text="Samples")).to_be_visible()
    assert violations(light) == []


@pytest.mark.parametrize("query", ["function=goldstein_price&lr=0.01", "plane=gradient&2.opt=adam", "function=plateau"])
def test_none_with_a_function_or_a_curve(quick: Page, server: str, query: str) -> None:
    quick.set_viewport_size({"width": 1440, "height": 2200})
    visit(quick, server, query)
    quick.evaluate("() => document.querySelectorAll('details').forEach((each) => (each.open = true))")
    quick.wait_for_timeout(300)
    assert violations(quick) == []


def test_none_with_planes_or_parameters_to_choose_from(quick: Page, server: str) -> None:
    visit(quick, server, "samples=60&epochs=10&2.opt=adam")
    for label, option in (("Plane", "PCA of the trails"), ("First parameter", "bias"), ("Trail to follow", "Adam")):
        quick.get_by_role("textbox", name=label, exact=True).click()
        expect(quick.get_by_role("option", name=option, exact=True)).to_be_visible()
        quick.wait_for_timeout(300)
        assert violations(quick) == []
        quick.keyboard.press("Escape")


def test_none_with_six_classes_a_network_and_all_that_is_folded_away(quick: Page, server: str) -> None:
    quick.set_viewport_size({"width": 1440, "height": 2600})
    visit(quick, server, f"{EVERYTHING}&samples=120&resolution=21&epochs=10")
    quick.evaluate("() => document.querySelectorAll('details').forEach((each) => (each.open = true))")
    quick.wait_for_timeout(300)
    assert violations(quick) == []
    names = quick.get_by_role("textbox").evaluate_all(
        "(all) => all.map((one) => one.labels[0]?.textContent ?? one.ariaLabel)"
    )
    assert len(set(names)) == len(names) > 20
    assert all(names)


@pytest.mark.parametrize(
    "query", ["", "function=himmelblau", "plane=gradient&2.opt=adam"], ids=["data", "function", "line"]
)
def test_nothing_is_wider_than_the_window(quick: Page, server: str, query: str) -> None:
    for size, (width, height) in SIZES.items():
        quick.set_viewport_size({"width": width, "height": height})
        if size == "phone":
            visit(quick, server, query)
        settle(quick)
        assert quick.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0, size
    # On a desktop the whole table fits without scrolling sideways.
    wider = "() => { const t = document.getElementById('table'); return t.scrollWidth - t.clientWidth; }"
    assert quick.evaluate(wider) <= 0


def test_the_stage_keeps_its_place_and_size(quick: Page, server: str) -> None:
    boxes = []
    for query in ("epochs=10", "plane=gradient&epochs=10", "plane=pca&epochs=10", "function=himmelblau&epochs=10"):
        visit(quick, server, query)
        boxes.append([])
        for size in ("phone", "desktop"):
            width, height = SIZES[size]
            quick.set_viewport_size({"width": width, "height": height})
            settle(quick)
            boxes[-1].append(quick.locator(".scene").bounding_box())
    assert boxes == boxes[:1] * 4


def test_the_pictures_are_also_in_words(quick: Page, server: str) -> None:
    visit(quick, server)
    expect(quick.get_by_role("img", name="Loss landscape at epoch")).to_be_visible()
    expect(quick.get_by_role("img", name="of the test points are classified correctly")).to_be_visible()
    expect(quick.get_by_role("img", name="Loss by epoch from 0 to 100")).to_be_visible()
    expect(quick.get_by_role("table")).to_be_visible()


@pytest.mark.parametrize("query", ["2.opt=adam&samples=60&epochs=10", "function=himmelblau&epochs=10", EVERYTHING])
def test_no_two_things_have_the_same_name_for_the_browser(quick: Page, server: str, query: str) -> None:
    visit(quick, server, f"{query}&resolution=21", paused=False)
    for view in ("Contour", "Cut", "3-D"):
        quick.get_by_role("radio", name=view).check()
    quick.get_by_role("button", name="Keys").click()
    ids = quick.evaluate("() => [...document.querySelectorAll('[id]')].map(({ id }) => id)")
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_outlines_signs_and_the_colours_that_are_data(
    quick: Page, server: str, scheme: Any
) -> None:
    quick.emulate_media(forced_colors="active", color_scheme=scheme)
    visit(quick, server, "2.opt=adam&samples=60&epochs=10&resolution=21", paused=False)
    colour = "(element) => getComputedStyle(element).backgroundColor"
    ground = quick.locator("body").evaluate(colour)
    # The icons of the transport, which are backgrounds under masks.
    for icon in quick.locator(".transport .icon").all():
        assert icon.evaluate(colour) != ground
    for button in quick.locator(".transport-button").all():
        assert button.evaluate("(element) => getComputedStyle(element).borderTopStyle") == "solid"
    swatches = [each.evaluate(colour) for each in quick.locator("tbody .swatch").all()]
    assert len(set(swatches)) == len(swatches) == 2
    classes = "(element) => getComputedStyle(element, '::after').backgroundColor"
    points = [each.evaluate(classes) for each in quick.locator(".new-point").all()]
    assert len(set(points)) == len(points) == 2
    tiles = quick.locator(".tile").evaluate_all("(all) => all.map((tile) => getComputedStyle(tile).outlineStyle)")
    assert tiles.count("solid") == 1
    thumb = quick.locator(".thumb").evaluate("(element) => getComputedStyle(element).borderTopColor")
    assert thumb != quick.locator(".thumb").evaluate(colour)
