"""A circle around a smaller one."""

from dataclasses import replace

from solver.arrays import Array, Labels
from solver.datasets.base import DATASETS, FLIP, NOISE, SAMPLES, Dataset, Options, two_classes
from solver.parameters import Parameter

FACTOR = Parameter(
    name="factor",
    label="Inner radius",
    help="The radius of the inner circle; the outer one's is 1.",
    default=0.5,
    low=0,
    high=1,
    below_high=True,
    slider=(0.1, 0.9),
)


def _draw(options: Options, seed: int) -> tuple[Array, Labels]:
    from sklearn.datasets import make_circles

    points, labels = make_circles(n_samples=options["samples"], factor=options["factor"], random_state=seed)
    return points, labels


DATASETS.add(
    Dataset(
        name="circles",
        label="Circles",
        help="One circle inside another: no straight line separates them, but the squares of x₁ and x₂ do.",
        cite="scikit-learn, sklearn.datasets.make_circles; Pedregosa et al. 2011, JMLR 12, 2825-2830; "
        "the jitter is drawn by a generator of its own",
        parameters=(SAMPLES, FACTOR, replace(NOISE, default=0.08), FLIP),
        draw=_draw,
        classes=two_classes,
    )
)
