"""Optimizers that scale each parameter's step by what its gradients were."""

from collections.abc import Mapping

import numpy as np

from solver.arrays import Array
from solver.optimizers.base import OPTIMIZERS, Context, Optimizer, Slots
from solver.parameters import Parameter

BETA1 = Parameter(
    name="beta1",
    label="Memory of the gradient",
    symbol=r"\beta_1",
    help="The share of the gradient's running mean that is kept from one update to the next.",
    default=0.9,
    low=0,
    high=1,
    below_high=True,
    slider=(0, 0.99),
)
BETA2 = Parameter(
    name="beta2",
    label="Memory of its square",
    symbol=r"\beta_2",
    help="The share of the squared gradient's running mean that is kept from one update to the next.",
    default=0.999,
    low=0,
    high=1,
    below_high=True,
    slider=(0.8, 0.9999),
)
EPS = Parameter(
    name="eps",
    label="Floor of the scale",
    symbol=r"\epsilon",
    help="Added to the divisor, so that a vanishing gradient is not blown up.",
    default=1e-8,
    low=0,
    high=1,
    above_low=True,
    scale="log",
    slider=(1e-12, 1e-2),
)


def _adam(g: Array, s: Slots, h: Mapping[str, Array], ctx: Context) -> tuple[Array, Slots]:
    beta1, beta2 = h["beta1"], h["beta2"]
    m = beta1 * s["m"] + (1 - beta1) * g
    v = beta2 * s["v"] + (1 - beta2) * g * g
    scale = np.sqrt(v) / np.sqrt(1 - beta2**ctx.update) + h["eps"]
    return -h["learning_rate"] / (1 - beta1**ctx.update) * m / scale, {"m": m, "v": v}


OPTIMIZERS.add(
    Optimizer(
        name="adam",
        label="Adam",
        help="Each parameter gets a rate of its own, from running means of its gradient and its square.",
        latex=r"m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad "
        r"v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \quad "
        r"\theta \leftarrow \theta - \eta \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}",
        cite="Kingma & Ba 2015, arXiv:1412.6980, Algorithm 1; epsilon outside the root, as in torch.optim",
        parameters=(BETA1, BETA2, EPS),
        slots=("m", "v"),
        learning_rates={"sum": 0.05, "mean": 0.05},
        step=_adam,
    )
)
