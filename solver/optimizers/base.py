"""What an optimizer is, and its state: pure functions on (K, P) arrays, K runs of P parameters."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from solver.arrays import Array
from solver.parameters import Number, Parameter
from solver.registry import Definition, Registry

Slots = dict[str, Array]
Reduction = Literal["sum", "mean"]


@dataclass(frozen=True)
class Context:
    """What a step may know besides gradient and slots: the number of this update, from 1."""

    update: int


Step = Callable[[Array, Slots, Mapping[str, Array], Context], tuple[Array, Slots]]

LEARNING_RATE = Parameter(
    name="learning_rate",
    label="Learning rate",
    symbol=r"\eta",
    help="How far a step goes: too large bounces or diverges, too small crawls.",
    default=None,
    low=0,
    high=math.inf,
    above_low=True,
    scale="log",
    slider=(1e-5, 1e1),
)


@dataclass(frozen=True, kw_only=True)
class Optimizer(Definition):
    """`step(gradient (K, P), slots, h, context)` -> the step to add to the parameters (K, P), the new slots.

    `h` holds the learning rate and the hyperparameters as columns (K, 1). Slots begin as zeros.
    `learning_rates` are the defaults for losses that sum over the points and for losses that average.
    """

    step: Step
    slots: tuple[str, ...] = ()
    learning_rates: Mapping[Reduction, float]


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")


class State:
    """One optimizer at work on k runs: its slots and how many updates it has made."""

    def __init__(
        self,
        name: str,
        learning_rates: list[float],
        hyperparameters: list[dict[str, Number | None]],
        parameters: int,
    ) -> None:
        self.optimizer = OPTIMIZERS[name]
        runs = len(learning_rates)
        self.h = {"learning_rate": np.array(learning_rates, dtype=np.float64)[:, None]}
        for p in self.optimizer.parameters:
            self.h[p.name] = np.array([h[p.name] for h in hyperparameters], dtype=np.float64)[:, None]
        self.slots = {slot: np.zeros((runs, parameters)) for slot in self.optimizer.slots}
        self.updates = 0

    def update(self, theta: Array, gradient: Array) -> Array:
        """The parameters (k, P) after one more update."""
        self.updates += 1
        step, self.slots = self.optimizer.step(gradient, self.slots, self.h, Context(self.updates))
        return theta + step
