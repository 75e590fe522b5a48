"""A test function as an objective."""

from dataclasses import dataclass, field

import numpy as np

from solver.arrays import AnyFloat, Array, Rows
from solver.effort import CALL, GRADIENT, PRODUCT, Effort
from solver.functions.base import Function, Options
from solver.objective import Measures, Objective

# Multiplications of the longest formula, roughly; a sine counts as ten.
_WORK = 50


@dataclass(frozen=True, eq=False)
class FunctionObjective:
    """A test function with its checked options; no data, no penalty. Everything is in float64."""

    function: Function
    options: Options
    effort: Effort = field(default_factory=Effort)

    @property
    def work(self) -> int:
        """The cost of a value, in multiplications."""
        return _WORK

    def on(self, points: Rows) -> Objective:
        """Raises TypeError: there are no data points to take some of."""
        raise TypeError(f"{self.function.label} is a test function: it has no data points to draw batches from.")

    def value(self, theta: AnyFloat) -> AnyFloat:
        """Parameters (K, P) -> (K,)."""
        self._spend(theta)
        return self.function.value(theta, self.options)

    def value_and_gradient(self, theta: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
        """Parameters (K, P) -> (K,) and (K, P)."""
        self._spend(theta, GRADIENT)
        return self.function.value(theta, self.options), self.function.gradient(theta, self.options)

    @np.errstate(all="ignore")
    def hessian_product(self, theta: Array, v: Array) -> Array:
        """The Hessian at theta (K, P) times v (K, P), or times M vectors v (K, M, P) at each; shaped like v."""
        self._spend(theta, PRODUCT)
        h = self.function.hessian(theta, self.options)
        each = h if v.ndim == theta.ndim else h[:, None]
        return np.asarray((each * v[..., None, :]).sum(axis=-1))

    def measure(self, theta: Array) -> Measures:
        """The recorded measures of parameters (K, P): the loss is the objective, and `right` is empty (K, 0)."""
        value, gradient = self.value_and_gradient(theta)
        return Measures(value, value.copy(), gradient, np.zeros((len(theta), 0), dtype=np.bool_))

    def _spend(self, theta: AnyFloat, times: int = 1) -> None:
        self.effort.spend(CALL + times * len(theta) * _WORK)
