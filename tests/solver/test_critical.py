"""Critical points against those of a dense Newton search, and against points that must not pass for one."""

import dataclasses
import functools
from collections import Counter

import numpy as np
import pytest

from solver.config.query import parse
from solver.effort import FLOOR, SEARCH, Effort
from solver.functions import FUNCTIONS, FunctionObjective
from solver.planes import Plane, axes
from solver.surfaces.critical import CriticalPoints, critical_points
from solver.surfaces.grid import Grid
from solver.training.problem import Problem


class Formula:
    """An objective of two parameters by a formula; its derivatives are differences, exact enough for a search."""

    work = 10
    effort = Effort()

    def __init__(self, formula):
        self.formula = formula

    def value(self, theta):
        return self.formula(theta[:, 0], theta[:, 1])

    def value_and_gradient(self, theta, h=1e-6):
        units = h * np.eye(theta.shape[1])
        slopes = [(self.value(theta + e) - self.value(theta - e)) / (2 * h) for e in units]
        return self.value(theta), np.stack(slopes, axis=-1)

    def hessian_product(self, theta, v, h=1e-5):
        at = theta[:, None]
        above, below = (self.value_and_gradient((at + s * h * v).reshape(-1, 2))[1] for s in (1, -1))
        return ((above - below) / (2 * h)).reshape(v.shape)


def objective(name: str, **options) -> FunctionObjective:
    function = FUNCTIONS[name]
    return FunctionObjective(function, function.check(options))


def window(name: str, resolution: int = 61) -> Grid:
    return Grid(*(np.linspace(*side, resolution) for side in FUNCTIONS[name].window))


def whole(dimensions: int) -> Plane:
    return Plane(("x", "y")[:dimensions], np.zeros(dimensions), np.eye(dimensions))


def found(f, grid: Grid, plane: Plane | None = None, dtype=np.float64) -> CriticalPoints:
    plane = plane or whole(len(grid.shape))
    return critical_points(f, [plane], grid, [heights(f, grid, plane, dtype)])


@np.errstate(all="ignore")
def heights(f, grid: Grid, plane: Plane, dtype=np.float64) -> np.ndarray:
    return f.value(plane.points(grid.points())).reshape(grid.shape).astype(dtype)


@functools.cache
def everywhere(name: str) -> np.ndarray:
    """The ends of Newton steps near their starts, from a grid four times as fine, within the window (n, D)."""
    f, grid = objective(name), window(name)
    sides = [axis for axis in (grid.u, grid.v) if axis is not None]
    fine = Grid(*(np.linspace(side[0], side[-1], 4 * len(side)) for side in sides))
    begin = fine.points()
    cell = np.array([side[1] - side[0] for side in sides])
    at = begin.copy()
    for _ in range(30):
        slope = f.value_and_gradient(at)[1]
        bend = np.stack([f.hessian_product(at, np.tile(e, (len(at), 1))) for e in np.eye(len(sides))], axis=-1)
        step = np.linalg.solve(bend + 1e-13 * np.eye(len(sides)), -slope[..., None])[..., 0]
        at = at + np.clip(step, -cell / 4, cell / 4)
    kept = (np.abs(step) < 1e-9).all(axis=-1) & (np.abs(at - begin) < 3 * cell).all(axis=-1)
    kept &= ((at >= fine.points()[0] - 1e-9) & (at <= fine.points()[-1] + 1e-9)).all(axis=-1)
    return np.unique(np.round(at[kept], 5) + 0.0, axis=0)


KINDS = {
    "peaks_and_valleys": {"minimum": 4, "maximum": 4},
    "double_well": {"minimum": 2, "maximum": 1},
    "himmelblau": {"minimum": 4, "maximum": 1, "saddle": 4},
    "six_hump_camel": {"minimum": 6, "maximum": 2, "saddle": 7},
    "three_hump_camel": {"minimum": 3, "saddle": 2},
    "styblinski_tang": {"minimum": 4, "maximum": 1, "saddle": 4},
    "goldstein_price": {"minimum": 4, "maximum": 1, "saddle": 4},
    "mccormick": {"minimum": 2, "saddle": 1},
    "beale": {"minimum": 1, "saddle": 2},
    "rosenbrock": {"minimum": 1},
    "booth": {"minimum": 1},
    "rastrigin": {"minimum": 121, "maximum": 100, "saddle": 220},
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", KINDS)
def test_everything_in_the_window_is_found_and_nothing_else(name, dtype):
    f, grid = objective(name), window(name)
    points = found(f, grid, dtype=dtype)
    assert Counter(points.kind) == KINDS[name]
    expected = everywhere(name)
    apart = np.abs(points.coordinates[:, None] - expected).max(axis=-1)
    assert apart.min(axis=0).max() < 2e-5
    assert apart.min(axis=1).max() < 2e-5
    np.testing.assert_array_equal(points.objective, f.value(points.coordinates))
    assert np.abs(f.value_and_gradient(points.coordinates)[1]).max() < 1e-5


@pytest.mark.parametrize("name", [name for name in KINDS if name != "peaks_and_valleys"])
def test_the_lowest_are_the_known_global_minima(name):
    f = objective(name)
    points, known = found(f, window(name)), f.function.minima(f.options)
    lowest = points.coordinates[points.lowest]
    assert len(lowest) == len(known)
    assert np.abs(lowest[:, None] - known).max(axis=-1).min(axis=1).max() < 1e-4


@pytest.mark.parametrize("resolution", [21, 40, 61, 98])
def test_saddles_between_the_points_of_any_grid_are_found(resolution):
    points = found(objective("himmelblau"), window("himmelblau", resolution))
    assert Counter(points.kind) == KINDS["himmelblau"]


@pytest.mark.parametrize("shift", [0.0, 0.013])
@pytest.mark.parametrize("name", ["monkey_saddle", "saddle"])
def test_a_saddle_is_one_even_where_nothing_curves(name, shift):
    axis = np.linspace(-1.5, 1.5, 61) + shift
    points = found(objective(name), Grid(axis, axis + shift))
    assert points.kind == ["saddle"]
    assert np.abs(points.coordinates).max() < 1e-4
    assert not points.lowest.any()


@pytest.mark.parametrize("turned", [0.0, 0.3, 1.0])
def test_the_narrowest_saddle_is_no_maximum(turned):
    c, s = np.cos(turned), np.sin(turned)
    axis = np.linspace(-1, 1, 60)
    points = found(Formula(lambda x, y: (c * x + s * y) ** 2 - 1e4 * (c * y - s * x) ** 2), Grid(axis, axis))
    assert points.kind == ["saddle"]


def test_coordinates_are_u_then_v():
    f = Formula(lambda x, y: (x - 0.31) ** 2 + 3 * (y + 1.72) ** 2)
    points = found(f, Grid(np.linspace(-1, 1, 41), np.linspace(-3, 0, 57)))
    np.testing.assert_allclose(points.coordinates, [[0.31, -1.72]], atol=1e-6)
    assert points.kind == ["minimum"]
    assert points.lowest.tolist() == [True]


def test_a_turned_and_shifted_plane_has_the_same_points():
    angle = 0.7
    turned = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    plane = Plane(("a", "b"), np.array([0.4, -0.3]), turned)
    f, axis = objective("himmelblau"), np.linspace(-7, 7, 81)
    points = found(f, Grid(axis, axis), plane)
    assert Counter(points.kind) == KINDS["himmelblau"]
    expected = everywhere("himmelblau")
    theta = plane.points(points.coordinates)
    assert np.abs(theta[:, None] - expected).max(axis=-1).min(axis=1).max() < 2e-5


def test_a_point_and_an_edge_without_slope_are_minima_too():
    axis = np.linspace(-2, 2, 41)
    cone = found(Formula(lambda x, y: np.hypot(x - 0.123, 2 * (y - 0.456))), Grid(axis, axis))
    assert (cone.kind, cone.lowest.tolist()) == (["minimum"], [True])
    np.testing.assert_allclose(cone.coordinates, [[0.123, 0.456]], atol=1e-4)
    ackley = found(objective("ackley"), window("ackley"))
    np.testing.assert_allclose(ackley.coordinates[ackley.lowest], [[0, 0]], atol=1e-6)


def test_a_convex_loss_with_edges_has_one_minimum_at_most():
    of = Problem.of(parse("data=moons&loss=hinge&samples=500"))
    axis, plane = np.linspace(-3, 3, 61), axes(of.names, 0, 1)
    planes = [plane.through(np.array([0.0, 0.0, bias])) for bias in np.linspace(-1, 1, 9)]
    grid = Grid(axis, axis - 1)
    points = critical_points(of.train, planes, grid, [heights(of.train, grid, p, np.float32) for p in planes])
    assert set(points.kind) == {"minimum"}
    assert points.lowest.all()
    assert len(set(points.slice)) == len(points.slice) > 4


FLAT = {
    "a constant": lambda x, y: 0 * x + 3.7,
    "a valley": lambda x, y: (x + 2 * y) ** 2,
    "a slope": lambda x, y: 5 + x - 2 * y,
    "an inflection": lambda x, y: x**3 + y**2,
    "no number": lambda x, y: x * np.nan,
    "infinite": lambda x, y: np.where(x > 0, np.inf, -x),
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", FLAT)
def test_where_nothing_is_critical_nothing_is_found(name, dtype):
    axis = np.linspace(-1, 1, 61)
    with np.errstate(over="ignore"):
        assert found(Formula(FLAT[name]), Grid(axis, axis + 0.01), dtype=dtype).kind == []


@pytest.mark.parametrize("size", [1e-7, 1e-4, 1.0])
def test_noise_on_the_grid_is_not_the_objectives(size):
    axis = np.linspace(-2, 2, 61)
    grid, rng = Grid(axis, axis), np.random.default_rng(3)
    for formula, kinds in ((lambda x, y: 5 + 0.1 * x, []), (lambda x, y: 5 + x**2 + y**2, ["minimum"])):
        f = Formula(formula)
        z = heights(f, grid, whole(2)) * (1 + size * rng.standard_normal(grid.shape))
        points = critical_points(f, [whole(2)], grid, [z.astype(np.float32)])
        assert points.kind in (kinds, [])
        assert size == 1.0 or points.kind == kinds


@pytest.mark.parametrize("name", ["himmelblau", "goldstein_price"])
def test_holes_in_the_grid_hide_only_what_is_beside_them(name):
    f, grid = objective(name), window(name)
    z = heights(f, grid, whole(2))
    z[:20], z[:, :5] = np.nan, np.inf
    points, all_points = critical_points(f, [whole(2)], grid, [z]), found(f, grid)
    assert 0 < len(points.kind) < len(all_points.kind)


def test_slices_are_searched_side_by_side():
    f = Formula(lambda x, y: (x - y) ** 2 + np.cos(3 * x))
    lines = [Plane(("x",), np.array([0.0, y]), np.array([[1.0, 0.0]])) for y in (0.0, 0.5, 40.0)]
    grid = Grid(np.linspace(-2, 2, 50))
    z = [heights(f, grid, line) for line in lines]
    together = critical_points(f, lines, grid, z)
    for i, line in enumerate(lines):
        alone, of = critical_points(f, [line], grid, [z[i]]), together.slice == i
        np.testing.assert_array_equal(together.coordinates[of], alone.coordinates)
        assert [kind for kind, mine in zip(together.kind, of, strict=True) if mine] == alone.kind
    assert set(together.slice) == {0, 1}


def test_no_slices_have_no_points():
    axis = np.linspace(-1, 1, 21)
    points = critical_points(objective("bowl"), [], Grid(axis, axis), [])
    assert (points.kind, points.coordinates.shape, len(points.lowest)) == ([], (0, 2), 0)


def test_a_lower_border_leaves_no_minimum_the_lowest():
    f = Formula(lambda x, y: x**2 + y**2 - 0.5 * x**4)
    axis = np.linspace(-2, 2, 61)
    points = found(f, Grid(axis, axis))
    assert Counter(points.kind) == {"minimum": 1, "saddle": 2}
    assert not points.lowest.any()


@pytest.mark.parametrize("query", ["data=moons&model=mlp&hidden=4&loss=cross_entropy", "data=xor&model=mlp&hidden=3"])
def test_a_networks_slice_has_true_critical_points(query):
    of = Problem.of(parse(query))
    plane, axis = axes(of.names, 0, 4), np.linspace(-8, 8, 61)
    grid, plane = Grid(axis, axis), plane.through(of.start)
    points = found(of.train, grid, plane, np.float32)
    assert points.kind
    slope = of.train.value_and_gradient(plane.points(points.coordinates))[1] @ plane.directions.T
    assert np.abs(slope).max() < 1e-6 * np.ptp(heights(of.train, grid, plane))


def test_it_repeats_bit_for_bit():
    f, grid = objective("ackley"), window("ackley")
    first, second = found(f, grid), found(f, grid)
    assert first.coordinates.tobytes() == second.coordinates.tobytes()
    assert first.objective.tobytes() == second.objective.tobytes()


# Windows of 18 to 24 a side, and more: each holds the tip of Ackley's cone and local minima of other functions.
WINDOWS = [tuple(window) for window in np.random.default_rng(1).uniform(9, 12, (30, 4))]


@pytest.mark.parametrize("window", WINDOWS)
def test_a_tip_is_found_in_every_window(window):
    left, right, down, up = window
    grid = Grid(np.linspace(-left, right, 61), np.linspace(-down, up, 61))
    points = found(objective("ackley"), grid)
    np.testing.assert_allclose(points.coordinates[points.lowest], [[0, 0]], atol=1e-5)


@pytest.mark.parametrize("name", ["ackley", "rastrigin", "levy_13", "styblinski_tang", "easom", "himmelblau"])
@pytest.mark.parametrize("shift", [0.0, 0.37, 0.81])
def test_where_the_grids_lowest_point_is_low_all_round_something_is_the_lowest(name, shift):
    f, axis = objective(name), np.linspace(-20, 20, 61)
    grid = Grid(axis + shift, axis - shift / 2)
    z = heights(f, grid, whole(2))
    row, column = np.unravel_index(z.argmin(), z.shape)
    assert 0 < row < 60
    assert 0 < column < 60
    points = critical_points(f, [whole(2)], grid, [z])
    assert points.lowest.any()
    assert (points.objective[points.lowest] <= z.min() + 1e-6).all()


def test_of_more_points_than_a_picture_can_show_each_kind_stays_and_it_is_said():
    axis = np.linspace(-20, 20, 201)
    points = found(objective("rastrigin"), Grid(axis, axis))
    kinds = [points.kind.count(kind) for kind in ("minimum", "maximum", "saddle")]
    assert kinds == [342, 341, 341]
    np.testing.assert_allclose(points.coordinates[points.lowest], [[0, 0]], atol=1e-9)
    minima = np.array(points.kind) == "minimum"
    # On circles around the origin minima are higher and higher: these are the lowest 342.
    assert np.abs(points.coordinates[minima]).max() < 12
    assert "1,024 of the 6,561" in points.left_out


def test_a_slice_level_to_rounding_is_not_searched_and_that_is_said():
    axis = np.linspace(-1, 1, 61)
    points = found(Formula(lambda x, y: 1.0 + 1e-16 * np.round(9 * x * y)), Grid(axis, axis))
    assert points.kind == []
    assert points.left_out == "The slice is level up to rounding, so critical points were not searched there."


def test_what_is_not_searched_because_it_costs_too_much_is_said():
    f, effort = objective("rastrigin"), Effort()
    axis = np.linspace(-20, 20, 121)
    with effort.part(SEARCH):
        effort.spend(int(effort.left) - FLOOR // 30)
        points = found(dataclasses.replace(f, effort=effort), Grid(axis, axis))
        assert effort.left > -FLOOR // 100
    assert "likely places: a complete search would exceed the computing budget of this run." in points.left_out
    assert {"minimum", "maximum", "saddle"} == set(points.kind)


# Windows whose range is so large that a known minimum shows on no linear scale; in some, cells are also wider than
# the minimum.
WIDE = [
    ("goldstein_price", (-3, 9, -2.8, 9.2)),
    ("goldstein_price", (-2.3, 31.7, -29.2, 4.8)),
    ("beale", (-15.4, 6.3, -18.2, 3.4)),
    ("beale", (-24, 8.3, -5, 27.3)),
    ("beale", (-100, 100, -100, 100)),
    ("ackley", (-1000, 999, -1000, 1001)),
    ("ackley", (-333, 401, -380, 299)),
]


def wide(window) -> Grid:
    return Grid(np.linspace(*window[:2], 101), np.linspace(*window[2:], 101))


@pytest.mark.parametrize(("name", "window"), WIDE)
def test_the_lowest_is_found_however_large_the_range_and_the_cells(name, window):
    points = found(objective(name), wide(window))
    np.testing.assert_allclose(points.coordinates[points.lowest], FUNCTIONS[name].minima({}), atol=1e-4)


def test_no_minimum_is_higher_than_a_point_of_the_grid_within_its_ring():
    f, grid = objective("ackley"), wide(WIDE[-2][1])
    assert grid.v is not None
    z, points = heights(f, grid, whole(2)), found(f, grid)
    minima = [i for i, kind in enumerate(points.kind) if kind == "minimum"]
    assert minima
    for at, height in zip(points.coordinates[minima], points.objective[minima], strict=True):
        column, row = np.abs(grid.u - at[0]).argmin(), np.abs(grid.v - at[1]).argmin()
        if max(abs(grid.u[column] - at[0]), abs(grid.v[row] - at[1])) <= 0.25 * (grid.u[1] - grid.u[0]):
            assert height <= z[row, column] + 1e-9
