"""The objective: a model's loss on one half of the data, its gradient and accuracy, for many parameters."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from solver.arrays import AnyFloat, Array, Labels, Rows
from solver.losses import LOSSES, Loss
from solver.models import MODELS, Model, with_bias

# Temporaries of more numbers than this leave the processor's cache: everything gets several times slower.
BLOCK = 32_768
# How many exponentials are kept to be shared by parallel landscapes: 32 MB of them.
MOST_SHARED = 8_000_000
# exp of it, and of its negative, is still an ordinary float32.
LARGEST_EXPONENT = 80.0


@dataclass(frozen=True, eq=False)
class Objective:
    """Features (N, D) with the bias column last, signs (N,) of the labels, and what to do with them."""

    model: Model
    loss: Loss
    features: AnyFloat
    signs: AnyFloat

    @classmethod
    def of(cls, model: str, loss: str, points: Array, labels: Labels, dtype: DTypeLike = np.float64) -> "Objective":
        """The objective of registered names on points (N, 2) with classes (N,)."""
        signs = np.where(labels == 1, 1, -1).astype(dtype)
        # Feature by feature in memory: products with a few parameters take a third less so.
        features = np.asfortranarray(with_bias(points), dtype=dtype)
        return cls(MODELS[model], LOSSES[loss], features, signs)

    def astype(self, dtype: DTypeLike) -> "Objective":
        """The same objective computed in another precision."""
        return Objective(self.model, self.loss, self.features.astype(dtype), self.signs.astype(dtype))

    def value(self, theta: AnyFloat) -> AnyFloat:
        """Parameters (K, P) -> (K,), in blocks that fit the cache."""
        step = max(1, BLOCK // len(self.signs))
        out = np.empty(len(theta), theta.dtype)
        for i in range(0, len(theta), step):
            margins = self.model.scores(theta[i : i + step], self.features)[:, 0]
            margins *= self.signs
            out[i : i + step] = self.loss.value(margins)
        return out

    def value_and_accuracy(self, theta: Array) -> tuple[AnyFloat, AnyFloat]:
        """Parameters (K, P) -> the objective and the share of points on their class's side, (K,) each."""
        scores = self.model.scores(theta, self.features)[:, 0]
        accuracy = self._share_right(scores)
        scores *= self.signs
        return self.loss.value(scores), accuracy

    def accuracy(self, theta: Array) -> AnyFloat:
        """Parameters (K, P) -> the share of points on their class's side (K,)."""
        return self._share_right(self.model.scores(theta, self.features)[:, 0])

    def value_and_gradient(self, theta: AnyFloat, rows: Rows | None = None) -> tuple[AnyFloat, AnyFloat]:
        """Parameters (K, P) -> (K,) and (K, P), over all points or the given rows of them."""
        features, signs = self.features, self.signs
        if rows is not None:
            features, signs = features[rows], signs[rows]
        margins = self.model.scores(theta, features)
        margins *= signs
        value, slope = self.loss.value_and_slope(margins)
        slope *= signs
        return value[:, 0], self.model.backward(slope, features)

    def landscape(self, theta: AnyFloat) -> AnyFloat:
        """Parameters (G, P) -> (G,), for the many points of a grid: in blocks that fit the cache."""
        step = max(1, BLOCK // len(self.signs))
        out = np.empty(len(theta), theta.dtype)
        for i in range(0, len(theta), step):
            margins = self.model.batched_scores(theta[i : i + step], self.features)[:, 0]
            margins *= self.signs
            out[i : i + step] = self.loss.value(margins)
        return out

    @np.errstate(over="ignore", under="ignore")
    def parallel(self, theta: AnyFloat) -> Callable[[AnyFloat], AnyFloat]:
        """Parameters (G, P) -> a function of an offset (P,) that gives `landscape(theta + offset)`.

        Where the scores are linear in the parameters, exp(a + b) = exp(a) exp(b) spares all exponentials but the
        first ones, as long as none of them leaves the floats.
        """
        if not self.model.affine or len(theta) * len(self.signs) > MOST_SHARED:
            return lambda offset: self.landscape(theta + offset)
        margins = self.model.batched_scores(theta, self.features)[:, 0]
        margins *= self.signs
        reach = max(float(margins.max()), -float(margins.min()))
        odds = np.exp(margins, out=margins)

        @np.errstate(over="ignore", under="ignore")
        def at(offset: AnyFloat) -> AnyFloat:
            shift = self.model.batched_scores(offset[None], self.features)[0, 0] * self.signs
            if not reach + float(np.abs(shift).max()) < LARGEST_EXPONENT:
                return self.landscape(theta + offset)
            return self._shifted(odds, np.exp(shift))

        return at

    def _shifted(self, odds: AnyFloat, factor: AnyFloat) -> AnyFloat:
        step = max(1, BLOCK // len(self.signs))
        out, block = np.empty(len(odds), odds.dtype), np.empty((step, len(self.signs)), odds.dtype)
        for i in range(0, len(odds), step):
            piece = odds[i : i + step]
            product = np.multiply(piece, factor, out=block[: len(piece)])
            out[i : i + step] = self.loss.value_of_odds(product)
        return out

    def _share_right(self, scores: AnyFloat) -> AnyFloat:
        # A score of exactly 0 counts as class 0, as in the tutorial (a probability of 0.5 becomes 0).
        right = (scores > 0) == (self.signs > 0)
        return np.asarray(right.sum(axis=-1) / len(self.signs))
