"""Hinge losses: a point costs nothing once its own score leads by 1.

The derivative at the kink, a margin of exactly 1, is taken as 0.
"""

import numpy as np

from solver.arrays import AnyFloat
from solver.losses.base import LOSSES, Loss, ManyClass, TwoClass


def _missing(margins: AnyFloat) -> AnyFloat:
    """max(0, 1 - m), the amount by which a margin is below 1, in place."""
    np.subtract(1, margins, out=margins)
    return np.maximum(margins, 0, out=margins)


def _hinge(margins: AnyFloat) -> AnyFloat:
    return np.asarray(_missing(margins).sum(axis=-1))


def _hinge_and_slope(margins: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
    lack = _missing(margins)
    value = lack.sum(axis=-1)
    return value, np.sign(lack, out=lack)


def _hinge_curvature(margins: AnyFloat) -> AnyFloat:
    return np.zeros_like(margins)


def _rounded(radius: float) -> tuple[TwoClass, ManyClass]:
    """The hinge with a parabola in place of its kink, for margins within the radius of 1."""

    def cost(lack: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
        share = np.clip((lack + radius) / (2 * radius), 0, 1)
        return radius * share**2 + np.maximum(lack - radius, 0), share

    def two(margins: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
        value, slope = cost(1 - margins)
        return value.sum(axis=-1), slope

    def many(scores: AnyFloat, hot: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
        own = (scores * hot).sum(axis=-2, keepdims=True)
        value, slope = (part * (1 - hot) for part in cost(1 + scores - own))
        return value.sum(axis=-2).sum(axis=-1), _against_own(slope, hot)

    return (
        TwoClass(value=lambda m: two(m)[0], value_and_slope=two, curvature=_hinge_curvature, time=2, factor=-1),
        ManyClass(value=lambda z, hot: many(z, hot)[0], value_and_slope=many, curvature=_hinge_curvature_many, time=5),
    )


def _square(margins: AnyFloat) -> AnyFloat:
    lack = _missing(margins)
    return np.asarray(np.vecdot(lack, lack))


def _square_and_slope(margins: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
    lack = _missing(margins)
    return np.vecdot(lack, lack), lack


def _square_curvature(margins: AnyFloat) -> AnyFloat:
    return np.asarray(-np.sign(_missing(margins)))


def _lacks(scores: AnyFloat, hot: AnyFloat) -> AnyFloat:
    """max(0, 1 + z_c - z_y) (K, C, N): the amount by which the lead over each other class is below 1; 0 for the own."""
    own = (scores * hot).sum(axis=-2, keepdims=True)
    lack: AnyFloat = scores - own
    lack += 1
    np.maximum(lack, 0, out=lack)
    lack *= 1 - hot
    return lack


def _against_own(slope: AnyFloat, hot: AnyFloat) -> AnyFloat:
    """Derivatives by the other classes' scores, completed by that of the own score: minus their sum."""
    return np.asarray(slope - hot * slope.sum(axis=-2, keepdims=True))


def _hinge_many(scores: AnyFloat, hot: AnyFloat) -> AnyFloat:
    return np.asarray(_lacks(scores, hot).sum(axis=-2).sum(axis=-1))


def _hinge_and_slope_many(scores: AnyFloat, hot: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
    lack = _lacks(scores, hot)
    return lack.sum(axis=-2).sum(axis=-1), _against_own(np.sign(lack), hot)


def _hinge_curvature_many(scores: AnyFloat, hot: AnyFloat, tangent: AnyFloat) -> AnyFloat:
    return np.zeros_like(tangent)


def _square_many(scores: AnyFloat, hot: AnyFloat) -> AnyFloat:
    return np.asarray(np.square(_lacks(scores, hot)).sum(axis=-2).sum(axis=-1))


def _square_and_slope_many(scores: AnyFloat, hot: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
    lack = _lacks(scores, hot)
    return np.square(lack).sum(axis=-2).sum(axis=-1), _against_own(lack, hot)


def _square_curvature_many(scores: AnyFloat, hot: AnyFloat, tangent: AnyFloat) -> AnyFloat:
    own = (tangent * hot).sum(axis=-2, keepdims=True)
    return _against_own(np.sign(_lacks(scores, hot)) * (tangent - own), hot)


LOSSES.add(
    Loss(
        name="hinge",
        label="Hinge (SVM)",
        help="Only points on the wrong side of the boundary, or with a margin below 1, add to the loss.",
        latex=r"\frac{1}{N} \sum_i \max(0, 1 - s_i z_i)",
        latex_many=r"\frac{1}{N} \sum_i \sum_{c \neq y_i} \max(0, 1 + z_{ic} - z_{i y_i})",
        cite="Cortes & Vapnik 1995, Machine Learning 20; for more classes Weston & Watkins 1999, as in CS231n",
        reduction="mean",
        convex=True,
        flat_pieces=True,
        rounded=_rounded,
        two=TwoClass(value=_hinge, value_and_slope=_hinge_and_slope, curvature=_hinge_curvature, time=2, factor=-1),
        many=ManyClass(
            value=_hinge_many, value_and_slope=_hinge_and_slope_many, curvature=_hinge_curvature_many, time=5
        ),
    )
)
LOSSES.add(
    Loss(
        name="squared_hinge",
        label="Squared hinge",
        help="The squared hinge: it has no kink, and points far on the wrong side cost much more.",
        latex=r"\frac{1}{N} \sum_i \max(0, 1 - s_i z_i)^2",
        latex_many=r"\frac{1}{N} \sum_i \sum_{c \neq y_i} \max(0, 1 + z_{ic} - z_{i y_i})^2",
        cite="Tang 2013, arXiv:1306.0239 (L2-SVM); for more classes the squared terms of Weston & Watkins 1999",
        reduction="mean",
        convex=True,
        two=TwoClass(value=_square, value_and_slope=_square_and_slope, curvature=_square_curvature, time=2, factor=-2),
        many=ManyClass(
            value=_square_many,
            value_and_slope=_square_and_slope_many,
            curvature=_square_curvature_many,
            time=5,
            factor=2,
        ),
    )
)
