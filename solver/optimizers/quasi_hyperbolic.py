"""Quasi-hyperbolic optimizers: a weighted mean of a plain step and one with momentum."""

from dataclasses import replace

import numpy as np

from solver.arrays import Array
from solver.optimizers.adam import MEAN, MEANS, moments
from solver.optimizers.adaptive import SQUARES, running_mean
from solver.optimizers.base import OPTIMIZERS, Context, Hyperparameters, Optimizer, Slots
from solver.optimizers.hyperparameters import BETA1, BETA2, EPS
from solver.parameters import Parameter

NU = Parameter(
    name="nu",
    label="Weight of the velocity",
    symbol=r"\nu",
    help="The weight of the velocity in a step: 0 is plain gradient descent, 1 is momentum.",
    default=0.7,
    low=0,
    high=1,
    slider=(0, 1),
)
BETA = Parameter(
    name="beta",
    label="Velocity decay",
    symbol=r"\beta",
    help="The share of the velocity (the running mean of the gradients) that each update keeps.",
    default=0.999,
    low=0,
    high=1,
    below_high=True,
    slider=(0, 0.9999),
)
NU1 = Parameter(
    name="nu1",
    label="Weight of the first moment",
    symbol=r"\nu_1",
    help="The weight of the running mean of the gradients beside the present gradient: 1 is Adam.",
    default=0.7,
    low=0,
    high=1,
    slider=(0, 1),
)
NU2 = Parameter(
    name="nu2",
    label="Weight of the second moment",
    symbol=r"\nu_2",
    help="The weight of the running mean of the squared gradients beside the present square: 1 is Adam.",
    default=1.0,
    low=0,
    high=1,
    slider=(0, 1),
)


def _qhm(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    m = running_mean(s["m"], g.copy(), h["beta"])
    return -h["learning_rate"] * ((1 - h["nu"]) * g + h["nu"] * m), {"m": m}


def _qhadam(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    m, v = moments(g, s, h)
    direction = (1 - h["nu1"]) * g + h["nu1"] / (1 - h["beta1"] ** ctx.update) * m
    square = (1 - h["nu2"]) * (g * g) + h["nu2"] / (1 - h["beta2"] ** ctx.update) * v
    return -h["learning_rate"] * direction / (np.sqrt(square) + h["eps"]), {"m": m, "v": v}


OPTIMIZERS.add(
    Optimizer(
        name="qhm",
        label="QHM",
        help="Quasi-hyperbolic momentum: a weighted mean of a plain gradient step and a momentum step with slow decay.",
        latex=r"m \leftarrow \beta m + (1 - \beta) g, \quad \theta \leftarrow \theta - \eta ((1 - \nu) g + \nu m)",
        cite="Ma & Yarats 2019, arXiv:1810.06801, equations 3 and 4, with the nu and beta that they recommend",
        parameters=(NU, BETA),
        slots=(MEAN,),
        velocity="m",
        learning_rates={"sum": 0.01, "mean": 1.0},
        step=_qhm,
    )
)
OPTIMIZERS.add(
    Optimizer(
        name="qhadam",
        label="QHAdam",
        help="Adam that mixes its two running means with the present gradient and its square.",
        latex=MEANS + r"\theta \leftarrow \theta - \eta \frac{(1 - \nu_1) g + \nu_1 m / (1 - \beta_1^t)}"
        r"{\sqrt{(1 - \nu_2) g^2 + \nu_2 v / (1 - \beta_2^t)} + \epsilon}",
        cite="Ma & Yarats 2019, arXiv:1810.06801, section 5; nu and beta as the authors' qhoptim recommends",
        parameters=(NU1, NU2, replace(BETA1, default=0.995), BETA2, EPS),
        slots=(MEAN, SQUARES),
        velocity="m",
        learning_rates={"sum": 0.05, "mean": 0.05},
        step=_qhadam,
    )
)
