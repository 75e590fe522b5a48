"""The slices of a stream as they are sent: each says what is not as in the one before it, its heights as levels."""

from typing import Any, NamedTuple

import numpy as np

from app.packing import Differences, Whole
from solver.surfaces.levels import Levels

# How often differences may be taken along each axis: once where slices resemble each other, twice where none is near.
_TIMES = (1, 2)
# Differences count up to here in a choice: a few at the edges are much larger, and cost little.
_MOST = 1000


class _Sent(NamedTuple):
    """A slice that the reader has: its place among all slices, its epoch, and the numbers of its levels."""

    place: int
    epoch: float | None
    numbers: Whole


class SentSlices:
    """Makes the events of a stream's slices, in order. With `as_computed`, heights are sent in float64."""

    def __init__(self, as_computed: bool = False) -> None:
        self._as_computed = as_computed
        self._count = 0
        self._before: dict[str, Any] = {}
        # The first and the latest, which a reader must therefore keep.
        self._kept: list[_Sent] = []

    def next(self, surface: dict[str, Any]) -> dict[str, Any]:
        """The data of the event of the next slice, whose heights `z` are an array."""
        rest = {name: value for name, value in surface.items() if name != "z"}
        said = _changed(self._before, rest) | {"z": self._heights(surface["z"], surface["epoch"])}
        self._before = rest
        self._count += 1
        return said

    def _heights(self, z: Any, epoch: float | None) -> Any:
        if self._as_computed:
            return z.astype(np.float64)
        levels = Levels.of(z)
        if levels is None:
            return z
        numbers, drawn = levels.numbers, levels.drawn
        near = self._nearest(numbers, epoch)
        found = [_smallest(numbers), *([_smallest(numbers - near.numbers, near.place)] if near else [])]
        best = min(found, key=lambda each: each.size)
        self._kept = [*self._kept[:1], _Sent(self._count, epoch, numbers)]
        ends = {"base": drawn.base, "low": drawn.low, "high": drawn.high}
        return {**ends, "of": best.of, "levels": best.differences}

    def _nearest(self, numbers: Whole, epoch: float | None) -> _Sent | None:
        """The kept slice of the nearest epoch."""
        fit = [sent for sent in self._kept if sent.numbers.shape == numbers.shape]
        return min(fit, key=lambda sent: abs((sent.epoch or 0) - (epoch or 0)), default=None)


class _Weighed(NamedTuple):
    """Differences of what numbers are off those of another slice, and roughly how much it takes to send them."""

    size: int
    differences: Differences
    of: int | None


def _smallest(numbers: Whole, of: int | None = None) -> _Weighed:
    """The smallest differences of numbers."""
    found = [Differences(numbers, tuple(axis for axis in range(numbers.ndim) for _ in range(n))) for n in _TIMES]
    weighed = [_Weighed(int(np.minimum(np.abs(each.taken), _MOST).sum()), each, of) for each in found]
    return min(weighed, key=lambda each: each.size)


def _changed(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """What is not as before, at any depth."""
    found = {}
    for name, value in now.items():
        if name not in before:
            found[name] = value
        elif isinstance(value, dict):
            if within := _changed(before[name], value):
                found[name] = within
        elif not (before[name] is value or np.array_equal(before[name], value)):
            found[name] = value
    return found
