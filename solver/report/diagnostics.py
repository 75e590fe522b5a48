"""Measures how well the test half is classified at the end of a run."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.arrays import Labels

_MEASURES = ("precision", "recall", "f1-score")


def classification_report(labels: Labels, predictions: Labels, classes: int) -> dict[str, Any]:
    """Precision, recall, F1 and support of each class and their means, as scikit-learn has them; 0 where undefined.

    It is computed here, since scikit-learn takes forty times as long, mostly to check its arguments.
    """
    counts = _counts(labels, predictions, classes)
    right, support, predicted = counts.diagonal(), counts.sum(axis=1), counts[:, :-1].sum(axis=0)
    # If a denominator is 0, so is its numerator.
    parts, wholes = np.stack((right, right, 2 * right)), np.stack((predicted, support, support + predicted))
    rows = (parts / np.maximum(wholes, 1)).T
    means = {"macro avg": rows.mean(axis=0), "weighted avg": np.average(rows, axis=0, weights=support)}
    names = map(str, range(classes))
    named = [*zip(names, rows, support, strict=True), *((k, row, support.sum()) for k, row in means.items())]
    report: dict[str, Any] = {
        name: {**dict(zip(_MEASURES, row.tolist(), strict=True)), "support": float(count)} for name, row, count in named
    }
    return {**report, "accuracy": float(np.mean(labels == predictions))}


def classification_text(labels: Labels, predictions: Labels, classes: int) -> str:
    """The same as scikit-learn prints it."""
    from sklearn.metrics import classification_report as sklearn_report

    return str(sklearn_report(labels, predictions, labels=range(classes), zero_division=0))


def confusion_matrix(labels: Labels, predictions: Labels, classes: int) -> list[list[int]]:
    """Counts by true class (rows) and predicted class (columns)."""
    matrix: list[list[int]] = _counts(labels, predictions, classes)[:, :-1].tolist()
    return matrix


def _counts(labels: Labels, predictions: Labels, classes: int) -> NDArray[np.intp]:
    """The same as an array (classes, classes + 1): the last column is of those with no predicted class, -1."""
    columns = classes + 1
    places = labels * columns + predictions % columns
    return np.bincount(places, minlength=classes * columns).reshape(classes, columns)
