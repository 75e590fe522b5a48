"""What can be said of a finished run: how well it classifies, and why it ended, in a sentence."""

from typing import Any

import numpy as np
from sklearn.metrics import classification_report as sklearn_report
from sklearn.metrics import confusion_matrix as sklearn_matrix
from sklearn.metrics import precision_recall_fscore_support

from solver import stopping
from solver.arrays import Labels
from solver.config import RunConfig
from solver.trainer import Frames, Outcome

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


def explain(config: RunConfig, contender: int, outcome: Outcome, last: Frames) -> str:
    """Why a contender's run ended, in a sentence or two with that run's numbers."""
    objective = float(last.columns["objective"][contender, -1])
    accuracy = float(last.columns["test_accuracy"][contender, -1])
    rate = config.contenders[contender].learning_rate
    limit = config.stopping.limits().get(outcome.reason)
    epochs = "its one epoch" if config.epochs == 1 else f"all {config.epochs:,} epochs"
    sentences = {
        stopping.EPOCHS: f"Ran {epochs}.",
        stopping.DIVERGED: _diverged(rate, outcome.epoch),
        "objective_below": f"Stopped at epoch {outcome.epoch}: the training loss, {objective:.4g}, is below "
        f"{float(limit or 0):g}.",
        "accuracy_above": f"Stopped at epoch {outcome.epoch}: the test accuracy, {accuracy:.1%}, has reached "
        f"{float(limit or 0):.1%}.",
        "no_improvement": f"Stopped at epoch {outcome.epoch}: the training loss did not improve for {limit} "
        f"{'epoch' if limit == 1 else 'epochs'}.",
    }
    return sentences[outcome.reason] + _stuck(config, last, contender)


def _diverged(rate: float, epoch: int) -> str:
    how = "the first step went" if epoch == 1 else "its steps grew instead of shrinking, until they went"
    return (
        f"Diverged in epoch {epoch}: with the learning rate {rate:g} {how} beyond the largest number that floating "
        "point can hold. A smaller rate takes smaller steps."
    )


def _stuck(config: RunConfig, last: Frames, contender: int) -> str:
    """A warning where the gradient has vanished though the points are not learnt."""
    objective = float(last.columns["objective"][contender, -1])
    gradient = float(last.columns["gradient_norm"][contender, -1])
    accuracy = float(last.columns["train_accuracy"][contender, -1])
    if gradient > 1e-12 * max(objective, 1e-300) or accuracy > 0.99 or not np.isfinite(objective):
        return ""
    if config.problem.network.affine:
        cause = "a step went so far out that the sigmoid is flat there. A smaller rate stays where there is a slope."
    else:
        cause = "its hidden units are saturated, or all alike. Another start or a smaller learning rate avoids that."
    return f" The slope has vanished although points are still on the wrong side: {cause}"
