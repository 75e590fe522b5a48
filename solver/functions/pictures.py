"""A test function over its window, for pictures that are too small for axes."""

import numpy as np

from solver.arrays import Array
from solver.functions.base import Function


def outline(function: Function, points: int) -> Array:
    """A function of one variable: points (n, 2), each from 0 to 1 along the window and from lowest to highest."""
    ((low, high),) = function.window
    x = np.linspace(low, high, points)
    z = function.value(x[:, None], function.defaults())
    return np.stack((np.linspace(0, 1, points), (z - z.min()) / (z.max() - z.min())), axis=-1)


def bands(function: Function, side: int, count: int) -> list[bytes]:
    """A function of two variables: `side` rows from the top, a byte a point: its band of height, 0 to count - 1.

    All bands have the same area, so that a deep hole leaves the others visible.
    """
    x, y = (np.linspace(*ends, side) for ends in function.window)
    u, v = np.meshgrid(x, y[::-1])
    z = function.value(np.stack((u, v), axis=-1), function.defaults())
    ranks = z.ravel().argsort(kind="stable").argsort(kind="stable").reshape(z.shape)
    return [row.tobytes() for row in (ranks * count // ranks.size).astype(np.uint8)]
