"""Cross-entropy: the mean surprise at the true labels."""

import numpy as np

from solver.arrays import AnyFloat
from solver.losses.base import LOSSES, Loss, ManyClass, TwoClass, averaged_many, softmax
from solver.losses.squares import error


def _log_loss(margins: AnyFloat) -> AnyFloat:
    """log(1 + exp(-m)) without overflow, a new array."""
    tail = np.abs(margins)
    np.negative(tail, out=tail)
    np.log1p(np.exp(tail, out=tail), out=tail)
    tail -= np.minimum(margins, 0)
    return tail


def _value(margins: AnyFloat) -> AnyFloat:
    return np.asarray(_log_loss(margins).mean(axis=-1))


def _value_of_odds(odds: AnyFloat) -> AnyFloat:
    tail = np.reciprocal(odds, out=odds)
    return np.asarray(np.log1p(tail, out=tail).mean(axis=-1))


def _value_and_slope(margins: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
    value = _log_loss(margins).mean(axis=-1)
    slope = error(margins)
    slope /= -margins.shape[-1]
    return value, slope


def _curvature(margins: AnyFloat) -> AnyFloat:
    e = error(margins)
    return np.asarray(e * (1 - e) / margins.shape[-1])


def _value_many(scores: AnyFloat, hot: AnyFloat) -> AnyFloat:
    # log sum exp(z) - z_y = log sum exp(z - z_y): exact also where the true class is almost certain
    own = (scores * hot).sum(axis=-2, keepdims=True)
    over = scores - own
    top = over.max(axis=-2, keepdims=True)
    others = np.exp(over - top)
    # What belongs to the largest term is taken out of the sum, so that log1p sees only the small rest.
    largest = over.argmax(axis=-2, keepdims=True)
    np.put_along_axis(others, largest, 0.0, axis=-2)
    surprise = top[..., 0, :] + np.log1p(others.sum(axis=-2))
    return np.asarray(surprise.sum(axis=-1))


def _value_and_slope_many(scores: AnyFloat, hot: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
    return _value_many(scores, hot), softmax(scores) - hot


def _curvature_many(scores: AnyFloat, hot: AnyFloat, tangent: AnyFloat) -> AnyFloat:
    p = softmax(scores)
    return np.asarray(p * (tangent - (p * tangent).sum(axis=-2, keepdims=True)))


LOSSES.add(
    Loss(
        name="cross_entropy",
        label="Cross-entropy",
        help="The mean surprise at the true labels; confident mistakes cost the most.",
        latex=r"\frac{1}{N} \sum_i \log(1 + e^{z_i}) - y_i z_i",
        latex_many=r"\frac{1}{N} \sum_i \log \sum_c e^{z_{ic}} - z_{i y_i}",
        cite="Bishop 2006, Pattern Recognition and Machine Learning, equations 4.90 and 4.108",
        reduction="mean",
        two=TwoClass(
            value=_value, value_and_slope=_value_and_slope, curvature=_curvature, value_of_odds=_value_of_odds
        ),
        many=averaged_many(
            ManyClass(value=_value_many, value_and_slope=_value_and_slope_many, curvature=_curvature_many)
        ),
    )
)
