"""Waves on a slope: McCormick and Levy N. 13; and Easom's one hole in a plain."""

import math

import numpy as np

from solver.functions.base import FUNCTIONS, LIBRARY, SURVEY, Column, Columns, Function, square

_PI = math.pi


def _mccormick_height(x: Column, y: Column) -> Column:
    return np.sin(x + y) + np.square(x - y) - 1.5 * x + 2.5 * y + 1


def _mccormick_slope(x: Column, y: Column) -> Columns:
    wave, off = np.cos(x + y), 2 * (x - y)
    return wave + off - 1.5, wave - off + 2.5


def _mccormick_bend(x: Column, y: Column) -> Columns:
    wave = np.sin(x + y)
    return 2 - wave, -2 - wave, 2 - wave


FUNCTIONS.add(
    Function(
        name="mccormick",
        label="McCormick",
        help="A long trough with waves along it, each lower than the one before, even outside the picture.",
        latex=r"\sin(x + y) + (x - y)^2 - 1.5 x + 2.5 y + 1",
        cite=f"McCormick 1976, Mathematical Programming 10, 147-175; {SURVEY}, no. 72",
        height=_mccormick_height,
        slope=_mccormick_slope,
        bend=_mccormick_bend,
        domain=((-1.5, 4), (-3, 4)),
        window=((-1.5, 4), (-3, 4)),
        begin=(0, 3.5),
        pace=0.05,
        # Exact: x - y = 1, and the cosine of x + y is -1/2.
        lowest=((0.5 - _PI / 3, -0.5 - _PI / 3),),
        other_minima=((0.5 + 2 * _PI / 3, -0.5 + 2 * _PI / 3),),
    )
)


def _levy_height(x: Column, y: Column) -> Column:
    a, b, c = _levy_waves(x, y)
    return a * a + np.square(x - 1) * (1 + b * b) + np.square(y - 1) * (1 + c * c)


def _levy_slope(x: Column, y: Column) -> Columns:
    _, b, c = _levy_waves(x, y)
    by_x = 3 * _PI * np.sin(6 * _PI * x) + 2 * (x - 1) * (1 + b * b)
    ripples = 3 * _PI * np.square(x - 1) * np.sin(6 * _PI * y) + 2 * _PI * np.square(y - 1) * np.sin(4 * _PI * y)
    return by_x, ripples + 2 * (y - 1) * (1 + c * c)


def _levy_bend(x: Column, y: Column) -> Columns:
    _, b, c = _levy_waves(x, y)
    by_x = 18 * _PI**2 * np.cos(6 * _PI * x) + 2 * (1 + b * b)
    ripples = 18 * np.square(x - 1) * np.cos(6 * _PI * y) + 8 * np.square(y - 1) * np.cos(4 * _PI * y)
    by_y = _PI**2 * ripples + 8 * _PI * (y - 1) * np.sin(4 * _PI * y) + 2 * (1 + c * c)
    return by_x, 6 * _PI * (x - 1) * np.sin(6 * _PI * y), by_y


def _levy_waves(x: Column, y: Column) -> tuple[Column, Column, Column]:
    return np.sin(3 * _PI * x), np.sin(3 * _PI * y), np.sin(2 * _PI * y)


FUNCTIONS.add(
    Function(
        name="levy_13",
        label="Levy N. 13",
        help="A bowl full of ripples: gradient descent stays in the local minimum where it starts, one of about a "
        "thousand.",
        latex=r"\sin^2 3 \pi x + (x - 1)^2 (1 + \sin^2 3 \pi y) + (y - 1)^2 (1 + \sin^2 2 \pi y)",
        cite=f"after Levy & Montalvo 1985, SIAM J. Sci. Stat. Comput. 6(1), 15-29; {LIBRARY}",
        height=_levy_height,
        slope=_levy_slope,
        bend=_levy_bend,
        domain=square(-10, 10),
        window=square(-0.5, 2.5),
        begin=(1.5, 0.2),
        pace=3e-3,
        lowest=((1, 1),),
    )
)


def _easom_parts(x: Column, y: Column) -> tuple[Column, Column, Column]:
    """The distances of x and y from pi, with sign, and the negative bell around it."""
    p, q = x - _PI, y - _PI
    return p, q, -np.exp(-(p * p + q * q))


def _easom_height(x: Column, y: Column) -> Column:
    _, _, bell = _easom_parts(x, y)
    return np.cos(x) * np.cos(y) * bell


def _easom_slope(x: Column, y: Column) -> Columns:
    p, q, bell = _easom_parts(x, y)
    by_x = -(np.sin(x) * bell + 2 * np.cos(x) * (p * bell)) * np.cos(y)
    return by_x, -(np.sin(y) * bell + 2 * np.cos(y) * (q * bell)) * np.cos(x)


def _easom_bend(x: Column, y: Column) -> Columns:
    p, q, bell = _easom_parts(x, y)

    def twice(t: Column, off: Column) -> Column:
        # The bell is multiplied between the two factors, since far out it makes the first one 0.
        return (off * bell) * (4 * off * np.cos(t) + 4 * np.sin(t)) - 3 * np.cos(t) * bell

    mixed = (np.sin(x) + 2 * p * np.cos(x)) * bell * (np.sin(y) + 2 * q * np.cos(y))
    return twice(x, p) * np.cos(y), mixed, twice(y, q) * np.cos(x)


FUNCTIONS.add(
    Function(
        name="easom",
        label="Easom",
        help="One narrow hole in a flat plain: far from the hole the gradient is 0, to the last digit.",
        latex=r"-\cos x \, \cos y \; e^{-(x - \pi)^2 - (y - \pi)^2}",
        cite=f"Easom 1990, A Survey of Global Optimization Techniques, University of Louisville; {SURVEY}, no. 50",
        height=_easom_height,
        slope=_easom_slope,
        bend=_easom_bend,
        domain=square(-100, 100),
        window=square(-2, 8),
        begin=(1.8, 2),
        pace=0.2,
        lowest=((_PI, _PI),),
    )
)
