"""The layout of a network's parameters: matrices, names, weights and biases."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.config.numbers import START
from solver.model.activations import ACTIVATIONS
from solver.model.architectures import HIDDEN, MODELS, network, outputs, parameter_names
from solver.model.features import FEATURES, feature_names
from solver.model.network import Network
from tests.solver import by_hand

TANH = ACTIVATIONS["tanh"]
shapes = st.tuples(st.integers(2, 8), st.lists(st.integers(1, 6), max_size=3).map(tuple), st.integers(1, 6))


@given(shapes, st.integers(1, 3))
def test_parameters_are_the_layers_matrices_one_after_the_other_row_by_row(shape, runs):
    made = Network(*shape, TANH)
    theta = np.arange(float(runs * made.size)).reshape(runs, -1)
    matrices = made.matrices(theta)
    assert [m.shape for m in matrices] == [(runs, *each) for each in made.shapes]
    assert (np.concatenate([m.reshape(runs, -1) for m in matrices], axis=1) == theta).all()
    # Views, so that a gradient can be written through them.
    assert all(np.shares_memory(m, theta) for m in matrices)
    units = [made.inputs, *(h + 1 for h in made.hidden)]
    assert made.size == sum(a * b for a, b in zip(units, [*made.hidden, made.outputs], strict=True))
    assert made.affine == (made.hidden == ())


@given(shapes)
def test_the_last_column_of_every_matrix_is_the_biases(shape):
    made = Network(*shape, TANH)
    for matrix in made.matrices(made.weights[None]):
        assert (matrix[0, :, -1] == 0).all()
        assert (matrix[0, :, :-1] == 1).all()


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden", [(), (3,), (4, 1, 2)])
def test_its_scores_are_those_of_a_loop_over_units(activation, hidden):
    rng = np.random.default_rng(0)
    made = Network(4, hidden, 3, ACTIVATIONS[activation])
    theta, points = rng.standard_normal((2, made.size)), rng.standard_normal((5, 3))
    columns = np.column_stack((points, np.ones(5))).T
    found = made.scores(theta, columns)
    for k, n in np.ndindex(2, 5):
        expected, _ = by_hand.scores(theta[k], [3, *hidden, 3], activation, points[n])
        np.testing.assert_allclose(found[k, :, n], expected, rtol=1e-12, atol=1e-14)


@given(
    model=st.sampled_from(list(MODELS)),
    hidden=st.lists(st.integers(1, 32), min_size=1, max_size=3),
    features=st.lists(st.sampled_from(list(FEATURES)), unique=True).map(tuple),
    classes=st.integers(2, 6),
)
def test_there_is_one_name_a_parameter_and_none_twice(model, hidden, features, classes):
    options = MODELS[model].check({"hidden": hidden} if model == "mlp" else {})
    names = feature_names(features)
    made = network(model, options, len(names) + 1, classes)
    found = parameter_names(made, names)
    assert len(found) == len(set(found)) == made.size
    assert made.hidden == (() if model == "linear" else tuple(hidden))
    assert made.outputs == (1 if classes == 2 else classes)
    # b marks a bias, w a weight.
    assert [each.startswith("w") for each in found] == (made.weights == 1).tolist()


@pytest.mark.parametrize(
    ("hidden", "classes", "features", "names"),
    [
        ((), 2, ("x1", "x2"), "w1 w2 b"),
        ((), 2, ("x1", "x2", "x1²", "sin x2"), "w1 w2 w(x1²) w(sin_x2) b"),
        ((), 3, ("x1", "x2"), "w1.0 w2.0 b.0 w1.1 w2.1 b.1 w1.2 w2.2 b.2"),
        ((2,), 2, ("x1", "x2"), "w1.1.1 w1.1.2 b1.1 w1.2.1 w1.2.2 b1.2 w2.1.1 w2.1.2 b2.1"),
        ((1, 1), 3, ("x1", "x2"), "w1.1.1 w1.1.2 b1.1 w2.1.1 b2.1 w3.1.1 b3.1 w3.2.1 b3.2 w3.3.1 b3.3"),
    ],
)
def test_names_are_those_of_the_design(hidden, classes, features, names):
    made = Network(len(features) + 1, hidden, outputs(classes), TANH)
    assert [each.replace(" ", "_") for each in parameter_names(made, features)] == names.split()


def test_the_largest_network_has_room_for_an_explicit_start():
    hidden = (int(HIDDEN.high),) * HIDDEN.most
    assert Network(len(FEATURES) + 3, hidden, 6, TANH).size == START.most


def test_backward_gives_a_gradient_row_by_row_whatever_the_runs():
    rng = np.random.default_rng(1)
    made = Network(3, (4, 2), 3, TANH)
    theta, columns = rng.standard_normal((3, made.size)), np.vstack((rng.standard_normal((2, 6)), np.ones(6)))
    slopes = rng.standard_normal((3, 3, 6))
    gradient = made.backward(theta, made.forward(theta, columns), slopes.copy())
    assert gradient.flags.c_contiguous
    for k in range(3):
        # Along each parameter: the derivatives times the change of the scores.
        for p, unit in enumerate(1e-6 * np.eye(made.size)):
            rows = np.stack((theta[k] + unit, theta[k] - unit))
            up, down = made.scores(rows, columns)
            assert gradient[k, p] == pytest.approx(((up - down) * slopes[k]).sum() / 2e-6, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("hidden", [(1,), (8,), (8, 8), (32, 32, 32)])
def test_a_network_costs_more_work_than_it_has_parameters_and_a_linear_model_as_much(hidden):
    small, made = (Network(3, units, 4, TANH) for units in ((), hidden))
    assert made.work > made.size == sum(math.prod(shape) for shape in made.shapes)
    assert small.work == small.size == 12
