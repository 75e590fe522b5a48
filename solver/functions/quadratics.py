"""Quadratic functions: the round bowl, and the ravine, whose length follows from its condition number."""

import math
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array
from solver.functions.base import FUNCTIONS, Column, Columns, Function, Options, square
from solver.parameters import Parameter

CONDITION = Parameter(
    name="condition",
    label="Condition number",
    symbol=r"\kappa",
    help="The largest eigenvalue of the Hessian divided by the smallest: how much more the ravine is curved "
    "across than along. At 1 it is a round bowl.",
    default=20.0,
    low=1,
    high=1e6,
    scale="log",
    slider=(1, 1000),
)
TURN = Parameter(
    name="turn",
    label="Turn",
    symbol=r"\varphi",
    help="The angle in degrees between the ravine and the axes. It matters to methods with a step size for each "
    "parameter.",
    default=0.0,
    low=0,
    high=180,
    slider=(0, 180),
)
# Rate times curvature, just below the limit of stability, 2: descent bounces, each time a fifth less far.
_BOUNCING = 1.8


def _cos_sin(turn: float) -> tuple[float, float]:
    return math.cos(math.radians(turn)), math.sin(math.radians(turn))


def _height(x: Column, y: Column, condition: float = 1.0, turn: float = 0.0) -> Column:
    c, s = _cos_sin(turn)
    return (np.square(c * x + s * y) + condition * np.square(c * y - s * x)) / 2


def _slope(x: Column, y: Column, condition: float = 1.0, turn: float = 0.0) -> Columns:
    c, s = _cos_sin(turn)
    along, across = c * x + s * y, condition * (c * y - s * x)
    return c * along - s * across, s * along + c * across


def _bend(x: Column, y: Column, condition: float = 1.0, turn: float = 0.0) -> Columns:
    c, s = _cos_sin(turn)
    each = c * c + condition * s * s, c * s * (1 - condition), s * s + condition * c * c
    return tuple(np.full_like(x, entry) for entry in each)


FUNCTIONS.add(
    Function(
        name="bowl",
        label="Bowl",
        help="Equally curved in all directions: the negative gradient points straight to the minimum from everywhere.",
        latex=r"\frac{x^2 + y^2}{2}",
        cite="Nocedal & Wright 2006, Numerical Optimization, section 3.3",
        height=_height,
        slope=_slope,
        bend=_bend,
        domain=square(-5, 5),
        window=square(-5, 5),
        begin=(-4, 3),
        pace=0.1,
        lowest=((0, 0),),
    )
)


@dataclass(frozen=True, kw_only=True)
class _Ravine(Function):
    def start(self, options: Options) -> Array:
        """A point high on the wall and far from the minimum, wherever the ravine is turned."""
        along, across = self.begin
        c, s = _cos_sin(options["turn"])
        return np.array([c * along - s * across, s * along + c * across])

    def rate(self, options: Options) -> float:
        """Nine tenths of the largest stable rate across the ravine, whose curvature is the condition number."""
        return float(self.pace / options["condition"])


FUNCTIONS.add(
    _Ravine(
        name="ravine",
        label="Ravine",
        help="Steep across and flat along: a rate that is stable across crawls along, and a larger one bounces.",
        latex=r"\frac{u^2 + \kappa v^2}{2}, \quad u = x \cos \varphi + y \sin \varphi, "
        r"\quad v = y \cos \varphi - x \sin \varphi",
        cite="Polyak 1964, USSR Comp. Math. and Math. Phys. 4(5); Goh 2017, Why Momentum Really Works, Distill",
        parameters=(CONDITION, TURN),
        height=_height,
        slope=_slope,
        bend=_bend,
        domain=square(-5, 5),
        window=square(-5, 5),
        begin=(-4, 1),
        pace=_BOUNCING,
        lowest=((0, 0),),
    )
)
