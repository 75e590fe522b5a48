"""An optimizer and its state: pure functions on (K, P) arrays, for K runs of P parameters.

No run's arithmetic depends on other runs: steps are elementwise, or reduce and multiply one run at a time. Overflow
gives no warning, so callers compute under `np.errstate(all="ignore")`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.arrays import Array, Reduction
from solver.parameters import Number, Parameter
from solver.registry import Definition, Registry

Slots = dict[str, Array]
Hyperparameters = Mapping[str, Array]
Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]
# Points (K, P) -> value (K,) and gradient (K, P); row k belongs to run k's function.
Evaluate = Callable[[Array], tuple[Array, Array]]
# Points (K, P) and vectors (K, P) -> the Hessian at each point times its vector (K, P).
HessianProduct = Callable[[Array, Array], Array]

HESSIAN_PRODUCT_EVALUATIONS = 2

LEARNING_RATE = Parameter(
    name="learning_rate",
    label="Learning rate",
    symbol=r"\eta",
    help="How far a step goes. A rate that is too large bounces or diverges; one that is too small crawls.",
    default=None,
    low=0,
    high=math.inf,
    above_low=True,
    scale="log",
    slider=(1e-5, 1e1),
)


class Context:
    """The input of a step besides gradient and slots. One object serves all updates of a state in turn.

    `update` is the number of this update, from 1; `theta` (K, P) the parameters that it starts from, `value`
    (K,) the objective there. `evaluate` and `hvp` always compute all K rows but count for the `active` ones.
    """

    __slots__ = ("_evaluate", "_hvp", "counted", "theta", "update", "value")

    theta: Array
    value: Array
    _evaluate: Evaluate
    _hvp: HessianProduct

    def __init__(self, runs: int) -> None:
        self.update = 0
        self.counted: Counts = np.zeros(runs, dtype=np.int64)

    def begin(self, theta: Array, value: Array, evaluate: Evaluate, hvp: HessianProduct) -> None:
        """Starts the next update, at `theta`."""
        self.update += 1
        self.theta, self.value, self._evaluate, self._hvp = theta, value, evaluate, hvp

    def evaluate(self, points: Array, active: Mask) -> tuple[Array, Array]:
        """Value (K,) and gradient (K, P) at points (K, P), on this update's batch; counts one for each active."""
        self.counted = self.counted + active
        return self._evaluate(points)

    def hvp(self, vectors: Array, active: Mask) -> Array:
        """The Hessian at `theta` times vectors (K, P); counts as two evaluations for each active run."""
        self.counted = self.counted + HESSIAN_PRODUCT_EVALUATIONS * active
        return self._hvp(self.theta, vectors)


@dataclass(frozen=True)
class Slot:
    """A quantity that an optimizer keeps between updates: its name, its symbol in the formula, and its meaning.

    A `scalar` slot is one number a run, (K, 1); any other is (..., K, P).
    """

    name: str
    symbol: str
    label: str
    scalar: bool = False


Step = Callable[[Array, Slots, Hyperparameters, Context], tuple[Array, Slots]]


def one_gradient(parameters: int, samples: float) -> float:
    """The cost of an update with one gradient and little else, in parameters times samples."""
    return parameters * samples


def no_limit(hyperparameters: Mapping[str, float]) -> float | None:
    """Says that no limit of stability is known."""
    return None


def nothing_besides(parameters: int) -> int:
    """The cost besides evaluations of optimizers that do little else: none."""
    return 0


def no_slots(runs: int, parameters: int, h: Hyperparameters) -> Slots:
    """Initial slots for optimizers whose slots all begin as zeros: none."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Optimizer(Definition):
    """`step(gradient (K, P), slots, h, context)` -> the step to add to the parameters (K, P), the new slots.

    `h` holds this update's learning rate and the hyperparameters as columns (K, 1). `slots` are kept between updates:
    arrays (..., K, P) or (..., K, 1), so that `np.where(active[:, None], new, old)` freezes a run. They begin as zeros
    (K, P), except for those that `start(K, P, h)` gives. A slot `eta` (K, 1) is the step length that a line search
    accepted, at first the learning rate. `velocity` names the slot that accumulates past gradients, with their sign:
    minus the learning rate times this slot is a displacement. `gradients` is the number of evaluations that the given
    gradient counts as (0 if the step ignores it). `work(P, samples)` is the cost of an update, roughly, in parameters
    times samples; `besides(P)` is the cost besides evaluations, in units of effort. `learning_rates` are the defaults
    for losses that sum over the points, and for losses that average. `stability_limit(hyperparameters)` is what
    learning rate times eigenvalue must stay below on a quadratic, from the roots of the recurrence; None where it is
    not known.
    """

    step: Step
    slots: tuple[Slot, ...] = ()
    velocity: str | None = None
    start: Callable[[int, int, Hyperparameters], Slots] = no_slots
    gradients: int = 1
    work: Callable[[int, float], float] = one_gradient
    besides: Callable[[int], int] = nothing_besides
    learning_rates: Mapping[Reduction, float]
    stability_limit: Callable[[Mapping[str, float]], float | None] = no_limit


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")


class State:
    """An optimizer at work on k runs: its slots, its number of updates, and their cost."""

    def __init__(
        self,
        name: str,
        learning_rates: list[float],
        hyperparameters: list[dict[str, Number | None]],
        parameters: int,
    ) -> None:
        self.optimizer = OPTIMIZERS[name]
        runs = len(learning_rates)
        self._learning_rate = np.array(learning_rates, dtype=np.float64)[:, None]
        self.h: dict[str, Array] = {"learning_rate": self._learning_rate}
        for p in self.optimizer.parameters:
            self.h[p.name] = np.array([h[p.name] for h in hyperparameters], dtype=np.float64)[:, None]
        self.slots = {slot.name: np.zeros((runs, parameters)) for slot in self.optimizer.slots}
        self.slots |= self.optimizer.start(runs, parameters, self.h)
        self._histories = any(slot.ndim > 2 for slot in self.slots.values())
        self._context = Context(runs)

    @property
    def updates(self) -> int:
        """The number of updates made."""
        return self._context.update

    @property
    def evaluations(self) -> Counts:
        """The number of gradient evaluations that each run has used (k,)."""
        return self._context.counted + self.optimizer.gradients * self._context.update

    @property
    def rate(self) -> Array:
        """The step length of the last update (k,): the one that a line search accepted, or else the learning rate."""
        return self.slots.get("eta", self.h["learning_rate"])[:, 0]

    def kept(self) -> Slots:
        """The present slots (k, P) or (k, 1); of a history, the newest entry. No update changes these arrays."""
        if not self._histories:
            return self.slots
        return {name: slot if slot.ndim == 2 else slot[0].copy() for name, slot in self.slots.items()}

    def update(
        self,
        theta: Array,
        value: Array,
        gradient: Array,
        evaluate: Evaluate,
        hvp: HessianProduct,
        learning_rates: Array | None = None,
    ) -> Array:
        """The parameters (k, P) after one more update from `theta`, where `value` (k,) and `gradient` were computed.

        `evaluate(points (k, P))` and `hvp(theta (k, P), vectors (k, P))` compute on this update's batch.
        `learning_rates` (k,) replace the state's own for this update.
        """
        self.h["learning_rate"] = self._learning_rate if learning_rates is None else learning_rates[:, None]
        self._context.begin(theta, value, evaluate, hvp)
        step, self.slots = self.optimizer.step(gradient, self.slots, self.h, self._context)
        moved = theta + step
        # The sign of NaN depends on the positions of other runs in memory, so all NaN get the same sign.
        if math.isnan(np.vdot(moved, moved)):
            moved[np.isnan(moved)] = np.nan
        return moved
