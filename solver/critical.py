"""Minima, maxima and saddles of the objective over a plane, or a line: found on the drawn grid, then refined.

What the grid suggests is where the search starts; what is found is a stationary point of the objective itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from solver.arrays import AnyFloat, Array, Rows
from solver.grid import Grid
from solver.objective import Objective
from solver.planes import Plane

Kind = Literal["minimum", "maximum", "saddle"]
Mask = NDArray[np.bool_]

# What Newton's method may cost in all, and the compass search, in multiplications (about a second and a half each),
# and a candidate of that in values.
_MOST_WORK, _VALUES, _COMPASS_VALUES = 3_000_000_000, 80, 2900
# Candidates of a slice, whatever the objective costs.
_FEWEST, _MOST = 2, 1024
# So many numbers of slices are looked at together: with more they leave the processor's cache; of parameters, 2 MB.
_BLOCK, _NUMBERS = 20_000, 250_000
# A neighbourhood whose heights differ by less than so many units in the last place shows rounding.
_NOISE = 64
# How many cells from a grid point the bottom of the parabola through its neighbours may be, and beside the border.
_NEAR, _NEAR_BORDER = 0.75, 1.1
# How many cells a search may go from where it starts, and in how many steps.
_REACH, _MOST_STEPS = 3.0, 30
# Stationary: a cell's slope, as a share of what the neighbours' heights differ by, or a step, in cells.
_LEVEL, _STILL = 1e-9, 1e-10
# How often a compass search looks round, by how much it turns each time, and what it shortens its reach by; in how
# many directions it looks in the end, and how often it may then begin again.
_LOOKS, _GOLDEN, _SHORTENED, _ALL, _PASSES = 60, np.pi * (3 - 5**0.5), 0.7, 256, 4
# Curvatures below this share of the largest are none.
_FLAT = 1e-14
# Of points nearer than this, in cells, the lowest stays; around each lies a ring of so many points with that radius.
_SAME, _RADIUS, _RING = 0.25, 0.25, 16
# Rounding may carry a point of the border so far out, in cells.
_OUTSIDE = 1e-6
# Of the neighbours' differences: below it ring points are level, and minima equally low.
_TOLERANCE, _TIE = 1e-11, 1e-9
# Of the slice's range: what is less pronounced could not be drawn in any picture.
_RELIEF = 1e-10
_EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class CriticalPoints:
    """n points, slice by slice, the lowest first: in which `slice` (n,), `coordinates` (n, D), `objective` (n,).

    `lowest` (n,) marks the minima of which no other in the slice, and no point of its grid, is lower.
    """

    slice: Rows
    coordinates: Array
    objective: Array
    kind: list[Kind]
    lowest: Mask


@dataclass(frozen=True, eq=False)
class _Places:
    """k places on slices: `slice` (k,), `at` (k, D) in cells from the grid's first point.

    Of the grid point that each comes from, `spread` (k,) is by how much its neighbours' heights differ, `pole` (k,)
    1 where it is the lowest of them, -1 where the highest, else 0.
    """

    slice: Rows
    at: Array
    spread: Array
    pole: Array

    def __getitem__(self, chosen: Rows | Mask) -> "_Places":
        return _Places(self.slice[chosen], self.at[chosen], self.spread[chosen], self.pole[chosen])

    @classmethod
    def joined(cls, parts: "Sequence[_Places]") -> "_Places":
        """Several one after the other."""
        columns = zip(*((p.slice, p.at, p.spread, p.pole) for p in parts), strict=True)
        return cls(*(np.concatenate(column) for column in columns))


@dataclass(frozen=True, eq=False)
class _Slices:
    """The objective over slices with `origins` (S, P), in cells of a grid: `sides` (D, P) are a cell's."""

    objective: Objective
    origins: Array
    sides: Array

    @classmethod
    def of(cls, objective: Objective, planes: Sequence[Plane], grid: Grid) -> "_Slices":
        corner = grid.points()[0]
        sides = _cell(grid)[:, None] * planes[0].directions
        return cls(objective, np.stack([plane.points(corner) for plane in planes]), sides)

    def theta(self, slice_: Rows, at: Array) -> Array:
        """Places (k, D) on slices (k,) -> parameters (k, P)."""
        return np.asarray(self.origins[slice_] + at @ self.sides)

    def value(self, slice_: Rows, at: Array) -> Array:
        """(k,)."""
        return self._blockwise(self.objective.value, slice_, at)

    def slope(self, slice_: Rows, at: Array) -> Array:
        """The gradient (k, D), a cell being the unit."""
        return self._blockwise(lambda theta: self.objective.value_and_gradient(theta)[1] @ self.sides.T, slice_, at)

    def bend(self, slice_: Rows, at: Array) -> Array:
        """The Hessian (k, D, D), a cell being the unit."""

        def product(theta: Array) -> Array:
            sides = np.broadcast_to(self.sides, (len(theta), *self.sides.shape))
            return np.asarray(self.objective.hessian_product(theta, sides) @ self.sides.T)

        h = self._blockwise(product, slice_, at)
        return np.asarray((h + h.mT) / 2)

    def _blockwise(self, function: Callable[[Array], Array], slice_: Rows, at: Array) -> Array:
        """What a function of parameters (k, P) gives at places (k, D), not all of which are held at once."""
        each = max(1, _NUMBERS // self.sides.shape[1])
        begins = range(0, max(1, len(at)), each)
        return np.concatenate([function(self.theta(slice_[i : i + each], at[i : i + each])) for i in begins])


@np.errstate(all="ignore")
def critical_points(objective: Objective, planes: Sequence[Plane], grid: Grid, z: Sequence[AnyFloat]) -> CriticalPoints:
    """The stationary points over parallel planes, or lines, whose heights over the grid are `z`, of its shape each.

    A search by Newton's method starts from the grid's points that are lower or higher than all their neighbours,
    or pass for a saddle, or near which the parabola through the neighbours is stationary: from at most 2 to 1,024 a
    slice, whatever is affordable, the lowest minima first, then where heights differ most. It keeps what it finds
    within three cells, on the grid and by more than rounding. What it finds is known by a ring of points a quarter
    of a cell away: minima and maxima at an edge or a point, where there is no slope, are found too, by a compass
    search, as many as are affordable.
    """
    if not planes:
        nowhere = np.zeros((0, len(_cell(grid))))
        return CriticalPoints(np.zeros(0, dtype=np.intp), nowhere, np.zeros(0), [], np.zeros(0, dtype=np.bool_))
    slices = _Slices.of(objective, planes, grid)
    affordable = _MOST_WORK // (_VALUES * max(1, objective.work) * len(planes))
    found = _found(slices, grid, _candidates(z, min(max(affordable, _FEWEST), _MOST)))
    height = slices.value(found.slice, found.at)
    relief = np.zeros(len(z))
    for i in np.unique(found.slice):
        relief[i] = np.ptp(z[i][np.isfinite(z[i])])
    signs = _ring(slices, found, height, _RELIEF * relief[found.slice])
    kind = _kinds(signs)
    order = np.lexsort((height, found.slice))
    kept = _first_of_equals(found, order[kind[order] >= 0])
    found, height, kind = found[kept], height[kept], kind[kept]
    names: tuple[Kind, ...] = ("minimum", "maximum", "saddle")
    return CriticalPoints(
        slice=found.slice,
        coordinates=grid.points()[0] + found.at * _cell(grid),
        objective=height,
        kind=[names[i] for i in kind],
        lowest=_lowest(slices, z, found, height, kind == 0),
    )


def _cell(grid: Grid) -> Array:
    """A cell's sides (D,)."""
    return np.array([axis[1] - axis[0] for axis in (grid.u, grid.v) if axis is not None])


def _candidates(z: Sequence[AnyFloat], most: int) -> _Places:
    """The grid points to start from, at most so many of each slice."""
    parts = []
    block = max(1, _BLOCK // z[0].size)
    for begin in range(0, len(z), block):
        heights = np.stack(list(z[begin : begin + block]))
        wanted, pole, spread = _suggested(heights)
        # Quicker than `nonzero`.
        places = np.unravel_index(np.flatnonzero(wanted), wanted.shape)
        height, differ = (each[places].astype(np.float64) for each in (_inner(heights), spread))
        lowest = pole[places] == 1
        order = np.lexsort((np.where(lowest, height, -differ), ~lowest, places[0]))
        order = order[_rank(places[0][order]) < most]
        slice_, *at = (axis[order] for axis in places)
        inner = 1 + np.stack(at[::-1], axis=-1)
        parts.append(_Places(begin + slice_, inner.astype(np.float64), differ[order], pole[places][order]))
    return _Places.joined(parts)


def _rank(ascending: Rows) -> Rows:
    """How many of the same are before each (k,)."""
    return np.asarray(np.arange(len(ascending)) - np.searchsorted(ascending, ascending))


def _suggested(z: AnyFloat) -> tuple[Mask, AnyFloat, AnyFloat]:
    """Of heights (S, rows, columns), or (S, columns): which inner points to start from, their poles and spreads."""
    centre = _inner(z)
    around = _around(z.ndim - 1)
    ring = np.empty((len(around), *centre.shape), z.dtype)
    for offset, higher in zip(around, ring, strict=True):
        np.subtract(_beside(z, offset), centre, out=higher)
    low, high = ring.min(axis=0), ring.max(axis=0)
    spread = np.maximum(high, 0) - np.minimum(low, 0)
    telling = spread > _NOISE * np.finfo(z.dtype).eps * (np.abs(centre) + spread)
    pole = (low >= 0).view(np.int8) - (high <= 0).view(np.int8)
    up = ring > 0
    changes = sum((up[i - 1] != up[i]).view(np.int8) for i in range(len(up)))
    return telling & ((pole != 0) | (changes >= 4) | _near_stationary(ring)), pole, spread


def _inner(z: AnyFloat) -> AnyFloat:
    """All but the border."""
    return _beside(z, (0,) * (z.ndim - 1))


def _around(dimensions: int) -> list[tuple[int, ...]]:
    """The offsets of a point's neighbours, opposite ones half a round apart."""
    if dimensions == 1:
        return [(1,), (-1,)]
    return [(0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1)]


def _beside(z: AnyFloat, offset: tuple[int, ...]) -> AnyFloat:
    """The neighbours of all inner points."""
    return z[:, *(slice(1 + o, n - 1 + o) for o, n in zip(offset, z.shape[1:], strict=True))]


def _near_stationary(ring: AnyFloat) -> Mask:
    """Whether the parabola through a point and its neighbours, which are so much higher, is stationary nearby.

    By Cramer's rule without its division: step times determinant against the determinant.
    """
    if len(ring) == 2:
        slopes, determinant = [(ring[0] - ring[1]) / 2], ring[0] + ring[1]
    else:
        east, north_east, north, north_west, west, south_west, south, south_east = ring
        g = (east - west) / 2, (north - south) / 2
        h = east + west, north + south
        mixed = (north_east - north_west + south_west - south_east) / 4
        slopes = [h[1] * g[0] - mixed * g[1], h[0] * g[1] - mixed * g[0]]
        determinant = h[0] * h[1] - mixed * mixed
    near, size, down = np.ones(determinant.shape, dtype=bool), np.abs(determinant), -np.sign(determinant)
    for axis, slope in enumerate(slopes, start=1):
        limit = np.full((determinant.shape[-axis], *(1,) * (axis - 1)), _NEAR, dtype=ring.dtype)
        limit[-1] = _NEAR_BORDER
        forward = down * slope
        near &= (forward <= limit * size) & (-forward <= limit[::-1] * size)
    return near


def _found(slices: _Slices, grid: Grid, places: _Places) -> _Places:
    """What lies near some places, on the grid: stationary points, and poles without a slope."""
    at, stationary = _stationary(slices, places)
    smooth = replace(places, at=at)[stationary]
    most = _MOST_WORK // (_COMPASS_VALUES * max(1, slices.objective.work))
    edged = _in_turn(places[~stationary & (places.pole != 0)], most)
    found = _Places.joined([smooth, replace(edged, at=_pinned(slices, edged))])
    near = np.abs(found.at - np.concatenate((places.at[stationary], edged.at))).max(axis=-1) <= _REACH
    last = np.array(grid.shape[::-1]) - 1.0
    return found[near & ((found.at >= -_OUTSIDE) & (found.at <= last + _OUTSIDE)).all(axis=-1)]


def _in_turn(places: _Places, most: int) -> _Places:
    """At most so many of the places, slice after slice one at a time, the first of each first."""
    if len(places.at) <= most:
        return places
    by_slice = np.argsort(places.slice, kind="stable")
    rank = np.empty(len(by_slice), dtype=np.intp)
    rank[by_slice] = _rank(places.slice[by_slice])
    return places[np.sort(np.argsort(rank, kind="stable")[:most])]


def _stationary(slices: _Slices, places: _Places) -> tuple[Array, Mask]:
    """Where Newton's method leads from some places (k, D), and whether the slope vanishes there."""
    at, stationary = places.at.copy(), np.zeros(len(places.at), dtype=np.bool_)
    under_way = np.arange(len(at))
    for _ in range(_MOST_STEPS):
        if not len(under_way):
            break
        slope = slices.slope(places.slice[under_way], at[under_way])
        level = np.linalg.norm(slope, axis=-1) <= _LEVEL * places.spread[under_way]
        stationary[under_way[level]] = True
        under_way, slope = under_way[~level], slope[~level]
        step = _step(slices.bend(places.slice[under_way], at[under_way]), slope)
        at[under_way] += step
        still = np.abs(step).max(axis=-1) <= _STILL
        stationary[under_way[still]] = True
        gone = ~(np.abs(at[under_way] - places.at[under_way]).max(axis=-1) <= _REACH)
        under_way = under_way[~gone & ~still]
    return at, stationary


def _pinned(slices: _Slices, places: _Places) -> Array:
    """Where poles are (k, D) by heights alone, which edges and points do not disturb; NaN where none is found.

    A compass search, its eight directions turned by the golden angle after each look, its reach shortened where
    none of them is better (Audet & Dennis 2006, SIAM J. Optim. 17(1), for why they must turn). It ends where a
    look in all directions, a quarter of a cell far, finds nothing better: the floor of a valley may be narrow.
    """
    if not len(places.at):
        return places.at
    at, dimensions = places.at.copy(), len(slices.sides)
    best = places.pole * slices.value(places.slice, at)
    for _ in range(_PASSES):
        reach = np.full(len(at), 2 * _RADIUS)
        for look in range(_LOOKS):
            better = _look(slices, places, at, best, reach[:, None, None] * _circle(dimensions, 8, look * _GOLDEN))
            reach[~better] *= _SHORTENED
        escaped = _look(slices, places, at, best, np.tile(_RADIUS * _circle(dimensions, _ALL), (len(at), 1, 1)))
        if not escaped.any():
            break
    at[escaped] = np.nan
    return at


def _look(slices: _Slices, places: _Places, at: Array, best: Array, offsets: Array) -> Mask:
    """Moves `at` (k, D) to the best of the points at some offsets (k, n, D), if that is better; where it is (k,)."""
    every, tried = np.arange(len(at)), at[:, None] + offsets
    of = np.repeat(places.slice, offsets.shape[1])
    heights = places.pole[:, None] * slices.value(of, tried.reshape(len(of), -1)).reshape(tried.shape[:2])
    first = np.where(np.isnan(heights), np.inf, heights).argmin(axis=-1)
    better = np.asarray(heights[every, first] < best)
    best[better], at[better] = heights[every, first][better], tried[every, first][better]
    return better


def _circle(dimensions: int, n: int, turned: float = 0.0) -> Array:
    """Directions (n, 2) all round, from the first axis on; on a line the two that there are, (2, 1)."""
    if dimensions == 1:
        return np.array([[1.0], [-1.0]])
    angles = 2 * np.pi * np.arange(n) / n + turned
    return np.stack((np.cos(angles), np.sin(angles)), axis=-1)


def _step(h: Array, g: Array) -> Array:
    """Newton's step (k, D) to where the slope vanishes, along no axis longer than a cell; NaN where not finite."""
    finite: Mask = np.asarray(np.isfinite(h).all(axis=(1, 2)) & np.isfinite(g).all(axis=-1))
    values, vectors = np.linalg.eigh(np.where(finite[:, None, None], h, 0.0))
    sizes = np.abs(values)
    floor = np.maximum(_FLAT * sizes.max(axis=-1, keepdims=True), np.finfo(np.float64).tiny)
    along = -np.vecdot(vectors.mT, g[:, None]) / np.where(sizes > floor, values, floor)
    step = np.matvec(vectors, np.clip(along, -1.0, 1.0))
    return np.where(finite[:, None], step, np.nan)


def _ring(slices: _Slices, found: _Places, height: Array, least: Array) -> NDArray[np.intp]:
    """How the points of a ring round each place compare with it (k, n): 1 higher, -1 lower, 0 neither.

    They are neither where that is rounding, and all of them where none is so by more than `least` (k,).

    The ring begins on an axis of the curvature, so that the narrowest saddle has points on all four sides.
    """
    h = slices.bend(found.slice, found.at)
    _, axes = np.linalg.eigh(np.where(np.isfinite(h).all(axis=(1, 2), keepdims=True), h, 0.0))
    circle = _circle(len(slices.sides), _RING)
    places = found.at[:, None] + _RADIUS * (circle @ axes.mT)
    of = np.repeat(found.slice, len(circle))
    round_it = slices.value(of, places.reshape(len(of), places.shape[2])).reshape(places.shape[:2])
    rounding = _NOISE * _EPSILON * np.maximum(np.abs(round_it), np.abs(height)[:, None])
    higher = round_it - height[:, None]
    telling = np.abs(higher) > np.maximum(rounding, _TOLERANCE * found.spread[:, None])
    telling &= (np.abs(higher).max(axis=-1) > least)[:, None]
    return np.where(telling, np.sign(higher), 0).astype(np.intp)


def _kinds(ring: NDArray[np.intp]) -> NDArray[np.intp]:
    """What rings of signs (k, n) say: 0 a minimum, 1 a maximum, 2 a saddle, -1 none of them."""
    told = ring.copy()
    for i in range(2 * ring.shape[1]):  # twice round, so that each 0 takes the last sign before it
        now = i % ring.shape[1]
        told[:, now] = np.where(told[:, now] == 0, told[:, now - 1], told[:, now])
    changes = np.count_nonzero(told != np.roll(told, 1, axis=1), axis=1)
    kinds = [(ring == 1).all(axis=1), (ring == -1).all(axis=1), changes >= 4]
    return np.select(kinds, [0, 1, 2], -1)


def _first_of_equals(places: _Places, chosen: Rows) -> Rows:
    """Of the chosen places those that no other before them is next to."""
    kept = []
    for of_slice in np.split(chosen, np.flatnonzero(np.diff(places.slice[chosen])) + 1):
        at = places.at[of_slice]
        near = (np.abs(at[:, None] - at) <= _SAME).all(axis=-1)
        kept.append(of_slice[~np.tril(near, -1).any(axis=1)])
    return np.concatenate(kept)


def _lowest(slices: _Slices, z: Sequence[AnyFloat], found: _Places, height: Array, minimum: Mask) -> Mask:
    """Which minima (k,) neither another one nor the lowest point of the slice's grid is lower than."""
    least = np.full(len(z), np.inf)
    np.minimum.at(least, found.slice[minimum], height[minimum])
    asked = np.unique(found.slice[minimum])
    grids = [np.where(np.isfinite(z[i]), z[i], np.inf) for i in asked]
    places = [np.unravel_index(each.argmin(), each.shape)[::-1] for each in grids]
    # Once more in full precision.
    at = np.reshape(places, (len(asked), len(slices.sides))).astype(np.float64)
    least[asked] = np.fmin(least[asked], slices.value(asked, at))
    equal = _TIE * found.spread + _NOISE * _EPSILON * np.abs(height)
    return np.asarray(minimum & (height <= least[found.slice] + equal))
