"""Local minima between the points of a grid: known ones are found, and a grid that is too coarse is named."""

import numpy as np
import pytest

from solver.planes import Plane
from solver.surfaces.critical import critical_points
from solver.surfaces.grid import Grid
from tests.solver.test_critical import found, heights, objective, whole, window

# Windows of egg boxes whose grid misses the lowest minimum, or shows others as lower.
BETWEEN_THE_POINTS = [
    ("rastrigin", (-20, 21, -19, 22)),
    ("rastrigin", (-14.68, 15.97, -11.06, 12.38)),
    ("levy_13", (-13.67, 22.85, -35.8, 25.68)),
    ("levy_13", (-29.31, 13.02, -21.44, 13.05)),
]


@pytest.mark.parametrize(("name", "sides"), BETWEEN_THE_POINTS)
def test_a_known_minimum_that_no_grid_point_suggests_is_found_and_the_coarse_grid_named(name, sides):
    f = objective(name)
    grid = Grid(np.linspace(*sides[:2], 21), np.linspace(*sides[2:], 21))
    known = f.function.minima({})
    points = critical_points(f, [whole(2)], grid, [heights(f, grid, whole(2))], known)
    assert points.lowest.any()
    lowest = points.coordinates[points.lowest]
    assert all(np.abs(lowest - each).max(axis=-1).min() < 1e-6 for each in known)
    assert "too coarse" in points.left_out
    # No found point and no point of the grid is lower.
    assert points.objective[points.lowest].max() <= heights(f, grid, whole(2)).min() + 1e-9


@pytest.mark.parametrize("name", ["rastrigin", "levy_13", "ackley", "himmelblau", "rosenbrock"])
def test_a_grid_that_shows_every_minimum_is_not_called_coarse_and_known_minima_change_nothing(name):
    f, grid = objective(name), window(name, 121)
    alone = found(f, grid)
    known = critical_points(f, [whole(2)], grid, [heights(f, grid, whole(2))], f.function.minima({}))
    assert "too coarse" not in (alone.left_out or "")
    assert known.objective.tobytes() == alone.objective.tobytes()


def test_known_minima_off_the_slice_or_off_the_grid_are_ignored():
    f = objective("rastrigin")
    axis = np.linspace(0.6, 1.4, 21)
    line = Plane(("x",), np.array([0.0, 0.9]), np.array([[1.0, 0.0]]))
    grid = Grid(axis, None)
    for known in (np.array([[0.0, 0.9]]), np.array([[1.0, 0.0]])):
        points = critical_points(f, [line], grid, [heights(f, grid, line)], known)
        assert np.abs(points.coordinates - 1).max() < 0.05
        assert len(points.objective) == 1
