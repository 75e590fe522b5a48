"""Losses: what a model's scores cost against the labels. Importing this package registers them all."""

from solver.losses.base import LOSSES, Loss
from solver.registry import find

__all__ = ["LOSSES", "Loss"]

# Files in the order of the page; a file that is not named comes after these.
find(__name__, __path__, first=("squares", "entropy", "hinges"))
