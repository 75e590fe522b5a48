"""Saddles: flat at their centre, and without a minimum."""

import math

import numpy as np

from solver.functions.base import FUNCTIONS, Column, Columns, Function, square

_ROOT = math.sqrt(3)


def _saddle_height(x: Column, y: Column) -> Column:
    # As a product: far out the difference would be one of two infinities.
    return 2 * (x / 2 - y / 2) * (x / 2 + y / 2)


def _saddle_slope(x: Column, y: Column) -> Columns:
    return x, -y


def _saddle_bend(x: Column, y: Column) -> Columns:
    return np.ones_like(x), np.zeros_like(x), -np.ones_like(x)


FUNCTIONS.add(
    Function(
        name="saddle",
        label="Saddle",
        help="A valley in one direction and a ridge in the other: gradient descent slows down near the saddle "
        "point, then leaves it sideways.",
        latex=r"\frac{x^2 - y^2}{2}",
        cite="Dauphin et al. 2014, arXiv:1406.2572, on saddles as what slows the training of networks",
        height=_saddle_height,
        slope=_saddle_slope,
        bend=_saddle_bend,
        domain=square(-4, 4),
        window=square(-3, 3),
        begin=(-2.5, 0.001),
        pace=0.08,
    )
)


def _monkey_height(x: Column, y: Column) -> Column:
    return x * (x - _ROOT * y) * (x + _ROOT * y)


def _monkey_slope(x: Column, y: Column) -> Columns:
    return 3 * (x - y) * (x + y), -6 * x * y


def _monkey_bend(x: Column, y: Column) -> Columns:
    return 6 * x, -6 * y, -6 * x


FUNCTIONS.add(
    Function(
        name="monkey_saddle",
        label="Monkey saddle",
        help="Three valleys, for a monkey's two legs and its tail: where they meet, the curvature is 0 as well.",
        latex=r"x^3 - 3 x y^2",
        cite="Hilbert & Cohn-Vossen 1932, Anschauliche Geometrie, Springer",
        height=_monkey_height,
        slope=_monkey_slope,
        bend=_monkey_bend,
        domain=square(-2, 2),
        window=square(-1.5, 1.5),
        begin=(1.3, 0.03),
        pace=0.01,
    )
)
