import numpy as np
import pytest

from solver.losses import LOSSES
from solver.models import MODELS
from solver.objective import Objective

ALL = pytest.mark.parametrize("loss", LOSSES)
RNG = np.random.default_rng(5)
# Off the origin and overlapping, so that no symmetry hides a mistake.
POINTS = RNG.standard_normal((60, 2)) * [2.0, 0.7] + [1.5, -3.0]
LABELS = (POINTS @ [0.8, -1.0] + RNG.standard_normal(60) > 4.2).astype(np.intp)
THETA = RNG.standard_normal((9, 3))


def objective(loss: str) -> Objective:
    return Objective.of("linear", loss, POINTS, LABELS)


def central_differences(f, theta):
    gradient = np.empty_like(theta)
    for p in range(theta.shape[1]):
        # The cube root of machine epsilon, scaled.
        h = 6e-6 * np.maximum(1, np.abs(theta[:, p]))
        up, down = theta.copy(), theta.copy()
        up[:, p] += h
        down[:, p] -= h
        gradient[:, p] = (f(up) - f(down)) / (up[:, p] - down[:, p])
    return gradient


@ALL
@pytest.mark.parametrize("rows", [None, np.array([3]), np.array([59, 0, 17, 17])], ids=["all", "one", "some"])
def test_the_analytic_gradient_is_that_of_the_objective(loss, rows):
    whole = objective(loss)
    part = whole if rows is None else Objective.of("linear", loss, POINTS[rows], LABELS[rows])
    value, gradient = whole.value_and_gradient(THETA, rows)
    np.testing.assert_allclose(value, part.value(THETA), rtol=1e-13)
    numeric = central_differences(part.value, THETA)
    np.testing.assert_allclose(gradient, numeric, rtol=1e-6, atol=1e-8 * np.abs(numeric).max())


@ALL
def test_runs_at_once_are_bit_for_bit_those_one_by_one(loss):
    f = objective(loss)
    value, gradient = f.value_and_gradient(THETA)
    test_value, accuracy = f.value_and_accuracy(THETA)
    for k in range(len(THETA)):
        one = THETA[k : k + 1]
        assert f.value_and_gradient(one)[0].tobytes() == value[k : k + 1].tobytes()
        assert f.value_and_gradient(one)[1].tobytes() == gradient[k : k + 1].tobytes()
        assert f.value(one).tobytes() == value[k : k + 1].tobytes() == test_value[k : k + 1].tobytes()
        assert f.accuracy(one).tobytes() == accuracy[k : k + 1].tobytes()


@ALL
def test_the_landscape_is_the_objective_at_many_points(loss):
    many = np.random.default_rng(6).standard_normal((1500, 3))
    np.testing.assert_allclose(objective(loss).landscape(many), objective(loss).value(many), rtol=1e-12)


@ALL
def test_nothing_given_is_changed(loss):
    f, theta = objective(loss), THETA.copy()
    kept = f.features.copy(), f.signs.copy()
    f.value_and_gradient(theta)
    f.value_and_accuracy(theta)
    f.landscape(theta)
    assert (theta == THETA).all()
    assert (f.features == kept[0]).all()
    assert (f.signs == kept[1]).all()


def test_the_bias_is_the_weight_of_a_last_feature_that_is_always_1():
    assert (objective("sse").features[:, :2] == POINTS).all()
    assert (objective("sse").features[:, 2] == 1).all()
    assert MODELS["linear"].names(3, 1) == ("w1", "w2", "b")


def test_a_score_of_exactly_0_counts_as_class_0():
    f = Objective.of("linear", "sse", np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 0.0]]), np.array([0, 0, 1]))
    assert f.accuracy(np.array([[1.0, 0.0, 0.0]]))[0] == 1


def test_accuracy_is_the_share_of_points_whose_probability_is_on_their_side():
    probability = 1 / (1 + np.exp(-(np.column_stack((POINTS, np.ones(60))) @ THETA.T)))
    expected = ((probability > 0.5) == (LABELS == 1)[:, None]).mean(axis=0)
    assert (objective("mse").accuracy(THETA) == expected).all()


def test_another_precision_is_kept_throughout():
    single = objective("cross_entropy").astype(np.float32)
    theta = THETA.astype(np.float32)
    assert single.landscape(theta).dtype == single.value(theta).dtype == np.float32
    np.testing.assert_allclose(single.value(theta), objective("cross_entropy").value(THETA), rtol=1e-5)
