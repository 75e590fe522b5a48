"""Starting points of a search for critical points, as the heights of a grid suggest them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.arrays import AnyFloat, Array, Rows
from solver.surfaces.critical.places import Mask, Places, rank

# Numbers of slices in one block: with more they leave the processor's cache.
_BLOCK = 20_000
# Units in the last place: neighbours whose heights differ by less show rounding.
NOISE = 64
# Distance, in cells, from a grid point to the stationary point of the parabola through its neighbours, at most.
_NEAR = 0.75
# The same beside the border, where no other grid point is nearer.
_NEAR_BORDER = 1.1


@dataclass(frozen=True, eq=False)
class Candidates:
    """The `places` to start from, at most so many of each slice, and the number that was `suggested`.

    `relief` (S,) is the range of each slice's heights; `level` (S,) says whether that is rounding.
    """

    places: Places
    suggested: int
    relief: Array
    level: Mask

    @classmethod
    def of(cls, z: Sequence[AnyFloat], most: int) -> "Candidates":
        """The candidates of slices with heights z: lowest lows, highest highs and steepest others in turn."""
        parts, suggested = [], 0
        block = max(1, _BLOCK // z[0].size)
        for begin in range(0, len(z), block):
            heights = np.stack(list(z[begin : begin + block]))
            places = _of_slices(heights)
            suggested += len(places.at)
            kept = places[_chosen(places, _inner(heights), most)]
            parts.append(replace(kept, slice=begin + kept.slice))
        ends = np.array([_ends(heights) for heights in z])
        relief, size = ends[:, 1] - ends[:, 0], np.abs(ends).max(axis=1)
        rounding = np.array([NOISE * np.finfo(heights.dtype).eps for heights in z])
        return cls(Places.joined(parts), suggested, relief, relief <= rounding * size)


def _ends(z: AnyFloat) -> tuple[float, float]:
    """The lowest and the highest finite height of a slice; 0 and infinity if there is none."""
    heights = z[np.isfinite(z)]
    return (float(heights.min()), float(heights.max())) if heights.size else (0.0, np.inf)


def _of_slices(z: AnyFloat) -> Places:
    """All places that slices (S, rows, columns), or (S, columns), suggest."""
    wanted, pole, spread = _suggested(z)
    # Faster than `nonzero`.
    found = np.unravel_index(np.flatnonzero(wanted), wanted.shape)
    at = 1 + np.stack(found[:0:-1], axis=-1)
    return Places(found[0], at.astype(np.float64), spread[found].astype(np.float64), pole[found])


def _chosen(places: Places, heights: AnyFloat, most: int) -> Rows:
    """The places to keep (k,): at most so many a slice, equally many of each kind."""
    height = heights[places.slice, *(places.at.T[::-1].astype(np.intp) - 1)].astype(np.float64)
    # Within a kind, the place to start from first has the least key.
    key = np.select([places.pole == 1, places.pole == -1], [height, -height], -places.spread)
    order = np.lexsort((key, places.pole, places.slice))
    turn = rank((3 * places.slice[order] + places.pole[order] + 1).astype(np.intp))
    # The best low, high and other come first, then the second of each.
    order = order[np.lexsort((-np.abs(places.pole[order]) * 2 - places.pole[order], turn, places.slice[order]))]
    return order[rank(places.slice[order]) < most]


def _suggested(z: AnyFloat) -> tuple[Mask, AnyFloat, AnyFloat]:
    """From heights (S, rows, columns), or (S, columns): inner points to start from, their poles and their spreads."""
    centre = _inner(z)
    around = _around(z.ndim - 1)
    ring = np.empty((len(around), *centre.shape), z.dtype)
    for offset, higher in zip(around, ring, strict=True):
        np.subtract(_beside(z, offset), centre, out=higher)
    low, high = ring.min(axis=0), ring.max(axis=0)
    spread = np.maximum(high, 0) - np.minimum(low, 0)
    telling = spread > NOISE * np.finfo(z.dtype).eps * (np.abs(centre) + spread)
    pole = (low >= 0).view(np.int8) - (high <= 0).view(np.int8)
    up = ring > 0
    changes = sum((up[i - 1] != up[i]).view(np.int8) for i in range(len(up)))
    return telling & ((pole != 0) | (changes >= 4) | _near_stationary(ring)), pole, spread


def _inner(z: AnyFloat) -> AnyFloat:
    """The points of a grid without the border."""
    return _beside(z, (0,) * (z.ndim - 1))


def _around(dimensions: int) -> list[tuple[int, ...]]:
    """The offsets of a point's neighbours, in order around it."""
    if dimensions == 1:
        return [(1,), (-1,)]
    return [(0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1)]


def _beside(z: AnyFloat, offset: tuple[int, ...]) -> AnyFloat:
    """The neighbour of each inner point at an offset."""
    return z[:, *(slice(1 + o, n - 1 + o) for o, n in zip(offset, z.shape[1:], strict=True))]


def _near_stationary(ring: AnyFloat) -> Mask:
    """Whether the parabola through a point and its neighbours is stationary nearby; `ring` holds height differences.

    Cramer's rule without the division: step times determinant is compared with the determinant.
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
