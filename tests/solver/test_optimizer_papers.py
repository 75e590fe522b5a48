"""The first-order optimizers that torch and optax both lack, against their papers, line by line."""

import math

import numpy as np
import pytest

from solver import descend
from solver.optimizers import State

START = [-1.2, 1.0]


def rosenbrock(theta):
    x, y = theta.T
    value = (1 - x) ** 2 + 100 * (y - x**2) ** 2
    return value, np.stack((-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)), axis=-1)


def f(x):
    return float(rosenbrock(np.array([x]))[0][0])


def grad(x):
    return rosenbrock(np.array([x]))[1][0]


@pytest.mark.parametrize(("nu", "beta"), [(0.7, 0.999), (0.3, 0.5), (0.0, 0.9), (1.0, 0.0)])
def test_qhm_is_equations_3_and_4(nu, beta):
    theta, buffer, expected = np.array(START), np.zeros(2), [START]
    for _ in range(40):
        gradient = grad(theta)
        buffer = beta * buffer + (1 - beta) * gradient
        theta = theta - 1e-3 * ((1 - nu) * gradient + nu * buffer)
        expected.append(theta)
    found = descend(rosenbrock, START, "qhm", 1e-3, 40, {"nu": nu, "beta": beta})
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_qhm_with_all_of_the_velocity_is_damped_momentum():
    found = descend(rosenbrock, START, "qhm", 1e-2, 40, {"nu": 1.0, "beta": 0.9})
    momentum = descend(rosenbrock, START, "momentum", 1e-3, 40, {"momentum": 0.9})
    np.testing.assert_allclose(found, momentum, rtol=1e-9)


@pytest.mark.parametrize(
    ("nu1", "nu2", "beta1", "beta2"), [(0.7, 1.0, 0.995, 0.999), (0.8, 0.7, 0.9, 0.99), (0.0, 0.0, 0.9, 0.9)]
)
def test_qhadam_is_what_its_authors_compute(nu1, nu2, beta1, beta2):
    """As in qhoptim, where the bias correction is a running sum of weights."""
    theta, expected = np.array(START), [START]
    mean, square, weight1, weight2 = np.zeros(2), np.zeros(2), 0.0, 0.0
    for _ in range(40):
        gradient = grad(theta)
        weight1, weight2 = 1 + beta1 * weight1, 1 + beta2 * weight2
        keep1, keep2 = 1 - 1 / weight1, 1 - 1 / weight2
        mean = keep1 * mean + (1 - keep1) * gradient
        square = keep2 * square + (1 - keep2) * gradient**2
        divisor = np.sqrt(nu2 * square + (1 - nu2) * gradient**2) + 1e-8
        theta = theta - 0.02 * (nu1 * mean + (1 - nu1) * gradient) / divisor
        expected.append(theta)
    chosen = {"nu1": nu1, "nu2": nu2, "beta1": beta1, "beta2": beta2}
    found = descend(rosenbrock, START, "qhadam", 0.02, 40, chosen)
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_qhadam_with_all_of_the_means_is_adam():
    chosen = {"nu1": 1.0, "nu2": 1.0, "beta1": 0.9}
    found = descend(rosenbrock, START, "qhadam", 0.05, 40, chosen)
    np.testing.assert_allclose(found, descend(rosenbrock, START, "adam", 0.05, 40), rtol=1e-10)


@pytest.mark.parametrize("rho", [0.05, 0.3])
def test_sam_is_algorithm_1(rho):
    theta, expected = np.array(START), [START]
    for _ in range(40):
        gradient = grad(theta)
        worst = theta + rho * gradient / np.linalg.norm(gradient)
        theta = theta - 1e-3 * grad(worst)
        expected.append(theta)
    np.testing.assert_allclose(descend(rosenbrock, START, "sam", 1e-3, 40, {"rho": rho}), expected, rtol=1e-9)


def test_sam_without_a_radius_is_gradient_descent():
    found = descend(rosenbrock, START, "sam", 1e-3, 40, {"rho": 0})
    assert found.tobytes() == descend(rosenbrock, START, "gradient_descent", 1e-3, 40).tobytes()


@pytest.mark.parametrize(("c1", "contraction"), [(1e-4, 0.5), (0.3, 0.8), (0.1, 0.1)])
def test_armijo_is_algorithm_3_1_from_the_learning_rate_downwards(c1, contraction):
    state = State("armijo", [1.0], [{"c1": c1, "contraction": contraction}], 2)
    theta, expected, trials = np.array([START]), np.array(START), 0
    for i in range(40):
        gradient = grad(expected)
        eta, trials = 1.0, trials + 1
        while f(expected - eta * gradient) > f(expected) - c1 * eta * gradient @ gradient:
            eta, trials = contraction * eta, trials + 1
        expected = expected - eta * gradient
        theta = state.update(theta, *rosenbrock(theta), rosenbrock, None)
        assert state.rate[0] == pytest.approx(eta, rel=1e-12)
        assert state.evaluations[0] == i + 1 + trials
        np.testing.assert_allclose(theta[0], expected, rtol=1e-9)


def test_armijo_stays_where_no_step_goes_down():
    def ridge(theta):
        """A function whose gradient points uphill."""
        return np.abs(theta).sum(axis=-1), -np.sign(theta)

    state = State("armijo", [1.0, 0.5], [{"c1": 1e-4, "contraction": 0.5}] * 2, 1)
    theta = state.update(np.array([[1.0], [2.0]]), np.array([1.0, 2.0]), -np.ones((2, 1)), ridge, None)
    assert theta.tolist() == [[1.0], [2.0]]
    assert state.rate.tolist() == [0.0, 0.0]
    assert (state.evaluations <= 41).all()


def test_armijo_passes_over_trials_where_the_objective_is_no_number():
    def log(theta):
        with np.errstate(all="ignore"):
            return (theta - np.log(theta))[:, 0], 1 - 1 / theta

    found = descend(log, [3.0], "armijo", 100.0, 30, {"contraction": 0.5})
    assert found[-1, 0] == pytest.approx(1.0, abs=1e-6)


def test_the_numerical_gradient_is_the_central_difference_of_each_parameter():
    theta, expected = np.array(START), [START]
    for _ in range(40):
        slope = []
        for i in range(2):
            h = 6e-6 * max(1.0, abs(theta[i]))
            unit = np.eye(2)[i]
            slope.append((f(theta + h * unit) - f(theta - h * unit)) / (2 * h))
        theta = theta - 1e-3 * np.array(slope)
        expected.append(theta)
    found = descend(rosenbrock, START, "numerical", 1e-3, 40)
    np.testing.assert_allclose(found, expected, rtol=1e-7)
    np.testing.assert_allclose(found, descend(rosenbrock, START, "gradient_descent", 1e-3, 40), rtol=1e-6)


def test_the_numerical_gradient_needs_no_gradient_and_counts_two_evaluations_a_parameter():
    def values_only(theta):
        return rosenbrock(theta)[0], np.full(theta.shape, np.nan)

    state = State("numerical", [1e-3], [{"difference": 6e-6}], 2)
    theta = np.array([START])
    for _ in range(3):
        theta = state.update(theta, *values_only(theta), values_only, None)
    assert np.isfinite(theta).all()
    assert state.evaluations.tolist() == [12]


def test_the_numerical_gradients_error_is_least_at_its_default():
    def error(h):
        (_, after) = descend(lambda t: (np.exp(t).sum(axis=-1), t), [1.0], "numerical", 1.0, 1, {"difference": h})
        return abs(1.0 - after[0] - math.e)

    assert error(6e-6) < 1e-9 < min(error(1e-11), error(0.1))
