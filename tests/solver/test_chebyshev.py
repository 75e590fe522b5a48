"""Chebyshev interpolation: exact for polynomials, and within the bound for smooth functions."""

import math

import numpy as np
import pytest

from solver.surfaces.chebyshev import points, weights

PLACES = [*np.linspace(-1, 1, 41), -0.123, 0.999]


@pytest.mark.parametrize("n", [1, 2, 3, 8, 24])
def test_a_polynomial_of_lower_degree_is_given_exactly(n):
    coefficients = np.random.default_rng(n).standard_normal(n)
    for t in PLACES:
        exact = np.polyval(coefficients, t)
        assert weights(n, t) @ np.polyval(coefficients, points(n)) == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize("n", [1, 2, 7, 24])
def test_at_a_point_only_its_own_value_counts(n):
    assert len(set(points(n))) == n
    assert (np.abs(points(n)) < 1).all()
    for own, t in zip(np.eye(n), points(n), strict=True):
        np.testing.assert_allclose(weights(n, t), own, atol=1e-13)


@pytest.mark.parametrize("n", [2, 5, 9])
def test_it_is_off_by_no_more_than_the_next_derivative_says(n):
    off = [abs(weights(n, t) @ np.exp(points(n)) - math.exp(t)) for t in PLACES]
    most = math.e / (2 ** (n - 1) * math.factorial(n))
    assert most / 10 < max(off) <= most


def test_weights_do_not_grow():
    # The Lebesgue constant of the points grows like a logarithm (Trefethen 2013, theorem 15.2).
    for n in (2, 10, 24):
        assert max(np.abs(weights(n, t)).sum() for t in PLACES) <= 2 / math.pi * math.log(n) + 1


def test_beyond_the_ends_by_rounding_counts_as_there():
    assert (weights(6, 1 + 1e-12) == weights(6, 1.0)).all()
