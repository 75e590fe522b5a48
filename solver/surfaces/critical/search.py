"""From places on slices to critical points near them: Newton's method, and a search by heights alone."""

import numpy as np

from solver.arrays import Array
from solver.effort import GRADIENT, PRODUCT
from solver.surfaces.critical.places import RADIUS, Mask, Places, Slices, circle

# Values of the objective for a candidate: Newton's method and the ring around its end.
NEWTON_VALUES = 80
# Values of the objective for a compass search, at most.
COMPASS_VALUES = 3900
# The farthest that Newton's method may go from its start, in cells.
_REACH = 3.0
_MOST_STEPS = 30
# Stationary: a gradient per cell below this share of the spread of the neighbours' heights.
_LEVEL = 1e-9
# Also stationary: a step shorter than this, in cells.
_STILL = 1e-10
# The number of looks of a compass search.
_LOOKS = 90
# The turn after each look, in radians.
_GOLDEN = np.pi * (3 - 5**0.5)
# The factor by which it shortens its reach.
_SHORTENED = 0.7
# The number of directions of its last look.
_ALL = 256
# How often it may then begin again.
_PASSES = 4
# A share of the largest curvature: smaller ones count as 0.
_FLAT = 1e-14
# Units of effort of the eigenvectors for a step, for each place.
_STEP = 1000


def stationary(slices: Slices, places: Places) -> tuple[Array, Mask]:
    """The ends (k, D) of Newton's method from some places, and whether the gradient vanishes there (k,)."""
    at, stationary = places.at.copy(), np.zeros(len(places.at), dtype=np.bool_)
    under_way, objective = np.arange(len(at)), slices.objective
    each = (GRADIENT + PRODUCT * len(slices.sides)) * objective.work + _STEP
    for _ in range(_MOST_STEPS):
        if not len(under_way) or objective.effort.affords(each) < len(under_way):
            break
        slope = slices.slope(places.slice[under_way], at[under_way])
        level = np.linalg.norm(slope, axis=-1) <= _LEVEL * places.spread[under_way]
        stationary[under_way[level]] = True
        under_way, slope = under_way[~level], slope[~level]
        objective.effort.spend(_STEP * len(under_way))
        step = _step(slices.bend(places.slice[under_way], at[under_way]), slope)
        at[under_way] += step
        still = np.abs(step).max(axis=-1) <= _STILL
        stationary[under_way[still]] = True
        gone = ~(np.abs(at[under_way] - places.at[under_way]).max(axis=-1) <= _REACH)
        under_way = under_way[~gone & ~still]
    return at, stationary


def pinned(slices: Slices, places: Places) -> Array:
    """The positions of poles (k, D) found by heights alone, so that edges and tips do no harm; NaN if none is found.

    A compass search. Its eight directions turn by the golden angle after each look; its reach shortens if none of them
    is better (Audet & Dennis 2006, SIAM J. Optim. 17(1), say why the directions must turn). It ends if a look in all
    directions, a quarter of a cell far, finds nothing better: the floor of a valley may be narrow.
    """
    if not len(places.at):
        return places.at
    at, dimensions = places.at.copy(), len(slices.sides)
    best = places.pole * slices.value(places.slice, at)
    for _ in range(_PASSES):
        reach = np.full(len(at), 2 * RADIUS)
        for look in range(_LOOKS):
            better = _look(slices, places, at, best, reach[:, None, None] * circle(dimensions, 8, look * _GOLDEN))
            reach[~better] *= _SHORTENED
        escaped = _look(slices, places, at, best, np.tile(RADIUS * circle(dimensions, _ALL), (len(at), 1, 1)))
        if not escaped.any():
            break
    at[escaped] = np.nan
    return at


def _look(slices: Slices, places: Places, at: Array, best: Array, offsets: Array) -> Mask:
    """Moves `at` (k, D) to the best of the points at some offsets (k, n, D), if that is better; returns which moved."""
    every, tried = np.arange(len(at)), at[:, None] + offsets
    of = np.repeat(places.slice, offsets.shape[1])
    heights = places.pole[:, None] * slices.value(of, tried.reshape(len(of), -1)).reshape(tried.shape[:2])
    first = np.where(np.isnan(heights), np.inf, heights).argmin(axis=-1)
    better = np.asarray(heights[every, first] < best)
    best[better], at[better] = heights[every, first][better], tried[every, first][better]
    return better


def _step(h: Array, g: Array) -> Array:
    """Newton's step (k, D), along no axis longer than a cell; NaN if it is not finite."""
    finite: Mask = np.asarray(np.isfinite(h).all(axis=(1, 2)) & np.isfinite(g).all(axis=-1))
    values, vectors = np.linalg.eigh(np.where(finite[:, None, None], h, 0.0))
    sizes = np.abs(values)
    floor = np.maximum(_FLAT * sizes.max(axis=-1, keepdims=True), np.finfo(np.float64).tiny)
    along = -np.vecdot(vectors.mT, g[:, None]) / np.where(sizes > floor, values, floor)
    step = np.matvec(vectors, np.clip(along, -1.0, 1.0))
    return np.where(finite[:, None], step, np.nan)
