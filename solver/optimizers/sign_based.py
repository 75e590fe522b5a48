"""Optimizers that look at the gradient's signs only, not at its size."""

from dataclasses import replace

import numpy as np

from solver.arrays import Array
from solver.optimizers.adam import MEAN
from solver.optimizers.adaptive import running_mean
from solver.optimizers.base import OPTIMIZERS, Context, Hyperparameters, Optimizer, Slot, Slots
from solver.optimizers.hyperparameters import BETA1, BETA2
from solver.parameters import Parameter

ETA_MINUS = Parameter(
    name="eta_minus",
    label="Decrease factor",
    symbol=r"\eta_-",
    help="A parameter's step is multiplied by this number when the sign of its gradient changes.",
    default=0.5,
    low=0,
    high=1,
    above_low=True,
    below_high=True,
    slider=(0.1, 0.9),
)
ETA_PLUS = Parameter(
    name="eta_plus",
    label="Increase factor",
    symbol=r"\eta_+",
    help="A parameter's step is multiplied by this number while its gradient keeps its sign.",
    default=1.2,
    low=1,
    high=5,
    above_low=True,
    slider=(1.01, 2),
)
STEP_MIN = Parameter(
    name="step_min",
    label="Minimum step length",
    symbol=r"s_{\min}",
    help="The step of a parameter never gets shorter than this.",
    default=1e-6,
    low=0,
    high=0.01,
    scale="log",
    slider=(1e-9, 0.01),
)
STEP_MAX = Parameter(
    name="step_max",
    label="Maximum step length",
    symbol=r"s_{\max}",
    help="The step of a parameter never gets longer than this.",
    default=50.0,
    low=0.01,
    high=1000,
    scale="log",
    slider=(0.01, 100),
)


def _rprop(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    agreement = g * s["p"]
    turned = agreement < 0
    factor = np.where(agreement > 0, h["eta_plus"], np.where(turned, h["eta_minus"], 1.0))
    previous = np.where(ctx.update == 1, h["learning_rate"], s["s"])
    step = np.clip(previous * factor, h["step_min"], h["step_max"])
    # A step over the valley's bottom is followed by a rest, and the sign is forgotten.
    p = np.where(turned, 0.0, g)
    return -np.sign(p) * step, {"s": step, "p": p}


def _lion(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    direction = running_mean(s["m"], g.copy(), h["beta1"])
    return -h["learning_rate"] * np.sign(direction), {"m": running_mean(s["m"], g.copy(), h["beta2"])}


OPTIMIZERS.add(
    Optimizer(
        name="rprop",
        label="Rprop",
        help="Each parameter's step grows while its gradient keeps its sign, and shrinks when the sign changes. "
        "The learning rate is the length of the first step only.",
        latex=r"s \leftarrow \begin{cases} \min(\eta_+ s, s_{\max}) & g p > 0 \\ \max(\eta_- s, s_{\min}), \; "
        r"g \leftarrow 0 & g p < 0 \end{cases}, \quad p \leftarrow g, \quad "
        r"\theta \leftarrow \theta - s \, \mathrm{sign}(g), \quad s_0 = \eta",
        cite="Riedmiller & Braun 1993, IEEE ICNN; without stepping back (iRprop-, Igel & Husken 2000), "
        "as torch.optim.Rprop",
        parameters=(ETA_MINUS, ETA_PLUS, STEP_MIN, STEP_MAX),
        slots=(Slot("s", "s", "Length of each parameter's step"), Slot("p", "p", "Gradient of the update before")),
        learning_rates={"sum": 0.01, "mean": 0.01},
        step=_rprop,
    )
)
OPTIMIZERS.add(
    Optimizer(
        name="lion",
        label="Lion",
        help="Every parameter moves by the same length: only the sign of its averaged gradient counts.",
        latex=r"c = \beta_1 m + (1 - \beta_1) g, \quad \theta \leftarrow \theta - \eta \, \mathrm{sign}(c), \quad "
        r"m \leftarrow \beta_2 m + (1 - \beta_2) g",
        cite="Chen et al. 2023, arXiv:2302.06675, Algorithm 2; without weight decay, as optax.lion",
        parameters=(BETA1, replace(BETA2, default=0.99)),
        slots=(MEAN,),
        velocity="m",
        learning_rates={"sum": 0.03, "mean": 0.03},
        step=_lion,
    )
)
