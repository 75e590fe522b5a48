"""Losses of two-class scores, as functions of the signed margin.

With s = +1 for class 1 and -1 for class 0, the margin of a point is m = s z, z its score. All losses here are
written in e = sigmoid(-m), the distance of the predicted probability from the label, |p - y|: it neither
cancels nor overflows where a prediction is almost certain, in float32 (landscapes) no more than in float64
(trajectories).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from solver.arrays import AnyFloat
from solver.registry import Definition, Registry


@dataclass(frozen=True, kw_only=True)
class Loss(Definition):
    """`value(margins (..., N))` -> (...); `value_and_slope(margins)` -> that, and its slope by each margin.

    `value_of_odds(exp(margins))` is the value once more, for who has the exponentials already. `reduction` says
    whether the points are summed or averaged. The arrays given may be overwritten.
    """

    reduction: Literal["sum", "mean"]
    value: Callable[[AnyFloat], AnyFloat]
    value_of_odds: Callable[[AnyFloat], AnyFloat]
    value_and_slope: Callable[[AnyFloat], tuple[AnyFloat, AnyFloat]]


LOSSES: Registry[Loss] = Registry("loss")


def _error(margins: AnyFloat) -> AnyFloat:
    """sigmoid(-m), in place; exp overflowing to infinity gives the right 0."""
    return _error_of_odds(np.exp(margins, out=margins))


def _error_of_odds(odds: AnyFloat) -> AnyFloat:
    odds += 1
    return np.reciprocal(odds, out=odds)


def _squares(margins: AnyFloat) -> AnyFloat:
    return _squares_of_odds(np.exp(margins, out=margins))


def _squares_of_odds(odds: AnyFloat) -> AnyFloat:
    e = _error_of_odds(odds)
    return np.asarray(np.vecdot(e, e))


def _squares_and_slope(margins: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
    e = _error(margins)
    # d e^2 / dm = -2 e^2 (1 - e), since d sigmoid(-m) / dm = -e (1 - e)
    slope = e - 1
    slope *= e
    slope *= e
    slope *= 2
    return np.vecdot(e, e), slope


def _mean_squares(margins: AnyFloat) -> AnyFloat:
    n = margins.shape[-1]
    return np.asarray(_squares(margins) / n)


def _mean_squares_of_odds(odds: AnyFloat) -> AnyFloat:
    n = odds.shape[-1]
    return np.asarray(_squares_of_odds(odds) / n)


def _mean_squares_and_slope(margins: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
    value, slope = _squares_and_slope(margins)
    slope /= margins.shape[-1]
    return np.asarray(value / margins.shape[-1]), slope


def _log_loss(margins: AnyFloat) -> AnyFloat:
    """log(1 + exp(-m)) without overflow, a new array."""
    tail = np.abs(margins)
    np.negative(tail, out=tail)
    np.log1p(np.exp(tail, out=tail), out=tail)
    tail -= np.minimum(margins, 0)
    return tail


def _cross_entropy(margins: AnyFloat) -> AnyFloat:
    return np.asarray(_log_loss(margins).mean(axis=-1))


def _cross_entropy_of_odds(odds: AnyFloat) -> AnyFloat:
    tail = np.reciprocal(odds, out=odds)
    return np.asarray(np.log1p(tail, out=tail).mean(axis=-1))


def _cross_entropy_and_slope(margins: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
    value = _log_loss(margins).mean(axis=-1)
    slope = _error(margins)
    slope /= -margins.shape[-1]
    return value, slope


LOSSES.add(
    Loss(
        name="sse",
        label="Squared errors, summed",
        help="The square of the distance between predicted probability and label, summed over the points.",
        latex=r"\sum_i (\sigma(z_i) - y_i)^2",
        cite="the tutorial's loss",
        reduction="sum",
        value=_squares,
        value_of_odds=_squares_of_odds,
        value_and_slope=_squares_and_slope,
    )
)
LOSSES.add(
    Loss(
        name="mse",
        label="Squared errors, mean",
        help="The same, divided by the number of points (also known as the Brier score).",
        latex=r"\frac{1}{N} \sum_i (\sigma(z_i) - y_i)^2",
        cite="Brier 1950, Monthly Weather Review 78(1)",
        reduction="mean",
        value=_mean_squares,
        value_of_odds=_mean_squares_of_odds,
        value_and_slope=_mean_squares_and_slope,
    )
)
LOSSES.add(
    Loss(
        name="cross_entropy",
        label="Cross-entropy",
        help="The mean surprise at the true labels; confident mistakes cost the most.",
        latex=r"\frac{1}{N} \sum_i \log(1 + e^{z_i}) - y_i z_i",
        cite="Bishop 2006, Pattern Recognition and Machine Learning, equation 4.90",
        reduction="mean",
        value=_cross_entropy,
        value_of_odds=_cross_entropy_of_odds,
        value_and_slope=_cross_entropy_and_slope,
    )
)
