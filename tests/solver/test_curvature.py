"""Curvature against Hessians in closed form, and the whole Hessian against its extreme eigenvalues alone."""

import math

import numpy as np
import pytest
from scipy.special import expit

from solver.config.query import parse
from solver.curvature.eigenvalues import (
    EXACT_UP_TO,
    NoConvergence,
    along,
    chosen_epochs,
    curvature,
    eigenvectors,
    hessian,
)
from solver.optimizers import OPTIMIZERS
from solver.training.descent import descend
from solver.training.problem import Problem

SPECTRA = {
    "bowl": np.linspace(0.5, 40, 70),
    "hilltop": -np.linspace(0.5, 40, 70),
    "saddle": np.linspace(-10, 40, 70),
    "singular": np.concatenate((np.zeros(30), np.geomspace(1e-3, 1e3, 40))),
    "multiples of one": np.full(70, 3.0),
    "one direction": np.concatenate((np.zeros(69), [5.0])),
    "clusters": np.concatenate((np.full(35, -2.0), np.full(35, 7.0))),
    "nothing": np.zeros(70),
}


def quadratic(eigenvalues: np.ndarray, seed: int = 0):
    """The Hessian-vector product of a quadratic with these eigenvalues; no eigenvector lies on an axis."""
    basis, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((len(eigenvalues),) * 2))
    h = basis * eigenvalues @ basis.T
    h = (h + h.T) / 2
    return lambda theta, v: v @ h


def problem(query: str) -> Problem:
    return Problem.of(parse(query))


@pytest.mark.parametrize("exact_up_to", [0, EXACT_UP_TO, 1000])
@pytest.mark.parametrize("name", SPECTRA)
def test_the_ends_of_a_known_spectrum_are_found(name, exact_up_to):
    eigenvalues = SPECTRA[name]
    found = curvature(quadratic(eigenvalues), np.zeros(70), exact_up_to)
    scale = np.abs(eigenvalues).max()
    assert found.exact == (exact_up_to == 1000)
    assert found.largest == pytest.approx(eigenvalues.max(), rel=1e-9, abs=1e-9 * scale)
    assert found.smallest == pytest.approx(eigenvalues.min(), rel=1e-9, abs=1e-9 * scale)
    assert found.trace == pytest.approx(eigenvalues.sum(), abs=5 * found.trace_error + 1e-12 * scale)
    assert found.asymmetry < 1e-12
    assert found.uncertainty <= 1e-7 * scale


def test_all_eigenvalues_of_a_small_hessian():
    values = np.array([-3.0, 0.5, 2.0, 4.0])
    found = curvature(quadratic(values), np.zeros(4))
    assert found.eigenvalues == pytest.approx(values, abs=1e-13)
    assert (found.trace, found.trace_error) == (pytest.approx(3.5), 0)
    assert found.condition == pytest.approx(4.0 / 0.5)


def test_the_condition_number_takes_sizes_and_says_where_it_is_not_known():
    def condition(name, exact_up_to):
        return curvature(quadratic(SPECTRA[name]), np.zeros(70), exact_up_to).condition

    for exact_up_to in (0, 1000):
        assert condition("bowl", exact_up_to) == pytest.approx(80)
        assert condition("hilltop", exact_up_to) == pytest.approx(80)
        assert condition("multiples of one", exact_up_to) == pytest.approx(1)
        for singular in ("singular", "one direction", "nothing"):
            assert condition(singular, exact_up_to) == math.inf
    saddle = np.abs(SPECTRA["saddle"])
    assert condition("saddle", 1000) == pytest.approx(saddle.max() / saddle.min())
    assert condition("saddle", 0) is None


def test_the_hessian_of_logistic_regression_is_x_s_x():
    of = problem("data=blobs&loss=cross_entropy&spread=3")
    x = of.train.columns * of.train.targets  # (D, N); undoes the signs of the margins' columns
    p = expit(of.start @ x)
    expected = (x * p * (1 - p)) @ x.T / x.shape[1]
    assert hessian(of.train.hessian_product, of.start) == pytest.approx(expected, rel=1e-12, abs=1e-14)
    found, values = curvature(of.train.hessian_product, of.start), np.linalg.eigvalsh(expected)
    assert found.eigenvalues == pytest.approx(values, rel=1e-10)
    assert found.trace == pytest.approx(np.trace(expected), rel=1e-12)
    assert found.condition == pytest.approx(values[-1] / values[0], rel=1e-10)


@pytest.mark.parametrize("loss", ["sse", "cross_entropy", "squared_hinge"])
def test_a_networks_hessian_is_the_gradients_difference(loss):
    of = problem(f"data=spirals&arms=3&model=mlp&hidden=4&l2=0.1&loss={loss}")
    step = 1e-5
    at = of.start + step * np.array([1, -1])[:, None, None] * np.eye(of.start.size)
    above, below = (of.train.value_and_gradient(theta)[1] for theta in at)
    expected = (above - below) / (2 * step)
    found = hessian(of.train.hessian_product, of.start)
    assert np.abs(found - expected).max() <= 1e-7 * np.abs(expected).max()
    assert curvature(of.train.hessian_product, of.start).asymmetry < 1e-13


@pytest.mark.parametrize("query", ["data=moons&model=mlp&hidden=16", "data=xor&model=mlp&hidden=8,8&loss=mse&seed=2"])
def test_the_ends_agree_with_the_whole_hessian(query):
    of = problem(query)
    product = of.train.hessian_product
    whole, ends = curvature(product, of.start, 1000), curvature(product, of.start, 0)
    assert (whole.exact, ends.exact) == (True, False)
    scale = max(abs(whole.smallest), abs(whole.largest))
    assert ends.largest == pytest.approx(whole.largest, abs=1e-9 * scale)
    assert ends.smallest == pytest.approx(whole.smallest, abs=1e-9 * scale)
    assert abs(ends.trace - whole.trace) < 4 * ends.trace_error
    assert abs(ends.largest - whole.largest) <= ends.uncertainty + whole.uncertainty


def test_the_largest_network_is_measured():
    of = problem("data=moons&model=mlp&hidden=32,32,32&samples=200&epochs=1")
    found = curvature(of.train.hessian_product, of.start)
    assert of.start.size == 2241
    assert found.smallest < found.largest
    assert found.uncertainty < 1e-8 * found.largest


def test_the_standard_error_is_that_of_estimates_with_other_seeds():
    product = quadratic(SPECTRA["bowl"])
    found = [curvature(product, np.zeros(70), 0, seed) for seed in range(40)]
    spread = np.std([each.trace for each in found], ddof=1)
    assert np.mean([each.trace_error for each in found]) == pytest.approx(spread, rel=0.3)


@pytest.mark.parametrize("exact_up_to", [0, 1000])
def test_it_repeats_bit_for_bit(exact_up_to):
    of = problem("data=moons&model=mlp&hidden=16")
    first, second = (curvature(of.train.hessian_product, of.start, exact_up_to) for _ in range(2))
    for field in ("largest", "smallest", "condition", "trace", "trace_error", "asymmetry", "uncertainty"):
        assert getattr(first, field) == getattr(second, field)
    assert exact_up_to == 0 or first.eigenvalues.tobytes() == second.eigenvalues.tobytes()


def test_vectors_are_multiplied_in_blocks():
    sizes = []

    def product(theta, v):
        sizes.append(len(v))
        assert theta.shape == v.shape
        return 2 * v

    found = curvature(product, np.zeros(1000), 1000)
    assert max(sizes) * 1000 <= 250_000
    assert sum(sizes) == 1000
    assert (found.largest, found.smallest, found.trace, found.condition) == (2, 2, 2000, 1)


@pytest.mark.parametrize("exact_up_to", [0, 1000])
def test_a_product_that_is_not_symmetric_shows(exact_up_to):
    skew = np.triu(np.ones((70, 70)))
    found = curvature(lambda theta, v: v @ skew, np.zeros(70), exact_up_to)
    assert found.asymmetry > 0.1


@pytest.mark.parametrize("theta", [[np.nan, 0], [np.inf, 0], [[1.0, 2.0]], []], ids=str)
@pytest.mark.parametrize("exact_up_to", [0, 1000])
def test_it_wants_finite_parameters(theta, exact_up_to):
    with pytest.raises(ValueError, match=r"finite parameters of shape \(P,\)"):
        curvature(lambda t, v: v, np.array(theta), exact_up_to)


@pytest.mark.parametrize("exact_up_to", [0, 1000])
def test_it_wants_a_finite_hessian(exact_up_to):
    with pytest.raises(ValueError, match="too large for floating-point numbers"):
        curvature(lambda t, v: v * np.inf, np.ones(70), exact_up_to)


def test_an_iteration_that_does_not_end_is_reported():
    crowded = quadratic(np.concatenate((np.zeros(200), np.geomspace(1e-3, 1e3, 300))))
    with pytest.raises(
        NoConvergence, match="found 1 of the 2 eigenvalues wanted at the ends of the Hessian's spectrum"
    ):
        curvature(crowded, np.zeros(500))


@pytest.mark.parametrize("parameters", [1, 2, 3, 4])
def test_the_fewest_parameters_have_a_curvature_too(parameters):
    values = np.arange(1.0, parameters + 1)
    found = curvature(quadratic(values), np.zeros(parameters), 0)
    assert (found.smallest, found.largest) == (pytest.approx(1), pytest.approx(parameters))


@pytest.mark.parametrize("optimizer", ["gradient_descent", "numerical", "momentum", "nesterov"])
def test_the_stability_limit_parts_runs_that_settle_from_runs_that_grow(optimizer):
    eigenvalue = 3.0

    def bowl(theta):
        return (eigenvalue / 2 * theta**2).sum(axis=-1), eigenvalue * theta

    h = {"momentum": 0.8} if optimizer in ("momentum", "nesterov") else {}
    limit = OPTIMIZERS[optimizer].stability_limit(h)
    far = [abs(descend(bowl, [1.0], optimizer, s * limit / eigenvalue, 400, h)[-1, 0]) for s in (0.98, 1.02)]
    assert far[0] < 1
    assert far[1] > 10


def test_other_optimizers_have_no_stability_limit():
    assert OPTIMIZERS["adam"].stability_limit({"beta1": 0.9}) is None


PLACES = {"first": [-1], "largest": [-1, -2], "extremes": [-1, 0]}
PROBLEMS = [
    "data=blobs&loss=cross_entropy&spread=3",
    "data=moons&l2=0.1",
    "data=blobs&centers=3&loss=mse",
    "data=spirals&arms=3&model=mlp&hidden=4&loss=cross_entropy",
    "data=moons&model=mlp&hidden=6&loss=squared_hinge",
]


def difference(of: Problem, theta: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """The Hessian by central differences of the gradient."""
    at = theta + step * np.array([1, -1])[:, None, None] * np.eye(theta.size)
    above, below = (of.train.value_and_gradient(each)[1] for each in at)
    h = (above - below) / (2 * step)
    return (h + h.T) / 2


@pytest.mark.parametrize("which", PLACES)
@pytest.mark.parametrize("query", PROBLEMS)
def test_eigenvectors_are_those_of_the_gradients_difference(query, which):
    of = problem(query)
    theta = of.start + 0.3 * np.random.default_rng(1).standard_normal(of.start.size)
    h = difference(of, theta)
    expected = np.linalg.eigvalsh(h)
    scale = np.abs(expected).max()
    values, vectors = eigenvectors(of.train.hessian_product, theta, which)
    assert np.abs(values - expected[PLACES[which]]).max() < 1e-7 * scale
    assert np.abs(vectors @ h - values[:, None] * vectors).max() < 1e-6 * scale


@pytest.mark.parametrize("which", PLACES)
@pytest.mark.parametrize("parameters", [1, 2, 3, 60, 64, 65, 70])
@pytest.mark.parametrize("exact_up_to", [0, EXACT_UP_TO])
def test_eigenvectors_are_orthonormal_and_their_signs_are_fixed(parameters, which, exact_up_to):
    eigenvalues = np.linspace(-3, 8, parameters) if parameters > 1 else np.array([4.0])
    product = quadratic(eigenvalues)
    values, vectors = eigenvectors(product, np.zeros(parameters), which, exact_up_to)
    n = min(len(PLACES[which]), parameters)
    assert (values.shape, vectors.shape) == ((n,), (n, parameters))
    np.testing.assert_allclose(values, eigenvalues[PLACES[which][:n]], atol=1e-9)
    np.testing.assert_allclose(vectors @ vectors.T, np.eye(n), rtol=0, atol=1e-12)
    turned = product(np.zeros_like(vectors), vectors)
    np.testing.assert_allclose(turned, values[:, None] * vectors, atol=1e-6)
    assert all(row[np.abs(row).argmax()] > 0 for row in vectors)


def test_of_several_components_of_largest_size_the_first_is_positive():
    h = np.array([[2.0, -1.0], [-1.0, 2.0]])
    _, vectors = eigenvectors(lambda theta, v: v @ h, np.zeros(2), "largest")
    np.testing.assert_allclose(vectors, np.array([[1, -1], [1, 1]]) / np.sqrt(2), atol=1e-15)


@pytest.mark.parametrize("which", PLACES)
def test_eigenvectors_of_nothing_are_directions_all_the_same(which):
    for parameters in (3, 70):
        values, vectors = eigenvectors(quadratic(np.zeros(parameters)), np.zeros(parameters), which)
        assert not values.any()
        np.testing.assert_allclose(vectors @ vectors.T, np.eye(len(values)), atol=1e-12)


def test_eigenvectors_want_what_the_curvature_wants():
    with pytest.raises(ValueError, match="finite parameters"):
        eigenvectors(quadratic(np.ones(3)), np.array([0, np.nan, 0]), "largest")
    for parameters in (3, 70):
        with pytest.raises(ValueError, match="too large for floating-point numbers"):
            eigenvectors(lambda theta, v: v * np.nan, np.zeros(parameters), "largest")


@pytest.mark.parametrize("exact_up_to", [0, EXACT_UP_TO, 1000])
@pytest.mark.parametrize("query", [*PROBLEMS, "data=moons&model=mlp&hidden=16&loss=cross_entropy"])
def test_along_a_trail_it_is_the_curvature_point_by_point(query, exact_up_to):
    of = problem(query)
    theta = of.start + np.linspace(0, 0.4, 5)[:, None] * np.random.default_rng(2).standard_normal(of.start.size)
    trail = along(of.train.hessian_product, theta, exact_up_to)
    each = [curvature(of.train.hessian_product, point, exact_up_to) for point in theta]
    scale = max(abs(one.largest) + abs(one.smallest) for one in each)
    exact = each[0].exact
    for name in ("largest", "smallest"):
        expected = [getattr(one, name) for one in each]
        np.testing.assert_allclose(getattr(trail, name), expected, rtol=0, atol=0 if exact else 1e-8 * scale)
    condition = np.array([np.nan if one.condition is None else one.condition for one in each])
    if exact:
        np.testing.assert_array_equal(trail.condition, condition)


def test_many_points_are_multiplied_in_blocks():
    rows = []

    def product(theta, v):
        rows.append(v.size // 60)
        return (1 + theta[:, None] ** 2) * v

    theta = np.linspace(0, 1, 500)[:, None] * np.ones(60)
    trail = along(product, theta)
    assert max(rows) * 60 <= 250_000
    assert sum(rows) == 500 * 60
    np.testing.assert_allclose(trail.largest, 1 + np.linspace(0, 1, 500) ** 2, rtol=1e-14)
    np.testing.assert_allclose(trail.condition, 1)


@pytest.mark.parametrize("parameters", [1, 3, 70])
def test_what_is_not_known_along_a_trail_is_nan_and_the_rest_is_there(parameters):
    def product(theta, v):
        far = theta[:, 0] > 5
        return np.where(far[:, None] if v.ndim == 2 else far[:, None, None], np.inf, 1.0) * v

    theta = np.zeros((5, parameters))
    theta[1, 0], theta[2, -1], theta[3, 0] = np.nan, np.inf, 9
    trail = along(product, theta)
    for column in (trail.largest, trail.smallest, trail.condition):
        assert np.isnan(column).tolist() == [False, True, True, True, False]
    assert along(product, theta[:0]).largest.shape == (0,)


def test_an_iteration_that_does_not_end_leaves_nan_along_a_trail():
    crowded = quadratic(np.concatenate((np.zeros(200), np.geomspace(1e-3, 1e3, 300))))
    trail = along(crowded, np.zeros((2, 500)))
    assert np.isnan([trail.largest, trail.smallest, trail.condition]).all()


def test_a_singular_hessian_has_an_infinite_condition_number_along_a_trail():
    for spectrum in ([0.0, 1.0, 2.0], [0.0, 0.0, 0.0]):
        assert along(quadratic(np.array(spectrum)), np.zeros((1, 3))).condition == [math.inf]


def test_epochs_are_all_or_spread_evenly_with_both_ends():
    assert chosen_epochs(100, 101) == list(range(101))
    assert chosen_epochs(100, 11) == list(range(0, 101, 10))
    assert chosen_epochs(100, 2) == [0, 100]
    assert chosen_epochs(100, 1) == chosen_epochs(1, 0) == []
    assert chosen_epochs(0, 1) == [0]
    for last in range(1, 60):
        for n in range(2, 70):
            epochs = chosen_epochs(last, n)
            assert (epochs[0], epochs[-1], len(epochs)) == (0, last, min(n, last + 1))
            steps = np.diff(epochs)
            assert steps.min() >= 1
            assert np.ptp(steps) <= 1
