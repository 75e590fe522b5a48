"""The objective: a network's loss on one half of the data plus penalty, its derivatives and accuracy.

Everything is computed for many parameters at once, in blocks that fit the processor's cache. No row's arithmetic
depends on other rows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import DTypeLike, NDArray

from solver.arrays import AnyFloat, Array, Labels, Rows
from solver.effort import CALL, Effort
from solver.losses import LOSSES, Loss
from solver.model.network import Network, Tape
from solver.model.penalty import Penalty
from solver.model.tangents import hessian_product
from solver.objective import Measures, share

# Numbers of a block that fits the processor's cache; larger blocks are several times slower.
BLOCK = 98_304
# Margins (K, N), which may be overwritten, and the signs of the labels (N,) -> derivatives (K, N) by the margins.
Slope = Callable[[AnyFloat, AnyFloat], AnyFloat]


@dataclass(frozen=True, eq=False)
class DataObjective:
    """Points by column (D, N), the last row ones; the loss compares scores with `targets`.

    With two classes `targets` (N,) are the signs of the labels. Where the scores are linear in `columns`, these are
    multiplied by the signs already, so that products are margins. With more classes, `targets` (C, N) are 1 at each
    point's own class. `penalty` None means no penalty. `effort` counts what is computed, layer by layer.
    """

    network: Network
    loss: Loss
    columns: AnyFloat
    targets: AnyFloat
    penalty: Penalty | None
    effort: Effort = field(default_factory=Effort)

    @classmethod
    def of(
        cls, network: Network, loss: str, features: Array, labels: Labels, l1: float = 0.0, l2: float = 0.0
    ) -> "DataObjective":
        """The objective on features (N, D), the bias column last, with classes (N,)."""
        penalty = Penalty(l1, l2, network.weights)
        if network.outputs == 1:
            targets = np.where(labels == 1, 1.0, -1.0)
        else:
            targets = np.equal.outer(np.arange(network.outputs), labels).astype(np.float64)
        columns = features.T * targets if network.affine and network.outputs == 1 else features.T
        return cls(network, LOSSES[loss], np.ascontiguousarray(columns), targets, penalty if penalty else None)

    def astype(self, dtype: DTypeLike) -> "DataObjective":
        """The same objective computed in another precision."""
        return replace(self, columns=self.columns.astype(dtype), targets=self.targets.astype(dtype))

    @property
    def work(self) -> int:
        """The cost of a value, in multiplications."""
        return int((self.network.work + self._loss_work) * self.columns.shape[1])

    def on(self, points: Rows) -> "DataObjective":
        """The same objective on some of the points; the penalty keeps its whole weight."""
        columns, targets = self.columns[:, points], self.targets[..., points]
        return DataObjective(self.network, self.loss, columns, targets, self.penalty, self.effort)

    def value(self, theta: AnyFloat) -> AnyFloat:
        """Parameters (K, P) -> (K,)."""
        return self._with_penalty(theta, self._losses(theta))

    @property
    def flat_pieces(self) -> bool:
        """True if the objective is convex and piecewise linear, except for the squares of a penalty."""
        return self.loss.flat_pieces and self.network.affine

    def lacks(self) -> Array:
        """Linear forms (M, P) of theta: the loss counts max(0, 1 + form). Only for a hinge loss of linear scores.

        Each is the amount by which a point's margin over another class is below 1, less 1.
        """
        if self.network.outputs == 1:
            return np.asarray(-self.columns.T)
        other, point = np.nonzero(self.targets == 0)
        forms = np.zeros((len(point), *self.network.shapes[0]))
        every = np.arange(len(point))
        forms[every, other] = self.columns.T[point]
        forms[every, self._labels[point]] = -self.columns.T[point]
        return forms.reshape(len(point), -1)

    def predictions(self, theta: Array) -> Labels:
        """The class of each point (N,) under parameters theta (P,); -1 if a score is not a number."""
        scores = self.network.scores(theta[None], self.columns)[0]
        if self.network.outputs == 1 and self.network.affine:
            scores *= self.targets  # undoes the signs of the margins
        found = (scores[0] > 0).astype(np.intp) if self.network.outputs == 1 else scores.argmax(axis=0)
        return np.where(np.isnan(scores).any(axis=0), -1, found)

    def loss_and_accuracy(self, theta: Array) -> tuple[Array, Array]:
        """Parameters (K, P) -> data loss and the share of points that are right, (K,) each."""
        loss, right = self._joined(theta, self._losses_and_right)
        return loss, share(right)

    def measure(self, theta: Array) -> Measures:
        """Everything that is recorded of parameters (K, P)."""
        loss, slopes, right = self._joined(theta, self._losses_gradients_and_right)
        return Measures(self._with_penalty(theta, loss), loss, self._gradient(theta, slopes), right)

    def value_and_gradient(self, theta: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
        """Parameters (K, P) -> (K,) and (K, P)."""
        loss, slopes = self._joined(theta, self._losses_and_gradients)
        return self._with_penalty(theta, loss), self._gradient(theta, slopes)

    def gradient_by(self, theta: Array, slope: Slope) -> Array:
        """The gradient (K, P) that another derivative of the two-class loss by its margins gives."""

        def of_block(theta: AnyFloat) -> tuple[AnyFloat, ...]:
            tape = self._forward(theta)
            slopes = slope(self.compared(tape.scores[-1])[:, 0], self.targets)[:, None]
            return (self.network.backward(theta, tape, self.compared(slopes), self.effort.spend),)

        return self._gradient(theta, *self._joined(theta, of_block))

    def hessian_product(self, theta: Array, v: Array) -> Array:
        """The Hessian at theta (K, P) times v (K, P), or times M vectors v (K, M, P) at each; shaped like v."""
        each = v if v.ndim > theta.ndim else v[:, None]
        product = np.empty(each.shape)
        some = _blocks(each.shape[1], self._rows)
        for rows in _blocks(len(theta), self._rows // each.shape[1]):
            tape = self._forward(theta[rows])
            _, slopes = self._loss_and_slope(self.compared(tape.scores[-1].copy()))
            for m in some:
                product[rows, m] = hessian_product(
                    self.network, theta[rows], each[rows, m], tape, slopes, self._bend, self.effort.spend
                )
        product *= self._slope_factor
        product = product.reshape(v.shape)
        return product + self.penalty.curvature(v) if self.penalty else product

    def compared(self, scores: AnyFloat) -> AnyFloat:
        """Scores (K, C, N) in the form of the loss: with two classes the margins, in place."""
        if self.network.outputs == 1 and not self.network.affine:
            scores *= self.targets
        return scores

    def summed(self, z: AnyFloat) -> AnyFloat:
        """Sums (K,) of the losses of margins or scores (K, C, N), as from `compared`; these may be overwritten."""
        return self.loss.two.value(z[:, 0]) if self.network.outputs == 1 else self.loss.many.value(z, self.targets)

    @cached_property
    def divisor(self) -> int:
        """The divisor of a sum over the points."""
        return self.columns.shape[1] if self.loss.reduction == "mean" else 1

    def _losses_and_gradients(self, theta: AnyFloat) -> tuple[AnyFloat, ...]:
        """The data losses (K,) of one block, and their gradients (K, P) without `_slope_factor`."""
        tape = self._forward(theta)
        loss, slopes = self._loss_and_slope(self.compared(tape.scores[-1]))
        return loss, self.network.backward(theta, tape, slopes, self.effort.spend)

    def _losses_gradients_and_right(self, theta: AnyFloat) -> tuple[AnyFloat, ...]:
        """The same, and which points are `right` (K, N), found before the loss overwrites the scores."""
        tape = self._forward(theta)
        z = self.compared(tape.scores[-1])
        right = self._right(z)
        loss, slopes = self._loss_and_slope(z)
        return loss, self.network.backward(theta, tape, slopes, self.effort.spend), right

    def _losses_and_right(self, theta: AnyFloat) -> tuple[AnyFloat, ...]:
        z = self.compared(self._forward(theta).scores[-1])
        right = self._right(z)
        return self._loss(z), right

    def _forward(self, theta: AnyFloat) -> Tape:
        """The network's pass over all points, counted."""
        self.effort.spend(CALL + len(theta) * self.columns.shape[1] * self._loss_work)
        return self.network.forward(theta, self.columns, self.effort.spend)

    @cached_property
    def _loss_work(self) -> int:
        """The cost of a point's loss, in multiplications."""
        return int(self.loss.two.time if self.network.outputs == 1 else self.loss.many.time * self.network.outputs)

    def _joined(self, theta: AnyFloat, function: Callable[[AnyFloat], tuple[AnyFloat, ...]]) -> tuple[AnyFloat, ...]:
        """Applies a function to parameters (K, P), block by block."""
        if len(theta) <= self._rows:
            return function(theta)
        parts = [function(theta[i : i + self._rows]) for i in range(0, len(theta), self._rows)]
        return tuple(np.concatenate(part) for part in zip(*parts, strict=True))

    def _gradient(self, theta: AnyFloat, slopes: AnyFloat) -> AnyFloat:
        """The objective's gradient, in place of the summed gradients (K, P)."""
        slopes *= self._slope_factor
        if self.penalty:
            slopes += self.penalty.slope(theta)
        return slopes

    def _losses(self, theta: AnyFloat) -> AnyFloat:
        out = np.empty(len(theta), theta.dtype)
        for rows in _blocks(len(theta), self._rows):
            out[rows] = self._loss(self.compared(self._forward(theta[rows]).scores[-1]))
        return out

    def _loss(self, z: AnyFloat) -> AnyFloat:
        """Margins or scores (K, C, N), which may be overwritten -> (K,)."""
        return self._reduced(self.summed(z))

    def _loss_and_slope(self, z: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
        """Losses (K,) of margins or scores (K, C, N), which may be overwritten; and derivatives by `columns`' products.

        The derivatives are still to be multiplied by `_slope_factor`.
        """
        if self.network.outputs > 1:
            value, slope = self.loss.many.value_and_slope(z, self.targets)
            return self._reduced(value), slope
        value, slope = self.loss.two.value_and_slope(z[:, 0])
        return self._reduced(value), self.compared(slope[:, None])

    def _reduced(self, summed: AnyFloat) -> AnyFloat:
        """A sum over the points, or their mean, as the loss demands."""
        return summed if self.divisor == 1 else np.asarray(summed / self.divisor)

    def _bend(self, z: AnyFloat, tangents: AnyFloat) -> AnyFloat:
        """The tangents of the derivatives by the scores z (K, C, N), from the tangents of the scores (K, M, C, N)."""
        if self.network.outputs > 1:
            return self.loss.many.curvature(z[:, None], self.targets, tangents)
        # With a sign s, d2 f(s z) / dz2 = s^2 f''(m) = f''(m).
        return self.loss.two.curvature(self.compared(z.copy()))[:, None] * tangents

    @cached_property
    def _rows(self) -> int:
        """The number of runs that fit the cache at a time."""
        return max(1, BLOCK // int(self.columns.shape[1] * self.network.held))

    @cached_property
    def _slope_factor(self) -> float:
        return (self.loss.two if self.network.outputs == 1 else self.loss.many).factor / self.divisor

    @cached_property
    def _labels(self) -> Labels:
        return np.asarray(self.targets.argmax(axis=0))

    @cached_property
    def _least_margin(self) -> AnyFloat:
        """The least margin at which each point (N,) is right: a score of 0 counts as class 0, as in the tutorial."""
        return np.where(self.targets > 0, np.finfo(self.targets.dtype).smallest_subnormal, 0)

    def _with_penalty(self, theta: AnyFloat, loss: AnyFloat) -> AnyFloat:
        return loss + self.penalty.value(theta).astype(loss.dtype) if self.penalty else loss

    def _right(self, z: AnyFloat) -> NDArray[np.bool_]:
        """The points (K, N) that are on their class's side, from margins or scores (K, C, N)."""
        if self.network.outputs == 1:
            return np.asarray(z[:, 0] >= self._least_margin)
        return np.asarray((z.argmax(axis=1) == self._labels) & ~np.isnan(z).any(axis=1))


def _blocks(count: int, most: int) -> list[slice]:
    """Slices of a range of this length, each at most `most` long."""
    return [slice(i, i + max(1, most)) for i in range(0, count, max(1, most))]
