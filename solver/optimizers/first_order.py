"""Optimizers that step along the gradient or a velocity made of it."""

from collections.abc import Mapping

from solver.arrays import Array
from solver.optimizers.base import OPTIMIZERS, Context, Hyperparameters, Optimizer, Slot, Slots
from solver.optimizers.hyperparameters import MOMENTUM

VELOCITY = Slot("v", "v", "Velocity")


def _gradient_descent(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    return -h["learning_rate"] * g, s


def _momentum(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    v = h["momentum"] * s["v"] + g
    return -h["learning_rate"] * v, {"v": v}


def _nesterov(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    v = h["momentum"] * s["v"] + g
    return -h["learning_rate"] * (g + h["momentum"] * v), {"v": v}


def without_velocity(hyperparameters: Mapping[str, float]) -> float:
    """The limit of stability of a step along the gradient."""
    return 2.0


def _limit_of_momentum(hyperparameters: Mapping[str, float]) -> float:
    """Polyak 1964, of an undampened velocity."""
    return 2 * (1 + hyperparameters["momentum"])


def _limit_of_nesterov(hyperparameters: Mapping[str, float]) -> float:
    """Of torch's form."""
    mu = hyperparameters["momentum"]
    return 2 * (1 + mu) / (1 + 2 * mu)


OPTIMIZERS.add(
    Optimizer(
        name="gradient_descent",
        label="Gradient descent",
        help="Steps in the direction of the negative gradient: the steeper the loss, the longer the step.",
        latex=r"\theta \leftarrow \theta - \eta g",
        cite="Cauchy 1847, Comptes rendus 25, 536-538",
        learning_rates={"sum": 0.005, "mean": 0.5},
        stability_limit=without_velocity,
        step=_gradient_descent,
    )
)
OPTIMIZERS.add(
    Optimizer(
        name="momentum",
        label="Momentum",
        help="A heavy ball: it gathers velocity downhill and rolls on across flat parts.",
        latex=r"v \leftarrow \mu v + g, \quad \theta \leftarrow \theta - \eta v",
        cite="Polyak 1964, USSR Comp. Math. and Math. Phys. 4(5); undampened velocity, as in torch.optim.SGD",
        parameters=(MOMENTUM,),
        slots=(VELOCITY,),
        velocity="v",
        learning_rates={"sum": 0.0005, "mean": 0.05},
        stability_limit=_limit_of_momentum,
        step=_momentum,
    )
)
OPTIMIZERS.add(
    Optimizer(
        name="nesterov",
        label="Nesterov",
        help="Momentum that looks ahead: it brakes before the loss rises again.",
        latex=r"v \leftarrow \mu v + g, \quad \theta \leftarrow \theta - \eta (g + \mu v)",
        cite="Nesterov 1983; after Sutskever et al. 2013, as torch.optim.SGD(nesterov=True) computes it",
        parameters=(MOMENTUM,),
        slots=(VELOCITY,),
        velocity="v",
        learning_rates={"sum": 0.0005, "mean": 0.05},
        stability_limit=_limit_of_nesterov,
        step=_nesterov,
    )
)
