"""Causes in the data: classes that cannot be learnt, points without an extent."""

import numpy as np

from solver import datasets
from solver.arrays import Array
from solver.config import Classification
from solver.report.causes.base import Case, Cause, Remedy
from solver.words import counted, number

# A share of the spread along a line: a smaller spread across it is rounding.
_THIN = 1e-9
# Seeds of the split among which one is searched that gives each class training points and test points.
_SEEDS = range(20)


def _missing(case: Case) -> list[int]:
    """The classes without a training point."""
    present = np.unique(case.training_labels)
    return [each for each in range(case.problem.classes) if each not in present]


def _one_class(case: Case) -> bool:
    return not case.function and len(np.unique(case.labels)) == 1


def _one_class_said(case: Case) -> str:
    return (
        f"All {counted(len(case.labels), 'point')} are of class {case.labels[0]}. There is no other class to separate "
        f"it from, so the loss falls as the boundary moves away from all points."
    )


def _missing_class(case: Case) -> bool:
    return not case.function and not _one_class(case) and bool(_missing(case))


def _missing_said(case: Case) -> str:
    missing = _missing(case)
    classes = ("Class " if len(missing) == 1 else "Classes ") + " and ".join(map(str, missing))
    tested = int(np.isin(case.labels, missing).sum())
    has, it, its = ("has", "it", "its") if len(missing) == 1 else ("have", "them", "their")
    where = f"all {tested} of {its} points are" if tested > 1 else f"{its} only point is"
    left = f"{where} for testing" if tested else "no points are left"
    return f"{classes} {has} no training points, so the model cannot learn {it}: {left}."


def _other_split(case: Case) -> Remedy | None:
    """The first split in which every class has a training point and a test point."""
    problem = case.problem
    if np.bincount(case.labels, minlength=problem.classes).min() < 2:
        return None
    return next(
        (Remedy("Split again", {"split_seed": str(seed), "edits": None}) for seed in _SEEDS if _splits(problem, seed)),
        None,
    )


def _splits(problem: Classification, seed: int) -> bool:
    data = datasets.make(problem.dataset, problem.options, problem.data_seed, problem.test_fraction, seed)
    return len(np.unique(data.training[1])) == len(np.unique(data.test[1])) == problem.classes


def _spreads(points: Array) -> tuple[float, float]:
    """The standard deviation of points (N, 2) along the direction in which it is largest, and across it."""
    along, across = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)[:2] / np.sqrt(len(points))
    size = max(float(np.abs(points).max()), 1e-300)
    # The difference of two large numbers is rounding.
    return tuple(float(each) if each > _THIN * size else 0.0 for each in (along, across))  # type: ignore[return-value]


def _flat(case: Case) -> bool:
    if case.function or len(case.points) < 2:
        return False
    along, across = _spreads(case.points)
    return across <= _THIN * along


def _flat_said(case: Case) -> str:
    along, _ = _spreads(case.points)
    every = f"All {counted(len(case.points), 'training point')}"
    if along == 0:
        return f"{every} are at the same place, so no boundary can separate two classes"
    return (
        f"{every} lie on one line: their standard deviation is {number(along)} along it and 0 across it, so the model "
        "learns nothing about the direction across"
    )


ONE_CLASS = Cause(
    name="one_class",
    label="Only one class",
    help="All points are of the same class.",
    holds=_one_class,
    figure=lambda case: counted(len(np.unique(case.labels)), "class", "classes"),
    said=_one_class_said,
    example="data=own&points=0:1:0,1:2:0,2:1:0,1:0:0,3:1:0,0:3:0,2:2:0,3:3:0,1:1:0,4:1:1&edits=1:4:1:0",
    lookalike="data=own&points=0:1:0,1:2:0,2:1:0,1:0:0,3:1:0,0:3:0,2:2:0,3:3:0,1:1:0,4:1:1",
)
MISSING_CLASS = Cause(
    name="missing_class",
    label="A class without training points",
    help="At least one class has no training points.",
    holds=_missing_class,
    figure=lambda case: f"{len(_missing(case))} missing",
    said=_missing_said,
    remedy=_other_split,
    example="data=own&points=0:1:0,1:2:0,2:1:0,1:0:0,3:1:0,0:3:0,2:2:0,3:3:0,4:4:1,4:1:1&split_seed=0",
    lookalike="data=own&points=0:1:0,1:2:0,2:1:0,1:0:0,3:1:0,0:3:0,2:2:0,3:3:0,4:4:1,4:1:1&split_seed=3",
)
ONE_LINE = Cause(
    name="one_line",
    label="All points on one line",
    help="The standard deviation of the training points across the line is at most 1e−9 of that along it.",
    holds=_flat,
    figure=lambda case: "spread {} along, {} across".format(*map(number, _spreads(case.points))),
    said=_flat_said,
    note=True,
    beside=True,
    example="data=own&points=0:0:0,1:1:0,2:2:0,3:3:0,4:4:0,5:5:1,6:6:1,7:7:1,8:8:1,9:9:1",
    lookalike="data=own&points=0:0:0,1:1:0,2:2:0,3:3:0,4:4:0,5:5:1,6:6:1,7:7:1,8:8:1,9:9.1:1",
)
