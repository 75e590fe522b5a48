"""How well the test half is classified at the end of a run."""

from typing import Any

import numpy as np
from sklearn.metrics import classification_report as sklearn_report
from sklearn.metrics import confusion_matrix as sklearn_matrix
from sklearn.metrics import precision_recall_fscore_support

from solver.arrays import Labels

_MEASURES = ("precision", "recall", "f1-score")


def classification_report(labels: Labels, predictions: Labels, classes: int) -> dict[str, Any]:
    """Precision, recall, F1 and support of each class, as scikit-learn has them; 0 where undefined.

    The same as `sklearn.metrics.classification_report`, but the means are taken here: it counts for each anew.
    """
    columns = precision_recall_fscore_support(labels, predictions, labels=range(classes), zero_division=0)
    rows = np.stack(columns[:3], axis=-1)
    support = columns[3]
    means = {"macro avg": rows.mean(axis=0), "weighted avg": np.average(rows, axis=0, weights=support)}
    names = map(str, range(classes))
    named = [*zip(names, rows, support, strict=True), *((k, row, support.sum()) for k, row in means.items())]
    report: dict[str, Any] = {
        name: {**dict(zip(_MEASURES, row.tolist(), strict=True)), "support": float(count)} for name, row, count in named
    }
    return {**report, "accuracy": float(np.mean(labels == predictions))}


def classification_text(labels: Labels, predictions: Labels, classes: int) -> str:
    """The same as scikit-learn prints it."""
    return str(sklearn_report(labels, predictions, labels=range(classes), zero_division=0))


def confusion_matrix(labels: Labels, predictions: Labels, classes: int) -> list[list[int]]:
    """Counts by true class (rows) and predicted class (columns)."""
    counts: list[list[int]] = sklearn_matrix(labels, predictions, labels=range(classes)).tolist()
    return counts
