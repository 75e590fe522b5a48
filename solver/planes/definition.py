"""A kind of plane: how its directions follow from a run's trails, and what it goes through by default."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.arrays import Array, Rows
from solver.objective import Objective
from solver.parameters import Value
from solver.planes.base import Plane
from solver.registry import Definition, Registry

# A direction counts as dependent on others if its part orthogonal to them is a smaller share of its length.
_DEPENDENT = 1e-9


@dataclass(frozen=True, eq=False)
class Trails:
    """The input of a plane's choice: the contenders' trails through parameter space.

    `trails` hold each contender's finite epochs (n, P), from the start on. `labels` are the contenders' names and
    `numbers` their numbers in the configuration. `follow` is the index of the followed contender. `filters` are the
    indices of the weights into one unit, for every unit.
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
        """The epoch asked for, or the followed contender's last if it ended earlier."""
        last = len(self.trails[self.follow]) - 1
        return last if asked is None else min(asked, last)

    def at(self, asked: int | None) -> Array:
        """The followed contender's parameters (P,) at that epoch."""
        return np.asarray(self.trails[self.follow][self.epoch(asked)])


@dataclass(frozen=True, eq=False)
class Chosen:
    """Directions (D, P) of any length with their labels, and a phrase for them that can follow 'over' or 'along'.

    `explained` are the shares of the trails' variance along them, for kinds that choose by variance.
    """

    labels: tuple[str, ...]
    vectors: Array
    sentence: str
    explained: Array | None = None


@dataclass(frozen=True, kw_only=True)
class PlaneKind(Definition):
    """A way to choose a plane of `dimensions` 2, or a line of 1.

    `usual` is what it goes through by default: an entry of THROUGH, or 'at', the point where its directions are
    measured. `by_filter` says that it needs a model with units. `absolute` says that its coordinates are parameters'
    own values; those of other kinds are relative to what it goes through.
    """

    dimensions: int = 2
    usual: str
    by_filter: bool = False
    absolute: bool = False
    directions: Callable[[Trails, Mapping[str, Value]], Chosen]

    def plane(self, trails: Trails, options: Mapping[str, Value], anchor: Array) -> tuple[Plane, Chosen]:
        """The plane with orthonormal directions; its coordinates start at the anchor (P,), or at 0 if absolute."""
        chosen = self.directions(trails, options)
        directions, made_up = orthonormal(chosen.vectors)
        labels = tuple("arbitrary direction" if i in made_up else label for i, label in enumerate(chosen.labels))
        if made_up and labels != chosen.labels:
            which = "the second " if made_up == {1} else "the first " if made_up == {0} and len(labels) > 1 else ""
            chosen = replace(chosen, sentence=f"{chosen.sentence} ({which}direction undetermined, chosen arbitrarily)")
        origin = np.zeros_like(anchor) if self.absolute else anchor
        return Plane(labels, origin, directions), chosen


PLANES: Registry[PlaneKind] = Registry("plane")


@dataclass(frozen=True, kw_only=True)
class Through(Definition):
    """A point that a slice goes through; it sets all values that the slice's directions leave open."""


THROUGH: Registry[Through] = Registry("slice")


def orthonormal(vectors: Array) -> tuple[Array, set[int]]:
    """Vectors (D, P), D at most P, made orthonormal in order (Gram-Schmidt, applied twice against rounding).

    A vector that depends on earlier ones is replaced by the first axis that does not. Also returns which were replaced.
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
    """The part of a vector (P,) orthogonal to all found, at length 1; None if it is rounding or not finite."""
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
