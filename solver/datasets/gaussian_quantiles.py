"""One round cloud in rings of equally many points."""

from solver.arrays import Array, Labels
from solver.datasets.base import DATASETS, FLIP, NOISE, SAMPLES, Dataset, Options
from solver.parameters import Parameter

CLASSES = Parameter(
    name="classes",
    label="Classes",
    help="The number of rings into which the cloud is divided. Each ring is one class.",
    default=2,
    low=2,
    high=6,
    integer=True,
    slider=(2, 6),
)


def _draw(options: Options, seed: int) -> tuple[Array, Labels]:
    from sklearn.datasets import make_gaussian_quantiles

    points, labels = make_gaussian_quantiles(
        n_samples=options["samples"], n_features=2, n_classes=options["classes"], random_state=seed
    )
    return points, labels


DATASETS.add(
    Dataset(
        name="gaussian_quantiles",
        label="Gaussian quantiles",
        help="One round cloud in which the distance from the centre decides the class: rings that touch.",
        cite="scikit-learn, make_gaussian_quantiles; Zhu et al. 2009, Statistics and Its Interface 2(3), 349-360",
        parameters=(SAMPLES, CLASSES, NOISE, FLIP),
        draw=_draw,
        classes=lambda options: int(options["classes"]),
    )
)
