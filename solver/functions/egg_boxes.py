"""Egg boxes, with a local minimum at every crossing: Rastrigin and Ackley."""

import math

import numpy as np

from solver.functions.base import FUNCTIONS, LIBRARY, SURVEY, Column, Columns, Function, square

_PI = math.pi


def _rastrigin_height(x: Column, y: Column) -> Column:
    return x * x + 10 * (1 - np.cos(2 * _PI * x)) + (y * y + 10 * (1 - np.cos(2 * _PI * y)))


def _rastrigin_slope(x: Column, y: Column) -> Columns:
    return tuple(2 * t + 20 * _PI * np.sin(2 * _PI * t) for t in (x, y))


def _rastrigin_bend(x: Column, y: Column) -> Columns:
    by_x, by_y = (2 + 40 * _PI**2 * np.cos(2 * _PI * t) for t in (x, y))
    return by_x, np.zeros_like(x), by_y


FUNCTIONS.add(
    Function(
        name="rastrigin",
        label="Rastrigin",
        help="An egg box in a bowl: gradient descent ends in the nearest of more than a hundred local minima.",
        latex=r"20 + x^2 - 10 \cos 2 \pi x + y^2 - 10 \cos 2 \pi y",
        cite=f"Rastrigin 1974, Systems of Extremal Control, Nauka; {LIBRARY}",
        height=_rastrigin_height,
        slope=_rastrigin_slope,
        bend=_rastrigin_bend,
        domain=square(-5.12, 5.12),
        window=square(-5.12, 5.12),
        begin=(3.4, -2.4),
        pace=5e-4,
        lowest=((0, 0),),
    )
)


def _ackley_parts(x: Column, y: Column) -> tuple[Column, Column, Column]:
    """The root mean square r of x and y, 4 e^(-r / 5), and e^((cos 2 pi x + cos 2 pi y) / 2)."""
    r = np.hypot(x, y) / math.sqrt(2)
    waves = np.exp((np.cos(2 * _PI * x) + np.cos(2 * _PI * y)) / 2)
    return r, 4 * np.exp(-r / 5), waves


def _ackley_height(x: Column, y: Column) -> Column:
    r, _, waves = _ackley_parts(x, y)
    # In this order the minimum is exactly 0, without the rounding of 20 + e.
    return -20 * np.expm1(-r / 5) + (np.exp(1.0) - waves)


def _ackley_slope(x: Column, y: Column) -> Columns:
    r, cone, waves = _ackley_parts(x, y)
    # At the tip of the cone the gradient is set to 0, by symmetry. A radius of NaN stays NaN.
    shares = (np.divide(t, 2 * r, out=np.zeros_like(r), where=r != 0) for t in (x, y))
    return tuple(cone * s + _PI * np.sin(2 * _PI * t) * waves for s, t in zip(shares, (x, y), strict=True))


def _ackley_bend(x: Column, y: Column) -> Columns:
    r, cone, waves = _ackley_parts(x, y)
    # At the tip this is 0 / 0: no curvature is defined there, and beside it the curvature has no bound.
    a, b = x / (2 * r), y / (2 * r)
    s, t = _PI * np.sin(2 * _PI * x), _PI * np.sin(2 * _PI * y)
    straight = cone / (2 * r)
    steeper = cone * (0.2 + 1 / r)
    by_x = straight - steeper * (a * a) + (2 * _PI**2 * np.cos(2 * _PI * x) - s * s) * waves
    by_y = straight - steeper * (b * b) + (2 * _PI**2 * np.cos(2 * _PI * y) - t * t) * waves
    return by_x, -steeper * (a * b) - s * t * waves, by_y


FUNCTIONS.add(
    Function(
        name="ackley",
        label="Ackley",
        help="A wide plain full of dimples with one deep funnel, to which the gradient hardly points from far away.",
        latex=r"20 + e - 20 \, e^{-0.2 \sqrt{(x^2 + y^2) / 2}} - e^{(\cos 2 \pi x + \cos 2 \pi y) / 2}",
        cite=f"Ackley 1987, A Connectionist Machine for Genetic Hillclimbing, Kluwer; {SURVEY}, no. 1",
        height=_ackley_height,
        slope=_ackley_slope,
        bend=_ackley_bend,
        domain=square(-32.768, 32.768),
        window=square(-5, 5),
        begin=(2.6, -1.4),
        pace=0.01,
        lowest=((0, 0),),
    )
)
