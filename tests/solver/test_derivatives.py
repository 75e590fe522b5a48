"""Gradients and Hessian-vector products of every model, activation, loss and penalty, to the last digits."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from solver.losses import LOSSES
from tests.solver import by_hand
from tests.solver.strategies import EVERY, Case, case, layers, seeds, shapes

each = pytest.mark.parametrize(("model", "activation", "loss"), EVERY, ids="-".join)
each_derived = pytest.mark.parametrize(
    ("model", "activation", "loss"), [kind for kind in EVERY if kind[2] in by_hand.LOSSES], ids="-".join
)
# Examples of each of the many kinds.
few = settings(max_examples=8)
# The cube root of the floats' resolution, which balances a central difference's two errors.
STEP = 6e-6


def drawn(data: st.DataObject, model: str, activation: str, loss: str) -> Case:
    """A random case of this kind, away from all kinks."""
    hidden = data.draw(layers) if model == "mlp" else ()
    rng = np.random.default_rng(data.draw(seeds))
    # With these scales scores have some units or less: steep places and flat ones.
    found = case(rng, loss, activation, hidden, scale=data.draw(st.sampled_from([0.3, 1.0])), **data.draw(shapes))
    assume(found.away_from_kinks())
    return found


def close(found: np.ndarray, expected: np.ndarray, tolerance: float) -> bool:
    """Whether arrays agree to a share of each run's largest number; small components are sums of large terms."""
    largest = np.maximum(np.abs(expected).max(axis=-1, keepdims=True), 1e-2)
    return bool((np.abs(found - expected) <= tolerance * largest).all())


def differences(f, theta: np.ndarray) -> np.ndarray:
    """Central differences of f (K,) along each parameter (K, P)."""
    slope = np.empty_like(theta)
    for i, unit in enumerate(np.eye(theta.shape[1])):
        slope[:, i] = (f(theta + STEP * unit) - f(theta - STEP * unit)) / (2 * STEP)
    return slope


@each
@few
@given(data=st.data())
def test_a_gradient_is_that_of_its_own_objective(model, activation, loss, data):
    of = drawn(data, model, activation, loss)
    value, gradient = of.objective.value_and_gradient(of.theta)
    assert (value == of.objective.value(of.theta)).all()
    assert close(gradient, differences(of.objective.value, of.theta), 1e-6)


@each
@few
@given(data=st.data())
def test_a_hessian_product_is_the_gradients_difference_along_the_vector(model, activation, loss, data):
    of = drawn(data, model, activation, loss)
    unit = of.v / np.linalg.norm(of.v, axis=-1, keepdims=True)
    (_, above), (_, below) = (of.objective.value_and_gradient(of.theta + s * STEP * unit) for s in (1, -1))
    assert close(of.objective.hessian_product(of.theta, unit), (above - below) / (2 * STEP), 1e-6)


@each
@few
@given(data=st.data())
def test_the_hessian_is_symmetric_and_linear(model, activation, loss, data):
    of = drawn(data, model, activation, loss)
    u = np.random.default_rng(1).standard_normal(of.v.shape)
    hu, hv = (of.objective.hessian_product(of.theta, w) for w in (u, of.v))
    scale = np.linalg.norm(hu, axis=-1) * np.linalg.norm(of.v, axis=-1) + 1e-9
    assert (np.abs(np.vecdot(u, hv) - np.vecdot(of.v, hu)) <= 1e-10 * scale).all()
    assert close(of.objective.hessian_product(of.theta, 3 * u - of.v), 3 * hu - hv, 1e-9)


@each_derived
@few
@given(data=st.data())
def test_the_value_is_what_a_textbook_gives_point_by_point(model, activation, loss, data):
    of = drawn(data, model, activation, loss)
    measured = of.objective.measure(of.theta)
    for k, theta in enumerate(of.theta):
        z = [by_hand.scores(theta, of.units, activation, point)[0] for point in of.points]
        expected = by_hand.data_loss(loss, z, of.labels)
        penalty = by_hand.penalty(theta, of.units, of.l1, of.l2)
        assert measured.loss[k] == pytest.approx(expected, rel=1e-10, abs=1e-14)
        assert measured.objective[k] == pytest.approx(expected + penalty, rel=1e-10, abs=1e-14)
        winners = np.array([by_hand.winner(each) for each in z])
        assert measured.accuracy[k] == np.mean(winners == of.labels)
        assert (of.objective.predictions(theta) == winners).all()


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
@pytest.mark.parametrize("classes", [2, 4])
def test_between_its_kinks_a_straight_activation_bends_nothing(activation, classes):
    """With the hinge it is piecewise linear in each layer: all curvature comes from products of layers."""
    of = case(np.random.default_rng(3), "hinge", activation, (4,), classes)
    own_layer = np.zeros_like(of.v)
    own_layer[:, : 4 * 3] = of.v[:, : 4 * 3]
    product = of.objective.hessian_product(of.theta, own_layer)
    assert (product[:, : 4 * 3] == 0).all()
    assert (product[:, 4 * 3 :] != 0).any()


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("classes", [2, 5])
@pytest.mark.parametrize("hidden", [(), (3,)])
def test_the_l1_penalty_counts_as_without_curvature(loss, classes, hidden):
    with_l1, without = (
        case(np.random.default_rng(5), loss, "tanh", hidden, classes, l1=l1, l2=0.2) for l1 in (0.5, 0.0)
    )
    # Also at 0, where the penalty has a kink.
    with_l1.theta[:, 0] = 0
    products = [of.objective.hessian_product(with_l1.theta, with_l1.v) for of in (with_l1, without)]
    assert (products[0] == products[1]).all()
    slopes = [of.objective.value_and_gradient(with_l1.theta)[1] for of in (with_l1, without)]
    assert (slopes[0][:, 0] == slopes[1][:, 0]).all()
