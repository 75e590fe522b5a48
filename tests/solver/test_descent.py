import json
import pathlib

import numpy as np
import pytest

from solver import descend
from solver.optimizers import OPTIMIZERS

REFERENCE = json.loads((pathlib.Path(__file__).parents[1] / "reference" / "optimizers.json").read_text())
RUNS = [run for run in REFERENCE["runs"] if run["optimizer"] in OPTIMIZERS]


def rosenbrock(theta):
    x, y = theta.T
    value = (1 - x) ** 2 + 100 * (y - x**2) ** 2
    return value, np.stack((-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)), axis=-1)


def logistic(theta):
    data = REFERENCE["problems"]["logistic"]
    x, y = np.array(data["X"]), np.array(data["y"])
    z = theta @ x.T
    return (np.logaddexp(0, z) - y * z).mean(axis=-1), (1 / (1 + np.exp(-z)) - y) @ x / len(y)


PROBLEMS = {"rosenbrock": rosenbrock, "logistic": logistic}


@pytest.mark.parametrize("run", RUNS, ids=lambda run: f"{run['optimizer']}-{run['problem']}")
def test_every_registered_optimizer_follows_its_reference(run):
    trajectory = descend(
        PROBLEMS[run["problem"]],
        REFERENCE["problems"][run["problem"]]["start"],
        optimizer=run["optimizer"],
        learning_rate=run["learning_rate"],
        steps=len(run["theta"]) - 1,
        hyperparameters=run["hyperparameters"],
    )
    np.testing.assert_allclose(trajectory, run["theta"], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_registered_optimizer_has_a_reference(name, problem):
    assert any(run["optimizer"] == name and run["problem"] == problem for run in RUNS)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_several_starts_at_once_are_bit_for_bit_those_one_by_one(name):
    starts = np.random.default_rng(1).standard_normal((5, 2))
    together = descend(rosenbrock, starts, optimizer=name, learning_rate=1e-3, steps=30)
    assert together.shape == (31, 5, 2)
    for k, start in enumerate(starts):
        alone = descend(rosenbrock, start, optimizer=name, learning_rate=1e-3, steps=30)
        assert alone.shape == (31, 2)
        assert alone.tobytes() == together[:, k].tobytes()


def test_the_start_is_row_0_and_stays_as_it_was():
    start = np.array([-1.2, 1.0])
    trajectory = descend(rosenbrock, start, learning_rate=1e-3, steps=3)
    assert (trajectory[0] == [-1.2, 1.0]).all()
    assert (start == [-1.2, 1.0]).all()
    assert descend(rosenbrock, start, steps=0).shape == (1, 2)


def test_what_leaves_the_floats_is_kept_as_it_is():
    trajectory = descend(rosenbrock, [-1.2, 1.0], learning_rate=1.0, steps=12)
    finite = np.isfinite(trajectory).all(axis=-1)
    assert not finite[-1]
    assert finite[:3].all()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"optimizer": "sgd"}, "There is no optimizer 'sgd'; there is gradient_descent"),
        ({"learning_rate": 0}, "Learning rate must be a number greater than 0"),
        ({"learning_rate": float("nan")}, "not nan"),
        ({"steps": -1}, "Steps must be a whole number"),
        ({"steps": 1.5}, "Steps must be a whole number"),
        ({"hyperparameters": {"beta1": 0.5}}, "Gradient descent has no parameter 'beta1'"),
        ({"optimizer": "momentum", "hyperparameters": {"momentum": 1}}, "less than 1, not 1"),
        ({"start": [np.nan, 0]}, "finite"),
        ({"start": [[[0.0]]]}, "shape"),
        ({"start": []}, "shape"),
    ],
    ids=str,
)
def test_what_is_wrong_is_refused_in_words(wrong, words):
    with pytest.raises(ValueError, match=words.replace("(", "[(]")):
        descend(rosenbrock, **{"start": [-1.2, 1.0], "learning_rate": 1e-3, **wrong})
