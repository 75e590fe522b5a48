"""The parts of a landscape: its extent, and what its slices go through."""

import numpy as np
import pytest

from solver.config.query import parse
from solver.functions import FUNCTIONS
from solver.report.scene import Scene
from solver.surfaces.grid import MARGIN, NARROWEST, WIDEST, Grid
from solver.surfaces.path import PIXEL, Heights
from solver.training.trainer import Training

RACE = "data_seed=208&spread=2.5&epochs=20&opt=momentum&2.opt=adam&2.lr=0.3"


def scene(query: str) -> Scene:
    training = Training(parse(query))
    return Scene.of(training, list(training.run()))


def test_the_grid_around_trails_has_a_margin_and_is_square():
    trails = np.array([[0.0, 0.0], [1.0, 4.0]])
    grid = Grid.around(trails, 21)
    assert grid.shape == (21, 21)
    assert np.ptp(grid.u) == pytest.approx(np.ptp(grid.v)) == pytest.approx(4 * (1 + 2 * MARGIN))
    assert ((grid.u[0], grid.v[0]) < trails[0]).all()
    line = Grid.around(trails[:, :1], 21)
    assert line.shape == (21,)
    assert line.v is None
    assert np.ptp(line.u) == pytest.approx(1 + 2 * MARGIN)
    assert line.points().shape == (21, 1)


def test_a_trail_that_stands_still_or_leaves_for_ever_has_a_grid_all_the_same():
    still = Grid.around(np.zeros((5, 2)), 21)
    assert np.ptp(still.u) == NARROWEST
    away = Grid.around(np.array([[0, 0], [1, 2], [10 * WIDEST, 0], [1e300, 1e300], [np.nan, 0]]), 21)
    assert np.ptp(away.u) == pytest.approx(2 * (1 + 2 * MARGIN))


def test_a_window_holds_unless_a_trail_leaves_it_and_then_grows_to_hold_that():
    window = np.array([[-2.0, 2.0], [0.0, 1.0]])
    inside = Grid.around(np.array([[0.0, 0.5], [1.0, 0.9]]), 21, window)
    assert (inside.u[0], inside.u[-1], inside.v[0], inside.v[-1]) == (-2, 2, 0, 1)
    leaving = Grid.around(np.array([[0.0, 0.5], [3.0, 0.9]]), 21, window)
    assert (leaving.u[0], leaving.v[0], leaving.v[-1]) == (-2, 0, 1)
    assert 3 < leaving.u[-1] < 4
    # A point further outside than the window is wide leaves the picture.
    gone = Grid.around(np.array([[0.0, 0.5], [300.0, 0.9]]), 21, window)
    assert gone.u[-1] == 2


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_functions_window_is_drawn_with_the_whole_default_descent_in_it(name):
    made, function = scene(f"function={name}"), FUNCTIONS[name]
    sides = [made.grid.u] if made.grid.v is None else [made.grid.u, made.grid.v]
    assert [(side[0], side[-1]) for side in sides] == list(function.window)
    heights = made.projection.height[0]
    assert np.isfinite(heights).all()
    assert heights[-1] < heights[0]
    assert (made.projection.distance == 0).all()
    assert (made.projection.objective == made.projection.height).all()


def test_a_drawn_start_is_even_over_the_window():
    starts = np.array(
        [Training(parse(f"function=rosenbrock&seed={seed}&epochs=1")).problem.start for seed in range(99)]
    )
    low, high = np.array(FUNCTIONS["rosenbrock"].window).T
    assert ((starts >= low) & (starts <= high)).all()
    assert (np.abs(starts.mean(axis=0) - (low + high) / 2) < 0.1 * (high - low)).all()


@pytest.mark.parametrize(("through", "epoch"), [("start", 0), ("end", -1)])
@pytest.mark.parametrize("kind", ["weights", "weight", "pca", "random", "hessian", "gradient"])
def test_a_slice_that_stands_still_goes_through_what_it_says(kind, through, epoch):
    made = scene(f"{RACE}&plane={kind}&through={through}&follow=2")
    (drawn,) = made.slices()
    theta = made.paths[1].theta[epoch]
    np.testing.assert_allclose(drawn.plane.points(drawn.plane.coordinates(theta)), theta, rtol=1e-9, atol=1e-12)
    assert (drawn.epoch, made.follows) == (None, None)
    assert made.projection.distance[1, epoch] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("kind", ["weights", "weight", "pca", "random", "extremes"])
def test_any_slice_can_move_with_any_contender(kind):
    made = scene(f"{RACE}&plane={kind}&through=epoch&follow=2")
    assert made.follows == 1
    slices = sorted(made.slices(), key=lambda each: each.epoch)
    assert (slices[0].epoch, slices[-1].epoch) == (0, 20)
    assert len(slices) > 2
    path, starts = made.paths[1], np.array([each.epoch for each in slices])
    heights = Heights.of(np.concatenate([path.objective, *(each.z.ravel() for each in slices)]))
    for epoch, theta, objective in zip(path.epochs, path.theta, path.objective, strict=True):
        plane = slices[np.searchsorted(starts, epoch, side="right") - 1].plane
        under = made.training.problem.train.value(plane.points(plane.coordinates(theta))[None])
        assert heights.apart(under, objective)[0] <= PIXEL
    np.testing.assert_allclose(made.projection.objective[1], made.projection.height[1], rtol=1e-9)
    assert (made.projection.distance[1] == 0).all()
    assert (made.projection.distance[0, 1:] > 0).any()


def test_two_parameters_leave_nothing_to_go_through():
    for through in ("", "&through=epoch", "&through=start", "&through=best"):
        made = scene(f"function=himmelblau&epochs=5{through}")
        assert (made.through, made.follows) == ("at", None)
        assert made.sentence == "Himmelblau over x and y."


@pytest.mark.parametrize("low", [-78.0, -1e-9, 0.0])
def test_a_logarithmic_height_is_that_above_the_lowest_where_losses_are_not_positive(low):
    heights = Heights.of(np.array([low, low + 1.0, low + 100.0]))
    assert heights.base == low
    # On a logarithmic scale a factor of ten above the lowest is the same distance everywhere.
    one, ten = (heights.apart(np.array([low + a]), np.array([low + b]))[0] for a, b in ((0.1, 1.0), (1e-5, 1e-4)))
    assert one == pytest.approx(ten, rel=1e-3)
    linear, logarithmic = heights.between(np.array([low + 1.0]), np.array([low + 100.0]), 0.5)
    assert linear[0] - low == pytest.approx(50.5)
    assert logarithmic[0] - low == pytest.approx(10.0)


@pytest.mark.parametrize("value", [0.0, -1.0, 3.0, -1e-300, 1e300, -1e200])
def test_heights_that_are_all_the_same_are_a_range_all_the_same(value):
    heights = Heights.of(np.full(3, value))
    assert 0 < heights.low < heights.high
    assert heights.apart(np.array([value]), np.array([value]))[0] == 0


@pytest.mark.parametrize(
    "query", ["function=easom&opt=adam&lr=1&2.opt=adamax&epochs=1&seed=46", "function=bowl&start=0,0"]
)
def test_a_trail_on_level_ground_has_its_landscape(query):
    made = scene(query)
    assert all(np.isfinite(each.z).all() for each in made.slices())


@pytest.mark.parametrize(
    ("name", "first"), [("himmelblau", 1), ("himmelblau", 2), ("six_hump_camel", 1), ("rastrigin", 2)]
)
def test_the_best_of_a_function_is_the_lowest_that_a_scan_finds(name, first):
    made, function = scene(f"function={name}&plane=weight&first={first}&through=best&resolution=41"), FUNCTIONS[name]
    (drawn,) = made.slices()
    scan = np.linspace(*function.window[2 - first], 2001)
    for u, z in zip(made.grid.u, drawn.z, strict=True):
        points = np.stack((np.full_like(scan, u), scan), axis=-1)[:, :: 1 if first == 1 else -1]
        assert z <= function.value(points, {}).min() + 1e-6


def test_contenders_of_one_optimizer_are_told_apart():
    made = scene("opt=adam&2.opt=adam&2.lr=0.1&epochs=5&plane=between")
    assert made.sentence.endswith("the line from the end of Adam (0.05) to the end of Adam (0.1).")


def test_who_is_followed_and_the_rival_are_counted_among_all_contenders():
    race = "opt=adam&off=1&2.opt=momentum&3.opt=nesterov&4.opt=lion&epochs=5"
    made = scene(f"{race}&plane=ends&follow=4&rival=2&through=epoch")
    assert made.plane.labels == ("to Lion's end", "to Momentum's end")
    assert made.follows == 2
    assert scene(f"{race}&plane=between").sentence.endswith("the line from the end of Momentum to the end of Nesterov.")


@pytest.mark.parametrize("kind", ["gradient", "pca", "ends", "between"])
def test_directions_that_nothing_determines_are_said_to_be_any(kind):
    made = scene(f"function=bowl&start=0,0&epochs=3&plane={kind}")
    assert "direction undetermined, chosen arbitrarily" in made.sentence
