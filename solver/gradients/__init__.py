"""Gradients: how each is computed. Importing this package registers them all."""

from solver.gradients.base import GRADIENTS, Estimated, Gradient
from solver.registry import find

__all__ = ["GRADIENTS", "Estimated", "Gradient"]

# Files in the order of the page; a file that is not named comes after these.
find(
    __name__,
    __path__,
    first=(
        "analytic",
        "forward",
        "central",
        "no_sigmoid_derivative",
        "no_factor_two",
        "mean_for_sum",
        "flipped_sign",
        "no_bias",
        "signed_labels",
    ),
)
