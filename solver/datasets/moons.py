"""Two half-circles that reach into each other."""

from dataclasses import replace

from solver.arrays import Array, Labels
from solver.datasets.base import DATASETS, FLIP, NOISE, SAMPLES, Dataset, Options, two_classes


def _draw(options: Options, seed: int) -> tuple[Array, Labels]:
    from sklearn.datasets import make_moons

    points, labels = make_moons(n_samples=options["samples"], random_state=seed)
    return points, labels


DATASETS.add(
    Dataset(
        name="moons",
        label="Moons",
        help="Two half-moons that reach into each other: a straight line separates most of the points, but not all.",
        cite="scikit-learn, sklearn.datasets.make_moons; Pedregosa et al. 2011, JMLR 12, 2825-2830; "
        "the jitter is drawn by a generator of its own",
        parameters=(SAMPLES, replace(NOISE, default=0.15), FLIP),
        draw=_draw,
        classes=two_classes,
    )
)
