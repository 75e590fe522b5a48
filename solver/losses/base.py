"""A loss: one form for two classes, with one score for each point, and one for more classes.

With s = +1 for class 1 and -1 for class 0, the margin of a point with score z is m = s z. A two-class loss is a
function of the margins alone. With more classes a point has a score for each, z (C,), and `hot` encodes its label:
1 at its own class, 0 elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.arrays import AnyFloat, Reduction
from solver.registry import Definition, Registry
from solver.separable import Ramp


@dataclass(frozen=True, kw_only=True)
class TwoClass:
    """A loss of margins (..., N), summed over the points. It may overwrite the arrays that it is given.

    `value` gives (...). `value_and_slope` gives that and the derivative by each margin. `curvature` gives the second
    derivative by each margin. Derivatives must still be multiplied by `factor`, which costs less after summation.
    `separated(rows, columns)` is the value (R, C) over margins that are sums of a row's and a column's entry of a grid,
    for losses that need no more exponentials than these entries have (`solver.separable`). `time` is the cost of a
    margin in float64, in nanoseconds (measured: half of it to twice as much where exponentials underflow).
    """

    value: Callable[[AnyFloat], AnyFloat]
    value_and_slope: Callable[[AnyFloat], tuple[AnyFloat, AnyFloat]]
    curvature: Callable[[AnyFloat], AnyFloat]
    time: float
    separated: Callable[[Ramp, Ramp], AnyFloat] | None = None
    factor: float = 1.0


@dataclass(frozen=True, kw_only=True)
class ManyClass:
    """A loss of scores (K, C, N) and `hot` (C, N), summed over the points. It overwrites nothing that it is given.

    `value` gives (K,). `value_and_slope` gives that and the derivative by each score (K, C, N). `curvature` also takes
    a tangent (K, C, N) of the scores and gives the Hessian by the scores times it. `factor` is as with two classes;
    `time` is the cost of a score.
    """

    value: Callable[[AnyFloat, AnyFloat], AnyFloat]
    value_and_slope: Callable[[AnyFloat, AnyFloat], tuple[AnyFloat, AnyFloat]]
    curvature: Callable[[AnyFloat, AnyFloat, AnyFloat], AnyFloat]
    time: float
    factor: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Loss(Definition):
    """A loss in both forms, each a sum over the points; `reduction` says whether to divide it by their number.

    `convex` says whether it is convex in the scores. `flat_pieces` says whether each point's loss is linear in them,
    except for kinks where a margin is 1. `rounded(radius)` then gives both forms with a parabola in place of the kink,
    without their curvature. `latex` is the two-class form, `latex_many` that of more classes.
    """

    reduction: Reduction
    convex: bool
    latex_many: str
    two: TwoClass
    many: ManyClass
    flat_pieces: bool = False
    rounded: Callable[[float], tuple[TwoClass, ManyClass]] | None = None


LOSSES: Registry[Loss] = Registry("loss")


def softmax(scores: AnyFloat) -> AnyFloat:
    """Scores (..., C, N) -> probabilities of the classes, a new array. No score is so large that it overflows."""
    p = scores - scores.max(axis=-2, keepdims=True)
    np.exp(p, out=p)
    return np.asarray(np.divide(p, p.sum(axis=-2, keepdims=True), out=p))
