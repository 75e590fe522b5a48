"""A mistake: the biases have no derivative, so they stay where they start."""

import numpy as np

from solver.arrays import Array
from solver.gradients.base import GRADIENTS, Gradient, Options, on_data
from solver.objective import Objective


def _compute(objective: Objective, theta: Array, options: Options) -> Array:
    right = on_data(objective)
    return np.where(right.network.weights == 1, right.value_and_gradient(theta)[1], 0.0)


GRADIENTS.add(
    Gradient(
        name="no_bias",
        label="No bias",
        help="A mistake: the derivative by each bias is forgotten, so that all biases stay where they start.",
        latex=r"\frac{\partial f}{\partial b} = 0",
        cite="what the tutorial's bias trick prevents; CS231n notes, Linear Classification, Bias trick",
        compute=_compute,
        mistake=True,
        no_data="A test function has no bias.",
    )
)
