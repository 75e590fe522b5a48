"""Round clouds of points, whose spreads and sizes may differ."""

from dataclasses import dataclass

import numpy as np

from solver.arrays import Array, Labels
from solver.datasets.base import DATASETS, FLIP, NOISE, SAMPLES, Dataset, Options
from solver.parameters import Numbers, Parameter
from solver.registry import FieldError

_MOST_CENTERS = 6

CENTERS = Parameter(
    name="centers",
    label="Centres",
    help="The number of blobs. Each blob is one class.",
    default=2,
    low=2,
    high=_MOST_CENTERS,
    integer=True,
    slider=(2, _MOST_CENTERS),
)
SPREAD = Parameter(
    name="spread",
    label="Spread",
    help="The standard deviation of each blob. The larger it is, the more the classes overlap.",
    default=1.5,
    low=0,
    high=20,
    above_low=True,
    slider=(0.1, 6),
)
SPREADS = Numbers(
    name="spreads",
    label="Spread of each blob",
    help="One standard deviation for each blob, joined by commas. Empty: one for all.",
    default=None,
    low=SPREAD.low,
    high=SPREAD.high,
    above_low=True,
    optional=True,
    most=_MOST_CENTERS,
)
IMBALANCE = Parameter(
    name="imbalance",
    label="Imbalance",
    help="How many times as many points the largest class has as the smallest. At 1 all classes are equally large.",
    default=1.0,
    low=1,
    high=20,
    slider=(1, 20),
)


@dataclass(frozen=True, kw_only=True)
class _Blobs(Dataset):
    def agree(self, values: Options) -> None:
        """FieldError unless there is one spread for each centre, or none."""
        spreads, centers = values["spreads"], values["centers"]
        if spreads is not None and len(spreads) != centers:
            raise FieldError(
                SPREADS.name, f"{SPREADS.label} must have {centers} numbers, one for each centre, not {len(spreads)}."
            )


def _sizes(samples: int, classes: int, imbalance: float) -> list[int]:
    """The points of each class, largest first: a geometric sequence in whole numbers (Sainte-Laguë 1910)."""
    shares = np.geomspace(imbalance, 1, classes)
    quotients = shares[:, None] / (np.arange(1, samples) + 0.5)
    # Stable, so that classes of one share get their leftovers in order, as make_blobs deals them.
    dealt = np.argsort(-quotients, axis=None, kind="stable")[: samples - classes] // (samples - 1)
    sizes: list[int] = (1 + np.bincount(dealt, minlength=classes)).tolist()
    return sizes


def _draw(options: Options, seed: int) -> tuple[Array, Labels]:
    from sklearn.datasets import make_blobs

    points, labels = make_blobs(
        n_samples=_sizes(options["samples"], options["centers"], options["imbalance"]),
        n_features=2,
        cluster_std=options["spread"] if options["spreads"] is None else options["spreads"],
        random_state=seed,
    )
    return points, labels


DATASETS.add(
    _Blobs(
        name="blobs",
        label="Blobs",
        help="Round clouds of points around random centres. Each cloud is one class.",
        cite="scikit-learn, sklearn.datasets.make_blobs; Pedregosa et al. 2011, JMLR 12, 2825-2830",
        parameters=(SAMPLES, CENTERS, SPREAD, SPREADS, IMBALANCE, NOISE, FLIP),
        draw=_draw,
        classes=lambda options: int(options["centers"]),
    )
)
