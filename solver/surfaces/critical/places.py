"""Places on slices, and the objective there, in units of a cell of the grid."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.arrays import Array, Rows
from solver.objective import Objective
from solver.planes import Plane
from solver.surfaces.grid import Grid

Mask = NDArray[np.bool_]

# Numbers of parameters in one block: with more they leave the processor's cache (2 MB).
_NUMBERS = 250_000
# The radius of the ring around a place, in cells.
RADIUS = 0.25


@dataclass(frozen=True, eq=False)
class Places:
    """k places on slices: `slice` (k,), `at` (k, D) in cells from the grid's first point.

    For the grid point that each comes from, `spread` (k,) is the range of the heights around it; `pole` (k,) is 1 if it
    is the lowest of them, -1 if it is the highest, else 0.
    """

    slice: Rows
    at: Array
    spread: Array
    pole: Array

    def __getitem__(self, chosen: Rows | Mask) -> "Places":
        return Places(self.slice[chosen], self.at[chosen], self.spread[chosen], self.pole[chosen])

    @classmethod
    def joined(cls, parts: "Sequence[Places]") -> "Places":
        """Several joined, one after the other."""
        columns = zip(*((p.slice, p.at, p.spread, p.pole) for p in parts), strict=True)
        return cls(*(np.concatenate(column) for column in columns))


@dataclass(frozen=True, eq=False)
class Slices:
    """The objective over slices with `origins` (S, P), in cells of a grid; `sides` (D, P) are the sides of a cell."""

    objective: Objective
    origins: Array
    sides: Array

    @classmethod
    def of(cls, objective: Objective, planes: Sequence[Plane], grid: Grid) -> "Slices":
        corner = grid.points()[0]
        sides = cell(grid)[:, None] * planes[0].directions
        return cls(objective, np.stack([plane.points(corner) for plane in planes]), sides)

    def theta(self, slice_: Rows, at: Array) -> Array:
        """Places (k, D) on slices (k,) -> parameters (k, P)."""
        return np.asarray(self.origins[slice_] + at @ self.sides)

    def value(self, slice_: Rows, at: Array) -> Array:
        """The objective (k,)."""
        return self._blockwise(self.objective.value, slice_, at)

    def slope(self, slice_: Rows, at: Array) -> Array:
        """The gradient (k, D), per cell."""
        return self._blockwise(lambda theta: self.objective.value_and_gradient(theta)[1] @ self.sides.T, slice_, at)

    def bend(self, slice_: Rows, at: Array) -> Array:
        """The Hessian (k, D, D), per cell squared."""

        def product(theta: Array) -> Array:
            sides = np.broadcast_to(self.sides, (len(theta), *self.sides.shape))
            return np.asarray(self.objective.hessian_product(theta, sides) @ self.sides.T)

        h = self._blockwise(product, slice_, at)
        return np.asarray((h + h.mT) / 2)

    def _blockwise(self, function: Callable[[Array], Array], slice_: Rows, at: Array) -> Array:
        """A function of parameters (k, P) at places (k, D), evaluated in blocks to bound the memory."""
        each = max(1, _NUMBERS // self.sides.shape[1])
        begins = range(0, max(1, len(at)), each)
        return np.concatenate([function(self.theta(slice_[i : i + each], at[i : i + each])) for i in begins])


def cell(grid: Grid) -> Array:
    """The sides of a cell (D,)."""
    return np.array([axis[1] - axis[0] for axis in (grid.u, grid.v) if axis is not None])


def rank(ascending: Rows) -> Rows:
    """The number of equal entries before each (k,)."""
    return np.asarray(np.arange(len(ascending)) - np.searchsorted(ascending, ascending))


def circle(dimensions: int, n: int, turned: float = 0.0) -> Array:
    """Unit directions (n, 2) all around, the first along the first axis; on a line its two directions (2, 1)."""
    if dimensions == 1:
        return np.array([[1.0], [-1.0]])
    angles = 2 * np.pi * np.arange(n) / n + turned
    return np.stack((np.cos(angles), np.sin(angles)), axis=-1)


def in_turn(slice_: Rows, most: int) -> Rows:
    """The places to keep (k,), at most so many: one of each slice in turn, the first of each slice first."""
    if len(slice_) <= most:
        return np.arange(len(slice_))
    by_slice = np.argsort(slice_, kind="stable")
    order = np.empty(len(by_slice), dtype=np.intp)
    order[by_slice] = rank(slice_[by_slice])
    return np.sort(np.argsort(order, kind="stable")[:most])
