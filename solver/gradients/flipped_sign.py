"""A mistake: uphill in place of downhill."""

from solver.gradients.base import GRADIENTS, Gradient

GRADIENTS.add(
    Gradient(
        name="flipped_sign",
        label="Flipped sign",
        help="A mistake: minus the gradient. Every step that should go down goes up.",
        latex=r"-\nabla f(\theta) \text{ in place of } \nabla f(\theta)",
        cite="Goodfellow, Bengio & Courville 2016, Deep Learning, section 4.3: the gradient points uphill",
        compute=lambda objective, theta, options: -objective.value_and_gradient(theta)[1],
        mistake=True,
    )
)
