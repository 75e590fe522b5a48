import numpy as np
import pytest
from sklearn.datasets import make_blobs

from solver.config.budget import MOST_SLICES
from solver.config.query import parse
from solver.effort import SLICES
from solver.report.scene import Scene
from solver.surfaces import slices as landscape
from solver.surfaces.grid import MARGIN, NARROWEST, WIDEST, Grid
from solver.surfaces.path import PIXEL
from solver.training.trainer import Training


def test_the_ball_is_on_the_drawn_slice_at_every_whole_epoch_to_a_pixel(drawn):
    starts = np.array([each.epoch for each in drawn.slices])
    for epoch, (theta, objective) in enumerate(zip(drawn.trail, drawn.objective, strict=True)):
        plane = drawn.slices[np.searchsorted(starts, epoch, side="right") - 1].plane
        under = drawn.problem.train.value(plane.points(plane.coordinates(theta))[None])
        assert drawn.heights.apart(under, objective)[0] <= PIXEL


def test_between_epochs_too(drawn):
    starts = np.array([each.epoch for each in drawn.slices])
    for epoch, theta, objective in zip(drawn.path.epochs, drawn.path.theta, drawn.path.objective, strict=True):
        plane = drawn.slices[np.searchsorted(starts, epoch, side="right") - 1].plane
        under = drawn.problem.train.value(plane.points(plane.coordinates(theta))[None])
        assert drawn.heights.apart(under, objective)[0] <= PIXEL


def test_the_first_and_the_last_slice_go_through_start_and_end(drawn):
    for each, theta in ((drawn.slices[0], drawn.trail[0]), (drawn.slices[-1], drawn.trail[-1])):
        np.testing.assert_allclose(each.plane.points(each.plane.coordinates(theta)), theta, rtol=1e-15)
    assert (drawn.slices[0].epoch, drawn.slices[-1].epoch) == (0, 100)
    assert len({each.epoch for each in drawn.slices}) == len(drawn.slices) <= MOST_SLICES


def test_in_these_runs_a_slice_frozen_at_the_end_would_be_wrong_by_much(drawn):
    frozen = drawn.plane.through(drawn.trail[-1])
    under = drawn.problem.train.value(frozen.points(drawn.plane.coordinates(drawn.trail)))
    gap = np.abs(under - drawn.objective).max() / np.ptp(drawn.objective)
    least = {"tutorial": 0.13, "far_blobs": 0.8, "cross_entropy": 0.2, "three_classes": 0.2, "network": 0.2}
    assert gap > least[drawn.name]


def test_the_far_blobs_are_far_from_the_origin_and_overlap():
    _, _, centres = make_blobs(10, centers=2, random_state=208, return_centers=True)
    assert np.linalg.norm(centres, axis=1).min() > 9
    assert np.linalg.norm(centres[0] - centres[1]) < 2 * 2.5


def test_the_grid_holds_the_whole_trail_with_a_margin(drawn):
    coordinates = drawn.plane.coordinates(drawn.trail)
    for axis, line in enumerate((drawn.grid.u, drawn.grid.v)):
        assert line[0] < coordinates[:, axis].min()
        assert coordinates[:, axis].max() < line[-1]
        np.testing.assert_allclose(np.diff(line), line[1] - line[0], rtol=1e-9)
    longer = np.ptp(coordinates, axis=0).max()
    assert drawn.grid.u[-1] - drawn.grid.u[0] >= longer * (1 + 2 * MARGIN) * (1 - 1e-12)
    assert np.ptp(drawn.grid.u) == pytest.approx(np.ptp(drawn.grid.v))


def test_a_trail_that_stands_still_or_leaves_for_ever_has_a_grid_all_the_same():
    still = Grid.around(np.zeros((5, 2)), 21)
    assert np.ptp(still.u) == NARROWEST
    away = Grid.around(np.array([[0, 0], [1, 2], [10 * WIDEST, 0], [1e300, 1e300], [np.nan, 0]]), 21)
    assert np.ptp(away.u) == pytest.approx(2 * (1 + 2 * MARGIN))


@pytest.mark.parametrize(
    "query",
    [
        "data=moons&samples=60&model=mlp&lr=300&epochs=20",
        "data=moons&samples=60&model=mlp&hidden=4&activation=relu&lr=3&epochs=20",
        "data=spirals&arms=3&samples=60&model=mlp&loss=cross_entropy&activation=elu&lr=100&epochs=20",
        "centers=3&samples=60&loss=squared_hinge&lr=1e3&epochs=50",
        "samples=60&loss=squared_hinge&lr=1e3&epochs=50",
    ],
)
def test_slices_of_a_run_that_goes_far_are_silent(query):
    training = Training(parse(f"{query}&resolution=21"))
    found = list(Scene.of(training, list(training.run())).slices())
    assert 1 < len(found) <= training.config.landscape.slices + 2
    assert all(each.z.shape == (training.config.landscape.resolution,) * 2 for each in found)


def slices(query):
    training = Training(parse(query))
    scene = Scene.of(training, list(training.run()))
    return training, scene, list(scene.slices())


@pytest.mark.parametrize("through", ["end", "epoch"])
def test_a_surface_that_takes_float64_is_drawn_coarser_where_that_is_dear_and_says_so(monkeypatch, through):
    query = f"samples=200&model=mlp&hidden=4&activation=gelu&lr=1e-9&epochs=2&plane=random&through={through}"
    training, scene, whole = slices(query)
    assert all(each.left_out is None for each in whole)
    monkeypatch.setattr(landscape, "MOST_SLICE", training.effort.spent[SLICES] // len(whole) // 2)
    training, scene, coarse = slices(query)
    shape = coarse[0].z.shape
    assert all(each.z.shape == each.grid.shape == shape for each in coarse)
    assert shape < whole[0].z.shape
    assert coarse[0].left_out.startswith(
        f"The surface is drawn with {shape[0]} points per side, not {whole[0].z.shape[0]}: "
    )
    assert [each.grid.u[0] for each in coarse] == [scene.grid.u[0]] * len(coarse)


def test_there_are_as_many_slices_as_what_the_first_have_cost_leaves_room_for(monkeypatch):
    training, _, whole = slices("data=moons&samples=60&model=mlp&lr=300&epochs=20&resolution=21")
    assert len(whole) > 5
    assert all(each.left_out is None for each in whole)
    each = max(1, training.effort.spent[SLICES] // len(whole))
    for room in (0, 2):
        monkeypatch.setattr(landscape, "MOST_SLICES", (2 + room) * 2 * each)
        _, _, fewer = slices("data=moons&samples=60&model=mlp&lr=300&epochs=20&resolution=21")
        assert 2 <= len(fewer) < len(whole)
        assert [fewer[0].epoch, fewer[1].epoch] == [whole[0].epoch, whole[1].epoch]
        assert fewer[1].left_out.startswith("Between the first and the last slice, ")
