"""Every activation, its derivative and its curvature, against its formula in extended precision."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import erfc

from solver.model.activations import ACTIVATIONS

ALL = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=list(ACTIVATIONS))
wide = np.longdouble


def sigmoid(z):
    return 1 / (1 + np.exp(-wide(z)))


def tanh_slope(z):
    tail = np.exp(-2 * wide(abs(z)))
    return 4 * tail / (1 + tail) ** 2


def normal(z):
    """The normal distribution function at z; its tail does not cancel."""
    return wide(0.5 * erfc(-z / np.sqrt(2.0)))


def density(z):
    return np.exp(-(wide(z) ** 2) / 2) / np.sqrt(2 * wide(np.pi))


def _elu(z):
    return wide(z) if z > 0 else np.expm1(wide(z))


# For each: value, derivative and second derivative at a score, derived by hand.
FORMULAS: dict[str, tuple[Callable, Callable, Callable]] = {
    "tanh": (
        lambda z: np.tanh(wide(z)),
        tanh_slope,
        lambda z: -2 * np.tanh(wide(z)) * tanh_slope(z),
    ),
    "sigmoid": (
        sigmoid,
        lambda z: sigmoid(z) * sigmoid(-z),
        lambda z: sigmoid(z) * sigmoid(-z) * (sigmoid(-z) - sigmoid(z)),
    ),
    "relu": (lambda z: max(0, z), lambda z: float(z > 0), lambda z: 0),
    "leaky_relu": (lambda z: max(0.01 * z, z), lambda z: 1 if z > 0 else 0.01, lambda z: 0),
    "elu": (
        _elu,
        lambda z: 1 if z > 0 else np.exp(wide(z)),
        lambda z: 0 if z > 0 else np.exp(wide(z)),
    ),
    "softplus": (
        lambda z: np.logaddexp(wide(0), wide(z)),
        sigmoid,
        lambda z: sigmoid(z) * sigmoid(-z),
    ),
    "silu": (
        lambda z: z * sigmoid(z),
        lambda z: sigmoid(z) + z * sigmoid(z) * sigmoid(-z),
        lambda z: sigmoid(z) * sigmoid(-z) * (2 + z * (sigmoid(-z) - sigmoid(z))),
    ),
    "gelu": (
        lambda z: z * normal(z),
        lambda z: normal(z) + z * density(z),
        lambda z: (2 - wide(z) ** 2) * density(z),
    ),
    "identity": (lambda z: z, lambda z: 1, lambda z: 0),
}
SCORES = np.concatenate(([-1e4, -745.0, -90.0, -1e-9, 0.0, 1e-9, 90.0, 745.0, 1e4], np.linspace(-8, 8, 41)))
# A value that is tiny beside its terms is not compared digit by digit.
ROUNDING = {np.float64: 1e-14, np.float32: 1e-5}


def test_every_activation_has_its_formulas_here():
    assert list(FORMULAS) == list(ACTIVATIONS)


def evaluated(activation, z):
    """Value, derivative and second derivative (n,) of scores z (n,). Nothing but underflow may be signalled."""
    out = np.full_like(z, np.nan)
    with np.errstate(all="raise", under="ignore"):
        activation.value(z, out)
        return out, activation.slope(z, out), activation.curvature(z, out)


@ALL
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_it_is_its_formula_with_both_derivatives_at_scores_of_any_size(activation, dtype):
    z = SCORES.astype(dtype)
    for found, formula in zip(evaluated(activation, z), FORMULAS[activation.name], strict=True):
        expected = np.array([float(formula(float(each))) for each in z])
        assert found.dtype == dtype
        np.testing.assert_allclose(found, expected, rtol=ROUNDING[dtype], atol=ROUNDING[dtype])


@ALL
def test_nothing_it_is_given_is_changed_and_derivatives_are_new_arrays(activation):
    z = SCORES.copy()
    value, *derivatives = evaluated(activation, z)
    kept = value.copy()
    for derivative in derivatives:
        derivative[:] = 7
    assert (z == SCORES).all()
    assert (value == kept).all()


@ALL
def test_it_writes_into_any_part_of_an_array(activation):
    """A layer's units are all rows but the last of the next layer's input."""
    z = np.random.default_rng(0).standard_normal((2, 3, 5))
    into = np.full((2, 4, 5), 7.0)
    activation.value(z, into[:, :-1])
    flat = np.empty(30)
    activation.value(z.ravel(), flat)
    assert (into[:, :-1].ravel() == flat).all()
    assert (into[:, -1] == 7).all()


@ALL
@pytest.mark.parametrize("z", [-3.0, -0.4, 0.7, 2.5])
def test_its_derivatives_are_those_of_its_value(activation, z):
    h = 1e-5
    (below, above), (down, up), _ = evaluated(activation, np.array([z - h, z + h]))
    _, (slope,), (curvature,) = evaluated(activation, np.array([z]))
    assert slope == pytest.approx((above - below) / (2 * h), rel=1e-8, abs=1e-10)
    assert curvature == pytest.approx((up - down) / (2 * h), rel=1e-8, abs=1e-10)


@pytest.mark.parametrize(("name", "slope"), [("relu", 0.0), ("leaky_relu", 0.01), ("elu", 1.0)])
def test_at_its_kink_an_activation_has_the_slope_from_below(name, slope):
    _, found, _ = evaluated(ACTIVATIONS[name], np.zeros(1))
    assert found[0] == slope


@ALL
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_scores_that_have_left_the_floats_do_so_silently(activation, bad):
    z, out = np.array([bad, 0.5]), np.empty(2)
    with np.errstate(all="ignore"):
        activation.value(z, out)
        derivatives = activation.slope(z, out), activation.curvature(z, out)
    assert np.isfinite([out[1], derivatives[0][1], derivatives[1][1]]).all()
    assert np.isfinite(out[0]) == (abs(bad) == np.inf and activation.name in ("tanh", "sigmoid")) or out[0] <= 0
