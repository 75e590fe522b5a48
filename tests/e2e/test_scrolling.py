"""Wheel and finger scroll the page, also over its pictures, until the landscape is grabbed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.e2e.basin import landscape, tap, visit
from tests.e2e.tabs import NULL_GL
from tests.e2e.test_camera import AZIMUTH, centre

SHORT = "samples=60&resolution=21&epochs=10"


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Page]:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 844}, is_mobile=True)
    page = context.new_page()
    page.add_init_script(path=NULL_GL)
    visit(page, server, SHORT, paused=False)
    yield page
    context.close()


def swipe(page: Page, x: float, y: float, dx: float, dy: float) -> None:
    """Moves one finger from a place on, as the browser sees it."""
    client = page.context.new_cdp_session(page)
    _touch(client, "touchStart", (x, y))
    for step in range(1, 11):
        _touch(client, "touchMove", (x + dx * step / 10, y + dy * step / 10))
    _touch(client, "touchEnd")


def _touch(client: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]})


def scrolled(page: Page) -> float:
    top: float = page.evaluate("() => scrollY")
    return top


def test_a_vertical_swipe_over_the_landscape_scrolls_the_page(phone: Page) -> None:
    azimuth = landscape(phone, AZIMUTH)
    x, y = centre(phone)
    swipe(phone, x + 80, y, 0, -150)
    phone.wait_for_function("() => scrollY > 50")
    assert landscape(phone, AZIMUTH) == azimuth
    expect(phone.get_by_text("Use two fingers to turn the landscape")).to_have_css("opacity", "0.92")


def test_a_horizontal_one_turns_it(phone: Page) -> None:
    azimuth = landscape(phone, AZIMUTH)
    x, y = centre(phone)
    swipe(phone, x + 80, y, -120, 0)
    assert landscape(phone, AZIMUTH) != azimuth
    assert scrolled(phone) == 0


def test_two_fingers_turn_it_up_and_down(phone: Page) -> None:
    elevation = landscape(phone, "(view) => view.camera.elevation")
    x, y = centre(phone)
    client = phone.context.new_cdp_session(phone)
    _touch(client, "touchStart", (x - 30, y), (x + 30, y))
    for step in range(1, 6):
        _touch(client, "touchMove", (x - 30, y + 8 * step), (x + 30, y + 8 * step))
    _touch(client, "touchEnd")
    assert landscape(phone, "(view) => view.camera.elevation") == pytest.approx(elevation + 40 * 0.008, abs=0.02)
    assert scrolled(phone) == 0


def test_what_is_taken_hold_of_turns_until_a_press_elsewhere(phone: Page) -> None:
    handle = phone.get_by_role("img", name="Loss landscape")
    handle.focus()
    elevation = landscape(phone, "(view) => view.camera.elevation")
    x, y = centre(phone)
    swipe(phone, x + 80, y, 0, 60)
    assert landscape(phone, "(view) => view.camera.elevation") > elevation
    assert scrolled(phone) == 0
    heading = phone.get_by_role("heading", name="Epoch").bounding_box()
    assert heading is not None
    tap(phone, (heading["x"] + 5, heading["y"] + 5), "() => !document.activeElement.matches('.handle')")
    expect(handle).not_to_be_focused()


@pytest.mark.parametrize("place", [".handle", "#boundary", "#curve"])
def test_no_picture_keeps_a_swipe_from_scrolling(phone: Page, place: str) -> None:
    phone.get_by_role("radio", name="Contour").check()
    picture = phone.locator(place)
    picture.scroll_into_view_if_needed()
    before = scrolled(phone)
    box = picture.bounding_box()
    assert box is not None
    swipe(phone, box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"], 0, -150)
    # At its end the page scrolls the other way.
    if scrolled(phone) == before:
        swipe(phone, box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"], 0, 150)
    phone.wait_for_function("(before) => scrollY !== before", arg=before)


def test_a_vertical_swipe_that_begins_on_a_slider_scrolls_and_moves_nothing(phone: Page) -> None:
    phone.get_by_role("button", name="Inputs").click()
    x, y, value = thumb(phone)
    swipe(phone, x + 60, y, 2, -150)
    phone.wait_for_function("() => document.getElementById('inputs').scrollTop > 50")
    assert thumb(phone)[2] == value


def test_a_horizontal_one_slides_it_and_a_tap_moves_it(phone: Page) -> None:
    phone.get_by_role("button", name="Inputs").click()
    x, y, value = thumb(phone)
    swipe(phone, x, y, 80, 3)
    slider = phone.get_by_role("slider", name="Spread")
    expect(slider).not_to_have_attribute("aria-valuenow", value)
    _, _, slid = thumb(phone)
    values = f"document.querySelector('#spread-slider [role=slider]').getAttribute('aria-valuenow') !== '{slid}'"
    tap(phone, (x + 20, y), f"() => {values}")
    expect(slider).not_to_have_attribute("aria-valuenow", slid)


def thumb(page: Page) -> tuple[float, float, str]:
    """The place of a slider's thumb, once its sheet stands still, and its value."""
    slider = page.get_by_role("slider", name="Spread")
    slider.hover(trial=True)
    box = slider.bounding_box()
    assert box
    value = slider.get_attribute("aria-valuenow")
    assert value
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, value
