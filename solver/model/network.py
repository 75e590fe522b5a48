"""A network of dense layers: parameters and points -> scores, and derivatives back to the parameters.

Every layer uses the bias trick: its input ends with a row of ones, its matrix with a column of biases. A linear
model is a network without hidden layers. Scores are (K, C, N): K runs, C scores a point, N points. Products are
stacked, one for each run, so that no run's rounding depends on the number of other runs.
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from solver.arrays import AnyFloat, Rows
from solver.effort import GRADIENT, uncounted
from solver.model.activations import Activation


class Tape(NamedTuple):
    """The results of a forward pass that the backward pass needs, a list entry for each layer.

    `inputs` are the layers' inputs with the row of ones, (K, in, N), the first (D, N) for all runs; `scores` are
    their products (K, out, N).
    """

    inputs: list[AnyFloat]
    scores: list[AnyFloat]


@dataclass(frozen=True, eq=False)
class Network:
    """`inputs` features, the bias column's included, through hidden layers to `outputs` scores a point.

    Points are given by column, (D, N), the last row ones. Parameters (K, P) are the layers' matrices one after
    the other, row by row.
    """

    inputs: int
    hidden: tuple[int, ...]
    outputs: int
    activation: Activation

    @cached_property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """(out, in) of each layer's matrix, the biases' column included."""
        into = (self.inputs, *(units + 1 for units in self.hidden))
        return tuple(zip((*self.hidden, self.outputs), into, strict=True))

    @cached_property
    def size(self) -> int:
        """P, the number of parameters."""
        return sum(math.prod(shape) for shape in self.shapes)

    @property
    def work(self) -> int:
        """The cost of a point, in multiplications."""
        return sum(self.layer_work)

    @cached_property
    def layer_work(self) -> tuple[int, ...]:
        """The same by layer: an activation costs as much as twelve multiplications (measured)."""
        return tuple(math.prod(shape) + 12 * units for shape, units in zip(self.shapes, (*self.hidden, 0), strict=True))

    def surface_work(self, general: bool) -> float:
        """Nanoseconds a data point at a point of a surface (measured in float32 on a 2.8 GHz Xeon).

        `general` planes change every unit; others one of the first layer.
        """
        return (1.5 if self.outputs == 1 else 4.0 * self.outputs) + self.hidden_work(general)

    def hidden_work(self, general: bool) -> float:
        """The same without the loss."""
        dear, separates = self.activation.time, self.activation.steepness is not None
        work = 0.0
        for layer, (units, (_, into)) in enumerate(zip(self.hidden, self.shapes, strict=False)):
            each = 0.3 if layer == 0 and separates else dear
            work += (units if general or layer else 1) * (each + 0.6 + 0.02 * into)
        return work

    @cached_property
    def held(self) -> int:
        """Numbers that a point needs while a gradient is computed: scores, derivatives and activations."""
        return 2 * self.outputs + 3 * sum(self.hidden)

    @cached_property
    def affine(self) -> bool:
        """True if the scores are linear in the parameters."""
        return not self.hidden

    @cached_property
    def _parts(self) -> list[tuple[int, int, int, int]]:
        """Where each layer's matrix begins and ends in the parameters, and its shape."""
        ends = itertools.accumulate(math.prod(shape) for shape in self.shapes)
        return [(end - out * into, end, out, into) for end, (out, into) in zip(ends, self.shapes, strict=True)]

    @property
    def weights(self) -> AnyFloat:
        """(P,): 1 for a weight, 0 for a bias."""
        flat = []
        for out, into in self.shapes:
            matrix = np.ones((out, into))
            matrix[:, -1] = 0
            flat.append(matrix.ravel())
        return np.concatenate(flat)

    @property
    def filters(self) -> list[Rows]:
        """The indices of the weights into each unit, without biases."""
        return [
            np.arange(begin + row * into, begin + (row + 1) * into - 1)
            for begin, _, out, into in self._parts
            for row in range(out)
        ]

    def matrices(self, theta: AnyFloat) -> list[AnyFloat]:
        """Parameters (K, P) as the layers' matrices (K, out, in)."""
        if not self.hidden:
            return [theta.reshape(-1, self.outputs, self.inputs)]
        return [theta[:, begin:end].reshape(-1, out, into) for begin, end, out, into in self._parts]

    def scores(self, theta: AnyFloat, columns: AnyFloat) -> AnyFloat:
        """Parameters (K, P) and points (D, N) -> scores (K, C, N)."""
        return self.forward(theta, columns).scores[-1]

    def forward(self, theta: AnyFloat, columns: AnyFloat, spend: Callable[[int], None] = uncounted) -> Tape:
        """The same with all that the derivatives need; `spend` counts each layer's work."""
        matrices = self.matrices(theta)
        inputs, scores = [columns], [matrices[0] @ columns]
        points = len(theta) * columns.shape[1]
        spend(points * self.layer_work[0])
        for matrix, work in zip(matrices[1:], self.layer_work[1:], strict=True):
            z = scores[-1]
            into = np.empty((len(theta), z.shape[1] + 1, z.shape[2]), z.dtype)
            self.activation.value(z, into[:, :-1])
            into[:, -1] = 1
            inputs.append(into)
            scores.append(matrix @ into)
            spend(points * work)
        return Tape(inputs, scores)

    def backward(
        self, theta: AnyFloat, tape: Tape, slopes: AnyFloat, spend: Callable[[int], None] = uncounted
    ) -> AnyFloat:
        """The gradient (K, P) from a loss's slopes by the scores (K, C, N); each layer's work is counted by `spend`."""
        points = (GRADIENT - 1) * len(slopes) * slopes.shape[-1]
        gradient = np.empty((len(slopes), self.size), slopes.dtype)
        parts = self.matrices(gradient)
        matrices = self.matrices(theta) if self.hidden else []
        for layer in range(len(self.shapes) - 1, 0, -1):
            into = tape.inputs[layer]
            np.matmul(slopes, into.mT, out=parts[layer])
            slope = self.activation.slope(tape.scores[layer - 1], into[:, :-1])
            slopes = _down(matrices[layer][:, :, :-1].mT, slopes, slope)
            spend(points * self.layer_work[layer])
        spend(points * self.layer_work[0])
        _onto_columns(slopes, tape.inputs[0], parts[0])
        return gradient


def _down(weights: AnyFloat, slopes: AnyFloat, slope: AnyFloat) -> AnyFloat:
    """Derivatives by a layer's scores (K, out, N) -> by the scores of the layer before (K, in, N), in place of `slope`.

    `weights` are (K, in, out); `slope` (K, in, N) is the derivative of the activation between them.
    """
    if slopes.shape[1] > 1:
        slope *= weights @ slopes
        return slope
    # For an outer product, matmul takes several times as long.
    slope *= weights
    slope *= slopes
    return slope


def _onto_columns(slopes: AnyFloat, columns: AnyFloat, out: AnyFloat) -> None:
    """Derivatives (K, out, N) times columns (D, N), transposed -> (K, out, D).

    A single row is multiplied row by row, which is a third faster than a product of such small matrices.
    """
    if slopes.shape[1] == 1:
        np.vecdot(slopes, columns[None], out=out[:, 0])
    else:
        np.matmul(slopes, columns.T, out=out)
