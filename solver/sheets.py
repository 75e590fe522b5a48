"""Scores over a sheet of parameter space where few first-layer units change: the others are computed once.

A plane along two weights moves one unit of the first layer; over it everything that the rest of that layer sends
on is the same at every point of the grid.
"""

from dataclasses import dataclass

import numpy as np

from solver.arrays import AnyFloat, Rows
from solver.network import Network


@dataclass(frozen=True, eq=False)
class Sheet:
    """Parameters (G, P) of a network that differ in nothing but the first-layer `units` (m,).

    `first` (G, m, in) are those units' rows, `rest` the layers' matrices (out, in) that all share.
    """

    network: Network
    units: Rows
    first: AnyFloat
    rest: list[AnyFloat]

    @classmethod
    def of(cls, network: Network, theta: AnyFloat) -> "Sheet | None":
        """The sheet that parameters (G, P) are on; None where more than first-layer units differ, or none does."""
        changing = (theta != theta[0]).any(axis=0)[None]
        if not network.hidden or any(part.any() for part in network.matrices(changing)[1:]):
            return None
        units = np.flatnonzero(network.matrices(changing)[0][0].any(axis=1))
        rest = [matrix[0] for matrix in network.matrices(theta[:1])]
        return cls(network, units, network.matrices(theta)[0][:, units], rest) if len(units) else None

    def shifted(self, offset: AnyFloat) -> "Sheet":
        """The sheet moved by an offset (P,)."""
        moved = [matrix[0] for matrix in self.network.matrices(offset[None])]
        rest = [matrix + move for matrix, move in zip(self.rest, moved, strict=True)]
        return Sheet(self.network, self.units, self.first + moved[0][self.units], rest)

    def sent_on(self, columns: AnyFloat) -> AnyFloat:
        """What the units that do not change send to the second layer (out, N), biases included."""
        others = np.delete(np.arange(self.network.hidden[0]), self.units)
        z = self.rest[0][others] @ columns
        a = np.empty_like(z)
        self.network.activation.value(z, a)
        second = self.rest[1]
        return np.asarray(second[:, others] @ a + second[:, -1:])

    def scores(self, rows: slice, columns: AnyFloat, base: AnyFloat) -> AnyFloat:
        """Of some of the parameters at points (D, N), `base` being what is `sent_on` -> scores (rows, C, N)."""
        first = self.first[rows]
        k, m, into = first.shape
        z = (first.reshape(-1, into) @ columns).reshape(k, m, -1)
        a = np.empty_like(z)
        self.network.activation.value(z, a)
        weights = self.rest[1][:, self.units]
        z = weights * a if m == 1 else weights @ a
        z += base
        for matrix in self.rest[2:]:
            a = np.empty_like(z)
            self.network.activation.value(z, a)
            z = matrix[:, :-1] @ a
            z += matrix[:, -1:]
        return z
