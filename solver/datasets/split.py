"""A data set in use: generated, split into a training and a test half, and standardised if asked for."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.arrays import Array, Labels
from solver.datasets.base import DATASETS, Options
from solver.datasets.edits import Edit, apply
from solver.parameters import Value

# The number of data sets that are kept, since most changes leave the data alone.
_KEPT = 4


@dataclass(frozen=True, eq=False)
class Data:
    """Points (N, 2) and classes (N,) of both halves, training points first, and their `ids` (N,).

    The points as `drawn`, before they were edited by hand, are `(generated - mean) / scale`, both (2,); 0 and 1 where
    nothing was standardised. Their ids are their places.
    """

    points: Array
    labels: Labels
    ids: NDArray[np.int32]
    drawn: Array
    classes: int
    train: int
    mean: Array
    scale: Array

    @property
    def training(self) -> tuple[Array, Labels]:
        """Points and classes of the training half."""
        return self.points[: self.train], self.labels[: self.train]

    @property
    def test(self) -> tuple[Array, Labels]:
        """Points and classes of the test half."""
        return self.points[self.train :], self.labels[self.train :]


def make(
    name: str,
    options: Options,
    seed: int,
    test_fraction: float,
    split_seed: int,
    standardise: bool = False,
    edits: Sequence[Edit] = (),
) -> Data:
    """Generates a data set, splits it as train_test_split of scikit-learn does, standardises both halves, edits them.

    `options` must be checked (`Definition.check`), and so must the edits (`solver.datasets.edits.fit`); KeyError for
    an unknown name.
    """
    points, labels, train = _split(name, tuple(options.items()), seed, test_fraction, split_seed)
    mean, scale = _moments(points[:train]) if standardise else (np.zeros(2), np.ones(2))
    drawn = (points - mean) / scale
    points, labels, train, ids = apply(edits, drawn, labels, train)
    return Data(
        points=points,
        labels=labels,
        ids=ids,
        drawn=drawn,
        classes=DATASETS[name].classes(options),
        train=train,
        mean=mean,
        scale=scale,
    )


@functools.lru_cache(maxsize=_KEPT)
def _split(
    name: str, options: tuple[tuple[str, Value], ...], seed: int, test_fraction: float, split_seed: int
) -> tuple[Array, Labels, int]:
    """Read-only points (N, 2) and classes (N,), training points first, and the number of training points."""
    from sklearn.model_selection import train_test_split

    points, labels = DATASETS[name].generate(dict(options), seed)
    train_x, test_x, train_y, test_y = train_test_split(
        points, labels, test_size=test_fraction, random_state=split_seed
    )
    points, labels = np.concatenate((train_x, test_x)), np.concatenate((train_y, test_y))
    points.flags.writeable = labels.flags.writeable = False
    return points, labels, len(train_x)


def _moments(training: Array) -> tuple[Array, Array]:
    """Mean and standard deviation (2,) of the training points (N, 2); 1 instead of a deviation of 0."""
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(training)
    return scaler.mean_, scaler.scale_
