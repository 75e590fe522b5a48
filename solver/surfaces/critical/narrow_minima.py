"""Local minima that a grid does not show: known ones that its heights do not suggest, and those too narrow for it."""

from collections.abc import Sequence

import numpy as np

from solver.arrays import AnyFloat, Array, Rows
from solver.surfaces.critical.candidates import NOISE
from solver.surfaces.critical.places import Places, Slices

# Distance to a minimum, in cells, below which a point is that minimum.
_SAME = 0.25
# A share of a point's norm: at no larger distance from a slice it lies on the slice.
_ON = 1e-9
# A share of a minimum's curvature: if its grid neighbours show less, it is narrower than about two cells.
_SHOWN = 0.4


def missed(slices: Slices, z: Sequence[AnyFloat], known: Array, minima: Places) -> Places:
    """The places of known parameters (n, P) on slices with heights `z`, without those that are among the minima."""
    squares = np.vecdot(slices.sides, slices.sides)
    last = np.array(z[0].shape[::-1]) - 1.0
    found: list[Places] = []
    for i, heights in enumerate(z):
        at = (known - slices.origins[i]) @ slices.sides.T / squares
        off = np.linalg.norm(slices.theta(np.full(len(at), i), at) - known, axis=-1)
        on = (off <= _ON * (1 + np.linalg.norm(known, axis=-1))) & ((at >= 0) & (at <= last)).all(axis=-1)
        there = minima.at[minima.slice == i]
        new = on & (np.abs(at[:, None] - there).max(axis=-1) > _SAME).all(axis=-1)
        of = np.full(np.count_nonzero(new), i)
        own = slices.value(of, at[new])
        spread = np.array(
            [np.ptp(np.append(_round(heights, place), height)) for place, height in zip(at[new], own, strict=True)]
        )
        found.append(Places(of, at[new], spread, np.ones(len(of), dtype=np.int8)))
    return Places.joined(found)


def narrow(slices: Slices, z: Sequence[AnyFloat], minima: Places) -> bool:
    """Whether one of the minima curves far more than its neighbours on the grid show."""
    bends = np.diagonal(slices.bend(minima.slice, minima.at), axis1=1, axis2=2)
    for i, at, curved in zip(minima.slice, minima.at, bends, strict=True):
        block = _round(z[i], at)
        middle = block[(1,) * block.ndim]
        rounding = NOISE * np.finfo(block.dtype).eps * np.abs(block).max()
        for axis, bend in enumerate(curved):
            line = block if block.ndim == 1 else np.moveaxis(block, -1 - axis, 0)[:, 1]
            shown = line[0] - middle + (line[2] - middle)
            if bend > rounding / _SHOWN and shown < _SHOWN * bend:
                return True
    return False


def _round(heights: AnyFloat, at: Array) -> AnyFloat:
    """The inner grid point nearest to a place of a slice, with its neighbours: three a side."""
    centre: Rows = np.clip(np.rint(at[::-1]), 1, np.array(heights.shape) - 2).astype(np.intp)
    return heights[tuple(slice(i - 1, i + 2) for i in centre)]
