"""A visitor's own points, given one by one."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array, Labels
from solver.datasets.base import DATASETS, Dataset, Options
from solver.datasets.places import CLASS, FARTHEST, MOST_POINTS, Places, X, Y
from solver.registry import FieldError

POINTS = Places(
    name="points",
    label="Points",
    help="The points one by one, each with its class. Classes are numbered from 0 without a gap; there must be at "
    "least two.",
    # The points until the visitor gives others.
    default=(
        *((0.0, 2.0, 0), (-2.0, 1.0, 0), (2.0, 3.0, 0), (-1.0, 4.0, 0), (1.0, 1.0, 0), (3.0, 2.0, 0)),
        *((0.0, -2.0, 1), (-2.0, -1.0, 1), (2.0, 0.0, 1), (-1.0, -3.0, 1), (1.0, -1.0, 1), (3.0, -2.0, 1)),
    ),
    low=-FARTHEST,
    high=FARTHEST,
    item="Point",
    form="x:y:class",
    parts=(X, Y, CLASS),
    lengths=(3,),
    least=10,
    most=MOST_POINTS,
)


@dataclass(frozen=True, kw_only=True)
class _Own(Dataset):
    """Points as they were given: without noise or flips, whatever the seed."""

    def agree(self, values: Options) -> None:
        """FieldError unless there are at least two classes, numbered without a gap."""
        counts = Counter(label for _, _, label in values[POINTS.name])
        missing = next((c for c in range(max(counts)) if not counts[c]), None)
        if len(counts) == 1:
            raise FieldError(
                POINTS.name, f"Points must be of at least two classes; these are all of class {max(counts)}."
            )
        if missing is not None:
            raise FieldError(
                POINTS.name,
                f"Classes must be numbered from 0 without a gap: there are points of class {max(counts)}, but none of "
                f"{missing}.",
            )

    def samples(self, options: Options) -> int:
        """The number of points given."""
        return len(options[POINTS.name])

    def generate(self, options: Options, seed: int) -> tuple[Array, Labels]:
        """The points (N, 2) and their classes (N,)."""
        return self.draw(options, seed)


def _draw(options: Options, seed: int) -> tuple[Array, Labels]:
    given = np.array(options[POINTS.name], dtype=np.float64)
    # 0 and -0 are one place.
    return given[:, :2] + 0.0, given[:, 2].astype(np.intp)


DATASETS.add(
    _Own(
        name="own",
        label="Your data",
        help="Your own points: place them by hand, or paste a table of two columns and a class.",
        cite="the visitor's own",
        parameters=(POINTS,),
        draw=_draw,
        classes=lambda options: 1 + max(label for _, _, label in options[POINTS.name]),
    )
)
