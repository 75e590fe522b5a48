import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.losses import LOSSES
from solver.model.activations import ACTIVATIONS
from solver.model.data_objective import DataObjective
from solver.model.network import Network
from solver.objective import Objective
from tests.solver import by_hand
from tests.solver.strategies import case, seeds

ALL = pytest.mark.parametrize("loss", LOSSES)
RNG = np.random.default_rng(5)
# Away from the origin and overlapping, so that no symmetry hides a mistake.
POINTS = np.column_stack((RNG.standard_normal((60, 2)) * [2.0, 0.7] + [1.5, -3.0], np.ones(60)))
BANDS = POINTS @ [0.8, -1.0, 0.0] + RNG.standard_normal(60)
# For more classes: the borders of the bands between them.
BORDERS = {2: [4.2], 3: [3.5, 5.0], 5: [2.5, 3.5, 4.5, 5.5]}
KINDS = [(classes, hidden) for classes in BORDERS for hidden in ((), (4, 3))]
each_kind = pytest.mark.parametrize(("classes", "hidden"), KINDS, ids=str)


def labels(classes: int) -> np.ndarray:
    return np.digitize(BANDS, BORDERS[classes])


def objective(loss: str, classes: int = 2, hidden: tuple[int, ...] = (), l1: float = 0.0, l2: float = 0.0) -> Objective:
    network = Network(3, hidden, 1 if classes == 2 else classes, ACTIVATIONS["tanh"])
    return DataObjective.of(network, loss, POINTS, labels(classes), l1, l2)


def thetas(f: Objective, n: int = 9) -> np.ndarray:
    return np.random.default_rng(6).standard_normal((n, f.network.size))


def everything(f: Objective, theta: np.ndarray) -> list[np.ndarray]:
    return [f.value(theta), *f.value_and_gradient(theta), f.hessian_product(theta, theta[::-1])]


@ALL
@each_kind
@pytest.mark.parametrize("rows", [[3], [59, 0, 17, 17], list(range(60))], ids=["one", "some", "all"])
def test_a_part_is_the_objective_of_those_points_with_the_whole_penalty(loss, classes, hidden, rows):
    whole = objective(loss, classes, hidden, l1=0.2, l2=0.7)
    part = whole.on(np.array(rows))
    of_part = DataObjective.of(whole.network, loss, POINTS[rows], labels(classes)[rows], 0.2, 0.7)
    theta = thetas(whole)
    for one, other in zip(everything(part, theta), everything(of_part, theta), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-12)


@ALL
@each_kind
def test_all_ways_to_ask_give_the_same_numbers(loss, classes, hidden):
    f = objective(loss, classes, hidden, l1=0.1, l2=0.3)
    theta = thetas(f)
    value, gradient = f.value_and_gradient(theta)
    loss_there, accuracy = f.loss_and_accuracy(theta)
    measured = f.measure(theta)
    assert f.value(theta).tobytes() == value.tobytes() == measured.objective.tobytes()
    assert loss_there.tobytes() == measured.loss.tobytes()
    assert accuracy.tobytes() == measured.accuracy.tobytes()
    assert gradient.tobytes() == measured.gradient.tobytes()
    shares = [np.mean(f.predictions(row) == labels(classes)) for row in theta]
    assert accuracy.tolist() == shares


@ALL
@each_kind
@pytest.mark.parametrize("several", [1, 3, 200])
def test_several_vectors_at_a_point_are_multiplied_as_each_alone(loss, classes, hidden, several):
    f = objective(loss, classes, hidden, l2=0.3)
    theta = thetas(f, 4)
    v = np.random.default_rng(7).standard_normal((4, several, f.network.size))
    alone = np.stack([f.hessian_product(theta, v[:, m]) for m in range(several)], axis=1)
    assert f.hessian_product(theta, v).tobytes() == alone.tobytes()


@ALL
@each_kind
def test_data_loss_and_objective_differ_by_the_penalty_and_biases_go_free(loss, classes, hidden):
    plain, penalised = objective(loss, classes, hidden), objective(loss, classes, hidden, l1=0.4, l2=0.9)
    theta = thetas(plain)
    measured, without = penalised.measure(theta), plain.measure(theta)
    assert measured.loss.tobytes() == without.loss.tobytes() == without.objective.tobytes()
    units = [2, *hidden, plain.network.outputs]
    for row, total, data in zip(theta, measured.objective, measured.loss, strict=True):
        penalty = by_hand.penalty(row, units, 0.4, 0.9)
        assert total == pytest.approx(data + penalty, rel=1e-14)
    pull = measured.gradient - without.gradient
    assert (pull[:, plain.network.weights == 0] == 0).all()
    np.testing.assert_allclose(pull, (0.4 * np.sign(theta) + 0.9 * theta) * plain.network.weights, atol=1e-10)


def test_without_a_penalty_there_is_none():
    assert objective("sse").penalty is None
    assert objective("sse", l1=0.1).penalty is not None


@ALL
@each_kind
def test_a_mean_is_the_sum_over_the_points_divided_by_their_number(loss, classes, hidden):
    f = objective(loss, classes, hidden)
    theta = thetas(f)
    each = np.array([f.on(np.array([i])).value(theta) for i in range(60)])
    expected = each.sum(axis=0) if LOSSES[loss].reduction == "sum" else each.mean(axis=0)
    np.testing.assert_allclose(f.value(theta), expected, rtol=1e-12)


@ALL
@each_kind
def test_nothing_given_is_changed(loss, classes, hidden):
    f = objective(loss, classes, hidden, l1=0.1, l2=0.3)
    theta, v = thetas(f), thetas(f)[::-1].copy()
    given = [theta, v, f.columns, f.targets]
    kept = [array.copy() for array in given]
    f.measure(theta)
    f.value_and_gradient(theta)
    f.hessian_product(theta, v)
    f.loss_and_accuracy(theta)
    f.value(theta)
    f.predictions(theta[0])
    assert all((array == old).all() for array, old in zip(given, kept, strict=True))


@pytest.mark.parametrize("hidden", [(), (3,)])
def test_a_score_of_exactly_0_counts_as_class_0(hidden):
    network = Network(3, hidden, 1, ACTIVATIONS["tanh"])
    points = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
    f = DataObjective.of(network, "sse", points, np.array([0, 0, 1, 1]))
    theta = np.zeros((1, network.size))
    theta[0, 0] = theta[0, -4 if hidden else 0] = 1.0
    assert f.predictions(theta[0]).tolist() == [0, 0, 1, 0]
    assert f.measure(theta).accuracy.tolist() == f.loss_and_accuracy(theta)[1].tolist() == [0.75]


@pytest.mark.parametrize("classes", [3, 5])
def test_of_equal_scores_the_first_class_wins(classes):
    f = objective("sse", classes)
    nothing = np.zeros((1, f.network.size))
    assert (f.predictions(nothing[0]) == 0).all()
    assert f.loss_and_accuracy(nothing)[1][0] == np.mean(labels(classes) == 0)


@each_kind
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@np.errstate(all="ignore")
def test_where_a_score_is_no_number_a_point_is_of_no_class(classes, hidden, bad):
    f = objective("cross_entropy", classes, hidden)
    theta = thetas(f)
    theta[2] = np.where(np.arange(f.network.size) % 2, bad, -bad)
    z = f.network.scores(theta, POINTS.T)[2]
    lost = np.isnan(z).any(axis=0)
    assert ((f.predictions(theta[2]) == -1) == lost).all()
    right = np.mean((f.predictions(theta[2]) == labels(classes)) & ~lost)
    assert f.measure(theta).accuracy[2] == f.loss_and_accuracy(theta)[1][2] == right


@ALL
@each_kind
def test_another_precision_is_kept_throughout(loss, classes, hidden):
    f = objective(loss, classes, hidden, l1=0.1, l2=0.3)
    single, theta = f.astype(np.float32), thetas(f)
    narrow = theta.astype(np.float32)
    assert single.value(narrow).dtype == np.float32
    assert {each.dtype for each in single.value_and_gradient(narrow)} == {np.dtype(np.float32)}
    np.testing.assert_allclose(single.value(narrow), f.value(theta), rtol=1e-5)


@given(seeds, st.sampled_from(list(LOSSES)), st.integers(2, 6), st.integers(1, 40))
def test_what_it_is_does_not_depend_on_the_points_order_but_for_rounding(seed, loss, classes, points):
    of = case(np.random.default_rng(seed), loss, "softplus", (3,), classes, points=points, l2=0.1)
    turned = of.objective.on(np.random.default_rng(seed).permutation(points))
    one, other = of.objective.measure(of.theta), turned.measure(of.theta)
    np.testing.assert_allclose(other.objective, one.objective, rtol=1e-12)
    np.testing.assert_allclose(other.gradient, one.gradient, rtol=1e-9, atol=1e-12)
    assert (one.accuracy == other.accuracy).all()
