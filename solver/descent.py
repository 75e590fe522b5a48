"""The optimizers on any function, without data or model."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from solver.arrays import Array
from solver.optimizers import OPTIMIZERS, State
from solver.optimizers.base import LEARNING_RATE
from solver.parameters import Parameter

AnyObjective = Callable[[Array], tuple[Array, Array]]

STEPS = Parameter(
    name="steps",
    label="Steps",
    help="How many updates are made.",
    default=100,
    low=0,
    high=1e9,
    integer=True,
)


def descend(
    objective: AnyObjective,
    start: ArrayLike,
    optimizer: str = "gradient_descent",
    learning_rate: float = 0.1,
    steps: int = 100,
    hyperparameters: Mapping[str, float] | None = None,
) -> Array:
    """Minimises `objective` and returns where each update led.

    `objective` takes parameters (K, P) and gives (loss (K,), gradient (K, P)). A start of shape (K, P) gives
    the trajectory (steps + 1, K, P), one of shape (P,) gives (steps + 1, P); row 0 is the start. Values that
    leave the floats are kept as they are. Raises ValueError naming an unknown optimizer or what is out of its
    range.
    """
    name = OPTIMIZERS.check(optimizer)
    checked = OPTIMIZERS[name].check(hyperparameters or {})
    LEARNING_RATE.check(learning_rate)
    STEPS.check(steps)
    origin = np.asarray(start, dtype=np.float64)
    if origin.ndim not in (1, 2) or origin.size == 0 or not np.isfinite(origin).all():
        raise ValueError("The start must be finite numbers of shape (P,) or (K, P).")
    theta = np.atleast_2d(origin)
    runs, parameters = theta.shape
    state = State(name, [learning_rate] * runs, [checked] * runs, parameters)
    trajectory = np.empty((steps + 1, runs, parameters))
    trajectory[0] = theta
    with np.errstate(all="ignore"):
        for i in range(steps):
            _, gradient = objective(theta)
            theta = state.update(theta, gradient)
            trajectory[i + 1] = theta
    return trajectory[:, 0] if origin.ndim == 1 else trajectory
