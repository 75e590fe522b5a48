"""Edits of a data set by hand: points that are moved, given another class, taken away or added."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from solver.arrays import Array, Labels
from solver.datasets.places import CLASS, FARTHEST, MOST_POINTS, Places, X, Y
from solver.parameters import Parameter, Value
from solver.registry import FieldError

# A point's number with its new place and class, or alone if the point is removed.
Edit = tuple[int] | tuple[int, float, float, int]

ID = Parameter(
    name="id",
    label="the point's number",
    help="The number of the point, counted from 0, training points first. A number beyond the last adds a point.",
    default=0,
    low=0,
    high=99_999,
    integer=True,
)


class _Edits(Places):
    """Edits, ascending by the numbers of their points."""

    def check(self, value: object) -> Value:
        return _ascending(super().check(value))

    def parse(self, text: str) -> Value:
        return _ascending(super().parse(text))


def _ascending(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    for number, (one, other) in enumerate(pairwise(edits), 2):
        if other[0] <= one[0]:
            raise ValueError(
                f"Edit {number}: edits must be in the order of their points; {other[0]} comes after {one[0]}."
            )
    return edits


EDITS = _Edits(
    name="edits",
    label="Edits",
    help="Points changed by hand. They are numbered from 0, training points first, and placed as they are drawn. "
    "17:1.25:-0.5:1 moves point 17 to (1.25, -0.5) and gives it class 1. 17 alone removes it. A number beyond the "
    "last adds a training point.",
    default=(),
    low=-FARTHEST,
    high=FARTHEST,
    item="Edit",
    form="id:x:y:class or id alone",
    parts=(ID, X, Y, CLASS),
    lengths=(1, 4),
    least=0,
    most=MOST_POINTS,
)


def halves(edits: Sequence[Edit], samples: int, train: int) -> tuple[int, int]:
    """The numbers of training and test points after edits of `samples` points, `train` of them for training."""
    gone = [edit[0] for edit in edits if len(edit) == 1]
    added = sum(edit[0] >= samples for edit in edits)
    trained = sum(each < train for each in gone)
    return train - trained + added, samples - train - (len(gone) - trained)


def fit(edits: Sequence[Edit], samples: int, train: int, classes: int) -> None:
    """FieldError for edits that do not fit a data set of this size, with `train` training points and these classes."""
    for edit in edits:
        if len(edit) == 1 and edit[0] >= samples:
            raise FieldError(
                EDITS.name, f"There is no point {edit[0]} to remove: points are numbered from 0 to {samples - 1:,}."
            )
        if len(edit) == 4 and edit[3] >= classes:
            raise FieldError(
                EDITS.name,
                f"Point {edit[0]} cannot be of class {edit[3]}: these data have the classes 0 to {classes - 1}.",
            )
    training, test = halves(edits, samples, train)
    if not training:
        raise FieldError(EDITS.name, "Every training point is removed. At least one must stay to learn from.")
    if not test:
        raise FieldError(EDITS.name, "Every test point is removed. At least one must stay to test on.")
    if training + test > MOST_POINTS:
        raise FieldError(
            EDITS.name, f"There may be at most {MOST_POINTS:,} points; with these edits there are {training + test:,}."
        )


def apply(
    edits: Sequence[Edit], points: Array, labels: Labels, train: int
) -> tuple[Array, Labels, int, NDArray[np.int32]]:
    """Points (N, 2) and labels (N,), the first `train` for training -> the same after the edits, and (N,) ids.

    Points that are left keep their order; additions come last among the training points.
    """
    points, labels = points.copy(), labels.copy()
    left = np.ones(len(labels), dtype=np.bool_)
    added = []
    for edit in edits:
        if len(edit) == 1:
            left[edit[0]] = False
        elif edit[0] < len(labels):
            points[edit[0]], labels[edit[0]] = edit[1:3], edit[3]
        else:
            added.append(edit)
    rows = np.flatnonzero(left)
    training, test = rows[rows < train], rows[rows >= train]
    places = np.array([edit[1:3] for edit in added], dtype=np.float64).reshape(-1, 2)
    classes, new = (np.array([edit[i] for edit in added], dtype=np.intp) for i in (3, 0))
    return (
        np.concatenate((points[training], places, points[test])),
        np.concatenate((labels[training], classes, labels[test])),
        len(training) + len(added),
        np.concatenate((training, new, test)).astype(np.int32),
    )
