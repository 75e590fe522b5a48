"""L-BFGS and Newton's method against their textbook formulas, and against SciPy's minima."""

import numpy as np
import pytest
from scipy.optimize import minimize, rosen, rosen_der, rosen_hess

from solver import descend
from solver.optimizers import State

SEARCH = {"c1": 1e-4, "contraction": 0.5}
START = np.array([-1.2, 1.0, 0.5, 2.0])


def rosenbrock(theta):
    return np.array([rosen(t) for t in theta]), np.array([rosen_der(t) for t in theta])


def rosenbrock_hvp(theta, v):
    return np.array([rosen_hess(t) @ u for t, u in zip(theta, v, strict=True)])


def searched(function, gradient, theta, p, eta):
    """The first of eta, eta/2, ... with a sufficient decrease."""
    while function(theta + eta * p) > function(theta) + 1e-4 * eta * gradient @ p:
        eta *= 0.5
    return eta


def dense_inverse_hessian(pairs, gamma):
    """Nocedal & Wright 2006, equation 7.16: the matrix that the two-loop recursion represents."""
    size = len(pairs[0][0])
    h = gamma * np.eye(size)
    for s, y in pairs:
        rho = 1 / (y @ s)
        v = np.eye(size) - rho * np.outer(y, s)
        h = v.T @ h @ v + rho * np.outer(s, s)
    return h


@pytest.mark.parametrize("history", [1, 3, 10, 20])
def test_lbfgs_is_bfgs_from_its_last_pairs(history):
    theta, pairs, expected = START, [], [START]
    for _ in range(25):
        gradient = rosen_der(theta)
        p = -gradient
        if pairs:
            s, y = pairs[-1]
            p = -dense_inverse_hessian(pairs[-history:], (s @ y) / (y @ y)) @ gradient
        after = theta + searched(rosen, gradient, theta, p, 1.0) * p
        s, y = after - theta, rosen_der(after) - gradient
        if s @ y > 2.2e-16 * y @ y:
            pairs.append((s, y))
        theta = after
        expected.append(theta)
    found = descend(rosenbrock, START, "lbfgs", 1.0, 25, {"history": history})
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_lbfgs_finds_the_minimum_that_scipy_finds():
    found = descend(rosenbrock, START, "lbfgs", 1.0, 80)[-1]
    scipy = minimize(rosen, START, jac=rosen_der, method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-10})
    np.testing.assert_allclose(found, scipy.x, atol=1e-6)
    assert np.abs(rosen_der(found)).max() < 1e-6


def test_lbfgs_runs_with_histories_of_their_own_in_one_state():
    lengths = [1, 4, 20]
    together = State("lbfgs", [1.0] * 3, [{"history": m, **SEARCH} for m in lengths], 4)
    theta = np.tile(START, (3, 1))
    assert together.slots["s"].shape == (20, 3, 4)
    for _ in range(30):
        theta = together.update(theta, *rosenbrock(theta), rosenbrock, None)
    for k, m in enumerate(lengths):
        alone = descend(rosenbrock, START, "lbfgs", 1.0, 30, {"history": m})[-1]
        assert alone.tobytes() == theta[k].tobytes()


def test_lbfgs_skips_pairs_without_positive_curvature():
    def cap(theta):
        """A hilltop: along every step down, the gradient grows."""
        return -0.5 * np.vecdot(theta, theta), -theta

    state = State("lbfgs", [0.1], [{"history": 3, **SEARCH}], 2)
    theta = np.array([[1.0, 2.0]])
    for _ in range(4):
        theta = state.update(theta, *cap(theta), cap, None)
    assert not state.slots["s"].any()
    np.testing.assert_allclose(theta, [[1.1**4, 2 * 1.1**4]], rtol=1e-12)


def test_lbfgs_takes_both_gradients_of_a_pair_from_one_batch():
    batches = [np.array([1.0, 4.0]), np.array([3.0, 0.5])]
    state = State("lbfgs", [1.0], [{"history": 5, **SEARCH}], 2)
    theta = np.array([[1.0, -2.0]])
    for i in range(6):
        steepness = batches[i % 2]

        def batch(theta, steepness=steepness):
            return 0.5 * (steepness * theta**2).sum(axis=-1), steepness * theta

        theta = state.update(theta, *batch(theta), batch, None)
        np.testing.assert_allclose(state.slots["y"][0], steepness * state.slots["s"][0], rtol=1e-9, atol=1e-15)


def test_lbfgs_starts_afresh_after_a_search_that_failed():
    def broken(theta):
        return np.where(np.arange(len(theta)) == 0, 0.5 * np.vecdot(theta, theta), np.inf), theta

    def bowl(theta):
        return 0.5 * np.vecdot(theta, theta), theta

    state = State("lbfgs", [0.5, 0.5], [{"history": 3, **SEARCH}] * 2, 2)
    theta = np.array([[1.0, 2.0], [1.0, 2.0]])
    theta = state.update(theta, *bowl(theta), bowl, None)
    assert state.slots["s"][0].all()
    stayed = state.update(theta, *bowl(theta), broken, None)
    assert stayed[1].tolist() == theta[1].tolist()
    assert state.rate.tolist() == [0.5, 0.0]
    assert state.slots["s"][:, 0].any()
    assert not state.slots["s"][:, 1].any()


@pytest.mark.parametrize("damping", [1e-4, 30.0, 1000.0])
def test_newton_is_section_3_4_with_the_exact_hessian(damping):
    theta, expected = START, [START]
    for _ in range(15):
        gradient = rosen_der(theta)
        values, vectors = np.linalg.eigh(rosen_hess(theta))
        modified = vectors @ np.diag(np.maximum(np.abs(values), damping)) @ vectors.T
        p = -np.linalg.solve(modified, gradient)
        theta = theta + searched(rosen, gradient, theta, p, 1.0) * p
        expected.append(theta)
    found = descend(rosenbrock, START, "newton", 1.0, 15, {"damping": damping}, hvp=rosenbrock_hvp)
    np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-10)


def test_newton_finds_the_minimum_that_scipy_finds():
    # The function has another minimum, near -1 in the first parameter.
    scipy = minimize(rosen, START, jac=rosen_der, hess=rosen_hess, method="Newton-CG", options={"xtol": 1e-12})
    found = descend(rosenbrock, START, "newton", 1.0, 60, hvp=rosenbrock_hvp)[-1]
    np.testing.assert_allclose(found, scipy.x, atol=1e-8)


def test_newton_solves_a_quadratic_in_one_step():
    rng = np.random.default_rng(5)
    a = rng.standard_normal((3, 6, 6))
    a = a @ a.swapaxes(-1, -2) + np.eye(6)
    centre = rng.standard_normal((3, 6))

    def quadratic(theta):
        away = theta - centre
        pull = (a @ away[:, :, None])[:, :, 0]
        return 0.5 * np.vecdot(away, pull), pull

    exact = descend(quadratic, np.zeros((3, 6)), "newton", 1.0, 1, hvp=lambda _, v: (a @ v[:, :, None])[:, :, 0])
    np.testing.assert_allclose(exact[1], centre, rtol=1e-10)
    by_differences = descend(quadratic, np.zeros((3, 6)), "newton", 1.0, 1)
    np.testing.assert_allclose(by_differences[1], centre, rtol=1e-6)


def test_newton_leaves_a_saddle_downhill():
    def saddle(theta):
        x, y = theta.T
        return x**2 - y**2 + y**4, np.stack((2 * x, -2 * y + 4 * y**3), axis=-1)

    found = descend(saddle, [0.5, 0.01], "newton", 1.0, 30)
    np.testing.assert_allclose(found[-1], [0.0, np.sqrt(0.5)], atol=1e-6)


def test_newton_counts_a_hessian_product_a_parameter_as_two_evaluations():
    state = State("newton", [1.0], [{"damping": 1e-4, **SEARCH}], 4)
    theta = np.ones((1, 4)) * 1.01
    state.update(theta, *rosenbrock(theta), rosenbrock, rosenbrock_hvp)
    assert state.rate.tolist() == [1.0]
    assert state.evaluations.tolist() == [1 + 2 * 4 + 1]
