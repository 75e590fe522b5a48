import numpy as np

from solver.config import RunConfig
from solver.trainer import Training
from tests.benchmarks.timing import medians

CONFIG = RunConfig.check({})


def sigmoid_activation(x):
    return 1.0 / (1 + np.exp(-x))


def sigmoid_deriv(x):
    return x * (1 - x)


def bare_loop(features, labels, weights, alpha, epochs):
    """The tutorial's loop as it stands there, without what it prints."""
    losses = []
    for _ in range(epochs):
        predictions = sigmoid_activation(features.dot(weights))
        error = predictions - labels
        losses.append(np.sum(error**2))
        gradient = features.T.dot(error * sigmoid_deriv(predictions))
        weights += -alpha * gradient
    return losses


def test_the_recorded_run_against_the_tutorials_bare_loop(report):
    problem = Training(CONFIG).problem
    # As the tutorial has them: rows of points, whole numbers in a column.
    features = np.ascontiguousarray(problem.train.features)
    labels = problem.data.training[1].reshape(-1, 1)

    def bare():
        weights = problem.start.reshape(-1, 1).copy()
        return lambda: bare_loop(features, labels, weights, 0.01, 100)

    def recorded():
        training = Training(CONFIG)
        return lambda: list(training.run())

    objective = np.concatenate([frames.columns["objective"][0] for frames in recorded()()])
    np.testing.assert_allclose(objective[:100], bare()(), rtol=1e-9)
    ms = medians(300, recorded=recorded, bare=bare)
    report(
        "recorded run of the tutorial / its bare loop",
        f"{ms['recorded'] / ms['bare']:.2f}",
        "<= 2",
        f"{ms['recorded']:.2f} / {ms['bare']:.2f} ms",
    )
