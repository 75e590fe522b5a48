"""A mistake: labels of -1 and 1 in a formula that means 0 and 1."""

import numpy as np

from solver.arrays import AnyFloat, Array
from solver.gradients.base import GRADIENTS, Gradient, Options, on_data
from solver.losses.squares import error
from solver.objective import Objective

# Where a label is -1 for 0, the distance p - y from it is 1 larger. In the margins of a squared error (factor 2):
# -(|p - y|) p (1 - p), of cross-entropy (factor -1): |p - y|.


def _squares(margins: AnyFloat, signs: AnyFloat) -> AnyFloat:
    e = error(margins)
    return np.asarray(-(e + (signs < 0)) * e * (1 - e))


def _entropy(margins: AnyFloat, signs: AnyFloat) -> AnyFloat:
    return np.asarray(error(margins) + (signs < 0))


_SLOPES = {"sse": _squares, "mse": _squares, "cross_entropy": _entropy}


def _compute(objective: Objective, theta: Array, options: Options) -> Array:
    right = on_data(objective)
    return right.gradient_by(theta, _SLOPES[right.loss.name])


GRADIENTS.add(
    Gradient(
        name="signed_labels",
        label="Labels −1 and 1",
        help="A mistake: class 0 is given to the formula as −1. It pulls those points on when they are right already.",
        latex=r"y_i \in \{-1, 1\} \text{ in place of } \{0, 1\}",
        cite="the two conventions of Bishop 2006, Pattern Recognition and Machine Learning, sections 4.3.2 and 7.1",
        compute=_compute,
        mistake=True,
        fits=lambda loss: loss.name in _SLOPES,
        unfit="A hinge means labels −1 and 1: there is nothing to mix up.",
        no_data="A test function has no labels.",
        many_classes="More than two classes have no labels 0 and 1.",
    )
)
