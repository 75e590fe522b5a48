"""A mistake: the 2 that comes down from a square is forgotten."""

from dataclasses import replace

from solver.arrays import Array
from solver.gradients.base import GRADIENTS, Gradient, Options, on_data
from solver.objective import Objective

SQUARES = frozenset({"sse", "mse", "squared_hinge"})


def _compute(objective: Objective, theta: Array, options: Options) -> Array:
    """Half the gradient of the loss; the penalty keeps the whole of its own."""
    right = on_data(objective)
    two, many = right.loss.two, right.loss.many
    half = replace(right.loss, two=replace(two, factor=two.factor / 2), many=replace(many, factor=many.factor / 2))
    return replace(right, loss=half).value_and_gradient(theta)[1]


GRADIENTS.add(
    Gradient(
        name="no_factor_two",
        label="No factor 2",
        help="A mistake: the 2 from the derivative of a square is left out. The direction is right, the arrow half as "
        "long.",
        latex=r"\frac{d}{de} e^2 = e \text{ in place of } 2 e",
        cite="the tutorial's program, whose learning rate is therefore twice the one of the gradient",
        compute=_compute,
        mistake=True,
        fits=lambda loss: loss.name in SQUARES,
        unfit="This loss is no square, so its derivative has no factor 2.",
        no_data="The derivative of a test function has no factor 2 of a squared error.",
    )
)
