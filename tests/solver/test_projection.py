import numpy as np
import pytest

from solver.config.query import parse
from solver.planes import axes
from solver.surfaces.path import refine
from solver.surfaces.projection import project_following
from solver.training.trainer import Training

QUERY = "data_seed=208&spread=2.5&opt=adam&lr=0.3&2.opt=momentum&3.opt=gradient_descent&epochs=30"


@pytest.fixture(scope="module")
def race():
    training = Training(parse(QUERY))
    chunks = list(training.run())
    trails = np.concatenate([chunk.theta for chunk in chunks], axis=1)
    heights = np.concatenate([chunk.columns["objective"] for chunk in chunks], axis=1)
    paths = [refine(training.problem.train, *pair) for pair in zip(trails, heights, strict=True)]
    found = project_following(training.problem.train, axes(training.problem.names, 0, 1), paths, 0, chunks[-1].last)
    return training.problem.train, trails, heights, found


def test_every_whole_epoch_is_there(race):
    _, trails, _, found = race
    whole = found.epochs == np.floor(found.epochs)
    assert found.epochs[whole].tolist() == list(range(trails.shape[1]))
    assert found.coordinates.shape == (3, len(found.epochs), 2)
    assert found.objective.shape == (3, len(found.epochs))


def test_the_numbers_are_those_of_the_foot_in_the_followed_contenders_slice(race):
    objective, trails, heights, found = race
    for i in np.flatnonzero(found.epochs == np.floor(found.epochs)):
        theta = trails[:, int(found.epochs[i])]
        # The slice over (w1, w2) has the followed contender's bias.
        foot = np.column_stack((theta[:, :2], np.repeat(theta[0, 2], 3)))
        assert (found.coordinates[:, i] == theta[:, :2]).all()
        np.testing.assert_allclose(found.objective[:, i], objective.value(foot), rtol=1e-12)
        np.testing.assert_allclose(found.height[:, i], heights[:, int(found.epochs[i])], rtol=1e-12)
        np.testing.assert_allclose(found.distance[:, i], np.abs(theta[:, 2] - theta[0, 2]), rtol=1e-12, atol=1e-15)


def test_the_followed_contender_is_on_its_slice_and_the_others_are_not(race):
    _, _, _, found = race
    assert (found.distance[0] == 0).all()
    assert (found.objective[0] == found.height[0]).all()
    late = found.epochs >= 1
    assert (found.distance[1:, late] > 0).all()
    # By enough to be visible.
    assert np.abs(found.objective - found.height)[1:].max() > 0.03 * np.ptp(found.height)


@pytest.mark.parametrize("follows", [0, 1])
def test_a_contender_that_left_the_floats_is_nan_from_there_on(follows):
    training = Training(parse("loss=cross_entropy&2.opt=gradient_descent&2.lr=1e308&epochs=5"))
    (chunk,) = training.run()
    heights = chunk.columns["objective"]
    paths = [refine(training.problem.train, *pair) for pair in zip(chunk.theta, heights, strict=True)]
    found = project_following(training.problem.train, axes(training.problem.names, 0, 1), paths, follows, chunk.last)
    start, later = found.epochs == 0, found.epochs > 0
    assert set(range(6)) <= set(found.epochs.tolist())
    for column in (*np.moveaxis(found.coordinates, -1, 0), found.height):
        assert np.isfinite(column[0]).all()
        assert np.isnan(column[1, later]).all()
    # Where the followed contender is not finite, its last slice stays for the others.
    for column in (found.objective, found.distance):
        assert np.isfinite(column[:, start]).all()
        assert np.isnan(column[1, later]).all()
        assert np.isfinite(column[0]).all()
