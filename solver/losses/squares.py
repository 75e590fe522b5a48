"""Squared distances between predicted probabilities and labels.

The two-class form is written in e = sigmoid(-m) = |p - y|, the distance of the predicted probability from the label. It
neither cancels nor overflows for almost certain predictions, in float32 (landscapes) and in float64 (trajectories).
"""

import numpy as np

from solver.arrays import AnyFloat
from solver.losses.base import LOSSES, Loss, ManyClass, TwoClass, softmax
from solver.separable import squares


def error(margins: AnyFloat) -> AnyFloat:
    """sigmoid(-m), in place; if exp overflows to infinity, the result is 0, which is right."""
    odds = np.exp(margins, out=margins)
    odds += 1
    return np.reciprocal(odds, out=odds)


def _value(margins: AnyFloat) -> AnyFloat:
    e = error(margins)
    return np.asarray(np.vecdot(e, e))


def _value_and_slope(margins: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
    e = error(margins)
    # d e^2 / dm = -2 e^2 (1 - e), since d sigmoid(-m) / dm = -e (1 - e)
    slope = e - 1
    slope *= e
    slope *= e
    return np.vecdot(e, e), slope


def _curvature(margins: AnyFloat) -> AnyFloat:
    e = error(margins)
    return np.asarray(e * e * (1 - e) * (2 - 3 * e))


def _errors(p: AnyFloat, hot: AnyFloat) -> AnyFloat:
    """Probabilities minus labels (K, C, N). For the own class, minus the others' sum, since p - 1 would cancel."""
    e = p * (1 - hot)
    return np.asarray(e - hot * e.sum(axis=-2, keepdims=True))


def _value_many(scores: AnyFloat, hot: AnyFloat) -> AnyFloat:
    e = _errors(softmax(scores), hot)
    return np.asarray(np.square(e, out=e).sum(axis=-2).sum(axis=-1))


def _value_and_slope_many(scores: AnyFloat, hot: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
    p = softmax(scores)
    e = _errors(p, hot)
    pull = e - (p * e).sum(axis=-2, keepdims=True)
    pull *= p
    return np.square(e).sum(axis=-2).sum(axis=-1), pull


def _curvature_many(scores: AnyFloat, hot: AnyFloat, tangent: AnyFloat) -> AnyFloat:
    # The derivative of the gradient along the tangent; the gradient is p (e - <p, e>), e = p - hot.
    p = softmax(scores)
    e = _errors(p, hot)
    dp = p * (tangent - (p * tangent).sum(axis=-2, keepdims=True))
    pull = e - (p * e).sum(axis=-2, keepdims=True)
    dpull = dp - (dp * e + p * dp).sum(axis=-2, keepdims=True)
    return np.asarray(dp * pull + p * dpull)


_TWO = TwoClass(
    value=_value, value_and_slope=_value_and_slope, curvature=_curvature, time=8, separated=squares, factor=2
)
_MANY = ManyClass(
    value=_value_many, value_and_slope=_value_and_slope_many, curvature=_curvature_many, time=30, factor=2
)

LOSSES.add(
    Loss(
        name="sse",
        label="Squared errors, summed",
        help="The squared difference between predicted probability and label, summed over the points.",
        latex=r"\sum_i (\sigma(z_i) - y_i)^2",
        latex_many=r"\sum_i \sum_c (\mathrm{softmax}(z_i)_c - [c = y_i])^2",
        cite="the tutorial's loss",
        reduction="sum",
        convex=False,
        two=_TWO,
        many=_MANY,
    )
)
LOSSES.add(
    Loss(
        name="mse",
        label="Squared errors, mean",
        help="The sum of the squared errors divided by the number of points (the Brier score).",
        latex=r"\frac{1}{N} \sum_i (\sigma(z_i) - y_i)^2",
        latex_many=r"\frac{1}{N} \sum_i \sum_c (\mathrm{softmax}(z_i)_c - [c = y_i])^2",
        cite="Brier 1950, Monthly Weather Review 78(1)",
        reduction="mean",
        convex=False,
        two=_TWO,
        many=_MANY,
    )
)
