"""Turning the stage while it plays: drag, wheel, touch and keys."""

import math

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.basin import landscape, type_number, visit, wait_for_query

AZIMUTH = "(view) => view.camera.azimuth"
RADIUS = "(view) => view.camera.radius"
# The camera that Plotly reports, not the one that was asked for.
PLOTLY_EYE = "(view) => { const { eye } = view.plot.layout.scene.camera; return [eye.x, eye.y, eye.z]; }"


def centre(page: Page) -> tuple[float, float]:
    box = page.locator(".handle").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, dx: float, dy: float) -> None:
    x, y = centre(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=8)
    page.mouse.up()


def play(page: Page) -> None:
    page.get_by_role("button", name="To start").click()
    page.get_by_role("combobox", name="Speed").select_option("0.5")
    page.get_by_role("button", name="Play", exact=True).click()


def test_a_drag_turns_the_camera_by_its_length_while_it_plays(watched: Page, server: str) -> None:
    visit(watched, server)
    play(watched)
    before, eye = landscape(watched, AZIMUTH), landscape(watched, PLOTLY_EYE)
    drag(watched, 150, 0)
    turned = landscape(watched, AZIMUTH) - before
    assert turned == pytest.approx(-150 * 0.008, abs=1e-6)
    watched.wait_for_function("(eye) => basin.stage.landscape.plot.layout.scene.camera.eye.x !== eye[0]", arg=eye)
    assert watched.get_by_role("button", name="Pause").is_visible()


def test_the_wheel_zooms_while_it_plays(quick: Page, server: str) -> None:
    visit(quick, server)
    play(quick)
    before = landscape(quick, RADIUS)
    quick.mouse.move(*centre(quick))
    quick.mouse.wheel(0, -200)
    quick.wait_for_function("(before) => basin.stage.landscape.camera.radius < 0.9 * before", arg=before)


def test_keys_turn_and_zoom(quick: Page, server: str) -> None:
    visit(quick, server)
    before = landscape(quick, AZIMUTH), landscape(quick, RADIUS)
    stage = quick.get_by_role("img", name="Loss landscape")
    stage.press("ArrowLeft")
    stage.press("+")
    assert landscape(quick, AZIMUTH) == pytest.approx(before[0] + 0.1)
    assert landscape(quick, RADIUS) == pytest.approx(before[1] * 0.9)


def test_a_finger_turns_and_two_zoom(browser: Browser, server: str) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 844}, is_mobile=True)
    page = context.new_page()
    visit(page, server)
    x, y = centre(page)
    azimuth, radius = landscape(page, AZIMUTH), landscape(page, RADIUS)
    client = context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]})

    touch("touchStart", (x, y))
    touch("touchMove", (x + 50, y))
    touch("touchEnd")
    assert landscape(page, AZIMUTH) == pytest.approx(azimuth - 50 * 0.008, abs=1e-6)
    touch("touchStart", (x - 30, y), (x + 30, y))
    touch("touchMove", (x - 60, y), (x + 60, y))
    touch("touchEnd")
    assert landscape(page, RADIUS) == pytest.approx(radius / 2, rel=0.05)
    context.close()


def test_the_camera_survives_a_new_run_theme_height_and_size(quick: Page, server: str) -> None:
    visit(quick, server)
    drag(quick, 90, -30)
    camera = landscape(quick, "(view) => view.camera")
    type_number(quick, "Spread", "3")
    wait_for_query(quick, "v=1&spread=3")
    quick.get_by_text("Linear", exact=True).click()
    quick.get_by_role("button", name="Light or dark").click()
    assert landscape(quick, "(view) => view.camera") == camera
    quick.set_viewport_size({"width": 1100, "height": 800})
    # In another window only the distance is another. Plotly redraws at the new size only after a while.
    quick.wait_for_function(
        f"""(radius) => {{
      const view = basin.stage.landscape, {{ azimuth, elevation, centre, ...camera }} = view.camera;
      const flat = Math.cos(elevation);
      const direction = [flat * Math.cos(azimuth), flat * Math.sin(azimuth), Math.sin(elevation)];
      const off = ({PLOTLY_EYE})(view).map((x, i) => x - centre[i] - camera.radius * direction[i]);
      return camera.radius !== radius && Math.hypot(...off) < 1e-6;
    }}""",
        arg=camera["radius"],
    )
    resized = landscape(quick, "(view) => view.camera")
    assert resized == camera | {"radius": resized["radius"]}


def test_the_view_along_the_valley_finds_the_descent_again(quick: Page, server: str) -> None:
    visit(quick, server)
    camera = landscape(quick, "(view) => view.camera")
    drag(quick, 200, 40)
    quick.get_by_role("button", name="Camera").click()
    quick.get_by_role("button", name="Along the valley").click()
    assert landscape(quick, "(view) => view.camera") == camera


def test_from_above_and_from_both_sides_by_keys(quick: Page, server: str) -> None:
    visit(quick, server)
    valley = landscape(quick, "(view) => view.camera")
    stage = quick.get_by_role("img", name="Loss landscape")
    stage.press("2")
    above = landscape(quick, "(view) => view.camera")
    assert (above["azimuth"], above["elevation"]) == (pytest.approx(-math.pi / 2), 1.5)
    azimuths = []
    for _ in range(2):
        stage.press("3")
        assert landscape(quick, "(view) => view.camera.elevation") < 0.2
        azimuths.append(landscape(quick, AZIMUTH) - valley["azimuth"])
    assert azimuths == pytest.approx([math.pi / 2, -math.pi / 2])
    # The view stays from run to run.
    type_number(quick, "Spread", "3")
    wait_for_query(quick, "v=1&spread=3")
    assert landscape(quick, AZIMUTH) == pytest.approx(valley["azimuth"] - math.pi / 2)
    stage.press("1")
    assert landscape(quick, "(view) => view.camera.elevation") >= 0.5
