import json

import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support

from solver import diagnostics
from solver.query import parse
from solver.stopping import RULES
from solver.trainer import Training


def finished(query: str):
    training = Training(parse(query))
    *_, last = training.run()
    return training, last


def test_the_report_has_scikit_learns_four_figures_a_class():
    labels, predictions = np.array([0, 0, 0, 1, 1, 1, 1]), np.array([0, 1, 0, 1, 1, 0, 1])
    report = diagnostics.classification_report(labels, predictions)
    expected = precision_recall_fscore_support(labels, predictions)
    for c in (0, 1):
        figures = [report[str(c)][name] for name in ("precision", "recall", "f1-score", "support")]
        assert figures == [column[c] for column in expected]


@pytest.mark.parametrize("predictions", [[0, 0], [1, 1]])
@pytest.mark.parametrize("labels", [[0, 0], [1, 1], [0, 1]])
def test_a_class_that_is_never_met_gives_0_and_no_warning(labels, predictions):
    report = diagnostics.classification_report(np.array(labels), np.array(predictions))
    json.dumps(report, allow_nan=False)
    assert {"0", "1"} <= set(report)
    assert diagnostics.classification_text(np.array(labels), np.array(predictions))


def test_the_confusion_matrix_counts_true_classes_in_rows():
    labels, predictions = np.array([0, 0, 0, 1]), np.array([1, 1, 0, 1])
    assert diagnostics.confusion_matrix(labels, predictions, 2) == [[1, 2], [0, 1]]


def test_predictions_agree_with_accuracy():
    training, last = finished("spread=4&epochs=5")
    predicted = diagnostics.predict(training.problem.test, last.theta[0, -1])
    _, labels = training.problem.data.test
    assert (predicted == labels).mean() == last.columns["test_accuracy"][0, -1]


@pytest.mark.parametrize(
    ("query", "reason", "words"),
    [
        ("", "epochs", "Ran all 100 epochs."),
        ("objective_below=1", "objective_below", "is below 1."),
        ("accuracy_above=0.9", "accuracy_above", "has reached 90.0%."),
        ("opt=adam&lr=3&patience=3", "no_improvement", "did not improve for 3 epochs."),
        ("lr=1e308", "diverged", "learning rate 1e+308"),
        ("lr=1e307&loss=mse&seed=2", "epochs", "The slope has vanished"),
    ],
)
def test_how_a_run_ended_is_said_in_a_sentence(query, reason, words):
    training, last = finished(query)
    outcome = training.outcomes[0]
    assert outcome is not None
    assert outcome.reason == reason
    sentence = diagnostics.explain(training.config, 0, outcome, last)
    assert words in sentence
    assert sentence.endswith(".")
    assert reason in ("epochs", "diverged") or f"epoch {outcome.epoch}" in sentence


@pytest.mark.parametrize("reason", [*RULES, "epochs", "diverged"])
def test_every_reason_has_its_sentence(reason):
    training, last = finished("epochs=1")
    outcome = training.outcomes[0]
    assert outcome is not None
    sentence = diagnostics.explain(training.config, 0, type(outcome)(reason, 1), last)
    assert sentence[0].isupper()
    assert sentence.endswith(".")
