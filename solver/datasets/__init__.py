"""Data sets: points of the plane with a class each, and their halves. Importing this package registers them all."""

from solver.datasets.base import DATASETS, Dataset, Options
from solver.datasets.edits import EDITS
from solver.datasets.split import Data, make
from solver.registry import find

__all__ = ["DATASETS", "EDITS", "Data", "Dataset", "Options", "make"]

# Files in the order of the page; a file that is not named comes after these.
find(
    __name__,
    __path__,
    first=("blobs", "moons", "circles", "xor", "spirals", "gaussian_quantiles", "overlapping", "own"),
)
