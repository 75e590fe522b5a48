"""The landscape: the slices of an objective that a run passes through, or the one that stands still."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from solver.arrays import AnyFloat, Array
from solver.effort import PATHS, SEARCH, SLICES
from solver.grid import Grid
from solver.objective import Objective
from solver.path import Heights, Path, key_points
from solver.planes import Plane
from solver.profile import profile
from solver.surfaces import surfaces


@dataclass(frozen=True, eq=False)
class Slice:
    """The surface `z` of grid.shape over a plane: that through the trail at `epoch`, or one that stands still: None.

    `gap` is by how much a profile's may be above the lowest there is; NaN where nobody knows, and 0 of all others.
    `left_out` says what it lacks because that would cost too much, None where it lacks nothing.
    """

    epoch: float | None
    plane: Plane
    z: AnyFloat
    gap: float = 0.0
    left_out: str | None = None


def moving(objective: Objective, plane: Plane, path: Path, grid: Grid, most: int) -> Iterator[Slice]:
    """The slices that a path moves through: its first, its last, then up to `most` between that show a difference.

    Who has the first two knows about how high the landscape reaches.
    """
    offsets = path.theta - plane.points(plane.coordinates(path.theta))
    # Alone the first is there sooner than what all others may be made of.
    one, several = surfaces(objective, plane, grid), surfaces(objective, plane, grid, offsets, most)

    def at(i: int) -> Slice:
        through = plane.through(path.theta[i])
        with objective.effort.part(SLICES):
            z = (several if i else one)(through.origin - plane.origin)
        return Slice(float(path.epochs[i]), through, z)

    ends = []
    for i in dict.fromkeys((0, len(path.epochs) - 1)):
        ends.append(at(i))
        yield ends[-1]
    drawn = Heights.of(np.concatenate([path.objective, *(end.z.ravel() for end in ends)]))
    drawn = drawn.reaching(Heights.of(path.objective))
    with objective.effort.part(PATHS):
        keys = key_points(objective, path, plane, drawn, most)
    for i in keys:
        if 0 < i < len(path.epochs) - 1:
            yield at(i)


def still(objective: Objective, plane: Plane, grid: Grid) -> Slice:
    """The slice of one plane."""
    with objective.effort.part(SLICES):
        return Slice(None, plane, surfaces(objective, plane, grid)(np.zeros(len(plane.origin))))


def lowest(objective: Objective, plane: Plane, grid: Grid, candidates: Array) -> Slice:
    """The profile: at each point of the grid the objective at its lowest over everything else, as far as found.

    The search begins at candidates (m, P), moved over each point.
    """
    with objective.effort.part(SLICES):
        found = profile(objective, plane, grid.points(), candidates, SEARCH)
    return Slice(None, plane, found.objective.reshape(grid.shape), float(found.gap.max()), found.left_out)
