"""The penalty on large weights, without biases: its value, its gradient and its Hessian."""

from dataclasses import dataclass

import numpy as np

from solver.arrays import AnyFloat


@dataclass(frozen=True, eq=False)
class Penalty:
    """l1 * sum |w| + l2 / 2 * sum w^2 over the parameters where `weights` (P,) is 1; it is 0 at the biases.

    The derivative of |w| at 0 is taken as 0. The penalty does not depend on the number of points. Nearer to 0 than the
    `radius`, |w| is a parabola.
    """

    l1: float
    l2: float
    weights: AnyFloat
    radius: float = 0.0

    def __bool__(self) -> bool:
        return self.l1 > 0 or self.l2 > 0

    def value(self, theta: AnyFloat) -> AnyFloat:
        """Parameters (K, P) -> (K,)."""
        w = theta * self.weights.astype(theta.dtype)
        sizes = np.abs(w)
        if self.radius:
            sizes = np.where(sizes < self.radius, (sizes**2 / self.radius + self.radius) / 2, sizes)
        return np.asarray(self.l1 * sizes.sum(axis=-1) + self.l2 / 2 * np.vecdot(w, w))

    def slope(self, theta: AnyFloat) -> AnyFloat:
        """Parameters (K, P) -> (K, P)."""
        signs = np.clip(theta / self.radius, -1, 1) if self.radius else np.sign(theta)
        return np.asarray((self.l1 * signs + self.l2 * theta) * self.weights)

    def curvature(self, v: AnyFloat) -> AnyFloat:
        """The Hessian times v (K, P), in which l1 has no curvature."""
        return np.asarray(self.l2 * v * self.weights)
