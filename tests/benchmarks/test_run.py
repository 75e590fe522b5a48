import numpy as np

from solver.config import RunConfig
from solver.training.trainer import Training
from tests.benchmarks.bare import network_loop, tutorial_arrays, tutorial_loop
from tests.benchmarks.timing import medians

TUTORIAL = RunConfig.check({})
NETWORK = {
    "dataset": "moons",
    "model": "mlp",
    "model_options": {"hidden": [16]},
    "loss": "cross_entropy",
}
SIX = ("gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam")


def recorded(config):
    """Prepares a run with all columns but the field; its data are drawn before the clock runs."""

    def prepare():
        training = Training(config)
        return lambda: list(training.run())

    return prepare


def objectives(config):
    return np.concatenate([frames.columns["objective"][0] for frames in recorded(config)()()])


def test_the_recorded_run_against_the_tutorials_bare_loop(report):
    problem = Training(TUTORIAL).problem
    features, labels = tutorial_arrays(problem)

    def bare():
        weights = problem.start.reshape(-1, 1).copy()
        return lambda: tutorial_loop(features, labels, weights, 0.01, 100)

    np.testing.assert_allclose(objectives(TUTORIAL)[:100], bare()(), rtol=1e-9)
    ms = medians(300, recorded=recorded(TUTORIAL), bare=bare)
    report(
        "recorded run of the tutorial / its bare loop",
        f"{ms['recorded'] / ms['bare']:.2f}",
        "<= 2",
        f"{ms['recorded']:.2f} / {ms['bare']:.2f} ms",
    )


def test_a_networks_recorded_epoch_against_a_bare_one(report):
    config = RunConfig.check({"problem": NETWORK, "contenders": [{"learning_rate": 0.5}]})
    problem = Training(config).problem
    points, labels = tutorial_arrays(problem)
    labels = labels[:, 0].astype(float)

    def bare():
        hidden, output = problem.start[:48].reshape(16, 3).T.copy(), problem.start[48:].copy()
        return lambda: network_loop(points, labels, hidden, output, 0.5, 100)

    np.testing.assert_allclose(objectives(config)[:100], bare()(), rtol=1e-9)
    ms = medians(60, recorded=recorded(config), bare=bare)
    report(
        "epoch of a 2-16-1 network on 500 points with all columns but the field / a bare one",
        f"{ms['recorded'] / ms['bare']:.2f}",
        "<= 2",
        f"{ms['recorded'] / 100:.3f} / {ms['bare'] / 100:.3f} ms",
    )


def test_six_optimizers_against_one(report):
    def contest(*optimizers):
        contenders = [{"optimizer": name, "batch_size": 10} for name in optimizers]
        return recorded(RunConfig.check({"problem": NETWORK, "contenders": contenders, "epochs": 10}))

    ms = medians(15, six=contest(*SIX), one=contest("gradient_descent"))
    report(
        "six first-order optimizers on a 2-16-1 network at batch size 10 / gradient descent alone",
        f"{ms['six'] / ms['one']:.2f}",
        "<= 3.5",
        f"{ms['six'] / 500:.3f} / {ms['one'] / 500:.3f} ms an update",
    )
