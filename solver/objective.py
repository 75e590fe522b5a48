"""The objective: a network's loss on one half of the data plus penalty, its derivatives and accuracy.

Everything is for many parameters at once, in blocks that fit the processor's cache; no row's arithmetic depends
on the rows beside it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
from numpy.typing import DTypeLike

from solver.arrays import AnyFloat, Array, Labels, Rows
from solver.losses import LOSSES, Loss
from solver.network import Network
from solver.penalty import Penalty
from solver.tangents import hessian_product

# With more numbers than this at a time they leave the processor's cache: everything gets several times slower.
BLOCK = 98_304
# How many scores are kept to be shared by parallel landscapes: 32 MB of them.
MOST_SHARED = 8_000_000
# exp of it, and of its negative, is still an ordinary float32.
LARGEST_EXPONENT = 80.0


@dataclass(frozen=True, eq=False)
class Measures:
    """At parameters (K, P): objective, data loss and accuracy (K,), and the objective's gradient (K, P).

    Or all of it with one axis more, the n epochs of each: (K, n) and (K, n, P).
    """

    objective: Array
    loss: Array
    accuracy: Array
    gradient: Array

    @classmethod
    def side_by_side(cls, each: "Sequence[Measures]") -> "Measures":
        """N measures of (K,) as one of (K, n)."""
        return cls(*(np.stack([getattr(m, f.name) for m in each], axis=1) for f in fields(cls)))

    def reshaped(self, runs: int, n: int) -> "Measures":
        """One measure of (K n,) as one of (K, n)."""
        parts = (getattr(self, f.name) for f in fields(self))
        return Measures(*(part.reshape(runs, n, *part.shape[1:]) for part in parts))


@dataclass(frozen=True, eq=False)
class Objective:
    """Points by column (D, N), the last row ones; `targets` are what the loss compares their scores with.

    With two classes `targets` (N,) are the signs of the labels, and `columns` already bear them where the scores
    are linear in them: the products then are the margins. With more, `targets` (C, N) are 1 at each point's own
    class. `penalty` is None where there is none.
    """

    network: Network
    loss: Loss
    columns: AnyFloat
    targets: AnyFloat
    penalty: Penalty | None

    @classmethod
    def of(
        cls, network: Network, loss: str, features: Array, labels: Labels, l1: float = 0.0, l2: float = 0.0
    ) -> "Objective":
        """The objective on features (N, D), the bias column last, with classes (N,)."""
        penalty = Penalty(l1, l2, network.weights)
        if network.outputs == 1:
            targets = np.where(labels == 1, 1.0, -1.0)
        else:
            targets = np.equal.outer(np.arange(network.outputs), labels).astype(np.float64)
        columns = features.T * targets if network.affine and network.outputs == 1 else features.T
        return cls(network, LOSSES[loss], np.ascontiguousarray(columns), targets, penalty if penalty else None)

    def astype(self, dtype: DTypeLike) -> "Objective":
        """The same objective computed in another precision."""
        return replace(self, columns=self.columns.astype(dtype), targets=self.targets.astype(dtype))

    def on(self, points: Rows) -> "Objective":
        """The same objective on some of the points; the penalty counts whole."""
        return Objective(self.network, self.loss, self.columns[:, points], self.targets[..., points], self.penalty)

    def value(self, theta: AnyFloat) -> AnyFloat:
        """Parameters (K, P) -> (K,)."""
        return self._with_penalty(theta, self._losses(theta, wide=False))

    def landscape(self, theta: AnyFloat) -> AnyFloat:
        """The same for the many points of a grid: faster, its rounding dependent on how many there are."""
        return self._with_penalty(theta, self._losses(theta, wide=True))

    def predictions(self, theta: Array) -> Labels:
        """The class of each point (N,) under parameters theta (P,); -1 where a score is no number."""
        scores = self.network.scores(theta[None], self.columns)[0]
        if self.network.outputs == 1 and self.network.affine:
            scores *= self.targets  # back from the margins
        found = (scores[0] > 0).astype(np.intp) if self.network.outputs == 1 else scores.argmax(axis=0)
        return np.where(np.isnan(scores).any(axis=0), -1, found)

    def loss_and_accuracy(self, theta: Array) -> tuple[Array, Array]:
        """Parameters (K, P) -> data loss and the share of points that are right, (K,) each."""
        loss, accuracy = np.empty((2, len(theta)))
        for rows in self._blocks(len(theta)):
            z = self._compared(self.network.scores(theta[rows], self.columns))
            accuracy[rows] = self._share_right(z)
            loss[rows] = self._loss(z)
        return loss, accuracy

    def measure(self, theta: Array) -> Measures:
        """Everything that is recorded of parameters (K, P)."""
        loss, accuracy = np.empty((2, len(theta)))
        gradient = np.empty_like(theta)
        for rows in self._blocks(len(theta)):
            tape = self.network.forward(theta[rows], self.columns)
            z = self._compared(tape.scores[-1])
            accuracy[rows] = self._share_right(z)
            loss[rows], slopes = self._loss_and_slope(z)
            gradient[rows] = self.network.backward(theta[rows], tape, slopes)
        gradient *= self._slope_factor
        if self.penalty:
            gradient += self.penalty.slope(theta)
        return Measures(self._with_penalty(theta, loss), loss, accuracy, gradient)

    def value_and_gradient(self, theta: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
        """Parameters (K, P) -> (K,) and (K, P)."""
        value, gradient = np.empty(len(theta), theta.dtype), np.empty_like(theta)
        for rows in self._blocks(len(theta)):
            tape = self.network.forward(theta[rows], self.columns)
            value[rows], slopes = self._loss_and_slope(self._compared(tape.scores[-1]))
            gradient[rows] = self.network.backward(theta[rows], tape, slopes)
        gradient *= self._slope_factor
        if self.penalty:
            gradient += self.penalty.slope(theta)
        return self._with_penalty(theta, value), gradient

    def hessian_product(self, theta: Array, v: Array) -> Array:
        """The Hessian at theta (K, P), times v (K, P) -> (K, P)."""
        product = np.empty_like(theta)
        for rows in self._blocks(len(theta)):
            tape = self.network.forward(theta[rows], self.columns)
            _, slopes = self._loss_and_slope(self._compared(tape.scores[-1].copy()))
            product[rows] = hessian_product(self.network, theta[rows], v[rows], tape, slopes, self._bend)
        product *= self._slope_factor
        return product + self.penalty.curvature(v) if self.penalty else product

    @np.errstate(over="ignore", under="ignore")
    def parallel(self, theta: AnyFloat) -> Callable[[AnyFloat], AnyFloat]:
        """Parameters (G, P) -> a function of an offset (P,) that gives `landscape(theta + offset)`.

        Where the scores are linear in the parameters, those of the sum are the sum of the scores; and where the
        loss is a function of exponentials, exp(a + b) = exp(a) exp(b) spares all of them but the first ones, as
        long as none leaves the floats.
        """
        count = len(theta) * self.network.outputs * self.columns.shape[1]
        if not self.network.affine or count > MOST_SHARED:
            return lambda offset: self.landscape(theta + offset)
        base = self._compared(self.network.scores(theta, self.columns, wide=True))
        of_odds = self.loss.two.value_of_odds if self.network.outputs == 1 else None
        reach = max(float(base.max()), -float(base.min()))
        odds = np.exp(base, out=base) if of_odds else base

        @np.errstate(over="ignore", under="ignore")
        def at(offset: AnyFloat) -> AnyFloat:
            shift = self._compared(self.network.scores(offset[None], self.columns))
            if of_odds is None:
                loss = self._shifted(base, shift, np.add, self._loss)
            elif reach + float(np.abs(shift).max()) < LARGEST_EXPONENT:
                loss = self._shifted(odds, np.exp(shift), np.multiply, lambda block: of_odds(block[:, 0]) / self._count)
            else:
                return self.landscape(theta + offset)
            return self._with_penalty(theta + offset, loss)

        return at

    def _shifted(
        self, base: AnyFloat, shift: AnyFloat, join: np.ufunc, loss: Callable[[AnyFloat], AnyFloat]
    ) -> AnyFloat:
        """The loss (G,) of what `join` makes of base (G, C, N) and shift (1, C, N)."""
        out = np.empty(len(base), base.dtype)
        for rows in self._blocks(len(base)):
            out[rows] = loss(join(base[rows], shift))
        return out

    def _losses(self, theta: AnyFloat, wide: bool) -> AnyFloat:
        out = np.empty(len(theta), theta.dtype)
        for rows in self._blocks(len(theta)):
            out[rows] = self._loss(self._compared(self.network.scores(theta[rows], self.columns, wide)))
        return out

    def _blocks(self, runs: int) -> Iterator[slice]:
        """Slices of the runs, as many at a time as fit the cache."""
        step = max(1, BLOCK // (self.columns.shape[1] * self.network.held))
        return (slice(i, i + step) for i in range(0, runs, step))

    def _compared(self, scores: AnyFloat) -> AnyFloat:
        """Scores (K, C, N) as the loss takes them: with two classes the margins, in place."""
        if self.network.outputs == 1 and not self.network.affine:
            scores *= self.targets
        return scores

    def _loss(self, z: AnyFloat) -> AnyFloat:
        """Margins or scores (K, C, N), which may be overwritten -> (K,)."""
        two = self.network.outputs == 1
        value = self.loss.two.value(z[:, 0]) if two else self.loss.many.value(z, self.targets)
        return np.asarray(value / self._count)

    def _loss_and_slope(self, z: AnyFloat) -> tuple[AnyFloat, AnyFloat]:
        """Margins or scores (K, C, N), which may be overwritten -> (K,), and the slopes by what `columns` give.

        The slopes are still to be multiplied by `_slope_factor`.
        """
        if self.network.outputs > 1:
            value, slope = self.loss.many.value_and_slope(z, self.targets)
            return np.asarray(value / self._count), slope
        value, slope = self.loss.two.value_and_slope(z[:, 0])
        return np.asarray(value / self._count), self._compared(slope[:, None])

    def _bend(self, z: AnyFloat, tangent: AnyFloat) -> AnyFloat:
        """The tangent of the slopes by the scores z (K, C, N), from the scores' own tangent."""
        if self.network.outputs > 1:
            return self.loss.many.curvature(z, self.targets, tangent)
        # With a sign s, d2 f(s z) / dz2 = s^2 f''(m) = f''(m).
        return self.loss.two.curvature(self._compared(z.copy())) * tangent

    @cached_property
    def _count(self) -> int:
        """What a sum over the points is divided by."""
        return self.columns.shape[1] if self.loss.reduction == "mean" else 1

    @cached_property
    def _slope_factor(self) -> float:
        return (self.loss.two if self.network.outputs == 1 else self.loss.many).factor / self._count

    @cached_property
    def _labels(self) -> Labels:
        return np.asarray(self.targets.argmax(axis=0))

    @cached_property
    def _least_margin(self) -> AnyFloat:
        """From which margin on each point (N,) is right: a score of exactly 0 counts as class 0, as in the tutorial."""
        return np.where(self.targets > 0, np.finfo(self.targets.dtype).smallest_subnormal, 0)

    def _with_penalty(self, theta: AnyFloat, loss: AnyFloat) -> AnyFloat:
        return loss + self.penalty.value(theta).astype(loss.dtype) if self.penalty else loss

    def _share_right(self, z: AnyFloat) -> AnyFloat:
        """Of margins or scores (K, C, N), the share of points that are on their class's side."""
        if self.network.outputs > 1:
            right = (z.argmax(axis=1) == self._labels) & ~np.isnan(z).any(axis=1)
        else:
            right = z[:, 0] >= self._least_margin
        return np.asarray(right.sum(axis=-1) / right.shape[-1])
