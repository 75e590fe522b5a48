"""Every loss in both forms, against its definition in extended precision, also for almost certain predictions.

All losses here are sums over the points; the objective averages where a loss wants it.
"""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, hinge_loss, log_loss

from solver.losses import LOSSES, Loss
from solver.losses.base import softmax

ALL = pytest.mark.parametrize("loss", LOSSES.values(), ids=list(LOSSES))
EACH_PRECISION = pytest.mark.parametrize("dtype", [np.float64, np.float32])
LOGITS = [-1e4, -800.0, -40.0, -1.5, 0.0, 3.0, 40.0, 800.0, 1e4]
wide = np.longdouble


def sigmoid(z):
    return 1 / (1 + np.exp(-wide(z)))


def probabilities(z: np.ndarray) -> np.ndarray:
    """Probabilities from scores (C,); differences are small enough for the extended precision's exponent."""
    e = np.exp(wide(z) - wide(z).max())
    return e / e.sum()


# Value, derivative and second derivative at one point's margin m, derived by hand.
TWO: dict[str, tuple[Callable, Callable, Callable]] = {
    "squares": (
        lambda m: sigmoid(-m) ** 2,
        lambda m: -2 * sigmoid(-m) ** 2 * sigmoid(m),
        lambda m: 2 * sigmoid(-m) ** 2 * sigmoid(m) * (2 * sigmoid(m) - sigmoid(-m)),
    ),
    "cross_entropy": (
        lambda m: np.log1p(np.exp(-wide(abs(m)))) + max(0, -m),
        lambda m: -sigmoid(-m),
        lambda m: sigmoid(m) * sigmoid(-m),
    ),
    "hinge": (lambda m: max(0, 1 - wide(m)), lambda m: -wide(m < 1), lambda m: wide(0)),
    "squared_hinge": (
        lambda m: max(0, 1 - wide(m)) ** 2,
        lambda m: -2 * max(0, 1 - wide(m)),
        lambda m: 2 * wide(m < 1),
    ),
}


def many_squares(z, y):
    # The own error is the sum of the others: 1 - p would cancel in any precision.
    p = probabilities(z)
    e = p.copy()
    e[y] = -np.delete(p, y).sum()
    jacobian = np.diag(p) - np.outer(p, p)
    bends = [p[c] * (np.outer(d - p, d - p) - jacobian) for c, d in enumerate(np.eye(len(z)))]
    hessian = 2 * (jacobian @ jacobian + sum(e[c] * bend for c, bend in enumerate(bends)))
    # Row c of the Jacobian times e, without cancellation: p_c sum_b p_b (e_c - e_b)
    slope = np.array([2 * p[c] * (p * (e[c] - e)).sum() for c in range(len(z))])
    return (e**2).sum(), slope, hessian


def many_cross_entropy(z, y):
    p = probabilities(z)
    slope = p.copy()
    slope[y] = -np.delete(p, y).sum()
    over = wide(z) - z[y]
    top = over.argmax()
    value = over[top] + np.log1p(np.exp(np.delete(over, top) - over[top]).sum())
    return value, slope, np.diag(p) - np.outer(p, p)


def many_hinge(z, y, power):
    value, slope, hessian = wide(0), np.zeros(len(z), wide), np.zeros((len(z), len(z)), wide)
    for c in set(range(len(z))) - {y}:
        lack = max(0, 1 + wide(z[c]) - z[y])
        towards = np.eye(len(z))[c] - np.eye(len(z))[y]
        value += lack**power
        slope += (power * lack ** (power - 1) if lack > 0 else 0) * towards
        hessian += (power * (power - 1) if lack > 0 else 0) * np.outer(towards, towards)
    return value, slope, hessian


MANY: dict[str, Callable] = {
    "squares": many_squares,
    "cross_entropy": many_cross_entropy,
    "hinge": lambda z, y: many_hinge(z, y, 1),
    "squared_hinge": lambda z, y: many_hinge(z, y, 2),
}


def kind(loss: Loss) -> str:
    return "squares" if loss.name in ("sse", "mse") else loss.name


def tolerance(dtype: type) -> float:
    return 60 * float(np.finfo(dtype).eps)


DERIVED = [loss for loss in LOSSES.values() if kind(loss) in TWO]
EACH_DERIVED = pytest.mark.parametrize("loss", DERIVED, ids=lambda loss: loss.name)


def test_the_first_losses_have_their_definition_here():
    """A new loss is checked by differences in the tests below, until its definition is added here."""
    assert {kind(loss) for loss in LOSSES.values()} >= set(TWO) == set(MANY)
    assert list(LOSSES)[: len(DERIVED)] == [loss.name for loss in DERIVED]


def differences(f: Callable[[np.ndarray], np.ndarray], at: np.ndarray, along: np.ndarray) -> np.ndarray:
    """The derivative of f along a direction, by central differences."""
    return (f(at + 1e-5 * along) - f(at - 1e-5 * along)) / 2e-5


@ALL
def test_slopes_and_curvatures_of_two_classes_are_those_of_the_values(loss):
    margins = np.random.default_rng(5).uniform(-3, 3, (40, 1))
    value, slope = loss.two.value_and_slope(margins.copy())
    np.testing.assert_allclose(loss.two.value(margins.copy()), value, rtol=1e-14)
    by_value = differences(lambda m: loss.two.value(m.copy()), margins, np.ones_like(margins))
    np.testing.assert_allclose(loss.two.factor * slope[:, 0], by_value, rtol=1e-7, atol=1e-8)
    by_slope = differences(lambda m: loss.two.value_and_slope(m.copy())[1], margins, np.ones_like(margins))
    np.testing.assert_allclose(loss.two.curvature(margins.copy()), by_slope, rtol=1e-7, atol=1e-8)


@ALL
def test_slopes_and_curvatures_of_more_classes_are_those_of_the_values(loss):
    rng = np.random.default_rng(6)
    scores, along = rng.uniform(-3, 3, (20, 4, 5)), rng.standard_normal((20, 4, 5))
    hot = np.eye(4)[:, rng.integers(0, 4, 5)]
    value, slope = loss.many.value_and_slope(scores, hot)
    np.testing.assert_allclose(loss.many.value(scores, hot), value, rtol=1e-14)
    by_value = differences(lambda z: loss.many.value(z, hot), scores, along)
    np.testing.assert_allclose(loss.many.factor * (slope * along).sum(axis=(1, 2)), by_value, rtol=1e-6, atol=1e-7)
    by_slope = differences(lambda z: loss.many.value_and_slope(z, hot)[1], scores, along)
    np.testing.assert_allclose(loss.many.curvature(scores, hot, along), by_slope, rtol=1e-6, atol=1e-7)


@EACH_DERIVED
@EACH_PRECISION
@pytest.mark.parametrize("margin", LOGITS)
def test_two_classes_are_exact_however_certain_the_prediction(loss, dtype, margin):
    value, slope, curvature = (float(f(margin)) for f in TWO[kind(loss)])
    margins, factor = np.full((1, 3), margin, dtype), loss.two.factor
    least = float(np.finfo(dtype).tiny)
    # exp may overflow to infinity, which gives the right 0; nothing else may warn.
    with np.errstate(all="raise", over="ignore", under="ignore"):
        found, slopes = loss.two.value_and_slope(margins.copy())
        again, bends = loss.two.value(margins.copy()), loss.two.curvature(margins.copy())
    assert found.dtype == again.dtype == slopes.dtype == bends.dtype == dtype
    np.testing.assert_allclose([found[0], again[0]], 3 * value, rtol=tolerance(dtype), atol=least)
    # For a point far on the wrong side the second derivative is 0, to the floats' resolution.
    flat = least if margin >= 0 else float(np.finfo(dtype).eps)
    np.testing.assert_allclose(factor * slopes, slope, rtol=tolerance(dtype), atol=flat)
    np.testing.assert_allclose(factor * bends, curvature, rtol=tolerance(dtype), atol=flat)


CERTAIN = [np.array(z) for z in itertools.product([-1e4, -20.0, 0.0, 40.0, 1e4], repeat=3)]
CERTAIN += [np.array(z) for z in ([1e4, -1e4, 1e4, 0.0], [5.0, 5.0, 5.0, 5.0, 5.0, 5.0], [-1e4] * 6, [0.0, 1e4] * 3)]


def of_one_point(loss: Loss, z: np.ndarray, y: int, dtype: type) -> tuple:
    """Value, slopes (C,) and Hessian (C, C) of a loss for one point, computed among three equal ones."""
    scores = np.repeat(z.astype(dtype)[None, :, None], 3, axis=2)
    hot = np.repeat((np.arange(len(z)) == y).astype(dtype)[:, None], 3, axis=1)
    with np.errstate(all="raise", under="ignore"):
        value, slopes = loss.many.value_and_slope(scores, hot)
        assert (loss.many.value(scores, hot) == value).all()
        units = [np.repeat(unit[None, :, None], 3, axis=2) for unit in np.eye(len(z), dtype=dtype)]
        hessian = np.stack([loss.many.curvature(scores, hot, unit)[0, :, 0] for unit in units], axis=-1)
    factor = dtype(loss.many.factor)
    return value[0] / dtype(3), factor * slopes[0, :, 0], factor * hessian


@EACH_DERIVED
@EACH_PRECISION
def test_many_classes_are_finite_and_right_to_the_floats_resolution(loss, dtype):
    for z in CERTAIN:
        for y in range(len(z)):
            expected = MANY[kind(loss)](z.astype(dtype), y)
            for found, exact in zip(of_one_point(loss, z, y, dtype), expected, strict=True):
                scale = max(1.0, float(np.abs(exact).max()))
                np.testing.assert_allclose(found, exact.astype(float), rtol=0, atol=tolerance(dtype) * scale)
                assert np.asarray(found).dtype == dtype


@EACH_DERIVED
@EACH_PRECISION
def test_many_classes_have_exact_values_where_they_are_tiny(loss, dtype):
    """The landscape's scale is logarithmic, so the digits of a loss of 1e-30 show as much as any other's."""
    for lead in (3.0, 10.0, 20.0, 30.0):
        for z in (np.array([lead, 0.0, 0.5]), np.array([0.0, lead, -lead, 1.0])):
            value, _, _ = of_one_point(loss, z, int(z.argmax()), dtype)
            expected, _, _ = MANY[kind(loss)](z, int(z.argmax()))
            np.testing.assert_allclose(value, float(expected), rtol=tolerance(dtype) * lead, atol=np.finfo(dtype).tiny)


@EACH_DERIVED
@EACH_PRECISION
def test_the_points_are_summed(loss, dtype):
    rng = np.random.default_rng(0)
    margins = rng.uniform(-20, 20, (4, 50)).astype(dtype)
    expected = [sum(TWO[kind(loss)][0](m) for m in row) for row in margins]
    np.testing.assert_allclose(loss.two.value(margins.copy()), np.array(expected, float), rtol=tolerance(dtype))
    scores, labels = rng.uniform(-9, 9, (4, 5, 50)).astype(dtype), rng.integers(0, 5, 50)
    hot = np.equal.outer(np.arange(5), labels).astype(dtype)
    each = [[MANY[kind(loss)](z, y)[0] for z, y in zip(run.T, labels, strict=True)] for run in scores]
    expected = np.array([sum(run) for run in each], float)
    np.testing.assert_allclose(loss.many.value(scores, hot), expected, rtol=tolerance(dtype))


@ALL
def test_many_classes_overwrite_nothing_that_they_are_given(loss):
    rng = np.random.default_rng(2)
    given = scores, hot, tangent = rng.standard_normal((2, 3, 4)), np.eye(3)[:, [0, 1, 2, 0]], rng.random((2, 3, 4))
    before = [array.copy() for array in given]
    loss.many.value(scores, hot)
    loss.many.value_and_slope(scores, hot)
    loss.many.curvature(scores, hot, tangent)
    assert all((array == old).all() for array, old in zip(given, before, strict=True))


@EACH_DERIVED
@pytest.mark.parametrize("shift", [-1e3, 7.0, 1e4])
def test_many_classes_see_differences_of_scores_alone(loss, shift):
    rng = np.random.default_rng(3)
    scores, hot = rng.standard_normal((2, 4, 6)), np.eye(4)[:, rng.integers(0, 4, 6)]
    value, slope = loss.many.value_and_slope(scores, hot)
    moved, turned = loss.many.value_and_slope(scores + shift, hot)
    np.testing.assert_allclose(moved, value, rtol=1e-11)
    np.testing.assert_allclose(turned, slope, rtol=0, atol=1e-11)
    np.testing.assert_allclose(slope.sum(axis=1), 0, atol=1e-15)


@pytest.mark.parametrize("loss", [LOSSES["hinge"], LOSSES["squared_hinge"]], ids=lambda loss: loss.name)
def test_a_hinge_that_bends_exactly_here_has_slope_0(loss):
    assert loss.two.value_and_slope(np.ones((1, 2)))[1].tolist() == [[0, 0]]
    assert (loss.two.curvature(np.ones((1, 2))) == 0).all()
    scores, hot = np.array([[[1.0], [0.0], [0.0]]]), np.array([[1.0], [0.0], [0.0]])
    assert (loss.many.value_and_slope(scores, hot)[1] == 0).all()
    assert (loss.many.curvature(scores, hot, np.ones((1, 3, 1))) == 0).all()


RNG = np.random.default_rng(4)
LABELS = RNG.integers(0, 2, 80)
SCORES = 3 * RNG.standard_normal(80)
LABELS_MANY = RNG.integers(0, 4, 80)
SCORES_MANY = 2 * RNG.standard_normal((1, 4, 80))


def reduced(name: str, total: float) -> float:
    return total if LOSSES[name].reduction == "sum" else total / 80


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cross_entropy", lambda: log_loss(LABELS, sigmoid(SCORES).astype(float))),
        ("mse", lambda: brier_score_loss(LABELS, sigmoid(SCORES).astype(float))),
        ("sse", lambda: 80 * brier_score_loss(LABELS, sigmoid(SCORES).astype(float))),
        ("hinge", lambda: hinge_loss(LABELS, SCORES)),
    ],
)
def test_two_classes_are_scikit_learns(name, expected):
    margins = np.where(LABELS == 1, SCORES, -SCORES)
    assert reduced(name, LOSSES[name].two.value(margins[None])[0]) == pytest.approx(expected(), rel=1e-12)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cross_entropy", lambda p: log_loss(LABELS_MANY, p)),
        ("mse", lambda p: brier_score_loss(LABELS_MANY, p, scale_by_half=False)),
        ("sse", lambda p: 80 * brier_score_loss(LABELS_MANY, p, scale_by_half=False)),
    ],
)
def test_many_classes_are_scikit_learns(name, expected):
    hot = np.equal.outer(np.arange(4), LABELS_MANY).astype(float)
    found = reduced(name, LOSSES[name].many.value(SCORES_MANY, hot)[0])
    assert found == pytest.approx(expected(softmax(SCORES_MANY)[0].T), rel=1e-12)


@EACH_PRECISION
def test_softmax_gives_probabilities_of_scores_of_any_size(dtype):
    for z in CERTAIN:
        found = softmax(z.astype(dtype)[:, None])[:, 0]
        assert found.dtype == dtype
        np.testing.assert_allclose(found, probabilities(z).astype(float), rtol=tolerance(dtype), atol=1e-37)
