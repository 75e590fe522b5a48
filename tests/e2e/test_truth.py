"""Every drawn point is true: compared with Plotly's own markers at float64 values, and with the solver."""

import io
import math
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from solver import RunConfig, train
from solver.config.query import parse
from tests.e2e.basin import probe, seek, visit

# Overlapping blobs with centres far from the origin: a slice that does not move would be far off.
FAR_OVERLAPPING = "spread=3&data_seed=7"
CAMERAS = [
    {"azimuth": -0.9, "elevation": 0.5, "radius": 2.0},
    {"azimuth": 0.4, "elevation": 0.9, "radius": 2.2},
    {"azimuth": 2.1, "elevation": 0.3, "radius": 2.6},
    {"azimuth": 3.6, "elevation": 1.3, "radius": 1.9},
    {"azimuth": 5.2, "elevation": 0.65, "radius": 3.1},
]
COLOURS = {"#ff0000": (255, 0, 0), "#0000ff": (0, 0, 255)}
EPOCH = 40
# The ball, and three points of the trail.
MARKED = (EPOCH, 0, 2, 11)


def plotly_marks(page: Page, points: list[tuple[float, float, float]]) -> list[tuple[float, float]]:
    """The places of Plotly's markers at these values, in pixels of the stage."""
    probe(page, "mark", [[*point, colour] for point, colour in zip(points, COLOURS, strict=False)])
    page.add_style_tag(content=".overlay { visibility: hidden }")
    scene = page.locator(".plotly-scene")
    box = scene.bounding_box()
    assert box is not None
    picture = Image.open(io.BytesIO(scene.screenshot())).convert("RGB")
    page.add_style_tag(content=".overlay { visibility: visible }")
    probe(page, "unmark", len(points))
    pixels = np.asarray(picture, dtype=float)
    # A screenshot begins at a whole pixel of the page; the stage may begin between two.
    dx, dy = box["x"] % 1, box["y"] % 1
    centres = [_centre(pixels, rgb) for rgb in list(COLOURS.values())[: len(points)]]
    return [(x - dx, y - dy) for x, y in centres]


def _centre(pixels: "np.ndarray[Any, Any]", rgb: tuple[int, int, int]) -> tuple[float, float]:
    """The centre of the pixels of a colour, each weighted by its share of the colour."""
    weight = np.clip(1 - np.abs(pixels - rgb).max(axis=-1) / 128, 0, None)
    assert weight.sum() > 4, f"no marker of colour {rgb} is to be seen"
    rows, columns = np.indices(weight.shape)
    return float((columns * weight).sum() / weight.sum()) + 0.5, float((rows * weight).sum() / weight.sum()) + 0.5


def true_points() -> list[tuple[float, float, float]]:
    """The marked epochs' weights and logarithmic loss, computed by the solver."""
    frames = list(train(RunConfig.check({})))
    return [(f.theta[0, 0], f.theta[0, 1], math.log10(f.objective[0])) for f in (frames[e] for e in MARKED)]


def assert_drawn_where_plotly_draws(page: Page) -> None:
    drawn = probe(page, "record")
    ball = next((x, y) for x, y, radius in drawn["discs"] if radius == 7)
    trail = [(x, y) for x, y in drawn["vertices"]]
    points = true_points()
    # Two at a time, far from each other, so that no marker covers another.
    marks = plotly_marks(page, points[:2]) + plotly_marks(page, points[2:])
    assert math.dist(ball, marks[0]) <= 1
    for mark in marks[1:]:
        assert min(math.dist(vertex, mark) for vertex in trail) <= 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ball_and_trail_are_where_plotly_draws_their_values(watched: Page, server: str, scheme: Any) -> None:
    watched.emulate_media(color_scheme=scheme)
    visit(watched, server)
    seek(watched, EPOCH)
    for camera in CAMERAS:
        probe(watched, "setCamera", camera)
        assert_drawn_where_plotly_draws(watched)


def test_they_still_are_after_a_resize(watched: Page, server: str) -> None:
    visit(watched, server)
    seek(watched, EPOCH)
    watched.set_viewport_size({"width": 1013, "height": 771})
    watched.wait_for_timeout(500)
    assert_drawn_where_plotly_draws(watched)


@pytest.mark.parametrize("height", ["Log height", "Linear"])
@pytest.mark.parametrize("query", ["", FAR_OVERLAPPING], ids=["tutorial", "far, overlapping"])
def test_the_surface_under_the_ball_is_the_objective(quick: Page, server: str, query: str, height: str) -> None:
    visit(quick, server, query)
    quick.get_by_text(height, exact=True).click()
    shown = probe(quick, "underTheBall", 100)
    frames = list(train(parse(query)))
    for (off, loss, u, v), frame in zip(shown, frames, strict=True):
        assert [loss, u, v] == [frame.objective[0], frame.theta[0, 0], frame.theta[0, 1]]
        assert off <= 1


def test_a_surface_that_lags_says_so_and_the_ball_keeps_its_height(quick: Page, server: str) -> None:
    visit(quick, server)
    seek(quick, 0)
    box = quick.locator(".handle").bounding_box()
    assert box is not None
    quick.mouse.move(box["x"] + 200, box["y"] + 200)
    quick.mouse.down()
    quick.evaluate("() => { basin.player.clock.seek(30, performance.now()); basin.wake(); }")
    quick.get_by_text("The surface is still that of epoch 0").wait_for()
    ball, under = probe(quick, "shares", 30)
    assert abs(ball - under) > 0.01
    quick.mouse.up()
    quick.get_by_text("The ball is on the surface").wait_for()


def test_between_slices_that_are_too_far_apart_the_sentence_says_how_far_off_the_ball_is(
    watched: Page, server: str
) -> None:
    visit(watched, server, "data=blobs&centers=3&samples=90&loss=cross_entropy&lr=1&epochs=400")
    watched.wait_for_function("() => basin.run.done")
    off = 0
    for epoch in range(3, 60, 3):
        seek(watched, epoch)
        drawn = watched.evaluate(
            "() => { const { run, stage, player } = basin; const moment = player.moment(performance.now());"
            " const { under, slice, lags } = stage.draw(moment, { now: performance.now(), fast: false });"
            " basin.draw(performance.now());"
            " return { ...under, slice, lags, text: basin.caption.text }; }"
        )
        assert not drawn["lags"]
        # A 150th of the height is about one and a half pixels.
        if drawn["off"] > 1 / 150 and drawn["slice"] != epoch:
            off += 1
            side = "above" if drawn["ball"] > drawn["value"] else "below"
            assert f"The surface is that of epoch {drawn['slice']:g}, the last one computed" in drawn["text"]
            assert f" {side} it" in drawn["text"]
        else:
            assert drawn["text"].endswith("The ball is on the surface.")
    assert off
