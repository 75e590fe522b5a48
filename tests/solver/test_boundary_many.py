"""The field of more than two classes, of networks and of extra features: bytes and lines against the scores."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.special import softmax

from solver.config.query import parse
from solver.model.architectures import network
from solver.model.boundary import FieldGrid
from solver.model.features import design
from solver.training.problem import Problem
from tests.solver.fields import lines

QUERIES = {
    "three classes": "centers=3&seed=1",
    "six classes": "centers=6&seed=2",
    "a network": "data=spirals&arms=4&model=mlp&hidden=5,3&seed=1",
    "features": "data=gaussian_quantiles&classes=3&features=x1_squared,x2_squared,sin_x1&seed=3",
    "two classes of a network": "data=moons&model=mlp&hidden=6&features=x1_x2&seed=4",
}


@pytest.fixture(scope="module", params=QUERIES.values(), ids=list(QUERIES))
def drawn(request):
    """A configuration's problem, the grid around its points, the parameters of three frames, and their field."""
    config = parse(request.param)
    problem = Problem.of(config).data
    grid = FieldGrid.around(problem.points, problem.classes, config.problem.features, 100)
    theta = np.random.default_rng(0).standard_normal((3, config.problem.network.size))
    return config.problem, grid, theta, grid.field(config.problem.network, theta)


def scored(problem, theta: np.ndarray, points: np.ndarray) -> np.ndarray:
    """A score for each class (n, C, N); with two classes the first one's is 0."""
    found = problem.network.scores(theta, design(points, problem.features).T)
    return np.concatenate((np.zeros_like(found), found), axis=1) if problem.classes == 2 else found


def test_a_byte_is_the_winner_and_how_far_its_probability_is_from_even(drawn):
    problem, grid, theta, field = drawn
    classes = problem.classes
    assert grid.levels == 256 // classes
    assert field.winner.shape == (3, len(grid.y), len(grid.x))
    points = np.stack(np.meshgrid(grid.x, grid.y), axis=-1).reshape(-1, 2)
    scores = scored(problem, theta, points)
    winner, level = np.divmod(field.winner.reshape(3, -1), grid.levels)
    ordered = np.sort(scores, axis=1)
    clear = ordered[:, -1] - ordered[:, -2] > 1e-9
    assert (winner == scores.argmax(axis=1))[clear].all()
    assert winner.max() < classes
    certainty = (softmax(scores, axis=1).max(axis=1) - 1 / classes) / (1 - 1 / classes)
    # Right to half a level; two classes are computed in float32.
    assert np.abs(level - certainty * (grid.levels - 1)).max() <= 0.5 + 1e-3


def test_lines_lie_where_the_two_best_scores_are_equal(drawn):
    """Exact where scores are linear; else to the square of a cell, by linear interpolation."""
    problem, grid, theta, field = drawn
    points = np.stack(np.meshgrid(grid.x, grid.y), axis=-1).reshape(-1, 2)
    for frame in range(3):
        scores = scored(problem, theta[frame : frame + 1], points)[0]
        ordered = np.sort(scores, axis=0)
        lead = (ordered[-1] - ordered[-2]).reshape(len(grid.y), len(grid.x))
        slack = max(np.abs(np.diff(lead, axis=axis)).max() for axis in (0, 1))
        for line in lines(field, frame):
            on = np.sort(scored(problem, theta[frame : frame + 1], line)[0], axis=0)
            assert (on[-1] - on[-2]).max() <= 0.5 * slack


def test_every_change_of_the_winner_has_a_line_between_its_points(drawn):
    problem, grid, _, field = drawn
    cell = grid.x[1] - grid.x[0]
    for frame in range(3):
        winner = field.winner[frame] // grid.levels
        found = [np.empty((0, 2)), *(dense(line, cell / 8) for line in lines(field, frame))]
        on = np.concatenate(found)
        for row, column in np.argwhere(winner[:, 1:] != winner[:, :-1]):
            middle = np.array([(grid.x[column] + grid.x[column + 1]) / 2, grid.y[row]])
            assert np.abs(on - middle).max(axis=1).min() <= cell, (problem.dataset, frame)


def dense(line: np.ndarray, step: float) -> np.ndarray:
    """Points along a polyline, at most a step apart."""
    parts = [line[:1]]
    for a, b in pairwise(line):
        share = np.linspace(0, 1, 2 + int(np.abs(b - a).max() / step))[1:, None]
        parts.append(a + share * (b - a))
    return np.concatenate(parts)


def test_frames_index_lines_and_lines_index_points(drawn):
    problem, grid, theta, field = drawn
    assert len(field.frames) == 4
    assert (field.frames[0], field.lines[0]) == (0, 0)
    assert field.frames[-1] == len(field.lines) - 1
    assert field.lines[-1] == len(field.points)
    assert (np.diff(field.frames) >= 0).all()
    assert (np.diff(field.lines) >= 2).all()
    for frame in range(3):
        alone = grid.field(problem.network, theta[frame : frame + 1])
        assert (alone.winner[0] == field.winner[frame]).all()
        pairs = zip(lines(alone, 0), lines(field, frame), strict=True)
        assert all(np.allclose(one, other, rtol=0, atol=1e-9) for one, other in pairs)


# Three classes whose lines meet at (0.3, 0.2): y = 0.2 and x = 0.3 +- 0.75 (y - 0.2).
MEETING = np.array([[4.0, 0.0, -1.2, -4.0, 0.0, 1.2, 0.0, 3.0, -0.6]])
THREE = network("linear", {}, 3, 3)


def test_lines_between_three_linear_classes_are_straight_and_meet():
    grid = FieldGrid.around(np.array([[-1.0, -1.0], [1.0, 1.0]]), 3, (), 100)
    field = grid.field(THREE, MEETING)
    cell = grid.x[1] - grid.x[0]
    meeting = np.array([0.3, 0.2])
    for line in lines(field, 0):
        z = np.column_stack((line, np.ones(len(line)))) @ MEETING.reshape(3, 3).T
        ordered = np.sort(z, axis=1)
        # Near the point where all three meet, lines of several directions cross a cell.
        far = np.abs(line - meeting).max(axis=1) > 1.5 * cell
        assert (ordered[far, -1] - ordered[far, -2]).max() <= 1e-12
        assert np.abs(line - meeting).max(axis=1).min() <= 1.5 * cell
    ends = {tuple(np.round(line[i], 6)) for line in lines(field, 0) for i in (0, -1)}
    at_the_edge = {end for end in ends if max(map(abs, end)) > 1.1}
    # Three lines leave the picture, however they are cut into polylines.
    assert len(at_the_edge) == 3


def test_a_class_that_never_wins_has_no_line():
    grid = FieldGrid.around(np.array([[-1.0, -1.0], [1.0, 1.0]]), 3, (), 100)
    never = np.array([[5.0, 0.0, 0.0, -5.0, 0.0, 0.0, 0.0, 0.0, -100.0]])
    field = grid.field(THREE, never)
    assert set((field.winner // grid.levels).ravel().tolist()) == {0, 1}
    for line in lines(field, 0):
        np.testing.assert_allclose(line[:, 0], 0, atol=1e-12)


def test_a_line_is_there_once_for_each_of_its_classes_but_the_last():
    """Three classes in stripes: x = -0.5 between the first two, x = 0.5 between the last two."""
    grid = FieldGrid.around(np.array([[-1.0, -1.0], [1.0, 1.0]]), 3, (), 100)
    field = grid.field(THREE, np.array([[-2.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 0.0, 0.0]]))
    assert sorted(round(line[0, 0], 9) for line in lines(field, 0)) == [-0.5, -0.5, 0.5]


def test_one_class_everywhere_has_no_line_at_all():
    grid = FieldGrid.around(np.array([[-1.0, -1.0], [1.0, 1.0]]), 3, (), 100)
    field = grid.field(THREE, np.array([[0, 0, 0, 0, 0, 1.0, 0, 0, 0]]))
    assert (field.winner // grid.levels == 1).all()
    assert len(field.points) == 0
    assert field.frames.tolist() == [0, 0]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_parameters_that_are_not_finite_give_no_line_and_no_warning(bad):
    grid = FieldGrid.around(np.array([[-1.0, -1.0], [1.0, 1.0]]), 3, (), 100)
    field = grid.field(THREE, np.concatenate((np.full((1, 9), bad), MEETING)))
    assert list(lines(field, 0)) == []
    assert len(list(lines(field, 1))) > 0


def test_enormous_scores_are_certain():
    grid = FieldGrid.around(np.array([[-1.0, -1.0], [1.0, 1.0]]), 3, (), 100)
    field = grid.field(THREE, 1e300 * MEETING)
    assert np.median(field.winner % grid.levels) == grid.levels - 1
    expected = grid.field(THREE, MEETING).winner // grid.levels
    assert (field.winner // grid.levels == expected).mean() > 0.99
