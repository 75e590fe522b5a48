"""Planes of parameter space, and lines, over which landscapes are drawn. Importing this package registers them all."""

from solver.planes.base import Plane, axes
from solver.planes.definition import PLANES, THROUGH, Chosen, PlaneKind, Trails, orthonormal
from solver.planes.settings import EXTENT, FOLLOW, RESOLUTION
from solver.registry import find

__all__ = [
    "EXTENT",
    "FOLLOW",
    "PLANES",
    "RESOLUTION",
    "THROUGH",
    "Chosen",
    "Plane",
    "PlaneKind",
    "Trails",
    "axes",
    "orthonormal",
]

# Files in the order of the page; files that are not named come last.
find(__name__, __path__, first=("weights", "pca", "random", "curvatures", "ends"))
