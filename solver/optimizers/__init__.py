"""Optimizers: how a gradient becomes a step. Importing this package registers them all."""

# The order of imports is the order of the registry.
from solver.optimizers import first_order  # isort: skip
from solver.optimizers import adaptive  # isort: skip
from solver.optimizers import adam  # isort: skip
from solver.optimizers import variance  # isort: skip
from solver.optimizers import sign_based  # isort: skip
from solver.optimizers import quasi_hyperbolic  # isort: skip
from solver.optimizers import sharpness  # isort: skip
from solver.optimizers import line_search  # isort: skip
from solver.optimizers import second_order  # isort: skip
from solver.optimizers import numerical  # isort: skip
from solver.optimizers.base import OPTIMIZERS, Context, Optimizer, Slots, State

__all__ = [
    "OPTIMIZERS",
    "Context",
    "Optimizer",
    "Slots",
    "State",
    "adam",
    "adaptive",
    "first_order",
    "line_search",
    "numerical",
    "quasi_hyperbolic",
    "second_order",
    "sharpness",
    "sign_based",
    "variance",
]
