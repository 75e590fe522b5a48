"""The test functions against the printed formulas, and against those formulas' own derivatives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.functions import FUNCTIONS, Function

pi, sin, cos, exp, sqrt = np.pi, np.sin, np.cos, np.exp, np.sqrt


def ravine(x, y, condition, turn):
    phi = turn * pi / 180
    u, v = x * cos(phi) + y * sin(phi), y * cos(phi) - x * sin(phi)
    return (u**2 + condition * v**2) / 2


def goldstein_price(x, y):
    first = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)
    return first * (30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2))


def ackley(x, y):
    bell = -20 * exp(-0.2 * sqrt(0.5 * (x**2 + y**2)))
    return bell - exp(0.5 * (cos(2 * pi * x) + cos(2 * pi * y))) + 20 + exp(1)


def levy_13(x, y):
    return sin(3 * pi * x) ** 2 + (x - 1) ** 2 * (1 + sin(3 * pi * y) ** 2) + (y - 1) ** 2 * (1 + sin(2 * pi * y) ** 2)


# Analytic formulas, which take complex arguments too.
PRINTED = {
    "peaks_and_valleys": lambda x: x**2 / 20 + sin(2 * x) + cos(x) / 2,
    "double_well": lambda x, tilt: (x**2 - 1) ** 2 / 4 + tilt * x,
    "plateau": lambda x: 1 - exp(-(x**2) / 2) + (x / 7) ** 8,
    "bowl": lambda x, y: (x**2 + y**2) / 2,
    "ravine": ravine,
    "saddle": lambda x, y: (x**2 - y**2) / 2,
    "monkey_saddle": lambda x, y: x**3 - 3 * x * y**2,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "beale": lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
    "booth": lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    "rastrigin": lambda x, y: 20 + x**2 - 10 * cos(2 * pi * x) + y**2 - 10 * cos(2 * pi * y),
    "ackley": ackley,
    "styblinski_tang": lambda x, y: 0.5 * (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y),
    "three_hump_camel": lambda x, y: 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2,
    "six_hump_camel": lambda x, y: (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2,
    "goldstein_price": goldstein_price,
    "mccormick": lambda x, y: sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1,
    "levy_13": levy_13,
    "easom": lambda x, y: -cos(x) * cos(y) * exp(-((x - pi) ** 2) - (y - pi) ** 2),
}
OPTIONS = {
    "ravine": [{"condition": 1.0}, {"condition": 37.0, "turn": 0.0}, {"condition": 1e6, "turn": 123.0}],
    "double_well": [{"tilt": 0.0}, {"tilt": 0.3}],
}
CASES = [
    (function, function.check(options))
    for function in FUNCTIONS.values()
    for options in OPTIONS.get(function.name, [{}])
]
each = pytest.mark.parametrize(("function", "options"), CASES, ids=lambda each: getattr(each, "name", None))
each_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
# Its square is below rounding: a complex step has no difference that cancels.
TINY = 1e-150


def anywhere(function: Function, count: int = 400) -> np.ndarray:
    """Points (2 count, P) of the domain and of the window."""
    rng = np.random.default_rng(7)
    boxes = np.array((function.domain, function.window))
    points = [rng.uniform(box[:, 0], box[:, 1], (count, len(box))) for box in boxes]
    return np.concatenate(points)


def printed(function: Function, points: np.ndarray, options: dict) -> np.ndarray:
    """The formula as printed in the literature; for functions without one here, our own."""
    return PRINTED.get(function.name, function.height)(*points.T, **options)


def exact_gradient(function: Function, points: np.ndarray, options: dict) -> np.ndarray:
    """By complex steps (Squire & Trapp 1998, SIAM Review 40(1)) through the printed formula: right to rounding."""
    steps = 1j * TINY * np.eye(points.shape[1])
    return np.stack([printed(function, points + step, options).imag / TINY for step in steps], axis=-1)


def close(found: np.ndarray, expected: np.ndarray, tolerance: float) -> None:
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance * np.abs(expected).max())


@each
def test_values_are_those_of_the_printed_formula(function, options):
    points = anywhere(function)
    close(function.value(points, options), printed(function, points, options), 1e-13)


@each
def test_gradients_are_those_of_the_printed_formula(function, options):
    points = anywhere(function)
    close(function.gradient(points, options), exact_gradient(function, points, options), 1e-12)


@each
def test_gradients_are_what_central_differences_say(function, options):
    points = anywhere(function)
    step = 1e-5 * np.eye(function.dimensions)
    slopes = [(function.value(points + s, options) - function.value(points - s, options)) / 2e-5 for s in step]
    close(np.stack(slopes, axis=-1), function.gradient(points, options), 1e-6)


@each
def test_hessians_are_those_of_the_printed_formula(function, options):
    """Five-point differences of the exact gradients."""
    points = anywhere(function)
    rows = []
    for direction in 3e-4 * np.eye(function.dimensions):
        near, far = (
            exact_gradient(function, points + d, options) - exact_gradient(function, points - d, options)
            for d in (direction, 2 * direction)
        )
        rows.append((8 * near - far) / (12 * 3e-4))
    close(function.hessian(points, options), np.stack(rows, axis=-2), 1e-8)


@each
def test_hessians_are_what_differences_of_the_gradient_say(function, options):
    points = anywhere(function)
    step = 1e-5 * np.eye(function.dimensions)
    rows = [(function.gradient(points + s, options) - function.gradient(points - s, options)) / 2e-5 for s in step]
    close(np.stack(rows, axis=-2), function.hessian(points, options), 1e-6)
    hessian = function.hessian(points, options)
    assert (hessian == hessian.swapaxes(-1, -2)).all()


def test_ackleys_tip_has_the_slope_0_and_no_curvature():
    ackley = FUNCTIONS["ackley"]
    tip = np.array([[0.0, 0.0], [-0.0, 0.0]])
    assert ackley.value(tip, {}).tolist() == [0, 0]
    assert ackley.gradient(tip, {}).tolist() == [[0, 0], [0, 0]]
    assert np.isnan(ackley.hessian(tip, {})).all()
    # Beside the tip the gradient is that of the cone, however near; the curvature across it grows without bound.
    beside = ackley.gradient(np.array([[1e-12, 0.0], [-1e-200, 0.0], [0.0, 1e-300]]), {})
    np.testing.assert_allclose(beside, np.sqrt(8) * np.array([[1, 0], [-1, 0], [0, 1]]), atol=1e-9)
    assert ackley.hessian(np.array([1e-9, 0.0]), {})[1, 1] > 1e9


@each_function
@given(data=st.data())
def test_values_far_out_may_be_infinite_but_are_numbers(function, data):
    far = st.floats(-1e300, 1e300) | st.sampled_from([-1e300, -1e200, -1e100, 0.0, 1e100, 1e200, 1e300])
    point = np.array([data.draw(far) for _ in function.names])
    assert not np.isnan(function.value(point, function.defaults()))


@each_function
def test_overflow_is_silent_and_nothing_is_clipped(function):
    options = function.defaults()
    far = np.array([[s * 1e200] * function.dimensions for s in (-1, 1)])
    nowhere = np.full((1, function.dimensions), np.nan)
    with np.errstate(all="raise"):
        value = function.value(far, options)
        function.gradient(far, options)
        function.hessian(far, options)
        assert np.isnan(function.value(nowhere, options)).all()
        assert np.isnan(function.gradient(nowhere, options)).all()
    bounded = {"ackley": 20 + np.e, "easom": 0.0}
    if function.name in bounded:
        assert np.abs(value - bounded[function.name]).max() < np.e
    elif function.name == "saddle":
        assert (value == 0).all()
    elif function.name == "mccormick":
        np.testing.assert_allclose(value, [-1e200, 1e200])
    else:
        assert np.isinf(value).all()
    assert (function.name == "monkey_saddle") == (value.min() < 0 and value.max() > 0 and function.name != "mccormick")
