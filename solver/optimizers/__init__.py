"""Optimizers: how a gradient becomes a step. Importing this package registers them all."""

from solver.optimizers.base import OPTIMIZERS, Context, Optimizer, Slots, State
from solver.registry import find

__all__ = ["OPTIMIZERS", "Context", "Optimizer", "Slots", "State"]

# Files in the order of the page; a file that is not named comes after these.
find(
    __name__,
    __path__,
    first=(
        "first_order",
        "adaptive",
        "adam",
        "variance",
        "sign_based",
        "quasi_hyperbolic",
        "sharpness",
        "line_search",
        "second_order",
        "numerical",
    ),
)
