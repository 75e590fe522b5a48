"""Heights as levels: true to half a level in both pictures, whatever the heights are."""

import numpy as np
import pytest

from solver.surfaces.levels import STEP, Levels
from solver.surfaces.path import Heights

# In float64, numbers that differ by a billionth of themselves have seven digits more.
ROUNDING = 1e-7
RNG = np.random.default_rng(3)
NORMAL = RNG.standard_normal((40, 31))
HEIGHTS = {
    "positive": np.exp(NORMAL),
    "over many powers of ten": np.exp(8 * NORMAL),
    "over more than the logarithm shows": np.exp(30 * NORMAL),
    "tiny": 1e-140 * np.exp(NORMAL),
    "huge": 1e290 * np.exp(NORMAL),
    "down to 0": NORMAL**4 - (NORMAL**4).min(),
    "below 0": NORMAL,
    "far below 0": NORMAL - 1e6,
    "level but for a billionth": 1 + 1e-9 * NORMAL,
    "a line": np.exp(NORMAL[0]),
    "float32": np.exp(NORMAL).astype(np.float32),
}


@pytest.mark.parametrize("z", HEIGHTS.values(), ids=list(HEIGHTS))
def test_levels_are_true_to_half_of_one_in_both_pictures(z):
    levels = Levels.of(z)
    assert levels is not None
    assert levels.numbers.shape == z.shape
    assert levels.numbers.min() == 0
    # Both pictures have 1 / STEP of them.
    assert levels.numbers.max() <= 2 / STEP
    exact = z.astype(np.float64)
    assert Heights.of(exact).apart(levels.heights(), exact).max() <= STEP / 2 + ROUNDING
    assert STEP / 2 + ROUNDING < 1e-5


@pytest.mark.parametrize("spread", np.linspace(0.0, 30.0, 31))
def test_they_are_true_for_every_ratio_of_the_ends(spread):
    z = np.exp(spread * np.linspace(0, 1, 500) ** 2)
    levels = Levels.of(z)
    assert levels is not None
    assert Heights.of(z).apart(levels.heights(), z).max() <= STEP / 2 + ROUNDING


@pytest.mark.parametrize("value", [7.0, -3.0, 1e300])
def test_heights_that_are_all_the_same_are_one_level(value):
    levels = Levels.of(np.full((3, 4), value))
    assert levels is not None
    assert (levels.numbers == levels.numbers[0, 0]).all()
    np.testing.assert_allclose(levels.heights(), value, rtol=1e-9, atol=1e-149)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_has_no_levels(value):
    assert Levels.of(np.array([1.0, value, 2.0])) is None


def test_a_range_that_is_not_finite_has_none():
    assert Levels.of(np.array([-1.5e308, 1.5e308])) is None


def test_a_higher_height_has_no_lower_level():
    z = np.sort(HEIGHTS["positive"].ravel())
    levels = Levels.of(z)
    assert levels is not None
    assert (np.diff(levels.numbers) >= 0).all()
    assert (np.diff(levels.heights()) >= 0).all()


@pytest.mark.parametrize("z", [[0.0, 0.0], [-0.0, 0.0], [1e-300, 1e-300], [0.0, 1e-320]])
def test_what_is_lower_than_any_drawn_range_has_none(z):
    assert Levels.of(np.array(z)) is None
