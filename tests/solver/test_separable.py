"""Exponentials along a line: as products where they are ordinary numbers, and the sums that losses make of them."""

import numpy as np
import pytest

from solver.losses import LOSSES
from solver.model.activations import ACTIVATIONS
from solver.separable import ABSOLUTE, LARGEST_EXPONENT, RELATIVE, Ramp

each_separated = pytest.mark.parametrize("loss", [name for name, loss in LOSSES.items() if loss.two.separated])


@each_separated
@pytest.mark.parametrize("count", [1, 15, 16, 500])
@pytest.mark.parametrize("size", [1.0, LARGEST_EXPONENT / 2])
def test_sums_over_separated_exponentials_are_the_losses(loss, count, size):
    rng = np.random.default_rng(10)
    rows, columns = (Ramp(*rng.uniform(-size, size, (2, count)), np.linspace(-1, 1, n)) for n in (101, 5))
    found = LOSSES[loss].two.separated(rows, columns)
    each = columns.values()
    expected = np.array([LOSSES[loss].two.value(row + each) for row in rows.values()])
    np.testing.assert_allclose(found, expected, rtol=RELATIVE, atol=ABSOLUTE * count)


def test_a_ramp_is_what_it_says():
    start, slope = np.random.default_rng(13).standard_normal((2, 4, 3))
    for steps in (np.linspace(-2, 3, 6), np.array([0.7])):
        ramp = Ramp(start, slope, steps)
        values = np.array([start + step * slope for step in steps])
        np.testing.assert_allclose(ramp.values(), values, rtol=1e-15, atol=1e-15)
        for sign in (1, -1):
            np.testing.assert_allclose(ramp.exp(sign), np.exp(sign * values), rtol=1e-13)


def test_exponentials_are_separated_as_long_as_they_are_ordinary_numbers():
    steps, most = np.array([-1.0, 1.0]), np.array([1.0, LARGEST_EXPONENT])
    assert Ramp(np.zeros(2), most, steps).separates()
    assert not Ramp(np.zeros(2), -most * 1.01, steps).separates()
    assert not Ramp(np.array([0.0, -1.0]), most, steps).separates()
    assert not Ramp(np.zeros(2), most, steps).separates(2.0)
    assert not Ramp(np.array([0.0, np.nan]), most, steps).separates()


@pytest.mark.parametrize("name", [name for name, activation in ACTIVATIONS.items() if activation.steepness])
def test_activations_that_separate_are_what_they_are_taken_for(name):
    z, k = np.linspace(-9, 9, 100), ACTIVATIONS[name].steepness
    a = np.empty_like(z)
    ACTIVATIONS[name].value(z, a)
    np.testing.assert_allclose(1 - k / (1 + np.exp(k * z)), a, atol=1e-15)
