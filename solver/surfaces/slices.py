"""The landscape: the slices of an objective along a run's path, or the one slice that stands still."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from solver.arrays import AnyFloat, Array
from solver.effort import PATHS, SEARCH, SLICES
from solver.objective import Objective
from solver.planes import Plane
from solver.surfaces.grid import Grid
from solver.surfaces.path import Heights, Path, key_points
from solver.surfaces.profile import profile
from solver.surfaces.surface import affordable, shared, surfaces

# Limits on the effort of one slice and of all. The true cost is known once the first slices are drawn.
MOST_SLICE, MOST_SLICES = 2_500_000_000, 6_000_000_000
_DEAR = "more would exceed the computing budget of this run."


@dataclass(frozen=True, eq=False)
class Slice:
    """The surface `z` of grid.shape over a plane through the trail at `epoch`, or over one that stands still (None).

    `gap` bounds the distance of a profile to its minimum: NaN if it is not known, 0 for other slices. `left_out` says
    what it lacks because that would cost too much; None if it lacks nothing.
    """

    epoch: float | None
    plane: Plane
    grid: Grid
    z: AnyFloat
    gap: float = 0.0
    left_out: str | None = None


def moving(objective: Objective, plane: Plane, path: Path, grid: Grid, most: int) -> Iterator[Slice]:
    """The slices along a path: its first, its last, then up to `most` between them that differ visibly.

    The first two show roughly how high the landscape reaches. If they were expensive, there are fewer between them.
    """
    offsets = path.theta - plane.points(plane.coordinates(path.theta))
    with objective.effort.part(SLICES):
        drawn_on = affordable(objective, plane, grid, offsets[[0, -1]], MOST_SLICE)
    # The first slice alone is ready sooner than the surfaces from which all others are interpolated.
    made = _Made(objective, plane, path, drawn_on, offsets, most)
    first = made.slice(0, _coarser(drawn_on, grid))
    yield first
    last = len(path.epochs) - 1
    if not last:
        return
    ends = np.concatenate((first.z.ravel(), (end := made.slice(last)).z.ravel()))
    drawn = Heights.of(np.concatenate([path.objective, ends])).reaching(Heights.of(path.objective))
    keys, left_out = _keys(objective, plane, path, drawn, most, made.affordable)
    yield replace(end, left_out=left_out)
    for i in keys:
        if 0 < i < last:
            yield made.slice(i)


class _Made:
    """Makes the slices of a path, and records the largest cost of one."""

    def __init__(self, objective: Objective, plane: Plane, path: Path, grid: Grid, offsets: Array, most: int) -> None:
        self._objective, self._plane, self._path, self._grid = objective, plane, path, grid
        self._one, self._several = surfaces(objective, plane, grid), surfaces(objective, plane, grid, offsets, most)
        self._dearest = 0

    def slice(self, i: int, left_out: str | None = None) -> Slice:
        """Makes the slice through a point of the path."""
        through, spent = self._plane.through(self._path.theta[i]), self._objective.effort.spent
        before = spent[SLICES]
        with self._objective.effort.part(SLICES):
            z = (self._several if i else self._one)(through.origin - self._plane.origin)
        if not (i and shared(self._several)):
            self._dearest = max(self._dearest, spent[SLICES] - before)
        return Slice(float(self._path.epochs[i]), through, self._grid, z, left_out=left_out)

    @property
    def affordable(self) -> int:
        """The number of slices that can be afforded besides first and last, by the largest cost so far."""
        return max(0, MOST_SLICES // max(1, self._dearest) - 2)


def _keys(
    objective: Objective, plane: Plane, path: Path, drawn: Heights, asked: int, affordable: int
) -> tuple[list[int], str | None]:
    """The points at which to draw slices, and a sentence if they are fewer than were needed and asked for."""
    with objective.effort.part(PATHS):
        keys = key_points(objective, path, plane, drawn, asked)
        if len(keys) <= affordable or asked <= affordable:
            return keys, None
        fewer = key_points(objective, path, plane, drawn, affordable)
    return fewer, f"Between the first and the last slice, {len(fewer)} of {len(keys)} slices were computed: {_DEAR}"


def _coarser(drawn_on: Grid, grid: Grid) -> str | None:
    if drawn_on is grid:
        return None
    return f"The surface is drawn with {len(drawn_on.u)} points per side, not {len(grid.u)}: {_DEAR}"


def still(objective: Objective, plane: Plane, grid: Grid) -> Slice:
    """The slice of one plane."""
    offset = np.zeros(len(plane.origin))
    with objective.effort.part(SLICES):
        drawn_on = affordable(objective, plane, grid, offset[None], MOST_SLICE)
        z = surfaces(objective, plane, drawn_on)(offset)
    return Slice(None, plane, drawn_on, z, left_out=_coarser(drawn_on, grid))


def lowest(objective: Objective, plane: Plane, grid: Grid, candidates: Array) -> Slice:
    """The profile: at each point of the grid the minimum over everything else, as far as the search found it.

    The search begins at candidates (m, P), moved over each point.
    """
    with objective.effort.part(SLICES):
        found = profile(objective, plane, grid.points(), candidates, SEARCH)
    return Slice(None, plane, grid, found.objective.reshape(grid.shape), float(found.gap.max()), found.left_out)
