"""A test function as an objective: its protocol, and that rows do not depend on each other."""

import numpy as np
import pytest

from solver.functions import FUNCTIONS, FunctionObjective
from solver.objective import Measures, Objective

EACH = [FunctionObjective(function, function.defaults()) for function in FUNCTIONS.values()]
each = pytest.mark.parametrize("objective", EACH, ids=lambda o: o.function.name)


def somewhere(objective: FunctionObjective, count: int) -> np.ndarray:
    """Points (count, P) of the domain, and some that overflow."""
    low, high = np.array(objective.function.domain).T
    theta = np.random.default_rng(11).uniform(low, high, (count, objective.function.dimensions))
    theta[::7] *= 1e3
    theta[::50] *= 1e150
    theta[3], theta[4] = 0, np.nan
    return theta


def same_bits(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.array_equal(one, other, equal_nan=True))


@each
def test_it_is_an_objective(objective):
    typed: Objective = objective
    theta = somewhere(objective, 5)
    kept = theta.copy()
    theta.flags.writeable = False
    value, gradient = typed.value_and_gradient(theta)
    measures = typed.measure(theta)
    assert isinstance(measures, Measures)
    assert (value.shape, gradient.shape) == ((5,), theta.shape)
    assert value.dtype == gradient.dtype == np.float64
    assert same_bits(value, typed.value(theta))
    assert same_bits(value, measures.objective)
    assert same_bits(value, measures.loss)
    assert measures.loss is not measures.objective
    assert same_bits(gradient, measures.gradient)
    assert (measures.right.shape, measures.right.dtype) == ((5, 0), np.bool_)
    assert typed.work == 50
    assert same_bits(theta, kept)


@each
def test_it_has_no_points(objective):
    with pytest.raises(TypeError, match=f"^{objective.function.label} is a test function: it has no data points"):
        objective.on(np.arange(3))


@each
def test_the_hessian_product_is_that_of_the_hessian(objective):
    low, high = np.array(objective.function.window).T
    rng = np.random.default_rng(5)
    theta, v = rng.uniform(low, high, (40, len(low))), rng.standard_normal((40, len(low)))
    expected = np.einsum("kij,kj->ki", objective.function.hessian(theta, objective.options), v)
    product = objective.hessian_product(theta, v)
    np.testing.assert_allclose(product, expected, rtol=1e-13, atol=1e-12 * np.abs(expected).max())


@each
def test_several_vectors_at_a_point_are_multiplied_as_each_alone(objective):
    theta = somewhere(objective, 60)
    v = np.random.default_rng(6).standard_normal((60, 3, theta.shape[1]))
    alone = np.stack([objective.hessian_product(theta, v[:, m]) for m in range(3)], axis=1)
    assert same_bits(objective.hessian_product(theta, v), alone)


@each
def test_no_row_depends_on_the_rows_beside_it(objective):
    theta = somewhere(objective, 3001)
    v = np.random.default_rng(2).standard_normal(theta.shape)
    value, gradient = objective.value_and_gradient(theta)
    product = objective.hessian_product(theta, v)
    for rows in (slice(0, 1), slice(1, 2), slice(4, 11), slice(7, 3000), slice(None, None, -3), slice(0, 0)):
        alone, its_gradient = objective.value_and_gradient(theta[rows])
        assert same_bits(alone, value[rows])
        assert same_bits(its_gradient, gradient[rows])
        assert same_bits(objective.hessian_product(theta[rows], v[rows]), product[rows])
    by_column = np.asfortranarray(theta)
    assert same_bits(objective.value(by_column), value)


@each
def test_any_shape_of_points_is_taken_and_float64_given(objective):
    function, options = objective.function, objective.options
    theta = somewhere(objective, 24)
    for shape in ((24,), (4, 6), (2, 3, 4), (0,)):
        points = theta[: int(np.prod(shape))].reshape(*shape, -1) if np.prod(shape) else theta[:0]
        count = len(theta[: int(np.prod(shape))])
        assert same_bits(function.value(points, options).ravel(), function.value(theta, options)[:count])
        assert function.gradient(points, options).shape == points.shape
        assert function.hessian(points, options).shape == (*points.shape, function.dimensions)
    assert function.value(theta[0], options).shape == ()
    narrow = theta[5:20].astype(np.float32)
    assert function.value(narrow, options).dtype == np.float64
    assert same_bits(function.value(narrow, options), function.value(narrow.astype(np.float64), options))
