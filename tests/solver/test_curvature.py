"""The curvature against Hessians that are known in closed form, and the whole Hessian against its ends alone."""

import math

import numpy as np
import pytest
from scipy.special import expit

from solver.curvature import EXACT_UP_TO, NoConvergence, curvature, hessian, stability_limit
from solver.descent import descend
from solver.problem import Problem
from solver.query import parse

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
    """The Hessian-vector product of a quadratic with these eigenvalues, in directions along no axis."""
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
    x = of.train.columns * of.train.targets  # (D, N), back from the margins' columns
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
    with pytest.raises(ValueError, match="beyond what floating point can hold"):
        curvature(lambda t, v: v * np.inf, np.ones(70), exact_up_to)


def test_an_iteration_that_does_not_end_is_reported():
    crowded = quadratic(np.concatenate((np.zeros(200), np.geomspace(1e-3, 1e3, 300))))
    with pytest.raises(NoConvergence, match="found 1 of the two ends of the Hessian's spectrum in 50 rounds"):
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
    limit = stability_limit(optimizer, h)
    far = [abs(descend(bowl, [1.0], optimizer, s * limit / eigenvalue, 400, h)[-1, 0]) for s in (0.98, 1.02)]
    assert far[0] < 1
    assert far[1] > 10


def test_other_optimizers_have_no_stability_limit():
    assert stability_limit("adam", {"beta1": 0.9}) is None
