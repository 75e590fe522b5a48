"""The gradient check: an analytic gradient is compared with central differences of the objective.

(f(theta + h_i e_i) - f(theta - h_i e_i)) / 2 h_i, with h_i = h max(1, |theta_i|). Its truncation error grows with
h^2, its rounding error with 1/h; in float64 both are in balance at about h = 6e-6, the cube root of the floats'
resolution (Nocedal & Wright 2006, Numerical Optimization, section 8.1).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.arrays import Array, Rows
from solver.objective import Objective
from solver.optimizers.base import Evaluate

EPSILON = float(np.finfo(np.float64).eps)
STEP = EPSILON ** (1 / 3)
SWEEP = tuple(10.0**-k for k in range(1, 13))
# Components of the gradient below this share of the objective (or of 1) are compared as if they were that large: a
# difference's rounding error is a share of the objective, and would hide them.
FLOOR = 1e-3
# Above this relative error a gradient is wrong, or there is a kink within the step. Of 1,555 right ones, at starts
# and ends of all losses and activations, the worst had 1.6e-6, half of them less than 7e-9 (measured).
TOLERANCE = 1e-5
# The sweep over the steps looks at no more parameters than this, evenly spread.
MOST_SWEPT = 64
# Numbers of parameters that are held at a time: 8 MB.
_BLOCK = 1_000_000
# The error of a value's last digits, in multiples of the floats' resolution: a value is a sum of many terms.
_ROUNDING = 8
Value = Callable[[Array], Array]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """What the check found at one point, P parameters.

    `analytic` and `numerical` are the gradients (P,), the latter with `step`. `error` (P,) is the relative error
    |a - n| / max(|a|, |n|, floor), floor = 1e-3 max(1, |objective|), infinite where either is no number. `kinks`
    (P,) marks errors that a kink within the step explains: a hundred times nearer, the analytic slope lies between
    those to the left and to the right. `by_step` (S,) is ||a - n|| / max(||a||, ||n||, floor) for each of `steps`
    (S,), over the parameters `swept`.
    """

    names: tuple[str, ...]
    step: float
    analytic: Array
    numerical: Array
    error: Array
    kinks: Mask
    steps: Array
    by_step: Array
    swept: Rows

    @property
    def worst(self) -> int:
        """The index of the parameter with the largest error that no kink explains."""
        return int(np.where(self.kinks, 0.0, self.error).argmax())

    @property
    def worst_name(self) -> str:
        """The name of that parameter."""
        return self.names[self.worst]

    @property
    def largest_error(self) -> float:
        """The largest relative error that no kink explains."""
        return float(np.where(self.kinks, 0.0, self.error).max())

    @property
    def passed(self) -> bool:
        """Whether the gradient is right as far as float64 can tell."""
        return self.largest_error <= TOLERANCE


@np.errstate(all="ignore")
def check_gradient(
    objective: Objective | Evaluate,
    theta: Array,
    names: Sequence[str] | None = None,
    step: float = STEP,
    steps: Sequence[float] = SWEEP,
) -> GradientCheck:
    """Checks the gradient at theta (P,), with 2 P evaluations of the value, and as many again for each of `steps`.

    `objective` is an Objective, or gives the value (K,) and gradient (K, P) at parameters (K, P). Raises
    ValueError where theta, or the objective there, is not finite.
    """
    value, gradient = _parts(objective)
    theta = np.asarray(theta, dtype=np.float64)
    if theta.ndim != 1 or not theta.size or not np.isfinite(theta).all():
        raise ValueError("A gradient can only be checked at finite parameters of shape (P,).")
    here = float(value(theta[None])[0])
    if not np.isfinite(here):
        raise ValueError(f"A gradient can only be checked where the objective is finite; here it is {here}.")
    floor = FLOOR * max(1.0, abs(here))
    every, swept = np.arange(theta.size), _spread(theta.size)
    analytic = gradient(theta[None])[0]
    numerical = central_differences(value, theta, every, step)
    gap = np.abs(analytic - numerical)
    error = _relative(gap, np.abs(analytic), np.abs(numerical), floor)
    return GradientCheck(
        names=tuple(names) if names is not None else tuple(f"theta{i + 1}" for i in every),
        step=step,
        analytic=analytic,
        numerical=numerical,
        error=error,
        kinks=_kinks(value, theta, here, analytic, gap, error, step),
        steps=np.array(steps),
        by_step=np.array([_whole_error(value, theta, analytic, swept, h, floor) for h in steps]),
        swept=swept,
    )


def central_differences(value: Value, theta: Array, parameters: Rows, step: float) -> Array:
    """The central differences (n,) of `value` at theta (P,) along n of the parameters."""
    left, right, distance = _both_sides(value, theta, parameters, step)
    return np.asarray((right - left) / distance)


def _both_sides(value: Value, theta: Array, parameters: Rows, step: float) -> tuple[Array, Array, Array]:
    """The values (n,) at a step below and above theta along each of the parameters, and how far those are apart."""
    found = np.empty((3, len(parameters)))
    block = max(1, _BLOCK // theta.size)
    for begin in range(0, len(parameters), block):
        part = slice(begin, begin + block)
        i = parameters[part]
        row = np.arange(len(i))
        below, above = np.tile(theta, (2, len(i), 1))
        below[row, i] -= step * np.maximum(1.0, np.abs(theta[i]))
        above[row, i] += step * np.maximum(1.0, np.abs(theta[i]))
        # The distance in floats, after rounding.
        found[:, part] = value(below), value(above), above[row, i] - below[row, i]
    return found[0], found[1], found[2]


def _kinks(value: Value, theta: Array, here: float, analytic: Array, gap: Array, error: Array, step: float) -> Mask:
    """Where a kink explains the error (P,) of the slopes, which are `gap` (P,) apart."""
    found = np.zeros(theta.size, dtype=bool)
    suspects = np.flatnonzero(error > TOLERANCE)
    left, right, distance = _both_sides(value, theta, suspects, step / 100)
    slopes = np.sort([(here - left) / (distance / 2), (right - here) / (distance / 2)], axis=0)
    rounding = _ROUNDING * EPSILON * abs(here) / distance
    a = analytic[suspects]
    between = (slopes[0] - rounding <= a) & (a <= slopes[1] + rounding)
    # Differences that rounding alone could explain say nothing.
    found[suspects] = between & (gap[suspects] > 4 * rounding)
    return found


def _whole_error(value: Value, theta: Array, analytic: Array, swept: Rows, step: float, floor: float) -> float:
    a, n = analytic[swept], central_differences(value, theta, swept, step)
    gap, size, other = (float(np.linalg.norm(each)) for each in (a - n, a, n))
    return float(_relative(gap, size, other, floor))


def _relative(gap: Array | float, a: Array | float, n: Array | float, floor: float) -> Array:
    """|a - n| / max(|a|, |n|, floor) from the three sizes, infinite where it is no number."""
    error = gap / np.maximum(np.maximum(a, n), floor)
    return np.where(np.isnan(error), np.inf, error)


def _spread(count: int) -> Rows:
    """At most MOST_SWEPT of so many parameters, evenly spread from the first to the last."""
    return np.linspace(0, count - 1, min(count, MOST_SWEPT)).round().astype(np.intp)


def _parts(objective: Objective | Evaluate) -> tuple[Value, Value]:
    """The value and the gradient as functions of parameters (K, P)."""
    if callable(objective):
        return lambda theta: objective(theta)[0], lambda theta: objective(theta)[1]
    return objective.value, lambda theta: objective.value_and_gradient(theta)[1]
