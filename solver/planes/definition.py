"""What a kind of plane is: how its directions follow from a run's trails, and what it usually goes through."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.arrays import Array, Rows
from solver.objective import Objective
from solver.parameters import Value
from solver.planes.base import Plane
from solver.registry import Definition, Registry

# A direction whose part at right angles to the others is a smaller share of its length depends on them.
_DEPENDENT = 1e-9


@dataclass(frozen=True, eq=False)
class Trails:
    """The input of a plane's choice: the contenders' trails through parameter space.

    `trails` (n, P) hold the epochs of each contender, from the start on, as far as they are finite; `labels` are
    the contenders' names and `numbers` their numbers in the configuration; `follow` is the place among them of the one
    that is followed; `filters` are the places of the weights that lead into one unit, for every unit.
    """

    objective: Objective
    names: tuple[str, ...]
    filters: Sequence[Rows]
    trails: Sequence[Array]
    labels: Sequence[str]
    numbers: Sequence[int]
    follow: int

    @property
    def leader(self) -> str:
        """The followed contender's name."""
        return self.labels[self.follow]

    def epoch(self, asked: int | None) -> int:
        """The epoch asked for, or the followed contender's last if it has ended before."""
        last = len(self.trails[self.follow]) - 1
        return last if asked is None else min(asked, last)

    def at(self, asked: int | None) -> Array:
        """The followed contender's parameters (P,) at an epoch, or at its last."""
        return np.asarray(self.trails[self.follow][self.epoch(asked)])


@dataclass(frozen=True, eq=False)
class Chosen:
    """Directions (D, P) of any length with their labels, and what they are, to follow 'over' or 'along'.

    `explained` are the shares of the trails' variance along them, where the kind is about that.
    """

    labels: tuple[str, ...]
    vectors: Array
    sentence: str
    explained: Array | None = None


@dataclass(frozen=True, kw_only=True)
class PlaneKind(Definition):
    """A way to choose a plane of `dimensions` 2, or a line of 1.

    `usual` is what it goes through if nothing else is asked for: an entry of THROUGH, or 'at', the point where its
    directions are measured. `by_filter` says that it needs a model made of units, `absolute` that its coordinates
    are parameters' own values; others are counted from what it goes through.
    """

    dimensions: int = 2
    usual: str
    by_filter: bool = False
    absolute: bool = False
    directions: Callable[[Trails, Mapping[str, Value]], Chosen]

    def plane(self, trails: Trails, options: Mapping[str, Value], anchor: Array) -> tuple[Plane, Chosen]:
        """The plane with its directions made orthonormal; coordinates are counted from the anchor (P,) or from 0."""
        chosen = self.directions(trails, options)
        directions, made_up = orthonormal(chosen.vectors)
        labels = tuple("any direction" if i in made_up else label for i, label in enumerate(chosen.labels))
        if made_up and labels != chosen.labels:
            which = "the second" if made_up == {1} else "the first" if made_up == {0} and len(labels) > 1 else "which"
            chosen = replace(chosen, sentence=f"{chosen.sentence} ({which} is not determined: any direction will do)")
        origin = np.zeros_like(anchor) if self.absolute else anchor
        return Plane(labels, origin, directions), chosen


PLANES: Registry[PlaneKind] = Registry("plane")


@dataclass(frozen=True, kw_only=True)
class Through(Definition):
    """What a slice goes through: the values of everything that its directions leave open."""


THROUGH: Registry[Through] = Registry("slice")


def orthonormal(vectors: Array) -> tuple[Array, set[int]]:
    """Vectors (D, P), D at most P, made orthonormal one after the other (Gram-Schmidt, twice for the rounding).

    What depends on those before it gives way to the first axis that does not; also returns which ones did.
    """
    found: list[Array] = []
    made_up: set[int] = set()
    for i, vector in enumerate(vectors):
        direction = _beside(found, vector)
        if direction is None:
            made_up.add(i)
            axes = (_beside(found, axis) for axis in np.eye(vectors.shape[1]))
            direction = next(axis for axis in axes if axis is not None)
        found.append(direction)
    return np.stack(found), made_up


def _beside(found: Sequence[Array], vector: Array) -> Array | None:
    """The part of a vector (P,) at right angles to all found, at length 1; None if it is rounding or not finite."""
    size = np.abs(vector).max()
    if not 0 < size < np.inf:
        return None
    rest = vector / size
    whole = float(np.linalg.norm(rest))
    for _ in range(2):
        for direction in found:
            rest = rest - (rest @ direction) * direction
    length = float(np.linalg.norm(rest))
    return rest / length if length > _DEPENDENT * whole else None
