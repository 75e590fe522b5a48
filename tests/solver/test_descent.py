import json
import pathlib

import numpy as np
import pytest

from solver import descend
from solver.optimizers import OPTIMIZERS

REFERENCE = json.loads((pathlib.Path(__file__).parents[1] / "reference" / "optimizers.json").read_text())
RUNS = REFERENCE["runs"]


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
def test_it_follows_torch_and_optax(run):
    trajectory = descend(
        PROBLEMS[run["problem"]],
        REFERENCE["problems"][run["problem"]]["start"],
        optimizer=run["optimizer"],
        learning_rate=run["learning_rate"],
        steps=len(run["theta"]) - 1,
        hyperparameters=run["hyperparameters"],
    )
    np.testing.assert_allclose(trajectory, run["theta"], rtol=1e-12, atol=1e-12)


def test_the_defaults_are_the_references():
    assert {(run["optimizer"], run["problem"]) for run in RUNS} <= {(o, p) for o in OPTIMIZERS for p in PROBLEMS}
    for run in RUNS:
        if run["optimizer"] != "radam":
            assert OPTIMIZERS[run["optimizer"]].defaults() == run["hyperparameters"]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_several_starts_at_once_are_bit_for_bit_those_one_by_one(name):
    starts = np.random.default_rng(1).standard_normal((5, 2))
    together = descend(rosenbrock, starts, optimizer=name, learning_rate=1e-3, steps=30)
    assert together.shape == (31, 5, 2)
    for k, start in enumerate(starts):
        alone = descend(rosenbrock, start, optimizer=name, learning_rate=1e-3, steps=30)
        assert alone.shape == (31, 2)
        assert alone.tobytes() == together[:, k].tobytes()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_rows_may_be_different_functions(name):
    """As in a race on functions of one family: row k of each evaluation is that of run k."""
    centres = np.array([[1.0, 2.0], [-3.0, 0.5], [0.0, -1.0]])

    def family(theta):
        away = theta - centres[: len(theta)]
        assert theta.shape == (3, 2)
        return 0.5 * (away**2).sum(axis=-1), away

    found = descend(family, np.zeros((3, 2)), name, OPTIMIZERS[name].learning_rates["mean"], 600)
    np.testing.assert_allclose(found[-1], centres, atol=0.1)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_how_the_gradient_lies_in_memory_does_not_matter(name):
    def transposed(theta):
        value, gradient = rosenbrock(theta)
        return list(value), np.asfortranarray(gradient)

    starts = np.random.default_rng(4).standard_normal((3, 2))
    plain, other = (descend(f, starts, name, 1e-3, 20) for f in (rosenbrock, transposed))
    assert plain.tobytes() == other.tobytes()


def test_a_schedule_changes_the_rate_from_update_to_update():
    def slope(theta):
        return theta.sum(axis=-1), np.ones_like(theta)

    found = descend(slope, [0.0], "gradient_descent", 0.1, 6, None, "step", {"step_size": 2, "gamma": 0.5})
    np.testing.assert_allclose(-np.diff(found[:, 0]), [0.1, 0.1, 0.05, 0.05, 0.025, 0.025], rtol=1e-12)


def test_a_schedules_period_is_the_run_where_none_is_given():
    whole = descend(rosenbrock, [-1.2, 1.0], "adam", 0.05, 30, schedule="cosine")
    named = descend(rosenbrock, [-1.2, 1.0], "adam", 0.05, 30, None, "cosine", {"period": 30})
    assert whole.tobytes() == named.tobytes()


def test_rprops_first_step_is_as_long_as_the_schedule_says():
    found = descend(rosenbrock, [-1.2, 1.0], "rprop", 0.1, 1, None, "linear_warmup", {"start_factor": 0.5})
    np.testing.assert_allclose(np.abs(found[1] - found[0]), 0.05, rtol=1e-12)


def test_hessian_products_come_from_the_gradient_where_none_are_given():
    def hvp(theta, v):
        (x, y), (a, b) = theta.T, v.T
        return np.stack(((2 - 400 * (y - 3 * x**2)) * a - 400 * x * b, -400 * x * a + 200 * b), axis=-1)

    starts = np.array([[-1.2, 1.0], [2.0, 2.0]])
    given = descend(rosenbrock, starts, "newton", 1.0, 8, hvp=hvp)
    np.testing.assert_allclose(descend(rosenbrock, starts, "newton", 1.0, 8), given, rtol=1e-5)


def test_the_start_is_row_0_and_stays_as_it_was():
    start = np.array([-1.2, 1.0])
    trajectory = descend(rosenbrock, start, learning_rate=1e-3, steps=3)
    assert (trajectory[0] == [-1.2, 1.0]).all()
    assert (start == [-1.2, 1.0]).all()
    assert descend(rosenbrock, start, steps=0).shape == (1, 2)


def test_values_that_overflow_are_kept():
    trajectory = descend(rosenbrock, [-1.2, 1.0], learning_rate=1.0, steps=12)
    finite = np.isfinite(trajectory).all(axis=-1)
    assert not finite[-1]
    assert finite[:3].all()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"optimizer": "sgd"}, "There is no optimizer 'sgd'; choose one of gradient_descent"),
        ({"learning_rate": 0}, "Learning rate must be a number greater than 0"),
        ({"learning_rate": float("nan")}, "not nan"),
        ({"steps": -1}, "Steps must be a whole number"),
        ({"steps": 1.5}, "Steps must be a whole number"),
        ({"hyperparameters": {"beta1": 0.5}}, "Gradient descent has no parameter 'beta1'"),
        ({"optimizer": "momentum", "hyperparameters": {"momentum": 1}}, "less than 1, not 1"),
        ({"schedule": "linear"}, "There is no schedule 'linear'; did you mean linear_warmup"),
        ({"schedule": "step", "schedule_hyperparameters": {"gamma": -1}}, "Factor must be"),
        ({"schedule_hyperparameters": {"gamma": 0.5}}, "Constant has no parameter 'gamma'"),
        ({"start": [np.nan, 0]}, "finite"),
        ({"start": [[[0.0]]]}, "shape"),
        ({"start": []}, "shape"),
    ],
    ids=str,
)
def test_what_is_wrong_is_refused_in_words(wrong, words):
    with pytest.raises(ValueError, match=words.replace("(", "[(]")):
        descend(rosenbrock, **{"start": [-1.2, 1.0], "learning_rate": 1e-3, **wrong})
