"""Optimizers: how a gradient becomes a step. Importing this package registers them all."""

from solver.optimizers import first_order  # isort: skip  (the order of imports is the order of the registry)
from solver.optimizers import adaptive  # isort: skip
from solver.optimizers.base import OPTIMIZERS, Context, Optimizer, Slots, State

__all__ = ["OPTIMIZERS", "Context", "Optimizer", "Slots", "State", "adaptive", "first_order"]
