"""A mistake: the gradient is divided by the number of points, although the loss is their sum."""

from dataclasses import replace

from solver.arrays import Array
from solver.gradients.base import GRADIENTS, Gradient, Options, on_data
from solver.objective import Objective


def _compute(objective: Objective, theta: Array, options: Options) -> Array:
    """The gradient of the mean; the penalty keeps the whole of its own."""
    right = on_data(objective)
    return replace(right, loss=replace(right.loss, reduction="mean")).value_and_gradient(theta)[1]


GRADIENTS.add(
    Gradient(
        name="mean_for_sum",
        label="Mean for sum",
        help="A mistake: the gradient is divided by the number of points, but the loss is their sum. The direction is "
        "right, the arrow far too short.",
        latex=r"\frac{1}{N} \sum_i \nabla f_i \text{ in place of } \sum_i \nabla f_i",
        cite="the tutorial's loss is a sum; Bottou 2012, Stochastic Gradient Descent Tricks, section 2.1, means a mean",
        compute=_compute,
        mistake=True,
        fits=lambda loss: loss.reduction == "sum",
        unfit="This loss is a mean already.",
        no_data="A test function is no sum over points.",
    )
)
