"""The landscape: the objective over a grid of a plane, and the slices of it that a run passes through."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.arrays import AnyFloat, Array
from solver.objective import Objective
from solver.path import Heights, Path, key_points
from solver.planes import Plane

# The grid reaches this share of the trail's longer side beyond it, on every side.
MARGIN = 0.35
# Narrower than this, a grid shows rounding instead of a landscape.
NARROWEST = 0.5
# A trail that goes further than this from its start leaves the picture: slopes there are flat or infinite.
WIDEST = 1e4


@dataclass(frozen=True, eq=False)
class Grid:
    """Coordinates of a uniform grid in a plane: `u` (columns,) and `v` (rows,)."""

    u: Array
    v: Array

    @classmethod
    def around(cls, coordinates: Array, resolution: int) -> "Grid":
        """A square grid around coordinates (n, 2) of a trail, as far as it is finite and not off for ever."""
        kept = coordinates[np.abs(coordinates - coordinates[0]).max(axis=-1) <= WIDEST]
        low, high = kept.min(axis=0), kept.max(axis=0)
        half = max((high - low).max() * (1 + 2 * MARGIN), NARROWEST) / 2
        centre = (low + high) / 2
        u, v = (np.linspace(c - half, c + half, resolution) for c in centre)
        return cls(u, v)

    def points(self) -> Array:
        """The grid's coordinates (rows * columns, 2), row by row."""
        u, v = np.meshgrid(self.u, self.v)
        return np.stack((u.ravel(), v.ravel()), axis=-1)


@np.errstate(over="ignore", under="ignore")
def surface(objective: Objective, plane: Plane, grid: Grid) -> AnyFloat:
    """The objective over a grid of a plane: z (rows, columns), z[row, column] at (u[column], v[row]).

    In the objective's own precision: float32 is exact enough for a picture and several times faster.
    """
    theta = plane.points(grid.points()).astype(objective.columns.dtype)
    return objective.landscape(theta).reshape(len(grid.v), len(grid.u))


@dataclass(frozen=True, eq=False)
class Slice:
    """The surface `z` (rows, columns) of the plane through the trail at `epoch`."""

    epoch: float
    plane: Plane
    z: AnyFloat


def slices(objective: Objective, plane: Plane, path: Path, grid: Grid, most: int) -> Iterator[Slice]:
    """The slices that a path moves through: its first, its last, then up to `most` between that show a difference.

    Who has the first two knows about how high the landscape reaches.
    """
    dtype = _precision(plane, path, grid)
    shape = len(grid.v), len(grid.u)
    height = objective.astype(dtype).parallel(plane.points(grid.points()).astype(dtype))

    @np.errstate(all="ignore")
    def at(i: int) -> Slice:
        through = plane.through(path.theta[i])
        offset = (through.origin - plane.origin).astype(dtype)
        return Slice(float(path.epochs[i]), through, height(offset).reshape(shape))

    ends = [at(i) for i in dict.fromkeys((0, len(path.epochs) - 1))]
    yield from ends
    drawn = Heights.of(np.concatenate([path.objective, *(end.z.ravel() for end in ends)]))
    drawn = Heights(min(drawn.low, Heights.of(path.objective).low), drawn.high)
    for i in key_points(objective, path, plane, drawn, most):
        if 0 < i < len(path.epochs) - 1:
            yield at(i)


def _precision(plane: Plane, path: Path, grid: Grid) -> type[np.floating[Any]]:
    """float32, unless the grid is so far from the origin that its points could not be told apart in it."""
    offset = np.abs(path.theta - plane.points(plane.coordinates(path.theta))).max()
    reach = max(np.abs(grid.u).max(), np.abs(grid.v).max(), offset)
    cell = grid.u[1] - grid.u[0]
    return np.float32 if reach * np.finfo(np.float32).eps < cell / 50 else np.float64
