"""Networks and losses as a textbook writes them, point by point, without any code of the solver."""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from scipy.special import log_softmax, softmax

ACTIVATIONS: dict[str, Callable[[float], float]] = {
    "tanh": math.tanh,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "relu": lambda z: max(0.0, z),
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "elu": lambda z: z if z > 0 else math.exp(z) - 1,
    "softplus": lambda z: math.log(1 + math.exp(z)),
    "silu": lambda z: z / (1 + math.exp(-z)),
    "gelu": lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2,
    "identity": lambda z: z,
}


def squares(z: np.ndarray, label: int) -> float:
    """Squared errors of a point: for two classes of one probability, for more the sum over all classes."""
    if len(z) == 1:
        return float((softmax([0, z[0]])[1] - label) ** 2)
    return float(((softmax(z) - (np.arange(len(z)) == label)) ** 2).sum())


def cross_entropy(z: np.ndarray, label: int) -> float:
    scores = [0.0, z[0]] if len(z) == 1 else z
    return float(-log_softmax(scores)[label])


def lacks(z: np.ndarray, label: int) -> list[float]:
    """By how much each margin is below 1: the margin of two classes, or the leads over every other class."""
    if len(z) == 1:
        return [max(0.0, 1 - z[0] if label == 1 else 1 + z[0])]
    return [max(0.0, 1 + z[c] - z[label]) for c in range(len(z)) if c != label]


LOSSES: dict[str, Callable[[np.ndarray, int], float]] = {
    "sse": squares,
    "mse": squares,
    "cross_entropy": cross_entropy,
    "hinge": lambda z, label: sum(lacks(z, label)),
    "squared_hinge": lambda z, label: sum(lack**2 for lack in lacks(z, label)),
}


def layers(theta: np.ndarray, units: list[int]) -> list[np.ndarray]:
    """Parameters (P,) as matrices (out, in + 1), biases last; `units` from the features to the scores."""
    found = []
    for into, out in pairwise(units):
        found.append(theta[: out * (into + 1)].reshape(out, into + 1))
        theta = theta[out * (into + 1) :]
    assert len(theta) == 0
    return found


def scores(theta: np.ndarray, units: list[int], activation: str, point: np.ndarray) -> tuple[np.ndarray, list[float]]:
    """The scores of a point (without bias column), and those of all hidden units."""
    a, hidden = list(point), []
    for i, matrix in enumerate(layers(theta, units)):
        z = [sum(w * x for w, x in zip(row, [*a, 1.0], strict=True)) for row in matrix]
        if i < len(units) - 2:
            hidden += z
            a = [ACTIVATIONS[activation](each) for each in z]
    return np.array(z), hidden


def penalty(theta: np.ndarray, units: list[int], l1: float, l2: float) -> float:
    weights = [float(w) for matrix in layers(theta, units) for row in matrix for w in row[:-1]]
    return l1 * sum(abs(w) for w in weights) + l2 / 2 * sum(w * w for w in weights)


def data_loss(loss: str, all_scores: list[np.ndarray], labels: np.ndarray) -> float:
    total = sum(LOSSES[loss](z, int(label)) for z, label in zip(all_scores, labels, strict=True))
    return total if loss == "sse" else total / len(labels)


def winner(z: np.ndarray) -> int:
    return int(z[0] > 0) if len(z) == 1 else int(np.argmax(z))
