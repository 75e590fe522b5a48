import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import classification_report, confusion_matrix, precision_recall_fscore_support

from solver.config.query import parse
from solver.report import diagnostics
from solver.training.trainer import Training
from tests.solver import by_hand


def finished(query: str):
    training = Training(parse(query))
    *_, last = training.run()
    return training, last


FIGURES = ("precision", "recall", "f1-score", "support")


@given(
    classes=st.integers(2, 6),
    pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=30),
)
def test_report_and_matrix_are_scikit_learns_whatever_class_is_missing(classes, pairs):
    labels, predictions = np.array(pairs).T % classes
    options = {"labels": range(classes), "zero_division": 0}
    expected = classification_report(labels, predictions, output_dict=True, **options)
    found = diagnostics.classification_report(labels, predictions, classes)
    assert set(found) == set(expected) == {*map(str, range(classes)), "accuracy", "macro avg", "weighted avg"}
    for name, figures in expected.items():
        assert found[name] == pytest.approx(figures, rel=1e-14)
        assert name == "accuracy" or tuple(found[name]) == FIGURES
    assert diagnostics.classification_text(labels, predictions, classes) == classification_report(
        labels, predictions, **options
    )
    matrix = diagnostics.confusion_matrix(labels, predictions, classes)
    assert matrix == confusion_matrix(labels, predictions, labels=range(classes)).tolist()
    assert matrix == [
        [int(((labels == true) & (predictions == said)).sum()) for said in range(classes)] for true in range(classes)
    ]
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize("predictions", [[-1, -1, -1, -1], [0, 2, -1, -1]])
def test_points_without_a_predicted_class_are_nobodys(predictions):
    labels, predictions = np.array([0, 1, 1, 2]), np.array(predictions)
    found = diagnostics.classification_report(labels, predictions, 3)
    options = {"labels": range(3), "zero_division": 0}
    expected = zip(*precision_recall_fscore_support(labels, predictions, **options), strict=True)
    assert [tuple(found[str(i)].values()) for i in range(3)] == list(expected)
    assert found["accuracy"] == np.mean(labels == predictions)
    matrix = diagnostics.confusion_matrix(labels, predictions, 3)
    assert matrix == confusion_matrix(labels, predictions, labels=range(3)).tolist()


MODELS = ["", "&model=mlp&hidden=4", "&features=x1_x2", "&standardise=1"]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("data", ["spread=4", "centers=3&spread=3", "centers=6&spread=3", "data=spirals&arms=4"])
def test_predictions_agree_with_accuracy_and_with_the_scores(data, model):
    training, last = finished(f"{data}{model}&epochs=5&loss=cross_entropy&samples=200")
    problem, theta = training.problem, last.theta[0, -1]
    points, labels = problem.data.test
    predicted = problem.test.predictions(theta)
    assert np.mean(predicted == labels) == last.columns["test_accuracy"][0, -1]
    seen = np.column_stack((points, points[:, 0] * points[:, 1])) if "features" in model else points
    p = training.config.problem
    units = [seen.shape[1], *p.network.hidden, p.network.outputs]
    expected = [by_hand.winner(by_hand.scores(theta, units, "tanh", point)[0]) for point in seen]
    assert predicted.tolist() == expected
