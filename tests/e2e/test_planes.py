"""Every plane by two clicks: its picture, and how far to trust it."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from solver import train
from solver.config.query import parse
from solver.planes import PLANES, THROUGH
from tests.e2e.basin import cells, choose, probe, seek, streamed, type_number, visit, wait_for_query

SMALL = "samples=60&2.opt=adam&epochs=10"
# Overlapping blobs far from the origin: PCA explains almost all of the variance, but not the loss.
FAR_APART_IN_LOSS = "data_seed=208&spread=2.5"


def test_every_plane_takes_two_clicks(quick: Page, server: str) -> None:
    visit(quick, server, SMALL)
    # The first plane is already shown, so it comes last.
    for name in [*list(PLANES)[1:], next(iter(PLANES))]:
        definition = PLANES[name]
        choose(quick, "Plane", definition.label)
        wait_for_query(quick, f"v=1&{SMALL}" + (f"&plane={name}" if name != "weights" else ""))
        kind, labels = streamed(quick, "(run) => [run.slices[0].plane.kind, run.slices[0].plane.labels]")
        assert (kind, len(labels)) == (name, definition.dimensions)
        expect(quick.get_by_text(definition.help)).to_be_visible()
        # The caption begins with the solver's sentence.
        sentence = streamed(quick, "(run) => run.slices[0].plane.sentence").split(" ")[:2]
        expect(quick.locator("#caption")).to_contain_text(" ".join(sentence))
        line = definition.dimensions == 1
        seek(quick, 10)
        drawn = probe(quick, "record", view="profile" if line else "landscape")
        assert any(disc[2] == 7 for disc in drawn["discs"]), name
        expect(quick.locator(".scene-part:visible")).to_have_count(1)
        assert quick.get_by_role("button", name="Camera").is_visible() != line


def test_parameters_are_chosen_by_name_and_the_slice_goes_through_what_is_chosen(quick: Page, server: str) -> None:
    visit(quick, server, "samples=60&epochs=10")
    choose(quick, "Second parameter", "bias")
    wait_for_query(quick, "v=1&samples=60&epochs=10&second=3")
    expect(
        quick.get_by_text("Training loss over w₁ and the bias, with w₂ as at the shown epoch of Gradient descent")
    ).to_be_visible()
    choose(quick, "Slice", THROUGH["end"].label)
    wait_for_query(quick, "v=1&samples=60&epochs=10&second=3&through=end")
    assert streamed(quick, "(run) => run.slices.map(({ epoch, follows }) => [epoch, follows])") == [[None, None]]
    seek(quick, 0)
    expect(quick.get_by_text("because the plane shows only two directions")).to_be_visible()
    seek(quick, 10)
    expect(quick.get_by_text("The ball is on the fixed surface.")).to_be_visible()
    choose(quick, "Plane", "One parameter")
    # The choices for the other plane are gone.
    wait_for_query(quick, "v=1&samples=60&epochs=10&plane=weight")


def test_the_followed_contender_is_chosen_by_name(quick: Page, server: str) -> None:
    visit(quick, server, SMALL)
    choose(quick, "Trail to follow", "Adam")
    wait_for_query(quick, f"v=1&{SMALL}&follow=2")
    expect(quick.get_by_text("as at the shown epoch of Adam")).to_be_visible()
    gaps = "(run) => [2, 5, 9].map((e) => basin.stage.draw(basin.player.pace.moment(e), { now: 1e9 + e }).gaps[1])"
    assert max(streamed(quick, gaps)) <= 1


@pytest.mark.parametrize("query", ["plane=weight", "function=peaks_and_valleys"], ids=["moving", "standing still"])
@pytest.mark.parametrize("height", ["Log height", "Linear"])
def test_the_ball_is_on_the_curve(quick: Page, server: str, query: str, height: str) -> None:
    visit(quick, server, query)
    quick.get_by_text(height, exact=True).click()
    for epoch in (0, 3, 40, 100):
        seek(quick, epoch)
        drawn = probe(quick, "record", view="profile")
        ((x, y, _),) = [disc for disc in drawn["discs"] if disc[2] == 7]
        # The curve is drawn first, from left to right.
        line = np.array(drawn["vertices"][: quick.evaluate("() => basin.stage.profile.terrain.columns")])
        assert np.all(np.diff(line[:, 0]) > 0)
        assert abs(np.interp(x, line[:, 0], line[:, 1]) - y) <= 1


def test_the_curves_ball_is_where_plotlys_axes_put_the_solvers_value(quick: Page, server: str) -> None:
    visit(quick, server, "plane=weight")
    frame = list(train(parse("plane=weight")))[40]
    seek(quick, 40)
    ((x, y, _),) = [disc for disc in probe(quick, "record", view="profile")["discs"] if disc[2] == 7]
    place = """() => { const { layout } = basin.stage.profile.plot.plot; const { margin } = layout;
        return [layout.xaxis.range, layout.yaxis.range, margin, layout.width, layout.height]; }"""
    (x0, x1), (y0, y1), margin, width, height = quick.evaluate(place)
    across = margin["l"] + (width - margin["l"] - margin["r"]) * (frame.theta[0, 0] - x0) / (x1 - x0)
    inside = height - margin["t"] - margin["b"]
    down = margin["t"] + inside * (y1 - np.log10(frame.objective[0])) / (y1 - y0)
    assert [x, y] == pytest.approx([across, down], abs=0.5)


def test_the_number_beside_the_picture_is_what_the_solver_measured(quick: Page, server: str) -> None:
    visit(quick, server, f"plane=pca&{FAR_APART_IN_LOSS}")
    for epoch in (0, 20, 100):
        seek(quick, epoch)
        off, distance = streamed(
            quick,
            f"({{ projection: p }}) => {{ const i = p.epochs.data.indexOf({epoch});"
            " return [p.height.data[i] - p.objective.data[i], p.distance.data[i]]; }",
        )
        shown = cells(quick)
        assert float(shown["Gap"].replace("−", "-")) == pytest.approx(off, rel=5e-3, abs=1e-12)
        assert float(shown["Distance"].replace("−", "-")) == pytest.approx(distance, rel=5e-3, abs=1e-12)


def test_pcas_table_shows_the_gap_that_nearly_all_of_the_variance_hides(quick: Page, server: str) -> None:
    visit(quick, server, f"plane=pca&opt=adam&{FAR_APART_IN_LOSS}")
    said = quick.locator("#caption").inner_text()
    share = re.search(r"([\d.]+)\s?% of the variance", said)
    assert share is not None
    assert float(share[1]) >= 99
    seek(quick, 30)
    assert float(cells(quick)["Gap"].replace("−", "-")) < -30
    expect(quick.get_by_text("because the plane shows only two directions")).to_be_visible()


def test_who_leaves_the_typed_extent_is_shown_leaving(quick: Page, server: str) -> None:
    visit(quick, server, "function=bowl&lr=2.2&epochs=20")
    quick.get_by_text("More: Landscape").click()
    type_number(quick, "Extent", "-6, 6, -6, 6")
    wait_for_query(quick, "v=1&function=bowl&lr=2.2&epochs=20&extent=-6,6,-6,6")
    seek(quick, 0)
    expect(quick.get_by_text("The ball is on the surface.")).to_be_visible()
    seek(quick, 20)
    expect(quick.get_by_text("Gradient descent has left the picture.")).to_be_visible()
    head = streamed(quick, "(run) => run.at(0, 20)")
    assert max(abs(head["u"]), abs(head["v"])) > 6
    # Its arrow is at the edge, and no ball is drawn instead.
    drawn = probe(quick, "record")
    assert [disc for disc in drawn["discs"] if disc[2] == 7] == []


def test_an_extent_that_is_none_is_refused_in_words(page: Page, server: str) -> None:
    visit(page, server, "samples=60&epochs=10")
    page.get_by_text("More: Landscape").click()
    type_number(page, "Extent", "1, -1, 0, 2")
    expect(
        page.get_by_role("alert").filter(has_text="Extent must go from a smaller to a larger number")
    ).to_be_visible()
