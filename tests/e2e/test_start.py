"""Choosing the start on the landscape: by click, tap, drag and keys."""

import math
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from solver import train
from solver.config.query import parse
from tests.e2e.basin import landscape, probe, seek, settle, streamed, tap, visit, wait_for_run
from tests.e2e.test_stage import TUTORIAL, look

# The place of the start in a view's picture, in pixels of the stage.
START = """() => {
  const { view, run } = basin.stage, p = run.at(0, 0), g = view.geometry();
  return g.pixel(g.share(p.u, p.v, p.height)).slice(0, 2);
}"""


def corner(page: Page) -> tuple[float, float]:
    box = page.locator(".handle").bounding_box()
    assert box is not None
    return box["x"], box["y"]


def middle(page: Page) -> tuple[float, float]:
    box = page.locator(".handle").bounding_box()
    assert box is not None
    return box["x"] + 0.5 * box["width"], box["y"] + 0.45 * box["height"]


def picked(page: Page, x: float, y: float) -> Any:
    """What the view reports at a place of the window."""
    left, top = corner(page)
    return page.evaluate("([x, y]) => basin.stage.view.pick(x, y)", [x - left, y - top])


def start(page: Page) -> list[float]:
    """The start in the address."""
    return [float(part) for part in parse_qs(urlsplit(page.url).query)["start"][0].split(",")]


def wait_for_start(page: Page) -> None:
    """Waits until the run has another start, and the address, which follows the picture, holds it."""
    page.wait_for_function("() => [basin.run.query, location.search].every((query) => query.includes('start='))")


def wait_for_another(page: Page, query: str) -> None:
    page.wait_for_function("(query) => document.documentElement.dataset.run !== query", arg=query)
    wait_for_run(page)


@pytest.mark.parametrize("view", ["3-D", "Contour"])
def test_a_click_drops_everyone_there_and_plays(quick: Page, server: str, view: str) -> None:
    visit(quick, server, f"{TUTORIAL}&2.opt=adam")
    look(quick, view)
    seek(quick, 10)
    settle(quick)
    place = picked(quick, *middle(quick))
    others = streamed(quick, "(run) => run.slice(10).plane.origin.data[2]")
    quick.mouse.click(*middle(quick))
    wait_for_start(quick)
    assert quick.evaluate("() => basin.player.clock.playing")
    wait_for_run(quick)
    w1, w2, bias = start(quick)
    assert [w1, w2] == pytest.approx([place["u"], place["v"]], abs=1e-4)
    # The plane does not contain the bias.
    assert bias == others
    expect(quick.get_by_role("status").filter(has_text="New start at w₁ =")).to_contain_text(
        "all optimizers start there"
    )
    frames = next(iter(train(parse(urlsplit(quick.url).query))))
    for k in (0, 1):
        head = streamed(quick, f"(run) => run.at({k}, 0)")
        assert [head["u"], head["v"], head["height"]] == [*frames.theta[k, :2], frames.objective[k]]


def test_on_a_functions_surface_the_ball_is_dropped_where_one_clicks(quick: Page, server: str) -> None:
    visit(quick, server, "function=himmelblau&epochs=20")
    left, top = corner(quick)
    # The maximum, which nothing covers.
    top_of_hill = "(view) => { const g = view.geometry(); return g.pixel(g.share(-0.2708, -0.923, 181.617)); }"
    across, down, _ = landscape(quick, top_of_hill)
    x, y = left + across, top + down
    quick.mouse.click(left + 3, top + 3)
    expect(quick.get_by_text("There is no landscape at that place.")).to_be_visible()
    quick.mouse.click(x, y)
    wait_for_another(quick, "v=1&function=himmelblau&epochs=20")
    assert start(quick) == pytest.approx([-0.2708, -0.923], abs=0.05)
    head = streamed(quick, "(run) => run.at(0, 0)")
    assert head["height"] == pytest.approx(181.617, abs=0.5)


def test_a_drag_from_above_moves_the_start_at_once_in_a_frame_that_stands(quick: Page, server: str) -> None:
    visit(quick, server, TUTORIAL)
    look(quick, "Contour")
    seek(quick, 40)
    frame = quick.evaluate("() => basin.stage.contour.frame")
    quick.evaluate(
        """() => {
      window.shown = new Set();
      const look = () => (shown.add(document.documentElement.dataset.run), requestAnimationFrame(look));
      look();
    }"""
    )
    left, top = corner(quick)
    x, y = quick.evaluate(START)
    quick.mouse.move(left + x, top + y)
    quick.mouse.down()
    for step in range(1, 9):
        quick.mouse.move(left + x + 6 * step, top + y + 4 * step)
        quick.wait_for_timeout(120)
    assert quick.evaluate("() => basin.stage.contour.frame") == frame
    end = picked(quick, left + x + 48, top + y + 32)
    quick.mouse.up()
    quick.wait_for_function("(u) => Math.abs(basin.run.at(0, 0).u - u) < 1e-4", arg=end["u"])
    wait_for_run(quick)
    assert start(quick)[:2] == pytest.approx([end["u"], end["v"]], abs=1e-4)
    # The drag began at the start itself, so its bias is unchanged.
    assert start(quick)[2] == next(iter(train(parse(TUTORIAL)))).theta[0, 2]
    assert quick.evaluate("() => shown.size") >= 4
    assert quick.evaluate("() => basin.stage.contour.frame") != frame
    assert "extent" not in quick.url
    # The epoch stays the same.
    expect(quick.get_by_role("heading", name="Epoch 40")).to_be_visible()


def test_in_space_the_starts_mark_is_dragged_and_all_else_turns(quick: Page, server: str) -> None:
    visit(quick, server, TUTORIAL)
    seek(quick, 0)
    settle(quick)
    azimuth = landscape(quick, "(view) => view.camera.azimuth")
    left, top = corner(quick)
    x, y = quick.evaluate(START)
    quick.mouse.move(left + x, top + y)
    quick.mouse.down()
    quick.mouse.move(left + x + 10, top + y + 30, steps=4)
    place = picked(quick, left + x + 10, top + y + 30)
    quick.mouse.up()
    quick.wait_for_function("(u) => Math.abs(basin.run.at(0, 0).u - u) < 1e-4", arg=place["u"])
    assert landscape(quick, "(view) => view.camera.azimuth") == azimuth
    wait_for_run(quick)
    address = quick.url
    quick.mouse.move(left + 40, top + 40)
    quick.mouse.down()
    quick.mouse.move(left + 90, top + 40, steps=4)
    quick.mouse.up()
    assert landscape(quick, "(view) => view.camera.azimuth") != azimuth
    assert quick.url == address


@pytest.mark.parametrize("view", ["3-D", "Contour", "Cut"])
def test_keys_move_the_start(quick: Page, server: str, view: str) -> None:
    visit(quick, server, TUTORIAL)
    seek(quick, 0)
    look(quick, view)
    (w1, w2), extent = (
        streamed(quick, "(run) => { const p = run.at(0, 0); return [p.u, p.v]; }"),
        quick.evaluate("() => basin.stage.view.frame.u[1] - basin.stage.view.frame.u[0]"),
    )
    stage = quick.get_by_role("img", name="Loss landscape")
    stage.press("m")
    expect(quick.get_by_role("button", name="Move the start")).to_have_attribute("aria-pressed", "true")
    stage.press("ArrowRight")
    stage.press("Shift+ArrowRight")
    stage.press("Enter")
    expect(quick.get_by_role("button", name="Move the start")).to_have_attribute("aria-pressed", "false")
    quick.wait_for_function("() => basin.run.query.includes(`start=${basin.inputs.query.get('start')}`)")
    wait_for_run(quick)
    moved = start(quick)
    assert math.dist(moved[:2], (w1, w2)) == pytest.approx(0.12 * extent, rel=0.4 if view == "3-D" else 1e-3)
    if view != "3-D":
        assert moved[0] == pytest.approx(w1 + 0.12 * extent, rel=1e-4)
    # Arrow keys belong to the picture and the playback again.
    stage.press("ArrowRight")
    assert start(quick) == moved


def test_on_a_curve_a_click_drops_along_it(quick: Page, server: str) -> None:
    visit(quick, server, "function=double_well&epochs=20")
    place = picked(quick, *middle(quick))
    quick.mouse.click(*middle(quick))
    wait_for_another(quick, "v=1&function=double_well&epochs=20")
    assert start(quick) == pytest.approx([place["u"]], abs=1e-4)


def test_a_plane_that_turns_with_the_run_is_dropped_on_at_the_end_of_a_drag(quick: Page, server: str) -> None:
    visit(quick, server, f"{TUTORIAL}&plane=pca")
    look(quick, "Contour")
    seek(quick, 40)
    x, y = middle(quick)
    quick.mouse.move(x, y)
    quick.mouse.down()
    quick.mouse.move(x + 30, y + 20, steps=5)
    quick.wait_for_timeout(300)
    assert "start" not in quick.url
    place = picked(quick, x + 30, y + 20)
    plane = streamed(
        quick, "(run) => [run.slices[0].plane.origin, run.slices[0].plane.directions].map(({ data }) => [...data])"
    )
    quick.mouse.up()
    wait_for_start(quick)
    origin, directions = plane
    expected = [o + place["u"] * directions[i] + place["v"] * directions[3 + i] for i, o in enumerate(origin)]
    assert start(quick) == pytest.approx(expected, abs=1e-4)


def test_too_large_a_model_says_why_nothing_happens(quick: Page, server: str) -> None:
    visit(quick, server, "samples=20&model=mlp&hidden=32,32&epochs=2&resolution=21")
    address = quick.url
    quick.mouse.click(*middle(quick))
    expect(quick.get_by_text("more than 1,000 parameters")).to_be_visible()
    assert quick.url == address


def test_a_tap_drops_and_a_swipe_turns(browser: Browser, server: str) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 844}, is_mobile=True)
    page = context.new_page()
    visit(page, server, TUTORIAL)
    seek(page, 0)
    place = picked(page, *middle(page))
    tap(page, middle(page), "() => basin.run.query.includes('start=')")
    wait_for_start(page)
    wait_for_run(page)
    assert start(page)[:2] == pytest.approx([place["u"], place["v"]], abs=1e-4)
    discs = [disc for disc in probe(page, "record")["discs"] if disc[2] == 7]
    assert len(discs) == 1
    context.close()
