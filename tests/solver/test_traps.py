"""Mistakes that other tools make, one by one: none may be found here."""

import numpy as np
import pytest

from solver.config.query import parse
from solver.functions import FUNCTIONS
from solver.planes import PLANES
from solver.report.scene import Scene
from solver.training.trainer import Training

# Blobs 3 apart, 10 from the origin and 2.5 wide.
FAR = "data_seed=208&spread=2.5&opt=adam&lr=0.3"


def scene(query: str) -> Scene:
    training = Training(parse(query))
    return Scene.of(training, list(training.run()))


@pytest.mark.parametrize("name", ["mccormick", "beale", "goldstein_price", "rosenbrock"])
def test_an_asymmetric_function_is_not_transposed(name):
    made = scene(f"function={name}&epochs=5")
    (drawn,) = made.slices()
    for row, column in ((0, -1), (-1, 0), (7, 40), (40, 7)):
        at = np.array([made.grid.u[column], made.grid.v[row]])
        assert drawn.z[row, column] == FUNCTIONS[name].value(at, {})
    # Otherwise the test could not tell rows from columns.
    square = np.array([[1.0, 2.0], [2.0, 1.0]])
    assert np.diff(FUNCTIONS[name].value(square, {}))[0] != 0


def test_the_parameter_that_is_asked_for_first_is_along_u():
    made = scene("function=mccormick&plane=weights&first=2&second=1&epochs=5")
    (drawn,) = made.slices()
    assert made.plane.labels == ("y", "x")
    assert drawn.z[3, 50] == FUNCTIONS["mccormick"].value(np.array([made.grid.v[3], made.grid.u[50]]), {})
    window = FUNCTIONS["mccormick"].window
    assert (made.grid.u[0], made.grid.u[-1], made.grid.v[0], made.grid.v[-1]) == (*window[1], *window[0])


@pytest.mark.parametrize("query", ["function=beale", FAR, f"{FAR}&plane=random&through=end", f"{FAR}&plane=pca"])
def test_no_row_is_shifted(query):
    made = scene(f"{query}&epochs=5&resolution=21")
    *_, drawn = made.slices()
    for row, v in enumerate(made.grid.v):
        theta = drawn.plane.points(np.column_stack((made.grid.u, np.full(21, v))))
        np.testing.assert_allclose(drawn.z[row], made.training.problem.train.value(theta), rtol=1e-5)


def test_the_ball_is_on_the_moving_slice_of_far_overlapping_blobs():
    made = scene(FAR)
    path, objective, projection = made.paths[0], made.training.problem.train, made.projection
    whole = path.epochs == np.floor(path.epochs)
    for theta, height in zip(path.theta[whole], path.objective[whole], strict=True):
        through = made.plane.through(theta)
        under = objective.value(through.points(through.coordinates(theta))[None])
        np.testing.assert_allclose(under, height, rtol=1e-9)
    np.testing.assert_allclose(projection.objective, projection.height, rtol=1e-9)
    assert (projection.distance == 0).all()


def test_a_frozen_slice_of_far_overlapping_blobs_is_wrong_and_the_meter_says_by_how_much():
    made = scene(f"{FAR}&through=end")
    gap = np.abs(made.projection.height - made.projection.objective)[0]
    assert gap.max() > 0.25 * np.ptp(made.projection.height)
    assert gap[-1] == 0
    # The meter's numbers are those of the points themselves.
    (drawn,) = made.slices()
    theta = made.paths[0].theta[0]
    foot = drawn.plane.points(drawn.plane.coordinates(theta))
    objective = made.training.problem.train
    assert gap[0] == pytest.approx(abs(objective.value(theta[None])[0] - objective.value(foot[None])[0]), rel=1e-9)
    assert made.projection.distance[0, 0] == pytest.approx(np.linalg.norm(theta - foot), rel=1e-12)


def test_pcas_meter_shows_the_gap_that_99_percent_of_variance_hides():
    made = scene(f"{FAR}&plane=pca")
    assert made.explained.sum() > 0.99
    gap = np.abs(made.projection.height - made.projection.objective)[0]
    assert gap.max() > 0.01 * np.ptp(made.projection.height)
    assert made.projection.distance[0].max() > 0
    assert f"{np.floor(1e4 * made.explained.sum()) / 100:.2f} % of the variance" in made.sentence


@pytest.mark.parametrize("through", ["", "&through=epoch", "&through=start", "&through=end", "&through=best"])
@pytest.mark.parametrize("kind", PLANES)
def test_the_model_is_never_changed_by_looking_at_it(kind, through):
    training = Training(parse(f"{FAR}&epochs=6&2.opt=adam&resolution=21&plane={kind}{through}"))
    recorded = list(training.run())
    everything = [recorded[0].theta, recorded[0].columns["objective"], training.problem.start]
    everything += [training.problem.train.columns, training.problem.train.targets, training.problem.data.points]
    before = [each.copy() for each in everything]
    made = Scene.of(training, recorded)
    slices = list(made.slices())
    made.critical(slices)
    for was, is_ in zip(before, everything, strict=True):
        assert was.tobytes() == is_.tobytes()
    # Looking at it spent a part of the budget; another training has the whole.
    other_training = Training(training.config)
    again = list(Scene.of(other_training, list(other_training.run())).slices())
    assert all((one.z == other.z).all() for one, other in zip(slices, again, strict=True))


@pytest.mark.parametrize("kind", PLANES)
def test_what_leaves_the_extent_is_never_clamped(kind):
    extent = "0,0.1" if PLANES[kind].dimensions == 1 else "0,0.1,0,0.1"
    free, narrow = (scene(f"{FAR}&epochs=9&plane={kind}{typed}") for typed in ("", f"&extent={extent}"))
    assert (narrow.grid.u[0], narrow.grid.u[-1]) == (0, 0.1)
    assert (narrow.projection.coordinates == free.projection.coordinates).all()
    assert (narrow.projection.height == free.projection.height).all()
    assert np.abs(free.projection.coordinates).max() > 0.1


def test_the_best_of_everything_else_is_nowhere_above_a_slice():
    best, end = (scene(f"{FAR}&through={through}") for through in ("best", "end"))
    z, slice_ = (next(made.slices()).z for made in (best, end))
    assert (best.grid.u == end.grid.u).all()
    assert (z <= slice_ * (1 + 1e-5)).all()
    # No run is below the profile.
    assert (best.projection.height >= best.projection.objective * (1 - 1e-9)).all()
