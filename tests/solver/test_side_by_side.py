"""Runs do not depend on each other: K runs at once are bit for bit the K runs one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.model.data_objective import BLOCK, DataObjective
from tests.solver.strategies import EVERY, case, layers, seeds

each = pytest.mark.parametrize(("model", "activation", "loss"), EVERY, ids="-".join)


def everything(f: DataObjective, theta: np.ndarray, v: np.ndarray) -> dict[str, np.ndarray]:
    """All that a run needs of an objective, a row for each run."""
    measured = f.measure(theta)
    value, gradient = f.value_and_gradient(theta)
    found = {"value": f.value(theta), "value with gradient": value, "gradient": gradient}
    found |= {"objective": measured.objective, "loss": measured.loss, "accuracy": measured.accuracy}
    found |= {"measured gradient": measured.gradient, "hessian product": f.hessian_product(theta, v)}
    found["loss alone"], found["accuracy alone"] = f.loss_and_accuracy(theta)
    return found


@each
# The few points of the last mini-batch, and whole data sets: NumPy multiplies small matrices differently.
@settings(max_examples=6)
@given(
    seed=seeds,
    hidden=layers,
    classes=st.integers(2, 6),
    points=st.sampled_from([1, 2, 3, 10, 16, 33, 501]),
    runs=st.integers(2, 6),
    scale=st.sampled_from([0.1, 1.0, 1e3]),
    penalty=st.sampled_from([0.0, 0.3]),
)
@np.errstate(all="ignore")
def test_an_objective_at_many_parameters_is_that_at_each(
    model, activation, loss, seed, hidden, classes, points, runs, scale, penalty
):
    units = hidden if model == "mlp" else ()
    rng = np.random.default_rng(seed)
    of = case(rng, loss, activation, units, classes, 2, points, runs, penalty, penalty, scale)
    theta = of.theta
    # A neighbour that is not finite changes nothing either.
    theta[-1, ::2] = rng.choice([np.nan, np.inf, 1e200])
    together = everything(of.objective, theta, of.v)
    for k in range(runs):
        # As a slice of all rows, and as an array of its own.
        for rows in (slice(k, k + 1), [k]):
            alone = everything(of.objective, theta[rows], of.v[rows])
            for name, found in alone.items():
                # The sign of NaN has no meaning.
                assert np.array_equal(found[0], together[name][k], equal_nan=True), name


@pytest.mark.parametrize("model", ["linear", "mlp"])
@pytest.mark.parametrize("classes", [2, 3])
def test_where_blocks_begin_and_end_changes_nothing(model, classes):
    hidden = (3,) if model == "mlp" else ()
    points, runs = 401, 3 * BLOCK // 401
    of = case(np.random.default_rng(0), "cross_entropy", "tanh", hidden, classes, points=points, runs=runs)
    together = everything(of.objective, of.theta, of.v)
    for k in (0, 1, BLOCK // points - 1, BLOCK // points, len(of.theta) - 1):
        alone = everything(of.objective, of.theta[k : k + 1], of.v[k : k + 1])
        assert all(found[0].tobytes() == together[name][k].tobytes() for name, found in alone.items())


@each
def test_the_same_question_has_the_same_answer(model, activation, loss):
    of = case(np.random.default_rng(1), loss, activation, (5, 2) if model == "mlp" else (), 3, points=33, runs=3)
    first, second = (everything(of.objective, of.theta, of.v) for _ in range(2))
    assert all(first[name].tobytes() == second[name].tobytes() for name in first)
