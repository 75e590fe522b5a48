"""Four squares, diagonally opposite ones of one class."""

from dataclasses import replace

import numpy as np

from solver.arrays import Array, Labels
from solver.datasets.base import DATASETS, FLIP, NOISE, SAMPLES, Dataset, Options, positions, two_classes
from solver.parameters import Parameter

_SIDE = 2.0

GAP = Parameter(
    name="gap",
    label="Gap",
    help="The distance between the four squares. Each square has sides of 2.",
    default=0.4,
    low=0,
    high=4,
    slider=(0, 2),
)


def _draw(options: Options, seed: int) -> tuple[Array, Labels]:
    """Uniform in the squares; class 1 where the signs of x1 and x2 differ."""
    square = np.arange(options["samples"]) % 4
    negative = np.stack((square // 2, square % 2), axis=1)
    offset = options["gap"] / 2 + _SIDE * positions(seed).random(negative.shape)
    return np.where(negative, -offset, offset), negative[:, 0] ^ negative[:, 1]


DATASETS.add(
    Dataset(
        name="xor",
        label="Exclusive or",
        help="Four squares; squares on a diagonal have the same class. No straight line separates the classes, "
        "but x₁·x₂ does.",
        cite="Minsky & Papert 1969, Perceptrons",
        parameters=(SAMPLES, GAP, replace(NOISE, default=0.1), FLIP),
        draw=_draw,
        classes=two_classes,
    )
)
