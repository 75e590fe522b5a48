"""Updates on small batches, as a class around the kernel: a network, a loss, an optimizer, all compiled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.arrays import Array, Rows


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What the kernel must know of data, network and loss; the arrays are row by row.

    `points` (N, D) and `targets` (N, C). `shapes` are (out, in) of the layers. `signed` says that the targets are signs
    that the points do not have. The gradient of the summed loss is multiplied by `factor`, of a `mean` divided by the
    batch size. The penalty `l1`, `l2` is that of the parameters where `weights` (P,) is 1.
    """

    points: Array
    targets: Array
    shapes: Sequence[tuple[int, int]]
    signed: bool
    factor: float
    mean: bool
    l1: float
    l2: float
    weights: Array


class Updates:
    """The updates of one optimizer on a problem in batches of at most so many points, the last three as addresses."""

    def __init__(self, problem: Problem, batch: int, activation: int, loss: int, step: int) -> None:
        p = problem
        layers, places, length = layout(p.shapes, p.targets.shape[1], batch)
        self._data = (np.ascontiguousarray(p.points), np.ascontiguousarray(p.targets))
        self._batch, self._shapes = batch, p.shapes
        numbers = (int(p.signed), float(p.factor), int(p.mean), float(p.l1), float(p.l2))
        self._rest = (layers, *numbers, p.weights, activation, loss, step, np.empty(length), places)

    def run(
        self, theta: Array, slots: Array, hyperparameters: Array, rates: Array, before: int, orders: Rows
    ) -> tuple[Array, Array]:
        """Changes parameters (K, P) and slots (K, S P) by the batches of orders (epochs, N), with rates (K, updates).

        `before` is the number of earlier updates. Returns both at the start of each epoch, (K, epochs, ...).
        """
        from solver.compiled.kernel import descend

        parameters = sum(out * into for out, into in self._shapes)
        # Compiled code checks no bounds.
        assert theta.shape[1] == parameters
        epochs, samples = orders.shape
        assert rates.shape == (len(theta), epochs * -(-samples // self._batch))
        assert 0 <= orders.min() <= orders.max() < len(self._data[0])
        trails = (np.empty((len(theta), epochs, theta.shape[1])), np.empty((len(theta), epochs, slots.shape[1])))
        descend(theta, slots, hyperparameters, rates, before, *self._data, orders, self._batch, *self._rest, *trails)
        return trails


def activated(activation: int, scores: Array, out: Array) -> None:
    """Writes the activations of scores (K, units, N)."""
    from solver.compiled.kernel import activations

    assert scores.shape == out.shape
    activations(activation, scores, out, np.empty(2 * scores[0].size))


def layout(shapes: Sequence[tuple[int, int]], classes: int, batch: int) -> tuple[Any, Any, int]:
    """The places of the kernel's arrays in one, and its length.

    A row a layer: out, in, where its matrix begins in the parameters, its inputs, the derivatives of the activations
    that they are. And the places of scores, slopes, the layer's before, labels, and gradient.
    """
    length = parameters = 0

    def place(numbers: int) -> int:
        nonlocal length
        length += numbers
        return length - numbers

    layers = []
    for out, into in shapes:
        layers.append((out, into, parameters, place(into * batch), place(into * batch)))
        parameters += out * into
    widest = max(classes, *(max(shape) for shape in shapes)) * batch
    places = [place(numbers) for numbers in (widest, widest, widest, classes * batch, parameters)]
    return np.array(layers, dtype=np.int64), np.array(places, dtype=np.int64), length
