"""Planes of parameter space, and lines: what the landscape is drawn over. Importing this package registers them all."""

from solver.planes import weights  # isort: skip  (the order of imports is the order of the registry)
from solver.planes import pca  # isort: skip
from solver.planes import random  # isort: skip
from solver.planes import curvatures  # isort: skip
from solver.planes import ends  # isort: skip
from solver.planes.base import Plane, axes
from solver.planes.definition import PLANES, THROUGH, Chosen, PlaneKind, Trails, orthonormal
from solver.planes.settings import EXTENT, FOLLOW, RESOLUTION

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
    "curvatures",
    "ends",
    "orthonormal",
    "pca",
    "random",
    "weights",
]
