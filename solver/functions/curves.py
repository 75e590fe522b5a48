"""Functions of one variable: peaks and valleys, a double well, a plateau."""

import math
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array
from solver.functions.base import FUNCTIONS, Column, Columns, Function, Options
from solver.parameters import Parameter


def _peaks_height(x: Column) -> Column:
    return x * x / 20 + np.sin(2 * x) + np.cos(x) / 2


def _peaks_slope(x: Column) -> Columns:
    return (x / 10 + 2 * np.cos(2 * x) - np.sin(x) / 2,)


def _peaks_bend(x: Column) -> Columns:
    return (0.1 - 4 * np.sin(2 * x) - np.cos(x) / 2,)


FUNCTIONS.add(
    Function(
        name="peaks_and_valleys",
        label="Peaks and valleys",
        help="Several valleys: gradient descent ends in the valley where it starts, which is not the lowest one here.",
        latex=r"\frac{x^2}{20} + \sin 2x + \frac{\cos x}{2}",
        cite="made here; after Figure 1, left, of 'Gradient descent with Python', PyImageSearch (no formula is given)",
        height=_peaks_height,
        slope=_peaks_slope,
        bend=_peaks_bend,
        domain=((-6, 6),),
        window=((-6, 6),),
        begin=(0.6,),
        pace=0.02,
        lowest=((2.3826588977029823,),),
        other_minima=((-3.757606061492883,), (-0.8588256463190421,), (5.248990373074773,)),
    )
)

TILT = Parameter(
    name="tilt",
    label="Tilt",
    symbol="c",
    help="How much deeper the left well is than the right one. At 0 both are equally deep.",
    default=0.1,
    low=0,
    high=0.3,
    slider=(0, 0.3),
)


@dataclass(frozen=True, kw_only=True)
class _DoubleWell(Function):
    def minima(self, options: Options) -> Array:
        """The left well's minimum, and the right one's if it is equally deep."""
        return self._floors(options["tilt"])[: 1 if options["tilt"] > 0 else 2]

    def local_minima(self, options: Options) -> Array:
        """The right well's minimum, if it is the shallower one."""
        return self._floors(options["tilt"])[1 if options["tilt"] > 0 else 2 :]

    def _floors(self, tilt: float) -> Array:
        """The outer two roots (2, 1) of the derivative x^3 - x + tilt, by Viète's formula for cubics."""
        angle = math.acos(-1.5 * math.sqrt(3) * tilt) / 3
        right, left = (2 / math.sqrt(3) * math.cos(angle - 2 * math.pi * k / 3) for k in (0, 2))
        return np.array([[left], [right]])


def _well_height(x: Column, tilt: float) -> Column:
    return np.square(x * x - 1) / 4 + tilt * x


def _well_slope(x: Column, tilt: float) -> Columns:
    return (x * (x * x - 1) + tilt,)


def _well_bend(x: Column, tilt: float) -> Columns:
    return (3 * x * x - 1,)


FUNCTIONS.add(
    _DoubleWell(
        name="double_well",
        label="Double well",
        help="Two wells with a hump between them: from the right, gradient descent stays in the shallow well "
        "unless it has momentum.",
        latex=r"\frac{(x^2 - 1)^2}{4} + c x",
        cite="the potential of Duffing 1918, Erzwungene Schwingungen bei veränderlicher Eigenfrequenz, with a tilt",
        parameters=(TILT,),
        height=_well_height,
        slope=_well_slope,
        bend=_well_bend,
        domain=((-2, 2),),
        window=((-1.8, 1.8),),
        begin=(1.7,),
        pace=0.05,
    )
)


def _plateau_height(x: Column) -> Column:
    return -np.expm1(-x * x / 2) + _eighth_power(x / 7)


def _plateau_slope(x: Column) -> Columns:
    w = x / 7
    return (x * np.exp(-x * x / 2) + 8 / 7 * w * np.square(w * w * w),)


def _plateau_bend(x: Column) -> Columns:
    w = x / 7
    # The second x comes after the exponential, which is 0 far out.
    return (np.exp(-x * x / 2) - x * (x * np.exp(-x * x / 2)) + 8 / 7 * np.square(w * w * w),)


def _eighth_power(x: Column) -> Column:
    return np.square(np.square(x * x))


FUNCTIONS.add(
    Function(
        name="plateau",
        label="Plateau",
        help="A flat stretch between a steep wall and the valley: gradient descent crawls there and seems to have "
        "converged.",
        latex=r"1 - e^{-x^2 / 2} + \left(\frac{x}{7}\right)^8",
        cite="made here; why networks have such places: Fukumizu & Amari 2000, Neural Networks 13(3), 317-327",
        height=_plateau_height,
        slope=_plateau_slope,
        bend=_plateau_bend,
        domain=((-7, 7),),
        window=((-7, 7),),
        begin=(6,),
        pace=1.0,
        lowest=((0,),),
    )
)
