"""The step h of the two numerical gradients."""

from dataclasses import replace

from solver.optimizers.numerical import DIFFERENCE
from solver.parameters import Parameter


def step(default: float) -> Parameter:
    """The parameter h with its own default."""
    return replace(
        DIFFERENCE,
        name="h",
        label="Step of the difference",
        help="How far from the point the loss is evaluated to estimate the gradient. If it is too small, rounding "
        "errors dominate; if it is too large, the bend of the loss does.",
        default=default,
    )
