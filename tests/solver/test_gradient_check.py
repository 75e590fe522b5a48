"""The gradient check finds wrong gradients, and passes right ones."""

from dataclasses import replace

import numpy as np
import pytest

from solver.config.query import parse
from solver.curvature.gradient_check import MOST_SWEPT, STEP, SWEEP, TOLERANCE, central_differences, check_gradient
from solver.losses import LOSSES
from solver.model.activations import ACTIVATIONS
from solver.training.problem import Problem

NETWORK = "data=moons&model=mlp&hidden=4&loss=cross_entropy"


def problem(query: str) -> Problem:
    return Problem.of(parse(query))


def cubic(theta):
    """The sum of i theta_i^3, and its gradient."""
    i = np.arange(1, theta.shape[1] + 1)
    return (i * theta**3).sum(axis=-1), 3 * i * theta**2


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("model", ["", "&model=mlp&hidden=4,3", "&model=mlp&activation=sigmoid&l2=0.1&l1=0.01"])
@pytest.mark.parametrize("data", ["data=moons", "data=spirals&arms=3"])
def test_a_right_gradient_passes(data, model, loss):
    of = problem(f"{data}{model}&loss={loss}&seed=3")
    found = check_gradient(of.train, of.start, of.names)
    assert found.passed
    assert found.largest_error < 1e-7
    assert not found.kinks.any()


def test_every_activation_has_its_own_slope():
    for activation in ACTIVATIONS:
        of = problem(f"data=xor&model=mlp&activation={activation}&loss=mse")
        assert check_gradient(of.train, of.start).largest_error < 1e-7


def test_the_errors_are_those_of_their_definition():
    theta = np.array([0.5, -2.0, 1e-9])
    found = check_gradient(lambda t: (cubic(t)[0], cubic(t)[1] * [1, 1.5, 1]), theta)
    floor = 1e-3 * abs(cubic(theta[None])[0][0])
    gap, sizes = np.abs(found.analytic - found.numerical), (np.abs(found.analytic), np.abs(found.numerical))
    assert (found.error == gap / np.maximum(np.maximum(*sizes), floor)).all()
    assert found.error[1] == pytest.approx(1 / 3)
    assert (found.worst, found.worst_name, found.passed) == (1, "theta2", False)
    # The third derivative is almost 0: it is compared as if it were the floor.
    assert found.error[2] < 1e-7


def test_the_step_grows_with_the_parameter():
    theta, asked = np.array([1e6, 0.0]), []

    def value(points):
        asked.append(points)
        return points.sum(axis=-1)

    assert central_differences(value, theta, np.arange(2), 1e-3) == pytest.approx([1, 1])
    below, above = asked
    assert (above - below) == pytest.approx(np.diag([2e3, 2e-3]))


def tampered(of: Problem, change):
    """The problem's objective with its gradient (K, P) replaced by `change` of it."""

    def evaluate(theta):
        value, gradient = of.train.value_and_gradient(theta)
        return value, change(gradient.copy())

    return evaluate


def twice(gradient):
    return 2 * gradient


def one_sign(gradient):
    gradient[:, 7] *= -1
    return gradient


def transposed(gradient):
    """The first layer's matrix (4, 3) stored column by column."""
    gradient[:, :12] = gradient[:, :12].reshape(-1, 4, 3).transpose(0, 2, 1).reshape(-1, 12)
    return gradient


@pytest.mark.parametrize("change", [twice, one_sign, transposed])
def test_a_wrong_gradient_is_found(change):
    of = problem(NETWORK)
    found = check_gradient(tampered(of, change), of.start, of.names)
    assert not found.passed
    assert found.largest_error > 0.1
    assert not found.kinks.any()


def test_the_worst_parameter_is_named():
    of = problem(NETWORK)
    found = check_gradient(tampered(of, one_sign), of.start, of.names)
    assert (found.worst, found.worst_name) == (7, "w1.3.2")
    assert found.error[7] == pytest.approx(2)
    assert np.delete(found.error, 7).max() < 1e-7


def test_a_missing_derivative_of_the_sigmoid_is_found():
    of = problem("data=moons&model=mlp&hidden=4&activation=sigmoid")
    flat = replace(of.train.network.activation, slope=lambda z, a: np.ones_like(a))
    wrong = replace(of.train, network=replace(of.train.network, activation=flat))
    found = check_gradient(wrong, of.start, of.names)
    assert not found.passed
    assert found.worst_name.startswith(("w1.", "b1."))
    # The last layer's gradient does not depend on the sigmoid's derivative.
    assert found.error[12:].max() < 1e-7


def test_a_wrong_gradient_stays_wrong_whatever_the_step():
    of = problem(NETWORK)
    found = check_gradient(tampered(of, twice), of.start)
    assert found.by_step[2:-1] == pytest.approx(np.full(len(SWEEP) - 3, 0.5), abs=1e-3)


@pytest.mark.parametrize("query", ["", NETWORK, "data=spirals&model=mlp&hidden=16,8&loss=mse&seed=1"])
def test_truncation_and_rounding_are_in_balance_near_the_cube_root_of_the_resolution(query):
    of = problem(query)
    steps = (*SWEEP[:5], STEP, *SWEEP[5:])
    found = check_gradient(of.train, of.start, steps=steps)
    error = dict(zip(steps, found.by_step, strict=True))
    assert pytest.approx(6.06e-6, rel=1e-2) == STEP
    # Within a factor of ten of the best step's error: the minimum of the error curve is broad.
    assert error[STEP] <= 10 * min(error.values())
    assert error[1e-12] > 1e4 * error[STEP]
    assert error[0.1] > 1e4 * error[STEP]
    # Truncation: a tenth of the step gives a hundredth of the error. Rounding: it gives ten times the error.
    assert error[1e-2] / error[1e-3] == pytest.approx(100, rel=0.1)
    assert 3 < (error[1e-11] / error[1e-8]) ** (1 / 3) < 30


# Functions of one parameter with a kink at c, and the derivative taken at either side and at the kink.
KINKS = {
    "|t - c|": (lambda t, c: np.abs(t - c), lambda t, c: np.sign(t - c)),
    "relu": (lambda t, c: np.maximum(t - c, 0), lambda t, c: np.where(t > c, 1.0, 0.0)),
}


@pytest.mark.parametrize("name", KINKS)
@pytest.mark.parametrize("at", [0, 1e-6, -5e-6])
def test_a_kink_within_the_step_is_told_from_a_mistake(name, at):
    kinked, slope = KINKS[name]

    def evaluate(theta):
        x, y = theta.T
        return kinked(x, at) + y**2, np.column_stack((slope(x, at), 2 * y))

    found = check_gradient(evaluate, np.array([0.0, 3.0]), ["kinked", "smooth"])
    # |t| rises alike on both sides of its tip: the central difference is the derivative taken there.
    symmetric = name == "|t - c|" and at == 0
    assert found.kinks.tolist() == [not symmetric, False]
    assert (found.error[0] > TOLERANCE) == (not symmetric)
    assert found.passed


def test_a_wrong_slope_beside_a_kink_stays_wrong():
    found = check_gradient(lambda t: (np.abs(t - 1e-6)[:, 0], np.full_like(t, 3.0)), np.zeros(1))
    assert not found.kinks.any()
    assert not found.passed


def test_weights_at_the_l1_penaltys_kink_are_noted():
    of = problem("data=moons&l1=0.5&start=0,0.3,0.1")
    found = check_gradient(of.train, of.start, of.names)
    # The kink cancels in a central difference, also a hundred times nearer.
    assert found.passed
    beside = check_gradient(of.train, np.array([1e-6, 0.3, 0.1]), of.names)
    assert beside.kinks.tolist() == [True, False, False]
    assert beside.passed


def test_many_parameters_go_in_blocks_and_the_sweep_over_a_few_of_them():
    asked = []

    def evaluate(theta):
        asked.append(len(theta))
        return cubic(theta)

    theta = np.linspace(-1, 1, 2500)
    found = check_gradient(evaluate, theta)
    assert max(asked) * theta.size <= 1_000_000
    # One value here, one gradient, and two values a parameter; then two for each parameter of the sweep.
    assert sum(asked) == 1 + 1 + 2 * 2500 + 2 * MOST_SWEPT * len(SWEEP)
    assert found.passed
    assert len(found.error) == 2500
    assert (len(found.swept), found.swept[0], found.swept[-1]) == (MOST_SWEPT, 0, 2499)
    assert (np.diff(found.swept) > 0).all()


def test_blocks_change_nothing():
    theta = np.linspace(-1, 1, 2500)
    slopes = central_differences(lambda t: cubic(t)[0], theta, np.arange(2500), STEP)
    alone = [central_differences(lambda t: cubic(t)[0], theta, np.array([i]), STEP)[0] for i in (0, 399, 400, 2499)]
    assert (slopes[[0, 399, 400, 2499]] == alone).all()


def test_it_mutates_nothing_and_repeats_bit_for_bit():
    of = problem(NETWORK)
    before = of.start.copy()
    first, second = (check_gradient(of.train, of.start) for _ in range(2))
    assert (of.start == before).all()
    assert first.error.tobytes() == second.error.tobytes()
    assert first.by_step.tobytes() == second.by_step.tobytes()


@pytest.mark.parametrize("theta", [[np.nan, 0], [np.inf, 0], [[1.0, 2.0]], []], ids=str)
def test_it_wants_finite_parameters(theta):
    with pytest.raises(ValueError, match=r"finite parameters of shape \(P,\)"):
        check_gradient(cubic, np.array(theta))


def test_it_wants_a_finite_objective():
    with pytest.raises(ValueError, match="where the objective is finite; here it is inf"):
        check_gradient(cubic, np.array([1e200, 0.0]))


def test_a_gradient_that_is_no_number_is_wrong():
    found = check_gradient(lambda t: (cubic(t)[0], cubic(t)[1] * [1, np.nan]), np.ones(2))
    assert found.largest_error == np.inf
    assert found.worst_name == "theta2"
    assert not found.passed
