"""Gradient descent without an analytic gradient: by differences of the objective itself."""

import numpy as np

from solver.arrays import Array
from solver.optimizers.base import OPTIMIZERS, Context, Hyperparameters, Mask, Optimizer, Slots
from solver.optimizers.first_order import without_velocity
from solver.parameters import Parameter

DIFFERENCE = Parameter(
    name="difference",
    label="Finite difference",
    symbol="h",
    help="The distance to each side at which the loss is evaluated to estimate the gradient. If it is too small, "
    "rounding errors dominate.",
    default=6e-6,
    low=1e-12,
    high=1,
    scale="log",
    slider=(1e-10, 0.1),
)


def _numerical(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    return -h["learning_rate"] * _central_differences(ctx, h["difference"]), s


def _central_differences(ctx: Context, difference: Array) -> Array:
    """The central differences along each parameter (K, P), with two evaluations for each."""
    theta = ctx.theta
    active: Mask = np.asarray(np.isfinite(theta).all(axis=-1))
    distance = difference * np.maximum(1.0, np.abs(theta))
    slope = np.empty_like(theta)
    for i in range(theta.shape[-1]):
        above, below = theta.copy(), theta.copy()
        above[:, i] += distance[:, i]
        below[:, i] -= distance[:, i]
        (upper, _), (lower, _) = ctx.evaluate(above, active), ctx.evaluate(below, active)
        # Divided by the distance in floats, after rounding.
        slope[:, i] = (upper - lower) / (above[:, i] - below[:, i])
    return slope


OPTIMIZERS.add(
    Optimizer(
        name="numerical",
        label="Numerical gradient",
        help="Gradient descent that estimates the gradient from a tiny step to both sides along every parameter: "
        "nearly exact, and slow.",
        latex=r"g_i = \frac{f(\theta + h e_i) - f(\theta - h e_i)}{2 h}, \quad \theta \leftarrow \theta - \eta g",
        cite="the tutorial's equation 1, to both sides: Nocedal & Wright 2006, equation 8.7; h times max(1, |theta_i|)",
        parameters=(DIFFERENCE,),
        gradients=0,
        work=lambda parameters, samples: 2 * parameters * parameters * samples,
        learning_rates={"sum": 0.005, "mean": 0.5},
        stability_limit=without_velocity,
        step=_numerical,
    )
)
