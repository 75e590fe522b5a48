"""A mistake: the chain rule ends one factor too early, before the sigmoid of the prediction."""

from solver.arrays import AnyFloat, Array
from solver.gradients.base import GRADIENTS, Gradient, Options, on_data
from solver.losses.squares import error
from solver.objective import Objective

SQUARED_ERRORS = frozenset({"sse", "mse"})


def _slope(margins: AnyFloat, signs: AnyFloat) -> AnyFloat:
    """Half the derivative of a squared error by its margin, with d sigmoid / dm taken as 1."""
    return -error(margins)


def _compute(objective: Objective, theta: Array, options: Options) -> Array:
    return on_data(objective).gradient_by(theta, _slope)


GRADIENTS.add(
    Gradient(
        name="no_sigmoid_derivative",
        label="No sigmoid derivative",
        help="A mistake: the factor p(1 − p) of the sigmoid is left out. It is nearly 0 where a prediction is certain: "
        "the arrow is turned, and far too long.",
        latex=r"\sum_i 2 (p_i - y_i) \, x_i \text{ in place of } \sum_i 2 (p_i - y_i) \, p_i (1 - p_i) \, x_i",
        cite="what the tutorial's sigmoid_deriv is there for; CS231n notes, Backpropagation, Intuitions",
        compute=_compute,
        mistake=True,
        fits=lambda loss: loss.name in SQUARED_ERRORS,
        unfit="Only the gradient of squared errors has the sigmoid's derivative as a factor.",
        no_data="A test function has no sigmoid.",
        many_classes="With more than two classes the probabilities are no sigmoids.",
    )
)
