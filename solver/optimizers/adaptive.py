"""Optimizers that divide each parameter's gradient by how large its gradients have been."""

from dataclasses import replace

import numpy as np

from solver.arrays import Array
from solver.optimizers.base import OPTIMIZERS, Context, Hyperparameters, Optimizer, Slot, Slots
from solver.optimizers.hyperparameters import DECAY, EPS

SQUARES = Slot("v", "v", "Running mean of the squared gradients")


def _adagrad(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    v = s["v"] + g * g
    return -h["learning_rate"] * g / (np.sqrt(v) + h["eps"]), {"v": v}


def _rmsprop(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    v = running_mean(s["v"], g * g, h["decay"])
    return -h["learning_rate"] * g / (np.sqrt(v) + h["eps"]), {"v": v}


def _adadelta(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    v = running_mean(s["v"], g * g, h["decay"])
    d = np.sqrt(s["u"] + h["eps"]) / np.sqrt(v + h["eps"]) * g
    return -h["learning_rate"] * d, {"v": v, "u": running_mean(s["u"], d * d, h["decay"])}


def running_mean(mean: Array, new: Array, decay: Array) -> Array:
    """The new mean, decay * mean + (1 - decay) * new, all (K, P) and (K, 1); overwrites `new`."""
    new *= 1 - decay
    new += decay * mean
    return new


OPTIMIZERS.add(
    Optimizer(
        name="adagrad",
        label="AdaGrad",
        help="Divides by the root of the sum of all squared gradients so far, so that the steps become ever smaller.",
        latex=r"v \leftarrow v + g^2, \quad \theta \leftarrow \theta - \eta \frac{g}{\sqrt{v} + \epsilon}",
        cite="Duchi, Hazan & Singer 2011, JMLR 12, Figure 1 (diagonal), without projection, as torch.optim.Adagrad",
        parameters=(replace(EPS, default=1e-10),),
        slots=(Slot("v", "v", "Sum of the squared gradients"),),
        learning_rates={"sum": 0.5, "mean": 0.5},
        step=_adagrad,
    )
)
OPTIMIZERS.add(
    Optimizer(
        name="rmsprop",
        label="RMSprop",
        help="AdaGrad that forgets old gradients: each step is divided by the recent size of its gradient.",
        latex=r"v \leftarrow \alpha v + (1 - \alpha) g^2, \quad "
        r"\theta \leftarrow \theta - \eta \frac{g}{\sqrt{v} + \epsilon}",
        cite="Tieleman & Hinton 2012, COURSERA lecture 6.5; epsilon outside the root, as torch.optim.RMSprop",
        parameters=(replace(DECAY, default=0.99), EPS),
        slots=(SQUARES,),
        learning_rates={"sum": 0.05, "mean": 0.05},
        step=_rmsprop,
    )
)
OPTIMIZERS.add(
    Optimizer(
        name="adadelta",
        label="Adadelta",
        help="Scales each step by the size of its recent steps, so that it hardly needs a learning rate.",
        latex=r"v \leftarrow \alpha v + (1 - \alpha) g^2, \quad "
        r"d = \frac{\sqrt{u + \epsilon}}{\sqrt{v + \epsilon}} g, \quad "
        r"u \leftarrow \alpha u + (1 - \alpha) d^2, \quad \theta \leftarrow \theta - \eta d",
        cite="Zeiler 2012, arXiv:1212.5701, Algorithm 1; times a learning rate, as torch.optim.Adadelta",
        parameters=(DECAY, replace(EPS, default=1e-6)),
        slots=(SQUARES, Slot("u", "u", "Running mean of the squared steps")),
        learning_rates={"sum": 10.0, "mean": 10.0},
        step=_adadelta,
    )
)
