"""Surfaces: the objective at all points of a plane's grid, or a line's, for any offset of it.

Of a network on data they are computed in float32 where that is exact enough, and with the exponentials of rows and
columns only where these separate (`solver.sheets`, `solver.separable`). "Enough" is looked at: some points of
each surface are computed in float64 as well, and where they would be drawn elsewhere, all of them are. Of any other
objective they are its values.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import DTypeLike

from solver.arrays import AnyFloat, Array, Rows
from solver.data_objective import DataObjective
from solver.grid import Grid
from solver.objective import Objective
from solver.path import Heights
from solver.planes import Plane
from solver.separable import ABSOLUTE, RELATIVE, Ramp
from solver.sheets import Sheet

# How far a height may be off, as a share of what is drawn; and how far where that is looked at.
_PROMISED, _CLOSE = 1e-5, 2e-6
# Of heights that differ by less than this share of the highest, float32 has too few digits.
_RELIEF = 0.02
# How many numbers are computed at a time: with more they leave the processor's cache.
_BLOCK = 98_304
# How many data points a network's layers see at a time.
_MOST_POINTS = 128
# In elements: with NumPy's usual 8,192, it copies short rows before it adds them to each row of a matrix.
_BUFFER = 2048


def surfaces(objective: Objective, plane: Plane, grid: Grid) -> Callable[[Array], AnyFloat]:
    """A function of an offset (P,), by how much the plane is moved, that gives z of grid.shape.

    z[row, column] is the objective at (u[column], v[row]) to 1e-5 of the heights' range, in the linear picture and
    in the logarithmic one; in float64 where float32 would not show that.
    """
    if isinstance(objective, DataObjective):
        return _Surfaces(objective, plane, grid)
    return lambda offset: _on_grid(objective.value, plane, grid, offset)


@np.errstate(all="ignore")
def _on_grid(function: Callable[[Array], AnyFloat], plane: Plane, grid: Grid, offset: Array) -> AnyFloat:
    """A function of parameters (K, P) -> (K,) on a grid, block by block."""
    points = grid.points()
    each = max(1, _BLOCK // len(plane.origin))
    parts = [function(plane.points(points[i : i + each]) + offset) for i in range(0, len(points), each)]
    return np.concatenate(parts).reshape(grid.shape)


@dataclass(frozen=True, eq=False)
class _Surfaces:
    """Those of a network on data."""

    objective: DataObjective
    plane: Plane
    grid: Grid

    @np.errstate(all="ignore")
    def __call__(self, offset: Array) -> AnyFloat:
        np.setbufsize(_BUFFER)  # until errstate ends
        sheet = replace(self._sheet, theta=self._sheet.theta + offset)
        z = self._separated(sheet)
        if z is None:
            z = self._rounded(sheet)
        if z is None:
            z = self._losses(sheet, np.float64)
        z = z.reshape(self.grid.shape)
        penalty = self.objective.penalty
        return _narrowed(z + _on_grid(penalty.value, self.plane, self.grid, offset) if penalty else z)

    def _separated(self, sheet: Sheet) -> Array | None:
        """The losses (rows, columns) by row's and column's exponentials; None where that is not exact enough."""
        sums = self.objective.loss.two.separated
        if sums is None or not sheet.affine or sheet.network.outputs > 1:
            return None
        z = np.zeros((len(sheet.v), len(sheet.u)))
        for part in self._parts(sheet):
            rows, columns = (Ramp(ramp.start[0], ramp.slope[0], ramp.steps) for ramp in _margins(part, sheet))
            if not rows.separates() or not columns.separates():
                return None
            z += sums(rows, columns)
        z /= self.objective.divisor
        ends = np.array([z.min(), z.max()])
        return z if (Heights.of(ends).apart(ends * (1 + RELATIVE) + ABSOLUTE, ends) <= _PROMISED).all() else None

    def _rounded(self, sheet: Sheet) -> Array | None:
        """The losses (rows, columns) in float32; None where it is not exact enough.

        That it never is for a loss with a flat bottom: near that, it knows nothing of the logarithm.
        """
        if self.objective.loss.two.separated is None:
            return None
        z = self._losses(sheet, np.float32)
        return z if self._close(z, sheet) else None

    def _losses(self, sheet: Sheet, dtype: DTypeLike) -> Array:
        """The objective without its penalty (rows, columns)."""
        z = np.zeros((len(sheet.v), len(sheet.u)))
        for part in self._parts(sheet):
            summed = _affine if sheet.affine else _bent
            summed(part, sheet, dtype, z)
        return z / self.objective.divisor

    @cached_property
    def _sheet(self) -> Sheet:
        """From the grid's centre, so that rounding does not depend on how far away it is."""
        u = self.grid.u
        v = np.zeros(1) if self.grid.v is None else self.grid.v
        directions = np.zeros((2, len(self.plane.origin)))
        directions[: len(self.plane.directions)] = self.plane.directions
        centre = (u[0] + u[-1]) / 2, (v[0] + v[-1]) / 2
        theta = self.plane.origin + np.array(centre) @ directions
        return Sheet(self.objective.network, theta, directions, u - centre[0], v - centre[1])

    def _parts(self, sheet: Sheet) -> Iterator[DataObjective]:
        """The objective on some points at a time: what a grid's columns give then fits the cache."""
        count = self.objective.columns.shape[1]
        most = max(1, _BLOCK // (len(sheet.u) * sheet.network.outputs)) if sheet.affine else _MOST_POINTS
        if count <= most:
            return iter((self.objective,))
        return (self.objective.on(rows) for rows in np.array_split(np.arange(count), -(-count // most)))

    def _close(self, z: Array, sheet: Sheet) -> bool:
        """Whether losses (rows, columns) in float32 are those in float64, where rounding would show first."""
        relief = np.ptp(z)
        if not relief >= _RELIEF * z.max() or self._rounding(sheet) > _PROMISED * relief * self.objective.divisor:
            return False
        rows, columns = _looked_at(z)
        exact = self._losses(replace(sheet, u=sheet.u[columns], v=sheet.v[rows]), np.float64)
        return bool((Heights.of(z.ravel()).apart(z[np.ix_(rows, columns)], exact) <= _CLOSE).all())

    def _rounding(self, sheet: Sheet) -> float:
        """What float32 makes of the largest score, of any layer, in the corners: about what one point's loss is off."""
        corners = [(u, v) for u in sheet.u[[0, -1]] for v in sheet.v[[0, -1]]]
        theta = sheet.theta + np.array(corners) @ sheet.directions
        largest = max(np.abs(z).max() for z in sheet.network.forward(theta, self.objective.columns).scores)
        return float(largest * np.finfo(np.float32).eps)


def _looked_at(z: Array) -> tuple[Rows, Rows]:
    """Rows and columns of z that hold its corners, its lowest and highest point and its steepest steps.

    Where it is steep, errors of the scores do the most.
    """
    flat, width = z.ravel(), z.shape[1]
    steps = [(np.abs(flat[step:] - flat[:-step]).argmax(), step) for step in {1, width} if step < len(flat)]
    places = [0, len(flat) - 1, flat.argmin(), flat.argmax(), *(at + i * step for at, step in steps for i in (0, 1))]
    return np.unique(np.array(places) // width), np.unique(np.array(places) % width)


def _margins(part: DataObjective, sheet: Sheet) -> tuple[Ramp, Ramp]:
    """Of a part's points, the margins or scores (outputs, N) along rows and along columns of an affine sheet."""
    rows, columns = (
        Ramp(part.compared(ramp.start), part.compared(ramp.slope), ramp.steps) for ramp in sheet.ramps(part.columns)
    )
    return rows, columns


def _affine(part: DataObjective, sheet: Sheet, dtype: DTypeLike, z: Array) -> None:
    """Adds a part's losses to z (rows, columns) where scores are the sums of what rows and columns give."""
    rows, columns = (ramp.values().astype(dtype) for ramp in _margins(part, sheet))
    part = part.astype(dtype)
    for i, row in enumerate(rows):
        z[i] += part.summed(columns + row)


def _bent(part: DataObjective, sheet: Sheet, dtype: DTypeLike, z: Array) -> None:
    """Adds a part's losses to z (rows, columns) where there are layers after the first that changes."""
    single = part.astype(dtype)
    for row, columns, scores in sheet.scores(part.columns, dtype):
        z[row, columns] += single.summed(single.compared(scores))


def _narrowed(z: AnyFloat) -> AnyFloat:
    """Heights in float32 where its rounding does not show."""
    heights = z[np.isfinite(z)]
    if not heights.size:
        return z
    high, single = heights.max(), np.finfo(np.float32)
    ordinary = single.tiny <= high * 1e-12 and high <= single.max
    return z.astype(np.float32) if ordinary and np.ptp(heights) >= _RELIEF * high else z
