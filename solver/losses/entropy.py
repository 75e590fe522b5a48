"""Cross-entropy: the mean of -log of the probability of the true class."""

import numpy as np

from solver.arrays import AnyFloat
from solver.losses.base import LOSSES, Loss, ManyClass, TwoClass, softmax
from solver.losses.squares import error
from solver.separable import surprise


def _log1p(t: AnyFloat, more: AnyFloat) -> AnyFloat:
    """log(1 + t) for t >= 0; `more` is 1 + t as rounded, and is overwritten.

    np.log1p has no vector kernel for AVX2 and takes four times as long. The rounding of 1 + t loses exactly
    t - (more - 1). A first-order term adds it again, which leaves an error of one unit in the last place.
    """
    lost = more - 1
    np.subtract(t, lost, out=lost)
    lost /= more
    np.log(more, out=more)
    more += lost
    return more


def _tail(margins: AnyFloat) -> AnyFloat:
    """exp(-|m|), which never overflows."""
    tail = np.abs(margins)
    np.negative(tail, out=tail)
    return np.exp(tail, out=tail)


def _surprise(tail: AnyFloat, more: AnyFloat, margins: AnyFloat) -> AnyFloat:
    """The sum of log(1 + exp(-m)) = log(1 + exp(-|m|)) - min(m, 0); overwrites `more` and `margins`."""
    surprise = _log1p(tail, more)
    surprise -= np.minimum(margins, 0, out=margins)
    return np.asarray(surprise.sum(axis=-1))


def _value(margins: AnyFloat) -> AnyFloat:
    tail = _tail(margins)
    return _surprise(tail, tail + 1, margins)


def _value_and_slope(margins: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
    tail = _tail(margins)
    more = tail + 1
    # sigmoid(-m), the negative derivative, from the exponential of the value
    e = np.where(margins < 0, margins.dtype.type(1), tail)
    e /= more
    return _surprise(tail, more, margins), e


def _curvature(margins: AnyFloat) -> AnyFloat:
    e = error(margins)
    return np.asarray(e * (e - 1))


def _value_many(scores: AnyFloat, hot: AnyFloat) -> AnyFloat:
    # log sum exp(z) - z_y = log(1 + sum over the others of exp(z_c - z_y)), exact where the others vanish
    over = scores - (scores * hot).sum(axis=-2, keepdims=True)
    top = np.maximum(over.max(axis=-2, keepdims=True), 0)
    over -= top
    np.exp(over, out=over)
    over *= 1 - hot
    top = top[..., 0, :]
    tail = over.sum(axis=-2)
    # Where another class leads, by top, the true class's term is exp(-top) in place of 1.
    tail += np.exp(-top) - 1
    return np.asarray((top + _log1p(tail, tail + 1)).sum(axis=-1))


def _value_and_slope_many(scores: AnyFloat, hot: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
    return _value_many(scores, hot), softmax(scores) - hot


def _curvature_many(scores: AnyFloat, hot: AnyFloat, tangent: AnyFloat) -> AnyFloat:
    p = softmax(scores)
    return np.asarray(p * (tangent - (p * tangent).sum(axis=-2, keepdims=True)))


LOSSES.add(
    Loss(
        name="cross_entropy",
        label="Cross-entropy",
        help="The mean of −log p, p being the predicted probability of the true class. Confident mistakes cost "
        "the most.",
        latex=r"\frac{1}{N} \sum_i \log(1 + e^{z_i}) - y_i z_i",
        latex_many=r"\frac{1}{N} \sum_i \log \sum_c e^{z_{ic}} - z_{i y_i}",
        cite="Bishop 2006, Pattern Recognition and Machine Learning, equations 4.90 and 4.108",
        reduction="mean",
        convex=True,
        two=TwoClass(
            value=_value,
            value_and_slope=_value_and_slope,
            curvature=_curvature,
            time=20,
            separated=surprise,
            factor=-1,
        ),
        many=ManyClass(value=_value_many, value_and_slope=_value_and_slope_many, curvature=_curvature_many, time=20),
    )
)
