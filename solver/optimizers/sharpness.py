"""Sharpness-aware minimisation: the gradient is taken where the neighbourhood is worst."""

import numpy as np

from solver.arrays import Array
from solver.optimizers.base import OPTIMIZERS, Context, Hyperparameters, Optimizer, Slots
from solver.parameters import Parameter

RHO = Parameter(
    name="rho",
    label="Radius",
    symbol=r"\rho",
    help="How far uphill the gradient is taken before each step. Valleys narrower than this are avoided.",
    default=0.05,
    low=0,
    high=10,
    scale="log",
    slider=(1e-3, 2),
)


def _sam(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    norm = np.sqrt(np.vecdot(g, g))[:, None]
    # Without a slope there is no uphill direction: the step uphill is then 0.
    uphill = h["rho"] * g / np.where(norm > 0, norm, 1.0)
    _, gradient = ctx.evaluate(ctx.theta + uphill, np.isfinite(norm[:, 0]))
    return -h["learning_rate"] * gradient, s


OPTIMIZERS.add(
    Optimizer(
        name="sam",
        label="SAM",
        help="Sharpness-aware minimisation: it takes the gradient a little uphill, which leads into wide valleys.",
        latex=r"\theta \leftarrow \theta - \eta \nabla f(\theta + \rho \frac{g}{\lVert g \rVert})",
        cite="Foret et al. 2021, arXiv:2010.01412, Algorithm 1 with equation 2 for p = 2; base step: gradient descent",
        parameters=(RHO,),
        work=lambda parameters, samples: 2 * parameters * samples,
        learning_rates={"sum": 0.005, "mean": 0.5},
        step=_sam,
    )
)
