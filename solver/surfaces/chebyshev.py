"""Chebyshev interpolation: a smooth function between -1 and 1 from its values at few points.

Trefethen 2013, Approximation Theory and Approximation Practice, chapters 2 to 4; points of the first kind.
"""

import numpy as np

from solver.arrays import Array


def points(n: int) -> Array:
    """The n points (n,), from near 1 to near -1."""
    return np.asarray(np.cos(_angles(n)))


def weights(n: int, t: float) -> Array:
    """What the values at the n points count for (n,) at t, from -1 to 1."""
    k = np.arange(n)
    # The coefficients of the polynomials T_k(t) = cos(k arccos t) are cosine sums of the values.
    share = np.where(k > 0, 2.0, 1.0) / n
    turned = np.cos(k * np.arccos(min(max(t, -1.0), 1.0)))
    return np.asarray((turned * share) @ np.cos(np.multiply.outer(k, _angles(n))))


def _angles(n: int) -> Array:
    return np.asarray(np.pi * (np.arange(n) + 0.5) / n)
