"""Losses: the cost of a model's scores against the labels. Importing this package registers them all."""

from solver.losses.base import LOSSES, Loss
from solver.registry import find

__all__ = ["LOSSES", "Loss"]

# Files in the order of the page; files that are not named come last.
find(__name__, __path__, first=("squares", "entropy", "hinges"))
