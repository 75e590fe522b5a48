"""The numerical gradient by forward differences: the tutorial's definition, with an h that is not 0."""

from solver.differences import forward
from solver.gradients.base import GRADIENTS, Gradient
from solver.gradients.step import step

GRADIENTS.add(
    Gradient(
        name="forward",
        label="Forward difference",
        help="Estimates the derivative along each parameter from one step ahead: half the price of both sides, and "
        "less exact.",
        latex=r"g_i = \frac{f(\theta + h e_i) - f(\theta)}{h}",
        cite="the tutorial's equation 1; Nocedal & Wright 2006, equation 8.1; h times max(1, |theta_i|)",
        # The square root of the floats' resolution balances the two errors.
        parameters=(step(1.5e-8),),
        compute=lambda objective, theta, options: forward(objective.value, theta, options["h"]),
        evaluations=lambda parameters: parameters + 1,
    )
)
