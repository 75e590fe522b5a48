"""Losses: what a model's scores cost against the labels. Importing this package registers them all."""

from solver.losses import squares  # isort: skip  (the order of imports is the order of the registry)
from solver.losses import entropy  # isort: skip
from solver.losses import hinges  # isort: skip
from solver.losses.base import LOSSES, Loss

__all__ = ["LOSSES", "Loss", "entropy", "hinges", "squares"]
