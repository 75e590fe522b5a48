import numpy as np
import pytest

from solver.config.query import parse
from solver.model.architectures import network
from solver.model.boundary import FieldGrid
from solver.training.problem import Problem
from solver.training.trainer import Training
from tests.solver.fields import lines

LINEAR = network("linear", {}, 3, 2)


QUERIES = ["", "data_seed=208&spread=2.5&opt=adam&lr=0.3", "seed=4&lr=2"]


@pytest.fixture(scope="module", params=QUERIES)
def run(request):
    training = Training(parse(request.param))
    chunk = next(training.run())
    data = training.problem.data
    grid = FieldGrid.around(data.points, data.classes, (), 100)
    return grid, chunk.theta[0], data


def scores(theta, points):
    return np.column_stack((points, np.ones(len(points)))) @ theta


def test_a_byte_is_the_winner_and_its_probability_in_float64(run):
    grid, thetas, _ = run
    field = grid.field(LINEAR, thetas)
    assert field.winner.shape == (len(thetas), len(grid.y), len(grid.x))
    for row, y in list(enumerate(grid.y))[::7]:
        for column, x in list(enumerate(grid.x))[::7]:
            z = thetas @ [x, y, 1]
            winner, level = np.divmod(field.winner[:, row, column], grid.levels)
            clear = np.abs(z) > 1e-9
            assert (winner == (z > 0))[clear].all()
            # The distance of the probability from 1/2, scaled to 1, is right to half a level.
            probability = 1 / (1 + np.exp(-np.abs(z)))
            assert np.abs(level - (2 * probability - 1) * (grid.levels - 1)).max() <= 0.5 + 1e-3


def test_a_point_on_the_line_has_score_0(run):
    grid, thetas, _ = run
    field = grid.field(LINEAR, thetas)
    assert len(field.frames) == len(thetas) + 1
    assert field.frames[-1] == len(field.lines) - 1
    assert field.lines[-1] == len(field.points)
    for frame, theta in enumerate(thetas):
        for line in lines(field, frame):
            assert len(line) >= 2
            for share in (0.0, 0.3, 1.0):
                on = line[:-1] * (1 - share) + line[1:] * share
                cell = grid.x[1] - grid.x[0]
                # As a share of the score's change over a cell the score on a line is 0.
                assert np.abs(scores(theta, on)).max() <= 1e-9 * np.linalg.norm(theta[:2]) * cell + 1e-12


def test_the_line_is_there_just_where_the_field_has_both_classes_and_reaches_its_edges(run):
    grid, thetas, _ = run
    field = grid.field(LINEAR, thetas)
    for frame in range(len(thetas)):
        winners = set((field.winner[frame] // grid.levels).ravel().tolist())
        found = list(lines(field, frame))
        assert len(found) == (1 if winners == {0, 1} else 0)
        for line in found:
            # A straight line needs two points, and ends at the frame.
            assert len(line) <= 4
            edges = [np.abs(line[end] - bound).min() for end in (0, -1) for bound in corners(grid)]
            assert sorted(edges)[1] <= 1e-9


def corners(grid):
    return (np.array([grid.x[0], grid.y[0]]), np.array([grid.x[-1], grid.y[-1]]))


def test_the_grid_holds_all_points_and_is_square(run):
    grid, _, data = run
    assert (data.points > [grid.x[0], grid.y[0]]).all()
    assert (data.points < [grid.x[-1], grid.y[-1]]).all()
    assert np.ptp(grid.x) == pytest.approx(np.ptp(grid.y))
    assert grid.levels * data.classes <= 256


def test_rows_are_y_and_columns_are_x():
    grid = FieldGrid.around(np.array([[0.0, 0.0], [1.0, 1.0]]), 2, (), 100)
    field = grid.field(LINEAR, np.array([[5.0, 0.0, -2.5]]))
    winner = field.winner[0] // grid.levels
    assert (winner == (grid.x > 0.5)[None, :]).all()


def test_longer_runs_have_coarser_fields():
    points = Problem.of(parse("")).data.points
    cells = [len(FieldGrid.around(points, 2, (), epochs).x) for epochs in (1, 400, 401, 1000, 1001, 2000)]
    assert cells == sorted(cells, reverse=True)
    weight = [n * n * epochs for n, epochs in zip(cells, (1, 400, 401, 1000, 1001, 2000), strict=True)]
    assert max(weight) < 2_000_000


SQUARE = np.array([[0.0, 0.0], [1.0, 0.5]])


def frame(placed=None) -> list[float]:
    """West, east, south and north end of the square around SQUARE."""
    grid = FieldGrid.around(SQUARE, 2, (), 100, placed)
    return [grid.x[0], grid.x[-1], grid.y[0], grid.y[-1]]


@pytest.mark.parametrize("place", [(0.5, 0.5), (-0.05, 0.2), (1.05, -0.3), (0.0, 0.8)])
def test_a_point_within_the_frame_leaves_it_as_it_is(place):
    assert frame(np.array([place])) == frame(SQUARE) == frame()


@pytest.mark.parametrize("place", [(-3.0, 0.0), (1.2, 0.25), (0.5, 7.0), (4.0, -9.0)])
def test_a_point_outside_widens_the_frame_by_no_more_than_it_needs(place):
    west, east, south, north = np.add(frame(np.array([place])), [-1e-9, 1e-9, -1e-9, 1e-9])
    before = frame()
    assert west <= min(before[0], place[0]) < max(before[1], place[0]) <= east
    assert south <= min(before[2], place[1]) < max(before[3], place[1]) <= north
    assert east - west == pytest.approx(north - south)
    needed = max(abs(place[0] - 0.5) - 0.58, abs(place[1] - 0.25) - 0.58)
    assert east - west == pytest.approx(1.16 + needed + 0.02)


def test_a_dragged_point_moves_the_frame_without_a_jump():
    walls = [frame(np.array([[x, 0.0]])) for x in np.arange(0.9, 1.4, 0.001)]
    assert np.abs(np.diff(walls, axis=0)).max() < 0.0011


@pytest.mark.parametrize("place", [0.0, -3.0, 1e6, 1e-300])
def test_points_in_one_place_have_a_frame_around_them(place):
    grid = FieldGrid.around(np.full((4, 2), place), 2, (), 100)
    assert (np.diff(grid.x) > 0).all()
    assert grid.x[0] < place < grid.x[-1]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_parameters_that_are_not_finite_give_no_line_and_no_warning(bad):
    grid = FieldGrid.around(np.array([[0.0, 0.0], [1.0, 1.0]]), 2, (), 100)
    field = grid.field(LINEAR, np.array([[bad, 1.0, 0.0], [5.0, 0.0, -2.5]]))
    assert list(lines(field, 0)) == []
    assert len(list(lines(field, 1))) == 1


def test_enormous_scores_are_certain():
    grid = FieldGrid.around(np.array([[0.1, 0.0], [1.0, 1.0]]), 2, (), 100)
    field = grid.field(LINEAR, np.array([[1e300, 0.0, -5e299]]))
    assert set((field.winner % grid.levels).ravel().tolist()) <= {grid.levels - 1, 0}


def test_a_grid_that_was_drawn_on_draws_what_a_new_one_does():
    """The grid reuses its arrays to follow lines; nothing of an earlier field may show."""
    points, rng = np.array([[-2.0, -1.0], [2.0, 1.0]]), np.random.default_rng(0)
    kept, diverged = FieldGrid.around(points, 2, (), 100), rng.standard_normal((3, 3))
    diverged[1] = np.nan
    for theta in (rng.standard_normal((3, 3)), diverged, rng.standard_normal((3, 3)), rng.standard_normal((2, 3))):
        found, new = (grid.field(LINEAR, theta) for grid in (kept, FieldGrid.around(points, 2, (), 100)))
        for name in ("winner", "points", "lines", "frames"):
            assert getattr(found, name).tobytes() == getattr(new, name).tobytes()
