import numpy as np
import pytest

from solver.config.budget import MOST_SLICES
from solver.config.query import parse
from solver.planes import axes
from solver.surfaces.path import PIXEL, Heights, Path, key_points, refine
from solver.training.problem import Problem
from solver.training.trainer import Training


def test_whole_epochs_are_the_trail_itself(drawn):
    whole = drawn.path.epochs == np.floor(drawn.path.epochs)
    assert drawn.path.epochs[whole].tolist() == list(range(101))
    assert (drawn.path.theta[whole] == drawn.trail).all()
    assert (drawn.path.objective[whole] == drawn.objective).all()


def test_between_epochs_the_path_is_the_straight_step_at_its_own_height(drawn):
    below = np.floor(drawn.path.epochs).astype(int)
    share = (drawn.path.epochs - below)[:, None]
    above = np.minimum(below + 1, 100)
    straight = drawn.trail[below] * (1 - share) + drawn.trail[above] * share
    np.testing.assert_allclose(drawn.path.theta, straight, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(drawn.path.objective, drawn.problem.train.value(drawn.path.theta), rtol=1e-12)


def test_straight_lines_between_the_paths_points_are_true_to_a_pixel(drawn):
    scale = Heights.of(drawn.path.objective)
    pairs = [
        (drawn.path.theta[:-1], drawn.path.theta[1:]),
        (drawn.path.objective[:-1], drawn.path.objective[1:]),
    ]
    # Halving ends at a sixteenth of an epoch.
    wide = np.diff(drawn.path.epochs) > 1 / 16
    for share in np.linspace(0.1, 0.9, 9):
        theta, linear = (a * (1 - share) + b * share for a, b in pairs)
        logarithmic = np.exp(np.log(pairs[1][0]) * (1 - share) + np.log(pairs[1][1]) * share)
        true = drawn.problem.train.value(theta)
        assert scale.apart(true, linear)[wide].max() <= PIXEL
        assert scale.apart(true, logarithmic)[wide].max() <= PIXEL


@pytest.mark.parametrize("most", [2, 10, MOST_SLICES])
def test_key_points_fit_their_budget_even_for_the_wildest_run(most):
    training = Training(parse("spread=6&lr=5&epochs=300"))
    chunks = list(training.run())
    trail = np.concatenate([chunk.theta[0] for chunk in chunks])
    objective = np.concatenate([chunk.columns["objective"][0] for chunk in chunks])
    path = refine(training.problem.train, trail, objective)
    keys = key_points(
        training.problem.train, path, axes(training.problem.names, 0, 1), Heights.of(path.objective), most
    )
    assert keys == sorted(set(keys))
    assert len(keys) <= most


def test_what_is_not_finite_is_left_out():
    problem = Problem.of(parse(""))
    trail = np.array([[-1.0, 0.0, 0.0], [-1.1, 0.0, 0.0], [np.nan, 0.0, 0.0], [np.inf, 0.0, 0.0]])
    path = refine(problem.train, trail, np.append(problem.train.value(trail[:2]), [np.nan, 3.0]))
    assert set(np.floor(path.epochs)) == {0, 1}
    assert np.isfinite(path.theta).all()
    assert np.isfinite(path.objective).all()


def test_a_path_may_be_one_point():
    problem = Problem.of(parse(""))
    path = refine(problem.train, problem.start[None], problem.train.value(problem.start[None]))
    assert path.epochs.tolist() == [0]
    assert key_points(problem.train, path, axes(problem.names, 0, 1), Heights.of(path.objective), MOST_SLICES) == [0]


@pytest.mark.parametrize(
    ("low", "high", "a", "b", "share"),
    [(1, 101, 51, 50, 0.01), (1, 100, 10, 1, 0.5), (0.1, 1000, 0.1, 1, 0.25), (1, 100, 7, 7, 0.0)],
)
def test_heights_are_as_far_apart_as_the_larger_of_the_linear_and_logarithmic_picture(low, high, a, b, share):
    apart = Heights(low, high).apart(np.array([float(a)]), np.array([float(b)]))[0]
    assert apart == pytest.approx(share, rel=1e-12)


@pytest.mark.parametrize("objective", [[5.0, 5.0], [0.0], [0.0, 1.0], [3.0, np.nan, np.inf]])
def test_a_range_of_heights_is_never_empty(objective):
    heights = Heights.of(np.array(objective))
    assert 0 < heights.low < heights.high < np.inf


def test_no_more_key_points_than_may_be_even_where_that_is_none():
    problem = Problem.of(parse("epochs=20"))
    theta = np.linspace(problem.start, problem.start + 5, 21)
    path = Path(np.arange(21.0), theta, problem.train.value(theta))
    for most in (0, 1, 3):
        keys = key_points(problem.train, path, axes(problem.names, 0, 1), Heights.of(path.objective), most)
        assert len(keys) <= most
