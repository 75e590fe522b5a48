"""How a contender's gradient is computed: as it should be, by differences of the objective, or with a famous mistake.

A mistake changes the gradient alone. The objective, its Hessian, and all that is recorded of a run stay right.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from solver.arrays import AnyFloat, Array, Rows
from solver.effort import Effort
from solver.losses import LOSSES, Loss
from solver.model.data_objective import DataObjective
from solver.model.network import Network
from solver.objective import Measures, Objective
from solver.parameters import Value
from solver.registry import Definition, Registry

Options = Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class Gradient(Definition):
    """`compute(objective, theta (K, P), options)` gives the gradient (K, P), each row by itself.

    `evaluations(P)` is what a gradient counts as. A `mistake` is no gradient of the objective. It is possible with the
    losses that it `fits`; `unfit` says why not with others. `no_data` says why a test function does not allow it, and
    `many_classes` why more than two classes do not; without a sentence they do.
    """

    compute: Callable[[Objective, Array, Options], Array]
    evaluations: Callable[[int], int] = lambda parameters: 1
    mistake: bool = False
    fits: Callable[[Loss], bool] = lambda loss: True
    unfit: str = ""
    no_data: str = ""
    many_classes: str = ""

    def refusal(self, network: Network | None, loss: str | None) -> str | None:
        """A sentence: why a model and loss, or a test function (None), do not allow it, and what does; None if so."""
        if network is None or loss is None:
            return f"{self.no_data} Choose another gradient, or data." if self.no_data else None
        if not self.fits(LOSSES[loss]):
            fitting = " or ".join(each.name for each in LOSSES.values() if self.fits(each))
            return f"{self.unfit} Choose the loss {fitting}, or another gradient."
        if self.many_classes and network.outputs > 1:
            return f"{self.many_classes} Choose data with two classes, or another gradient."
        return None


GRADIENTS: Registry[Gradient] = Registry("gradient")


@dataclass(frozen=True, eq=False)
class Estimated:
    """An objective whose gradient is computed in a chosen way; value, Hessian and measures are its own."""

    objective: Objective
    definition: Gradient
    options: Options

    @property
    def work(self) -> int:
        """The cost of a value, in multiplications."""
        return self.objective.work

    @property
    def effort(self) -> Effort:
        """The count of all that it computes."""
        return self.objective.effort

    def on(self, points: Rows) -> "Estimated":
        """The same objective on some of its data points."""
        return Estimated(self.objective.on(points), self.definition, self.options)

    def value(self, theta: AnyFloat) -> AnyFloat:
        """Parameters (K, P) -> (K,)."""
        return self.objective.value(theta)

    def gradient(self, theta: Array) -> Array:
        """Parameters (K, P) -> the gradient as it is computed (K, P)."""
        return self.definition.compute(self.objective, theta, self.options)

    def value_and_gradient(self, theta: Array) -> tuple[Array, Array]:
        """Parameters (K, P) -> (K,) and (K, P)."""
        return self.value(theta), self.gradient(theta)

    def hessian_product(self, theta: Array, v: Array) -> Array:
        """The Hessian at theta (K, P) times v (K, P), or times M vectors v (K, M, P) at each; shaped like v."""
        return self.objective.hessian_product(theta, v)

    def measure(self, theta: Array) -> Measures:
        """Everything that is recorded of parameters (K, P)."""
        return self.objective.measure(theta)


def on_data(objective: Objective) -> DataObjective:
    """The objective of a mistake that only data allow; a configuration with it on a test function is refused."""
    if not isinstance(objective, DataObjective):
        raise TypeError("This gradient is one of a loss on data.")
    return objective
