import numpy as np
import pytest

from solver import descend
from solver.optimizers import OPTIMIZERS

CURVATURE = np.array([[2.0, 1.0], [1.0, 3.0]])


def bowl(theta):
    return 0.5 * np.vecdot(theta @ CURVATURE, theta), theta @ CURVATURE


@pytest.mark.parametrize(
    ("objective", "words"),
    [
        (lambda t: ((t**2).sum(-1), 2 * t[:, :1]), r"gradient must have the shape \(1, 2\), not \(1, 1\)"),
        (lambda t: ((t**2).sum(-1), 2 * t[0]), r"gradient must have the shape \(1, 2\), not \(2,\)"),
        (lambda t: (3.0, 2 * t), r"value must have the shape \(1,\), not \(\)"),
        (lambda t: ((t**2).sum(-1, keepdims=True), 2 * t), r"value must have the shape \(1,\), not \(1, 1\)"),
    ],
)
def test_an_objective_that_gives_another_shape_is_refused(objective, words):
    with pytest.raises(ValueError, match=words):
        descend(objective, [1.0, 5.0], steps=2)


def test_a_hessian_product_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"product of hvp must have the shape \(1, 2\), not \(1, 1\)"):
        descend(bowl, [1.0, 5.0], optimizer="newton", learning_rate=1.0, steps=2, hvp=lambda t, v: v[:, :1])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_an_objective_may_use_its_arrays_again(optimizer):
    kept = {"value": np.empty(1), "gradient": np.empty((1, 2))}

    def thrifty(theta):
        kept["value"][:], kept["gradient"][:] = bowl(theta)
        return kept["value"], kept["gradient"]

    runs = [descend(f, [1.0, 5.0], optimizer=optimizer, learning_rate=0.1, steps=10) for f in (bowl, thrifty)]
    assert runs[0].tobytes() == runs[1].tobytes()


def test_an_objective_that_changes_the_parameters_is_stopped():
    def careless(theta):
        theta += 1
        return bowl(theta)

    with pytest.raises(ValueError, match="read-only"):
        descend(careless, [1.0, 5.0])


@pytest.mark.parametrize("start", [[], [[]], 3.0, ["1", "2"], [True], "ab", [[1.0], [1.0, 2.0]], [1j], [np.nan], None])
def test_a_start_that_is_no_numbers_is_refused_with_what_it_is(start):
    with pytest.raises(ValueError, match=r"start must be finite numbers of shape \(P,\) or \(K, P\), not "):
        descend(bowl, start)


@pytest.mark.parametrize("values", [0, False, [], "", ["momentum"], 0.9])
@pytest.mark.parametrize("argument", ["hyperparameters", "schedule_hyperparameters"])
def test_hyperparameters_must_come_by_name(argument, values):
    with pytest.raises(ValueError, match=f"{argument} must be numbers by name"):
        descend(bowl, [1.0, 5.0], optimizer="momentum", **{argument: values})
