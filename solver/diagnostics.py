"""What can be said of a finished run: how well it classifies, and why it ended, in a sentence."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn.metrics import classification_report as sklearn_report
from sklearn.metrics import confusion_matrix as sklearn_matrix
from sklearn.metrics import precision_recall_fscore_support

from solver import stopping
from solver.arrays import Labels
from solver.config import FunctionProblem, RunConfig
from solver.losses import LOSSES
from solver.trainer import Frames, Outcome

# What can be said of any place without a slope.
_STILL = " The slope has vanished: a minimum, a saddle or a flat place. Another start may lead further down."
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
    final = {name: float(column[contender, -1]) for name, column in last.columns.items()}
    accuracy = final.get("test_accuracy", np.nan)
    height = "value" if isinstance(config.problem, FunctionProblem) else "training loss"
    limit = config.stopping.limits().get(outcome.reason)
    epochs = "its one epoch" if config.epochs == 1 else f"all {config.epochs:,} epochs"
    sentences = {
        stopping.EPOCHS: f"Ran {epochs}.",
        stopping.DIVERGED: _diverged(config.contenders[contender].learning_rate, outcome.epoch, final),
        "objective_below": f"Stopped at epoch {outcome.epoch}: the {height}, {final['objective']:.4g}, is below "
        f"{float(limit or 0):g}.",
        "accuracy_above": f"Stopped at epoch {outcome.epoch}: the test accuracy, {accuracy:.1%}, has "
        f"reached {float(limit or 0):.1%}.",
        "no_improvement": f"Stopped at epoch {outcome.epoch}: the {height} did not improve for {limit} "
        f"{'epoch' if limit == 1 else 'epochs'}.",
    }
    return sentences[outcome.reason] + _flat(config, contender, final, last)


def _diverged(rate: float, epoch: int, final: Mapping[str, float]) -> str:
    beyond = "beyond the largest number that floating point can hold"
    if epoch == 0:
        return f"Diverged before the first step: from this start the loss is {beyond}."
    # A search along the line has no length for a step that was none.
    used = final["learning_rate"] if np.isfinite(final["learning_rate"]) else rate
    how = "the first step went" if final["updates"] == 1 else "its steps grew instead of shrinking, until they went"
    steps = "A smaller rate takes smaller steps."
    return f"Diverged in epoch {epoch}: with the learning rate {used:g} {how} {beyond}. {steps}"


@np.errstate(over="ignore", invalid="ignore")
def _flat(config: RunConfig, contender: int, final: Mapping[str, float], last: Frames) -> str:
    """What it means where the gradient has vanished, in classification though not all points are learnt."""
    objective, problem = final["objective"], config.problem
    if isinstance(problem, FunctionProblem):
        return _STILL if final["gradient_norm"] <= 1e-12 else ""
    # What grows like a power of the distance is steep far out, though its slope is a small share of it.
    reach = max(1.0, float(np.linalg.norm(last.theta[contender, -1])))
    if final["gradient_norm"] * reach > 1e-12 * max(objective, 1e-300) or not np.isfinite(objective):
        return ""
    wrong = 1 - final["train_accuracy"]
    if wrong < 0.01:
        return ""
    network, loss = problem.network, LOSSES[problem.loss]
    if network.affine and loss.convex:
        return " The slope has vanished: this is the minimum, no other weights have a smaller training loss."
    # Probabilities of nothing but 0 and 1: each wrong point costs its whole squared error, each right one none.
    mistakes = wrong * (1 if network.outputs == 1 else 2)
    average = final["train_loss"] / (problem.training_samples if loss.reduction == "sum" else 1)
    if not loss.convex and abs(average - mistakes) < 1e-9:
        return (
            " The slope has vanished although points are still on the wrong side: a step went so far out that all "
            "probabilities are 0 or 1. A smaller learning rate stays where there is a slope."
        )
    return _STILL
