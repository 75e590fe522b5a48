"""Models: parameters and points -> scores, and the gradient of a loss of the scores back to the parameters.

Scores are (K, C, N): K runs, C scores a point, N points. For two classes there is one score, whose sigmoid is
the probability of class 1. All products are stacked, one a run, so that no run's rounding depends on how many
run beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.arrays import AnyFloat
from solver.registry import Definition, Registry


@dataclass(frozen=True, kw_only=True)
class Model(Definition):
    """A model of points with D features, the last of them the bias trick's column of ones.

    `names(D, C)` labels the parameters. `scores(theta (K, P), features (N, D))` gives (K, C, N);
    `backward(slopes (K, C, N), features)` the gradient (K, P) for the loss's slopes by the scores.
    `batched_scores` is `scores` in one wide product: faster for the thousands of points of a landscape, its
    rounding dependent on how many there are. `affine` models' scores are linear in the parameters.
    """

    affine: bool
    names: Callable[[int, int], tuple[str, ...]]
    scores: Callable[[AnyFloat, AnyFloat], AnyFloat]
    batched_scores: Callable[[AnyFloat, AnyFloat], AnyFloat]
    backward: Callable[[AnyFloat, AnyFloat], AnyFloat]


MODELS: Registry[Model] = Registry("model")


def outputs(classes: int) -> int:
    """Scores a point: one for two classes, else one a class."""
    return 1 if classes == 2 else classes


def with_bias(points: AnyFloat) -> AnyFloat:
    """Points (N, 2) -> features (N, 3): the bias trick, a last column of ones."""
    return np.concatenate((points, np.ones((len(points), 1), points.dtype)), axis=1)


def _linear_names(features: int, scores: int) -> tuple[str, ...]:
    one = (*(f"w{i + 1}" for i in range(features - 1)), "b")
    return one if scores == 1 else tuple(f"{name}.{c}" for c in range(scores) for name in one)


def _linear_scores(theta: AnyFloat, features: AnyFloat) -> AnyFloat:
    return theta.reshape(len(theta), -1, features.shape[1]) @ features.T


def _linear_batched_scores(theta: AnyFloat, features: AnyFloat) -> AnyFloat:
    wide = theta.reshape(-1, features.shape[1]) @ features.T
    return wide.reshape(len(theta), -1, len(features))


def _linear_backward(slopes: AnyFloat, features: AnyFloat) -> AnyFloat:
    return (slopes @ features).reshape(len(slopes), -1)


MODELS.add(
    Model(
        name="linear",
        label="Linear, bias trick",
        help="One weight a feature and a bias, learnt as the weight of a last feature that is always 1.",
        latex=r"\sigma(x^\top w)",
        cite="the tutorial's model; Bishop 2006, Pattern Recognition and Machine Learning, section 4.3.2",
        affine=True,
        names=_linear_names,
        scores=_linear_scores,
        batched_scores=_linear_batched_scores,
        backward=_linear_backward,
    )
)
