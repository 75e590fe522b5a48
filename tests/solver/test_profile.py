"""The profile against separate minimisations, and properties that hold for every objective."""

import numpy as np
import pytest
from scipy.optimize import minimize, minimize_scalar

from solver.config.query import parse
from solver.effort import Effort
from solver.functions import FUNCTIONS, FunctionObjective
from solver.planes import Plane, axes
from solver.surfaces.grid import Grid
from solver.surfaces.profile import MOST_PARAMETERS, Profile, profile, profile_cost
from solver.training.problem import Problem

RNG = np.random.default_rng(4)


def grid(resolution: int, half: float = 3.0) -> np.ndarray:
    axis = np.linspace(-half, half, resolution)
    return Grid(axis, axis).points()


def orthonormal(dimensions: int, parameters: int) -> np.ndarray:
    basis, _ = np.linalg.qr(np.random.default_rng(7).standard_normal((parameters, dimensions)))
    return np.ascontiguousarray(basis.T)


def planes(of: Problem) -> list[Plane]:
    """Planes along two parameters, one parameter, and none."""
    size = of.start.size
    skew = [Plane(("a", "b")[:n], of.start, orthonormal(n, size)) for n in (1, 2)]
    return [axes(of.names, 0, 1), axes(of.names, 0), *skew]


def candidates(of: Problem) -> np.ndarray:
    return of.start + np.array([[0.0], [1.0], [2.0]]) * np.random.default_rng(5).standard_normal(of.start.size)


QUERIES = [
    "data=moons&samples=200",
    "data=blobs&samples=200&loss=cross_entropy&spread=3",
    "data=moons&samples=200&loss=hinge&l2=0.1",
    "data=blobs&samples=200&centers=3&loss=cross_entropy&spread=3",
    "data=moons&samples=100&model=mlp&hidden=2",
    "data=xor&samples=100&model=mlp&hidden=4&loss=cross_entropy",
]


@pytest.mark.parametrize("query", QUERIES)
@np.errstate(over="ignore", under="ignore")
def test_it_is_over_the_points_never_above_a_candidate_and_what_it_says_it_is(query):
    of = Problem.of(parse(query))
    for plane in planes(of):
        coordinates = grid(5) if len(plane.directions) == 2 else np.linspace(-3, 3, 7)[:, None]
        found = profile(of.train, plane, coordinates, candidates(of))
        assert np.abs(plane.coordinates(found.theta) - coordinates).max() < 1e-12 * (1 + np.abs(found.theta).max())
        value, gradient = of.train.value_and_gradient(found.theta)
        assert found.objective.tobytes() == value.tobytes()
        across = gradient - (gradient @ plane.directions.T) @ plane.directions
        np.testing.assert_allclose(found.gradient_norm, np.linalg.norm(across, axis=-1), rtol=1e-6, atol=1e-9)
        for candidate in candidates(of):
            slice_ = of.train.value(plane.through(candidate).points(coordinates))
            assert (found.objective <= slice_ * (1 + 1e-12)).all()


@pytest.mark.parametrize("query", QUERIES[:2])
def test_of_a_linear_model_it_is_the_minimum_over_the_bias(query):
    of = Problem.of(parse(query))
    coordinates = grid(31)
    found = profile(of.train, axes(of.names, 0, 1), coordinates, candidates(of))
    for i in RNG.choice(len(coordinates), 40, replace=False):

        def along(bias, i=i):
            return float(of.train.value(np.array([[*coordinates[i], bias]]))[0])

        best = min(minimize_scalar(along, bracket=(b, b + 1)).fun for b in np.linspace(-8, 8, 9))
        assert found.objective[i] <= best * (1 + 1e-9)
    # The gradient is a sum over a hundred points.
    assert found.gradient_norm.max() < 1e-3


def test_of_a_quadratic_it_is_the_schur_complement():
    size = 40
    h = RNG.standard_normal((size, size))
    h = h @ h.T / size + 0.1 * np.eye(size)

    class Quadratic:
        work = size * size
        effort = Effort()

        def value(self, theta):
            return np.vecdot(theta, theta @ h) / 2

        def value_and_gradient(self, theta):
            return self.value(theta), theta @ h

        def hessian_product(self, theta, v):
            return v @ h

    for n in (1, 2):
        plane = Plane(("a", "b")[:n], np.zeros(size), np.eye(size)[:n])
        coordinates = grid(5) if n == 2 else np.linspace(-2, 2, 9)[:, None]
        found = profile(Quadratic(), plane, coordinates, RNG.standard_normal((1, size)))
        reduced = h[:n, :n] - h[:n, n:] @ np.linalg.solve(h[n:, n:], h[n:, :n])
        expected = np.vecdot(coordinates, coordinates @ reduced) / 2
        np.testing.assert_allclose(found.objective, expected, rtol=1e-5, atol=1e-7)


def test_of_three_classes_it_is_what_scipy_finds():
    of = Problem.of(parse("data=blobs&samples=200&centers=3&loss=cross_entropy&spread=3&l2=0.01"))
    plane, coordinates = axes(of.names, 0, 1), grid(5)
    found = profile(of.train, plane, coordinates, candidates(of))
    for i in (0, 7, 24):

        def rest(w, i=i):
            value, gradient = of.train.value_and_gradient(np.concatenate((coordinates[i], w))[None])
            return float(value[0]), gradient[0, 2:]

        best = minimize(rest, np.zeros(of.start.size - 2), jac=True, method="BFGS", options={"gtol": 1e-9}).fun
        assert found.objective[i] == pytest.approx(best, rel=1e-9)


def test_a_networks_profile_is_far_down_and_says_how_far_from_flat():
    of = Problem.of(parse("data=moons&samples=100&model=mlp&hidden=8&l2=0.001&loss=cross_entropy"))
    plane, coordinates = axes(of.names, 0, 1), grid(7)
    found = profile(of.train, plane, coordinates, of.start[None])
    begun = of.train.value(plane.through(of.start).points(coordinates))
    assert (found.objective < 0.5 * begun).all()
    assert np.median(found.gradient_norm) < 0.01
    # Neighbours share solutions, so that there are no cliffs between them.
    z = found.objective.reshape(7, 7)
    assert max(np.abs(np.diff(z, axis=i)).max() for i in (0, 1)) < 0.2 * np.ptp(begun)


@pytest.mark.parametrize("name", ["himmelblau", "rosenbrock", "ackley"])
def test_where_nothing_is_free_it_is_the_plane_itself(name):
    function = FUNCTIONS[name]
    f = FunctionObjective(function, function.check({}))
    plane, coordinates = Plane(("x", "y"), np.zeros(2), np.eye(2)), grid(9)
    found = profile(f, plane, coordinates, RNG.standard_normal((2, 2)))
    np.testing.assert_array_equal(found.theta, coordinates)
    assert found.objective.tobytes() == f.value(coordinates).tobytes()
    assert not found.gradient_norm.any()


def test_along_a_line_the_neighbours_find_the_better_valley():
    function = FUNCTIONS["himmelblau"]
    f = FunctionObjective(function, function.check({}))
    u = np.linspace(-5, 5, 41)
    found = profile(f, axes(("x", "y"), 0), u[:, None], np.array([[3.0, 2.0], [3.5, -1.8]]))
    y = np.linspace(-6, 6, 4001)
    best = [f.value(np.column_stack((np.full_like(y, each), y))).min() for each in u]
    np.testing.assert_allclose(found.objective, best, atol=1e-3)


def test_what_is_not_finite_stays_alone():
    of = Problem.of(parse("data=moons&samples=100"))
    coordinates = np.array([[0.0, 0.0], [np.nan, 0.0], [1.0, np.inf], [1.0, 2.0]])
    bad = np.array([np.nan, np.nan, np.nan])
    plane = axes(of.names, 0, 1)
    found = profile(of.train, plane, coordinates, np.stack((bad, of.start)))
    assert np.isnan(found.objective).tolist() == [False, True, True, False]
    alone = profile(of.train, plane, coordinates[[0, 3]], of.start[None])
    np.testing.assert_allclose(found.objective[[0, 3]], alone.objective, rtol=1e-9)
    for of_nothing in (
        profile(of.train, plane, coordinates, bad[None]),
        profile(of.train, plane, coordinates[:0], bad[None]),
    ):
        assert isinstance(of_nothing, Profile)
        assert np.isnan(of_nothing.objective).all()


def test_where_the_objective_overflows_there_is_no_profile():
    of = Problem.of(parse("data=moons&samples=100&loss=squared_hinge"))
    coordinates = grid(5, 1e200)
    found = profile(of.train, axes(of.names, 0, 1), coordinates, candidates(of))
    origin = ~coordinates.any(axis=-1)
    assert np.isnan(found.objective[~origin]).all()
    assert np.isfinite(found.objective[origin]).all()
    assert found.gradient_norm[origin] < 1e-9


@pytest.mark.parametrize("query", [QUERIES[0], QUERIES[5]])
def test_it_repeats_bit_for_bit_and_changes_nothing(query):
    of = Problem.of(parse(query))
    plane, coordinates, begin = axes(of.names, 0, 1), grid(4), candidates(of)
    kept = coordinates.copy(), begin.copy()
    first, second = (profile(of.train, plane, coordinates, begin) for _ in range(2))
    for name in ("theta", "objective", "gradient_norm"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()
    np.testing.assert_array_equal(coordinates, kept[0])
    np.testing.assert_array_equal(begin, kept[1])


def test_its_cost_grows_with_the_work():
    assert 0 < profile_cost(3, 2, 750) < profile_cost(3, 2, 7500)
    assert profile_cost(2, 2, 50) < profile_cost(9, 2, 50)
    assert profile_cost(MOST_PARAMETERS, 2, 64_250) * 21**2 < 4e9
