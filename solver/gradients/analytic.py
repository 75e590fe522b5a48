"""The gradient as it should be."""

from solver.gradients.base import GRADIENTS, Gradient

ANALYTIC = GRADIENTS.add(
    Gradient(
        name="analytic",
        label="Analytic",
        help="The derivative of the objective by its formula: exact but for rounding, for the price of one evaluation.",
        latex=r"g = \nabla f(\theta)",
        cite="the tutorial; Goodfellow, Bengio & Courville 2016, Deep Learning, section 4.3",
        compute=lambda objective, theta, options: objective.value_and_gradient(theta)[1],
    )
)
