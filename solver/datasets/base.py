"""A data set, and what all data sets share: the number of points, jitter on positions and flipped labels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array, Labels
from solver.parameters import Parameter, Value
from solver.registry import Definition, Registry

Options = Mapping[str, Value]
Draw = Callable[[Options, int], tuple[Array, Labels]]

# One random stream for each purpose: changing the noise flips no label, and a flip moves no point.
_NOISE_STREAM, _FLIP_STREAM, _POSITION_STREAM = 1, 2, 3

SAMPLES = Parameter(
    name="samples",
    label="Samples",
    help="The number of points: training and test points together.",
    default=1000,
    low=10,
    high=5000,
    integer=True,
    slider=(10, 2000),
)
NOISE = Parameter(
    name="noise",
    label="Noise",
    help="The standard deviation of the random shift that is added to both coordinates of each point.",
    default=0.0,
    low=0,
    high=5,
    slider=(0, 1),
)
FLIP = Parameter(
    name="flip",
    label="Flipped labels",
    help="The share of the points that get a wrong class on purpose, as careless labelling would give them.",
    default=0.0,
    low=0,
    high=0.5,
    slider=(0, 0.5),
)


@dataclass(frozen=True, kw_only=True)
class Dataset(Definition):
    """A generator of points of the plane with a class each.

    `draw(options, seed)` gives points (N, 2) and labels (N,), 0 to `classes(options)` - 1, all of which occur;
    Noise and flips are not its concern: `generate` adds them.
    """

    draw: Draw
    classes: Callable[[Options], int]

    def samples(self, options: Options) -> int:
        """The number of points."""
        return int(options[SAMPLES.name])

    def generate(self, options: Options, seed: int) -> tuple[Array, Labels]:
        """Checked options and a seed -> points (N, 2) and labels (N,), jittered and flipped."""
        points, labels = self.draw(options, seed)
        jitter = np.random.default_rng([seed, _NOISE_STREAM]).standard_normal(points.shape)
        return points + options["noise"] * jitter, _flip(labels, options["flip"], self.classes(options), seed)


DATASETS: Registry[Dataset] = Registry("data set")


def two_classes(options: Options) -> int:
    """The number of classes of a data set that always has two."""
    return 2


def positions(seed: int) -> np.random.Generator:
    """The generator of positions for data sets that scikit-learn does not draw."""
    return np.random.default_rng([seed, _POSITION_STREAM])


def _flip(labels: Labels, share: float, classes: int, seed: int) -> Labels:
    """Exactly round(share N) labels (N,) go to another class, each other class as likely as the next.

    A larger share flips the same points and more. Source: random classification noise, Angluin & Laird 1988,
    Machine Learning 2, 343-370; here with the exact number of flips instead of one coin a point.
    """
    rng = np.random.default_rng([seed, _FLIP_STREAM])
    count = round(share * len(labels))
    while True:
        rank, shift = rng.permutation(len(labels)), rng.integers(1, classes, len(labels))
        flipped = (labels + shift * (rank < count)) % classes
        # In a small data set all points of a class may flip: then the flips are drawn anew.
        if len(np.unique(flipped)) == classes:
            return flipped
