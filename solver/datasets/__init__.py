"""Data sets: points of the plane with a class each, and their halves. Importing this package registers them all."""

from solver.datasets import blobs  # isort: skip  (the order of imports is the order of the registry)
from solver.datasets import moons  # isort: skip
from solver.datasets import circles  # isort: skip
from solver.datasets import xor  # isort: skip
from solver.datasets import spirals  # isort: skip
from solver.datasets import gaussian_quantiles  # isort: skip
from solver.datasets import overlapping  # isort: skip
from solver.datasets import own  # isort: skip
from solver.datasets.base import DATASETS, Dataset, Options
from solver.datasets.edits import EDITS
from solver.datasets.split import Data, make

__all__ = [
    "DATASETS",
    "EDITS",
    "Data",
    "Dataset",
    "Options",
    "blobs",
    "circles",
    "gaussian_quantiles",
    "make",
    "moons",
    "overlapping",
    "own",
    "spirals",
    "xor",
]
