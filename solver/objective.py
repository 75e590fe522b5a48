"""The protocol of what is minimised: an objective, its derivatives, and its recorded measures."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from solver.arrays import AnyFloat, Array, Rows
from solver.effort import Effort


class Measures(NamedTuple):
    """At parameters (K, P): objective (K,), data loss (K,), gradient of the objective (K, P), `right` points (K, N).

    With one more axis for n epochs: (K, n), (K, n, P), (K, n, N).
    """

    objective: Array
    loss: Array
    gradient: Array
    right: NDArray[np.bool_]

    @property
    def accuracy(self) -> Array:
        """The share of points that are right (K,)."""
        return share(self.right)

    @classmethod
    def side_by_side(cls, each: "Sequence[Measures]") -> "Measures":
        """Measures of (K,) each as one of (K, n)."""
        columns: list[Any] = [np.array(parts).swapaxes(0, 1) for parts in zip(*each, strict=True)]
        return cls(*columns)

    def reshaped(self, runs: int, n: int) -> "Measures":
        """One measure of (K n,) as one of (K, n)."""
        columns: list[Any] = [part.reshape(runs, n, *part.shape[1:]) for part in self]
        return Measures(*columns)


class Objective(Protocol):
    """A function of parameters (K, P), K points at once; no point's value depends on other points."""

    @property
    def work(self) -> int:
        """The cost of a value, in multiplications."""

    @property
    def effort(self) -> Effort:
        """The count of all that it computes."""

    def on(self, points: Rows) -> "Objective":
        """The same objective on some of its data points; TypeError if it has none."""

    def value(self, theta: AnyFloat) -> AnyFloat:
        """Parameters (K, P) -> (K,)."""

    def value_and_gradient(self, theta: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
        """Parameters (K, P) -> (K,) and (K, P)."""

    def hessian_product(self, theta: Array, v: Array) -> Array:
        """The Hessian at theta (K, P) times v (K, P), or times M vectors v (K, M, P) at each; shaped like v."""

    def measure(self, theta: Array) -> Measures:
        """Everything that is recorded of parameters (K, P)."""


def share(right: NDArray[np.bool_]) -> Array:
    """The share of true values along the last axis."""
    return np.asarray(np.count_nonzero(right, axis=-1) / right.shape[-1])
