"""Planes of parameter space: what the landscape is drawn over."""

from dataclasses import dataclass

import numpy as np

from solver.arrays import Array
from solver.parameters import Parameter
from solver.registry import Definition, Registry


@dataclass(frozen=True, eq=False)
class Plane:
    """The points origin + u directions[0] + v directions[1]; origin (P,), directions (2, P) orthonormal."""

    labels: tuple[str, str]
    origin: Array
    directions: Array

    def __post_init__(self) -> None:
        if not np.allclose(self.directions @ self.directions.T, np.eye(2), rtol=0, atol=1e-12):
            raise ValueError("The directions of a plane must be orthonormal.")

    def coordinates(self, theta: Array) -> Array:
        """Parameters (..., P) -> (..., 2): where they project to."""
        return np.asarray((theta - self.origin) @ self.directions.T)

    def points(self, coordinates: Array) -> Array:
        """Coordinates (..., 2) -> parameters (..., P)."""
        return np.asarray(self.origin + coordinates @ self.directions)

    def through(self, theta: Array) -> "Plane":
        """The parallel plane that holds theta (P,), its coordinates still counted from the same point."""
        offset = theta - self.points(self.coordinates(theta))
        return Plane(self.labels, self.origin + offset, self.directions)


@dataclass(frozen=True, kw_only=True)
class PlaneKind(Definition):
    """A way to choose a plane."""


PLANES: Registry[PlaneKind] = Registry("plane")

USUAL_RESOLUTION = 61
RESOLUTION = Parameter(
    name="resolution",
    label="Resolution",
    help="Points a side of the surface's grid. Empty: 61, or less for large networks on many points.",
    default=None,
    low=21,
    high=201,
    integer=True,
    optional=True,
)

PLANES.add(
    PlaneKind(
        name="following",
        label="Weights, moving slice",
        help="The loss over the first two weights; all other parameters are those of the shown epoch, so "
        "that the ball is on the surface.",
    )
)


def axes(names: tuple[str, ...], first: int = 0, second: int = 1) -> Plane:
    """The plane of two parameters, every other parameter 0."""
    directions = np.zeros((2, len(names)))
    directions[0, first] = directions[1, second] = 1
    return Plane((names[first], names[second]), np.zeros(len(names)), directions)
