import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.model.activations import ACTIVATIONS
from solver.model.network import Network
from solver.model.penalty import Penalty
from tests.solver import by_hand

NETWORK = Network(4, (3, 2), 3, ACTIVATIONS["tanh"])
UNITS = [3, 3, 2, 3]
BIASES = NETWORK.weights == 0
strengths = st.sampled_from([0.0, 1e-3, 0.5, 7.0])


def of(l1: float, l2: float) -> Penalty:
    return Penalty(l1, l2, NETWORK.weights)


@given(l1=strengths, l2=strengths, seed=st.integers(0, 99))
def test_it_is_the_sum_over_all_weights_and_no_bias(l1, l2, seed):
    theta = np.random.default_rng(seed).standard_normal((3, NETWORK.size))
    expected = [by_hand.penalty(row, UNITS, l1, l2) for row in theta]
    np.testing.assert_allclose(of(l1, l2).value(theta), expected, rtol=1e-13)
    assert (of(l1, l2).slope(theta)[:, BIASES] == 0).all()
    np.testing.assert_allclose(of(l1, l2).slope(theta)[:, ~BIASES], (l1 * np.sign(theta) + l2 * theta)[:, ~BIASES])
    moved = theta + np.where(BIASES, 1e3, 0.0)
    assert (of(l1, l2).value(moved) == of(l1, l2).value(theta)).all()


@pytest.mark.parametrize(("l1", "l2", "there"), [(0, 0, False), (1e-9, 0, True), (0, 1e-9, True), (1, 1, True)])
def test_it_is_there_where_it_adds_something(l1, l2, there):
    assert bool(of(l1, l2)) == there


def test_the_size_of_a_weight_has_slope_0_at_0():
    assert (of(2.0, 1.0).slope(np.zeros((1, NETWORK.size))) == 0).all()


def test_only_the_squares_have_curvature():
    v = np.random.default_rng(0).standard_normal((2, NETWORK.size))
    np.testing.assert_allclose(of(9.0, 0.25).curvature(v), 0.25 * v * ~BIASES)
    assert (of(9.0, 0.0).curvature(v) == 0).all()


def test_its_value_keeps_the_precision_it_is_asked_for_in():
    theta = np.random.default_rng(0).standard_normal((2, NETWORK.size))
    found = of(0.5, 0.25).value(theta.astype(np.float32))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, of(0.5, 0.25).value(theta), rtol=1e-5)
