"""Surfaces: the objective at all points of a plane's grid, or a line's, for any offset of it.

For a network on data they are computed in float32 if that is exact enough. If exponentials separate, only those of
rows and columns are computed (`solver.surfaces.sheets`, `solver.separable`). To check the exactness, some points of
each surface are computed in float64 as well; if a difference would be visible, all of them are. If exponentials
separate and the offsets lie on a line, few surfaces give all others (`solver.surfaces.chebyshev`). For any other
objective they are its values.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import DTypeLike

from solver.arrays import AnyFloat, Array, Rows
from solver.model.data_objective import DataObjective
from solver.objective import Objective
from solver.planes import RESOLUTION, Plane
from solver.separable import ABSOLUTE, RELATIVE, Ramp, enough
from solver.surfaces.chebyshev import points, weights
from solver.surfaces.grid import Grid
from solver.surfaces.levels import STEP
from solver.surfaces.path import Heights
from solver.surfaces.sheets import Sheet

# The largest error of a height, as a share of the drawn range; and the largest where it is compared with float64. With
# that of levels, as which heights are sent, it is 1e-5.
PROMISED, _CLOSE = 1e-5 - STEP / 2, 2e-6
# A loss has about the relative error of its largest score. Errors of points cancel and activations saturate, so that
# this many times less may be left; a comparison checks it.
_MADE_UP = 8.0
# If heights differ by less than this share of the highest, float32 has too few digits.
_RELIEF = 0.02
# Numbers that are computed in one block: with more they leave the processor's cache.
_BLOCK = 98_304
# Data points that pass a network's layers in one block.
_MOST_POINTS = 128
# In elements: with NumPy's usual 8,192, it copies short rows before it adds them to each row of a matrix.
_BUFFER = 2048
# The cost of a network in float64, as a multiple of that in float32, for which `Network.surface_work` is measured.
_DOUBLE = 2
# The cost of a loss in float32, as a share of that in float64 (measured: 0.2 to 0.6).
_SINGLE = 1 / 3
# Nanoseconds that a margin costs if exponentials separate.
_SEPARATED = 1
# Points a side on which float32 is compared with float64 if a surface is expensive.
_JUDGED = 11
# The distance of an offset from a line, and beyond its ends, that still counts as on it; in margins.
_STRAIGHT = 1e-9


def surfaces(
    objective: Objective, plane: Plane, grid: Grid, along: Array | None = None, most: int = 0
) -> Callable[[Array], AnyFloat]:
    """Returns a function from an offset of the plane (P,) to its heights z of grid.shape.

    z[row, column] is the objective at (u[column], v[row]) to 6e-6 of the heights' range, in the linear picture and
    in the logarithmic one; it is computed in float64 if float32 is not exact enough. Callers that will ask for up to
    `most` of the offsets `along` (n, P) pass them here: computed together, they may cost less.
    """
    if not isinstance(objective, DataObjective):
        return lambda offset: _on_grid(objective.value, plane, grid, offset)
    made = _Surfaces(objective, plane, grid)
    if along is None or not (made.separates and objective.network.affine):
        return made
    return replace(made, line=_Line.through(along, most, objective.columns))


def shared(made: Callable[[Array], AnyFloat]) -> bool:
    """True if a few surfaces give all others of a function of `surfaces`; the first then pays for all."""
    return isinstance(made, _Surfaces) and made.line is not None and made._few is not None


def affordable(objective: Objective, plane: Plane, grid: Grid, offsets: Array, most: int) -> Grid:
    """The grid, or a coarser one whose surface takes about `most` units of effort.

    It is coarser if a finer one could take more, and if float32 is not exact enough at one of the offsets (n, P).
    """
    if not isinstance(objective, DataObjective):
        return grid
    dearest = _Surfaces(objective, plane, grid).dearest
    if dearest <= most or _Surfaces(objective, plane, grid.of(_JUDGED)).quick(offsets):
        return grid
    side = int((most / dearest) ** (1 / len(grid.shape)) * len(grid.u))
    return grid.of(max(side, int(RESOLUTION.low)))


@np.errstate(all="ignore")
def _on_grid(function: Callable[[Array], AnyFloat], plane: Plane, grid: Grid, offset: Array) -> AnyFloat:
    """A function of parameters (K, P) -> (K,) on a grid, block by block."""
    points = grid.points()
    each = max(1, _BLOCK // len(plane.origin))
    parts = [function(plane.points(points[i : i + each]) + offset) for i in range(0, len(points), each)]
    return np.concatenate(parts).reshape(grid.shape)


@dataclass(frozen=True, eq=False)
class _Surfaces:
    """The surfaces of a network on data. Along a line of offsets a few give all others, if that is exact enough."""

    objective: DataObjective
    plane: Plane
    grid: Grid
    line: "_Line | None" = None

    @np.errstate(all="ignore")
    def __call__(self, offset: Array) -> AnyFloat:
        np.setbufsize(_BUFFER)  # until errstate ends
        z = self._between(offset)
        if z is None:
            z = self._whole(self._moved(offset))
        z = z.reshape(self.grid.shape)
        penalty = self.objective.penalty
        return _narrowed(z + _on_grid(penalty.value, self.plane, self.grid, offset) if penalty else z)

    @property
    def dearest(self) -> float:
        """The most that one surface takes, in units of effort."""
        each = self._each(np.float64) + (self._each(np.float32) if self._tries_single else 0.0)
        return float(math.prod(self.grid.shape) * self.objective.columns.shape[1] * each)

    @np.errstate(all="ignore")
    def quick(self, offsets: Array) -> bool:
        """True if float32 is enough for all offsets (n, P)."""
        np.setbufsize(_BUFFER)  # until errstate ends
        moved = [self._moved(offset) for offset in offsets]
        return all(self._separated(sheet) is not None or self._rounded(sheet) is not None for sheet in moved)

    @cached_property
    def separates(self) -> bool:
        """True if the losses may follow from the exponentials of rows and columns."""
        separated = self.objective.loss.two.separated is not None
        return separated and self._sheet.affine and self._sheet.network.outputs == 1

    def _between(self, offset: Array) -> Array | None:
        """The losses (rows, columns), interpolated from those at the line's points; None if that is not exact enough.

        Their error is that of those losses, and that of `enough` points.
        """
        t = np.nan if self.line is None else float(self.line.places(offset))
        if np.isnan(t) or self._few is None:
            return None
        shares = weights(len(self._few), t)
        both = np.stack((shares, np.abs(shares))) @ self._few.reshape(len(shares), -1)
        z, sizes = both.reshape(2, *self._most.shape)
        relative = RELATIVE * ((sizes + self._most) / np.abs(z)).max()
        return z if _exact(z, relative) else None

    @cached_property
    def _few(self) -> Array | None:
        """The losses (n, rows, columns) at the line's points; None if one is not exact enough."""
        assert self.line is not None
        found = []
        for t in points(self.line.enough):
            z = self._separated(self._moved(self.line.middle + t * self.line.half))
            if z is None:
                return None
            found.append(z)
        return np.stack(found)

    @cached_property
    def _most(self) -> Array:
        """The largest loss of all points of the line, at each point of the grid (rows, columns)."""
        assert self._few is not None
        return np.asarray(self._few.max(axis=0))

    def _moved(self, offset: Array) -> Sheet:
        return replace(self._sheet, theta=self._sheet.theta + offset)

    def _whole(self, sheet: Sheet) -> Array:
        """The losses (rows, columns), by the quickest way that is exact enough."""
        z = self._separated(sheet)
        if z is None:
            z = self._rounded(sheet)
        return self._losses(sheet, np.float64) if z is None else z

    def _separated(self, sheet: Sheet) -> Array | None:
        """The losses (rows, columns) by the exponentials of rows and columns; None if that is not exact enough."""
        sums = self.objective.loss.two.separated
        if sums is None or not self.separates:
            return None
        z = np.zeros((len(sheet.v), len(sheet.u)))
        for part in self._parts(sheet):
            rows, columns = (Ramp(ramp.start[0], ramp.slope[0], ramp.steps) for ramp in _margins(part, sheet))
            if not rows.separates() or not columns.separates():
                return None
            z += sums(rows, columns)
            self._spend(z.size * part.columns.shape[1] * _SEPARATED)
        z /= self.objective.divisor
        return z if _exact(z, RELATIVE) else None

    def _rounded(self, sheet: Sheet) -> Array | None:
        """The losses (rows, columns) in float32; None if that is not exact enough.

        It never is for a loss with a flat bottom, where float32 cannot give the logarithm.
        """
        if not self._tries_single:
            return None
        z = self._losses(sheet, np.float32)
        return z if self._close(z, sheet) else None

    def _losses(self, sheet: Sheet, dtype: DTypeLike) -> Array:
        """The objective without its penalty (rows, columns)."""
        z = np.zeros((len(sheet.v), len(sheet.u)))
        for part in self._parts(sheet):
            each = self._each(dtype) * part.columns.shape[1]
            added = _affine(part, sheet, dtype, z) if sheet.affine else _bent(part, sheet, dtype, z)
            for count in added:
                self._spend(count * each)
        return z / self.objective.divisor

    def _each(self, dtype: DTypeLike) -> float:
        """The effort that a data point takes at a point of the grid."""
        sheet, loss = self._sheet, self.objective.loss
        hidden = sheet.network.hidden_work(general=sheet.layer > 0 or len(sheet.units) > 1)
        scores = loss.two.time if sheet.network.outputs == 1 else loss.many.time * sheet.network.outputs
        return hidden + scores * _SINGLE if dtype == np.float32 else hidden * _DOUBLE + scores

    @property
    def _tries_single(self) -> bool:
        return self.objective.loss.two.separated is not None

    def _spend(self, units: float) -> None:
        self.objective.effort.spend(int(units))

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
        """The objective in parts with so few points that the scores of a grid's columns fit the cache."""
        count = self.objective.columns.shape[1]
        most = max(1, _BLOCK // (len(sheet.u) * sheet.network.outputs)) if sheet.affine else _MOST_POINTS
        if count <= most:
            return iter((self.objective,))
        return (self.objective.on(rows) for rows in np.array_split(np.arange(count), -(-count // most)))

    def _close(self, z: Array, sheet: Sheet) -> bool:
        """True if losses (rows, columns) in float32 are drawn as in float64: by bounds, and at some points."""
        relief = np.ptp(z)
        if not relief >= _RELIEF * z.max():
            return False
        off, drawn = self._rounding(sheet) / PROMISED, Heights.of(z.ravel())
        if off > min(relief * self.objective.divisor, _MADE_UP * np.log(drawn.high / drawn.low)):
            return False
        rows, columns = _looked_at(z)
        exact = self._losses(replace(sheet, u=sheet.u[columns], v=sheet.v[rows]), np.float64)
        some = z[np.ix_(rows, columns)]
        # Rounding may also have moved the lower end of what is drawn.
        both = Heights.of(np.concatenate((z.ravel(), exact.ravel())))
        return bool((both.apart(some, exact) <= _CLOSE).all())

    def _rounding(self, sheet: Sheet) -> float:
        """The rounding of the largest score, of any layer, in the corners: about the error of one point's loss."""
        corners = [(u, v) for u in sheet.u[[0, -1]] for v in sheet.v[[0, -1]]]
        theta = sheet.theta + np.array(corners) @ sheet.directions
        largest = max(np.abs(z).max() for z in sheet.network.forward(theta, self.objective.columns).scores)
        return float(largest * np.finfo(np.float32).eps)


@dataclass(frozen=True, eq=False)
class _Line:
    """Offsets middle + t * half (P,), t from -1 to 1: the surfaces at `enough` of them give all.

    `longest` is the length of the longest data point, features and 1.
    """

    middle: Array
    half: Array
    enough: int
    longest: float

    @classmethod
    @np.errstate(all="ignore")
    def through(cls, offsets: Array, most: int, columns: AnyFloat) -> "_Line | None":
        """The line on which offsets (n, P) lie; None if there is none, or if it takes `most` surfaces or more.

        Margins are theta @ columns.
        """
        far = offsets - offsets[0]
        direction = far[np.vecdot(far, far).argmax()]
        t = far @ direction / (direction @ direction)
        middle, half = ((t.max() + sign * t.min()) / 2 * direction for sign in (1, -1))
        n = enough(np.abs(half @ columns).max(), min(most, len(offsets)) - 1)
        line = cls(offsets[0] + middle, half, n or 0, float(np.linalg.norm(columns, axis=0).max()))
        return line if n and np.isfinite(line.places(offsets)).all() else None

    def places(self, offsets: Array) -> Array:
        """The t (...) of offsets (..., P); NaN where one is not on the line."""
        far = offsets - self.middle
        t = far @ self.half / (self.half @ self.half)
        beside = np.linalg.norm(far - t[..., None] * self.half, axis=-1) * self.longest
        return np.where((beside <= _STRAIGHT) & (np.abs(t) <= 1 + _STRAIGHT), t, np.nan)


def _exact(z: Array, relative: float) -> bool:
    """True if heights with a relative error, and the error ABSOLUTE, are drawn in the right place."""
    ends = np.array([z.min(), z.max()])
    return bool((Heights.of(ends).apart(ends * (1 + relative) + ABSOLUTE, ends) <= PROMISED).all())


def _looked_at(z: Array) -> tuple[Rows, Rows]:
    """Rows and columns of z with its corners, lowest and highest point, and steepest steps in both pictures.

    Errors of the scores have the largest effect where it is steep.
    """
    flat, width = z.ravel(), z.shape[1]
    heights = flat, np.log(np.maximum(flat, Heights.of(flat).low))
    steps = [
        (np.abs(drawn[step:] - drawn[:-step]).argmax(), step)
        for drawn in heights
        for step in {1, width}
        if step < len(flat)
    ]
    places = [0, len(flat) - 1, flat.argmin(), flat.argmax(), *(at + i * step for at, step in steps for i in (0, 1))]
    return np.unique(np.array(places) // width), np.unique(np.array(places) % width)


def _margins(part: DataObjective, sheet: Sheet) -> tuple[Ramp, Ramp]:
    """The margins or scores (outputs, N) of a part's points, along rows and along columns of an affine sheet."""
    rows, columns = (
        Ramp(part.compared(ramp.start), part.compared(ramp.slope), ramp.steps) for ramp in sheet.ramps(part.columns)
    )
    return rows, columns


def _affine(part: DataObjective, sheet: Sheet, dtype: DTypeLike, z: Array) -> Iterator[int]:
    """Adds a part's losses to z (rows, columns) if scores are sums of a row's and a column's entry.

    Yields the number of points of the grid after each addition.
    """
    rows, columns = (ramp.values().astype(dtype) for ramp in _margins(part, sheet))
    part = part.astype(dtype)
    for i, row in enumerate(rows):
        z[i] += part.summed(columns + row)
        yield len(columns)


def _bent(part: DataObjective, sheet: Sheet, dtype: DTypeLike, z: Array) -> Iterator[int]:
    """Adds a part's losses to z if there are layers after the first that changes."""
    single = part.astype(dtype)
    for row, columns, scores in sheet.scores(part.columns, dtype):
        z[row, columns] += single.summed(single.compared(scores))
        yield len(scores)


def _narrowed(z: AnyFloat) -> AnyFloat:
    """Heights as float32, if its rounding does not show."""
    heights = z[np.isfinite(z)]
    if not heights.size:
        return z
    high, single = heights.max(), np.finfo(np.float32)
    ordinary = single.tiny <= high * 1e-12 and high <= single.max
    return z.astype(np.float32) if ordinary and np.ptp(heights) >= _RELIEF * high else z
