"""Data sets: points of the plane with a class each, and their split into a training and a test half."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.datasets import make_blobs
from sklearn.model_selection import train_test_split

from solver.arrays import Array, Labels
from solver.parameters import Number, Parameter
from solver.registry import Definition, Registry

Generate = Callable[[dict[str, Number | None], int], tuple[Array, Labels]]


@dataclass(frozen=True, kw_only=True)
class Dataset(Definition):
    """A generator of points: options and a seed -> points (N, 2) and classes (N,), 0 to `classes` - 1."""

    generate: Generate
    classes: int


DATASETS: Registry[Dataset] = Registry("data set")

SAMPLES = Parameter(
    name="samples",
    label="Samples",
    help="How many points there are, in the training and the test half together.",
    default=1000,
    low=10,
    high=5000,
    integer=True,
    slider=(10, 2000),
)
CENTERS = Parameter(
    name="centers",
    label="Centres",
    help="How many blobs there are, each a class of its own.",
    default=2,
    low=2,
    high=2,
    integer=True,
)
SPREAD = Parameter(
    name="spread",
    label="Spread",
    help="The standard deviation of each blob: the larger, the more the classes overlap.",
    default=1.5,
    low=0,
    high=20,
    above_low=True,
    slider=(0.1, 6),
)


def _blobs(options: dict[str, Number | None], seed: int) -> tuple[Array, Labels]:
    points, labels = make_blobs(
        n_samples=options["samples"],
        n_features=2,
        centers=options["centers"],
        cluster_std=options["spread"],
        random_state=seed,
    )
    return points, labels


DATASETS.add(
    Dataset(
        name="blobs",
        label="Blobs",
        help="Round clouds of points, one a class, around centres drawn at random.",
        cite="scikit-learn, sklearn.datasets.make_blobs",
        parameters=(SAMPLES, CENTERS, SPREAD),
        generate=_blobs,
        classes=2,
    )
)


@dataclass(frozen=True)
class Data:
    """Points (N, 2) and classes (N,) of both halves, training points first."""

    points: Array
    labels: Labels
    classes: int
    train: int

    @property
    def training(self) -> tuple[Array, Labels]:
        """Points and classes of the training half."""
        return self.points[: self.train], self.labels[: self.train]

    @property
    def test(self) -> tuple[Array, Labels]:
        """Points and classes of the test half."""
        return self.points[self.train :], self.labels[self.train :]


def make(name: str, options: dict[str, Number | None], seed: int, test_fraction: float, split_seed: int) -> Data:
    """Generates a data set and splits it as sklearn.model_selection.train_test_split does."""
    dataset = DATASETS[name]
    points, labels = dataset.generate(options, seed)
    train_x, test_x, train_y, test_y = train_test_split(
        points, labels, test_size=test_fraction, random_state=split_seed
    )
    return Data(
        points=np.concatenate((train_x, test_x)),
        labels=np.concatenate((train_y, test_y)).astype(np.intp),
        classes=dataset.classes,
        train=len(train_x),
    )
