"""What a loss is: one form for two classes, which have one score a point, and one for more.

With s = +1 for class 1 and -1 for class 0, the margin of a point is m = s z, z its score: a two-class loss is a
function of the margins alone. With more classes a point has a score for each, z (C,), and `hot` says which is
its own: 1 there, 0 elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.arrays import AnyFloat, Reduction
from solver.registry import Definition, Registry
from solver.separable import Ramp


@dataclass(frozen=True, kw_only=True)
class TwoClass:
    """A loss of margins (..., N), summed over the points; the arrays given may be overwritten.

    `value` gives (...); `value_and_slope` that and the slope by each margin; `curvature` the second derivative
    by each margin; slopes and curvatures are still to be multiplied by `factor`, which is cheaper to do once they
    are summed up. `separated(rows, columns)` is the value (R, C) over margins that are sums of what a grid's rows and
    columns give, where it needs no more exponentials than theirs (`solver.separable`). `time` is about how many
    nanoseconds a margin takes in float64 (measured: half of it to twice as much where exponentials underflow).
    """

    value: Callable[[AnyFloat], AnyFloat]
    value_and_slope: Callable[[AnyFloat], tuple[AnyFloat, AnyFloat]]
    curvature: Callable[[AnyFloat], AnyFloat]
    time: float
    separated: Callable[[Ramp, Ramp], AnyFloat] | None = None
    factor: float = 1.0


@dataclass(frozen=True, kw_only=True)
class ManyClass:
    """A loss of scores (K, C, N) and `hot` (C, N), summed over the points; nothing that is given is overwritten.

    `value` gives (K,); `value_and_slope` that and the slope by each score (K, C, N); `curvature` takes a tangent
    (K, C, N) of the scores as well and gives the Hessian by the scores times it; `factor`, and `time` of a score, as
    with two classes.
    """

    value: Callable[[AnyFloat, AnyFloat], AnyFloat]
    value_and_slope: Callable[[AnyFloat, AnyFloat], tuple[AnyFloat, AnyFloat]]
    curvature: Callable[[AnyFloat, AnyFloat, AnyFloat], AnyFloat]
    time: float
    factor: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Loss(Definition):
    """A loss in both forms, each a sum over the points; `reduction` says whether to divide it by their number.

    `convex` says whether it is so in the scores, `flat_pieces` whether each point's is linear in them but for kinks
    where a margin is 1; `rounded(radius)` are then both forms with a parabola there, but for their curvature. `latex`
    is the two-class form, `latex_many` that of more classes.
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
    """Scores (..., C, N) -> probabilities of the classes, a new array; scores of any size do not overflow."""
    p = scores - scores.max(axis=-2, keepdims=True)
    np.exp(p, out=p)
    return np.asarray(np.divide(p, p.sum(axis=-2, keepdims=True), out=p))
