"""A network's scores over a sheet of parameter space: theta + u first + v second, for all u and v of a grid.

Layers before the first one that the directions touch are computed once for the whole grid. That layer's scores are
sums of a row's and a column's entry. If it is the last layer, so are the network's scores. Otherwise only the units
that change are computed at each point, as long as no later layer changes too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import DTypeLike

from solver.arrays import AnyFloat, Array, Rows
from solver.model.activations import Activation
from solver.model.network import Network
from solver.separable import Ramp

# Bytes of a block that fits the processor's cache; larger blocks are slower.
_BLOCK = 786_432


@dataclass(frozen=True, eq=False)
class Sheet:
    """Parameters theta (P,) + u directions[0] + v directions[1], the directions (2, P), for `u` (C,) and `v` (R,)."""

    network: Network
    theta: Array
    directions: Array
    u: Array
    v: Array

    @cached_property
    def layer(self) -> int:
        """The first layer that the directions touch."""
        return self._touched.index(True)

    @property
    def affine(self) -> bool:
        """True if that is the last layer: the network's scores are then linear in u and v."""
        return self.layer == len(self._touched) - 1

    @cached_property
    def units(self) -> Rows:
        """The units (m,) of that layer that are computed at each point: those that change, if no later layer does."""
        changed = self._directions[self.layer].any(axis=(0, 2))
        return np.flatnonzero(changed | self.affine | any(self._touched[self.layer + 1 :]))

    def ramps(self, points: AnyFloat) -> tuple[Ramp, Ramp]:
        """Those units' scores (m, N) at points (D, N) along the rows and along the columns, to be added up."""
        into = self._before(points)
        base = self._matrices[self.layer][self.units] @ into
        first, second = self._directions[self.layer][:, self.units] @ into
        return Ramp(base, second, self.v), Ramp(np.zeros_like(base), first, self.u)

    def scores(self, points: AnyFloat, dtype: DTypeLike) -> Iterator[tuple[int, slice, AnyFloat]]:
        """Of a sheet that is not affine at points (D, N): rows, slices of columns and scores (columns, outputs, N)."""
        hidden = _Hidden(self, points, dtype)
        same = None if self._touched[self.layer + 1] else self._entry(0, slice(0), hidden)
        for columns in hidden.blocks:
            for row in range(len(self.v)):
                weights, rest = same or self._entry(row, columns, hidden)
                z = _product(weights, hidden.activations(row, columns))
                z += rest
                yield row, columns, self._onwards(z, row, columns)

    def _entry(self, row: int, columns: slice, hidden: "_Hidden") -> tuple[AnyFloat, AnyFloat]:
        """The input of the next layer: the weights of the changing units, and a term added to their products."""
        matrix = self._matrix(self.layer + 1, row, columns, hidden.sent.dtype)
        weights = matrix[..., self.units]
        rest = matrix[..., hidden.kept] @ hidden.sent + hidden.shift * weights.sum(axis=-1, keepdims=True)
        return weights * hidden.scale, rest

    def _onwards(self, z: AnyFloat, row: int, columns: slice) -> AnyFloat:
        """The network's scores from those of the layer after the one where the sheet begins."""
        for layer in range(self.layer + 2, len(self._touched)):
            matrix = self._matrix(layer, row, columns, z.dtype)
            z = _product(matrix[..., :-1], _activated(self.network.activation, z))
            z += matrix[..., -1:]
        return z

    def _matrix(self, layer: int, row: int, columns: slice, dtype: DTypeLike) -> AnyFloat:
        """A layer's matrix (out, in) if it stays the same along a row, else its matrices (columns, out, in)."""
        matrix = self._matrices[layer]
        if self._touched[layer]:
            first, second = self._directions[layer]
            matrix = matrix + self.v[row] * second + np.multiply.outer(self.u[columns], first)
        return np.asarray(matrix.astype(dtype))

    def kept(self, points: AnyFloat) -> tuple[Rows, Array]:
        """The inputs of the next layer that stay the same: their places (k,) and values (k, N), or (1, 1)."""
        count = len(self._matrices[self.layer])
        others = np.delete(np.arange(count), self.units)
        if not len(others):
            return np.array([count]), np.ones((1, 1))
        sent = np.ones((len(others) + 1, points.shape[1]))
        self.network.activation.value(self._matrices[self.layer][others] @ self._before(points), sent[:-1])
        return np.append(others, count), sent

    def _before(self, points: AnyFloat) -> AnyFloat:
        """What enters the first layer that is touched (in, N)."""
        return self.network.forward(self.theta[None], points).inputs[self.layer][0] if self.layer else points

    @cached_property
    def _matrices(self) -> list[Array]:
        return [np.asarray(matrix[0]) for matrix in self.network.matrices(self.theta[None])]

    @cached_property
    def _directions(self) -> list[Array]:
        return [np.asarray(matrix) for matrix in self.network.matrices(self.directions)]

    @cached_property
    def _touched(self) -> list[bool]:
        return [bool(matrices.any()) for matrices in self._directions]


class _Hidden:
    """The activations of a sheet's first layer; `scale * activations + shift` are those of the network."""

    def __init__(self, sheet: Sheet, points: AnyFloat, dtype: DTypeLike) -> None:
        ramps = sheet.ramps(points)
        self._activation = sheet.network.activation
        self._rows, self._columns = (ramp.values().astype(dtype) for ramp in ramps)
        self.scale, self.shift = 1.0, 0.0
        k = self._activation.steepness
        self._separated = k is not None and all(ramp.separates(k) for ramp in ramps)
        if self._separated:
            assert k is not None
            self._rows, self._columns = _exp(self._rows, -k), _exp(self._columns, k)
            self.scale, self.shift = -k, 1.0
        self.kept, sent = sheet.kept(points)
        self.sent = sent.astype(dtype)
        width = max(1, _BLOCK // self._columns[0].nbytes)
        self.blocks = [slice(i, i + width) for i in range(0, len(sheet.u), width)]

    def activations(self, row: int, columns: slice) -> AnyFloat:
        """(columns, m, N)"""
        z: AnyFloat = self._columns[columns] + self._rows[row]
        if self._separated:
            np.divide(self._rows[row], z, out=z)
            return z
        return _activated(self._activation, z)


def _exp(z: AnyFloat, k: float) -> AnyFloat:
    """exp(k z), in z's place."""
    z *= k
    np.exp(z, out=z)
    return z


def _activated(activation: Activation, z: AnyFloat) -> AnyFloat:
    """Activations of scores, which may be overwritten; by the exponential it takes half of tanh's own time."""
    k = activation.steepness
    if k is None:
        a: AnyFloat = np.empty_like(z)
        activation.value(z, a)
        return a
    z = _exp(z, k)
    z += 1
    np.reciprocal(z, out=z)
    z *= -k
    z += 1
    return z


def _product(matrix: AnyFloat, a: AnyFloat) -> AnyFloat:
    """Matrices (out, in) or (columns, out, in) times (columns, in, N); one input needs no product of matrices."""
    return np.asarray(matrix * a if a.shape[1] == 1 else matrix @ a)
