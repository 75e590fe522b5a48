"""Finite differences: a function's slope along each parameter, from its values alone.

The distance along parameter i is h max(1, |theta_i|).
"""

from collections.abc import Callable

import numpy as np

from solver.arrays import Array

# Points (K, P) -> values (K,).
Value = Callable[[Array], Array]


def central(value: Value, theta: Array, h: Array | float) -> Array:
    """The central differences along each parameter at theta (K, P), with two values for each; h may be (K, 1)."""
    distance = h * np.maximum(1.0, np.abs(theta))
    slope = np.empty_like(theta)
    for i in range(theta.shape[-1]):
        above, below = theta.copy(), theta.copy()
        above[:, i] += distance[:, i]
        below[:, i] -= distance[:, i]
        upper, lower = value(above), value(below)
        # Divided by the distance in floats, after rounding.
        slope[:, i] = (upper - lower) / (above[:, i] - below[:, i])
    return slope


def forward(value: Value, theta: Array, h: Array | float) -> Array:
    """The forward differences along each parameter at theta (K, P), with one value for each and one there."""
    distance = h * np.maximum(1.0, np.abs(theta))
    slope, here = np.empty_like(theta), value(theta)
    for i in range(theta.shape[-1]):
        above = theta.copy()
        above[:, i] += distance[:, i]
        slope[:, i] = (value(above) - here) / (above[:, i] - theta[:, i])
    return slope
