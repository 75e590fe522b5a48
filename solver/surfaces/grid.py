"""The grid that a landscape is drawn on: where it lies in its plane, or on its line."""

from dataclasses import dataclass

import numpy as np

from solver.arrays import Array

# The grid reaches this share of the trails' longer side beyond them, on every side.
MARGIN = 0.35
# Narrower than this, a grid shows rounding instead of a landscape.
NARROWEST = 0.5
# A trail that goes further than this from its start leaves the picture: slopes there are flat or infinite.
WIDEST = 1e4


@dataclass(frozen=True, eq=False)
class Grid:
    """Coordinates of a uniform grid: `u` (columns,) and `v` (rows,) in a plane, `u` alone on a line."""

    u: Array
    v: Array | None = None

    @classmethod
    def around(cls, coordinates: Array, resolution: int, window: Array | None = None) -> "Grid":
        """A grid around the coordinates (n, D) of trails, square in a plane, without those that have left for good.

        With a `window` (D, 2), from and to along each direction, the grid is the window, widened to the start, which is
        the first of the coordinates, and to those parts of the trails that are no farther away than the window is wide.
        """
        kept = coordinates[np.abs(coordinates - coordinates[0]).max(axis=-1) <= WIDEST]
        if window is not None:
            return cls.over(_widened(window, kept), resolution)
        low, high = kept.min(axis=0), kept.max(axis=0)
        half = max((high - low).max() * (1 + 2 * MARGIN), NARROWEST) / 2
        centre = (low + high) / 2
        return cls.over(np.stack((centre - half, centre + half), axis=-1), resolution)

    @classmethod
    def over(cls, extent: Array, resolution: int) -> "Grid":
        """The grid over an extent (D, 2), from and to along each direction."""
        return cls(*(np.linspace(low, high, resolution) for low, high in extent))

    def of(self, resolution: int) -> "Grid":
        """The same extent with so many points a side."""
        return Grid(*(np.linspace(line[0], line[-1], resolution) for line in (self.u, self.v) if line is not None))

    @property
    def shape(self) -> tuple[int, ...]:
        """(rows, columns) in a plane, (columns,) on a line."""
        return (len(self.u),) if self.v is None else (len(self.v), len(self.u))

    def points(self) -> Array:
        """The grid's coordinates, (rows * columns, 2) row by row, or (columns, 1)."""
        if self.v is None:
            return self.u[:, None]
        u, v = np.meshgrid(self.u, self.v)
        return np.stack((u.ravel(), v.ravel()), axis=-1)


def _widened(window: Array, coordinates: Array) -> Array:
    window = np.stack((np.minimum(window[:, 0], coordinates[0]), np.maximum(window[:, 1], coordinates[0])), axis=-1)
    width = window[:, 1] - window[:, 0]
    near = coordinates[(np.abs(coordinates - window.mean(axis=1)) <= 1.5 * width).all(axis=-1)]
    low, high = near.min(axis=0), near.max(axis=0)
    # A trail that stays inside leaves the window as it is.
    margin = 0.05 * width
    low = np.where(low < window[:, 0], low - margin, window[:, 0])
    high = np.where(high > window[:, 1], high + margin, window[:, 1])
    return np.stack((low, high), axis=-1)
