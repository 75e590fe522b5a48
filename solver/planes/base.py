"""A plane of parameter space, or a line, over which a landscape is drawn."""

from dataclasses import dataclass

import numpy as np

from solver.arrays import Array

# The largest deviation of the directions' inner products from 0 and 1.
_ORTHONORMAL = 1e-12


@dataclass(frozen=True, eq=False)
class Plane:
    """The points origin + u directions[0] + v directions[1]; a line has only one direction.

    `labels` name the directions (D, P), which are orthonormal; D is 1 or 2. The origin is (P,).
    """

    labels: tuple[str, ...]
    origin: Array
    directions: Array

    def __post_init__(self) -> None:
        if not np.abs(self.directions @ self.directions.T - np.eye(len(self.labels))).max() <= _ORTHONORMAL:
            raise ValueError("The directions of a plane must be orthonormal.")

    @property
    def line(self) -> bool:
        """Whether it has only one direction."""
        return len(self.labels) == 1

    def coordinates(self, theta: Array) -> Array:
        """Parameters (..., P) -> the coordinates of their projection (..., D)."""
        return np.asarray((theta - self.origin) @ self.directions.T)

    def points(self, coordinates: Array) -> Array:
        """Coordinates (..., D) -> parameters (..., P)."""
        return np.asarray(self.origin + coordinates @ self.directions)

    def through(self, theta: Array) -> "Plane":
        """The parallel plane that holds theta (P,), with the coordinates of this plane."""
        offset = theta - self.points(self.coordinates(theta))
        return Plane(self.labels, self.origin + offset, self.directions)


def axes(names: tuple[str, ...], *chosen: int) -> Plane:
    """The plane of two parameters, or the line of one, given by their indices; all other parameters are 0."""
    directions = np.zeros((len(chosen), len(names)))
    directions[range(len(chosen)), chosen] = 1
    return Plane(tuple(names[i] for i in chosen), np.zeros(len(names)), directions)
