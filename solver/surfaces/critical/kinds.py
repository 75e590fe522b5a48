"""The kind of a critical point, told by a ring of points around it, and the lowest of several minima."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from solver.arrays import AnyFloat, Array, Rows
from solver.surfaces.critical.candidates import NOISE
from solver.surfaces.critical.places import RADIUS, Mask, Places, Slices, circle, rank

# Distance, in cells, below which several points are one; the lowest stays.
_SAME = 0.25
# Decimal digits of a coordinate, in cells, to which searches that end at one point agree.
_DIGITS = 6
# The number of points of the ring.
_RING = 16
# A share of the spread of the neighbours' heights: smaller differences along the ring count as 0.
_TOLERANCE = 1e-11
# A share of the same spread: minima that differ by less are equally low.
TIE = 1e-9
_EPSILON = float(np.finfo(np.float64).eps)


def ring(slices: Slices, found: Places, least: Array) -> NDArray[np.intp]:
    """How the points of a ring around each place compare with it (k, n): 1 higher, -1 lower, 0 neither.

    A difference within rounding is 0. All are 0 if no difference exceeds `least` (k,).

    The ring begins on an eigenvector of the Hessian, so that the narrowest saddle has points on all four sides.
    """
    height, h = slices.value(found.slice, found.at), slices.bend(found.slice, found.at)
    _, axes = np.linalg.eigh(np.where(np.isfinite(h).all(axis=(1, 2), keepdims=True), h, 0.0))
    directions = circle(len(slices.sides), _RING)
    places = found.at[:, None] + RADIUS * (directions @ axes.mT)
    of = np.repeat(found.slice, len(directions))
    round_it = slices.value(of, places.reshape(len(of), places.shape[2])).reshape(places.shape[:2])
    rounding = NOISE * _EPSILON * np.maximum(np.abs(round_it), np.abs(height)[:, None])
    higher = round_it - height[:, None]
    telling = np.abs(higher) > np.maximum(rounding, _TOLERANCE * found.spread[:, None])
    telling &= (np.abs(higher).max(axis=-1) > least)[:, None]
    return np.where(telling, np.sign(higher), 0).astype(np.intp)


def kinds(ring: NDArray[np.intp]) -> NDArray[np.intp]:
    """Kinds from rings of signs (k, n): 0 a minimum, 1 a maximum, 2 a saddle, -1 none of them."""
    told = ring.copy()
    for i in range(2 * ring.shape[1]):  # twice round, so that each 0 takes the last sign before it
        now = i % ring.shape[1]
        told[:, now] = np.where(told[:, now] == 0, told[:, now - 1], told[:, now])
    changes = np.count_nonzero(told != np.roll(told, 1, axis=1), axis=1)
    kinds = [(ring == 1).all(axis=1), (ring == -1).all(axis=1), changes >= 4]
    return np.select(kinds, [0, 1, 2], -1)


def first_of_equals(places: Places, chosen: Rows) -> Rows:
    """The chosen places (k,) without those that are next to an earlier one."""
    kept = [chosen[:0]]
    for of_slice in np.split(chosen, np.flatnonzero(np.diff(places.slice[chosen])) + 1):
        at = places.at[of_slice]
        # Where many searches end at one point, comparing all pairs would take long.
        first = np.sort(np.unique(np.round(at, _DIGITS), axis=0, return_index=True)[1])
        pairs = KDTree(at[first]).query_pairs(_SAME, p=np.inf, output_type="ndarray")
        kept.append(of_slice[np.delete(first, pairs.max(axis=1))])
    return np.concatenate(kept)


def lowest(slices: Slices, z: Sequence[AnyFloat], found: Places, height: Array, minimum: Mask) -> Mask:
    """The minima (k,) that are the lowest: no other minimum of the slice and no point of its grid is lower."""
    least = np.full(len(z), np.inf)
    np.minimum.at(least, found.slice[minimum], height[minimum])
    asked = np.unique(found.slice[minimum])
    # The grid's lowest point again, in full precision.
    at = np.reshape([lowest_of_grid(z[i]) for i in asked], (len(asked), len(slices.sides)))
    least[asked] = np.fmin(least[asked], slices.value(asked, at))
    equal = TIE * found.spread + NOISE * _EPSILON * np.abs(height)
    return np.asarray(minimum & (height <= least[found.slice] + equal))


def lowest_of_grid(z: AnyFloat) -> Array:
    """The place of the lowest point of a slice's grid (D,), in cells."""
    index = np.unravel_index(np.where(np.isfinite(z), z, np.inf).argmin(), z.shape)
    return np.array(index[::-1], dtype=np.float64)


def of_each_kind(slice_: Rows, kind: NDArray[np.intp], height: Array, most: int) -> Rows:
    """The points to keep (k,), at most so many a slice: minima, maxima and saddles in turn.

    The lowest minima are first; of maxima and saddles the highest.
    """
    order = np.lexsort((np.where(kind == 0, height, -height), kind, slice_))
    turn = rank(3 * slice_[order] + kind[order])
    order = order[np.lexsort((kind[order], turn, slice_[order]))]
    return order[rank(slice_[order]) < most]
