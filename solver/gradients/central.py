"""The numerical gradient by central differences, which the optimizer `numerical` descends by as well."""

from solver.differences import central
from solver.gradients.base import GRADIENTS, Gradient
from solver.gradients.step import step
from solver.optimizers.numerical import DIFFERENCE

GRADIENTS.add(
    Gradient(
        name="central",
        label="Central difference",
        help="Estimates the derivative along each parameter from a step to both sides: nearly exact, and slow.",
        latex=r"g_i = \frac{f(\theta + h e_i) - f(\theta - h e_i)}{2 h}",
        cite="Nocedal & Wright 2006, equation 8.7; h times max(1, |theta_i|)",
        parameters=(step(DIFFERENCE.default),),
        compute=lambda objective, theta, options: central(objective.value, theta, options["h"]),
        evaluations=lambda parameters: 2 * parameters,
    )
)
