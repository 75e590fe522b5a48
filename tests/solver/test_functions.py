"""The test functions' words, values and minima."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from solver.functions import FUNCTIONS, Function, bands, outline
from solver.registry import FieldError

each = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
ONE, TWO = ([f for f in FUNCTIONS.values() if f.dimensions == d] for d in (1, 2))
PAGE = [
    "peaks_and_valleys",
    "double_well",
    "plateau",
    "bowl",
    "ravine",
    "saddle",
    "monkey_saddle",
    "rosenbrock",
    "himmelblau",
    "beale",
    "booth",
    "rastrigin",
    "ackley",
    "styblinski_tang",
    "three_hump_camel",
    "six_hump_camel",
    "goldstein_price",
    "mccormick",
    "levy_13",
    "easom",
]
# Functions that are symmetric in x and y, where a transposed picture would not show.
SYMMETRIC = {"bowl", "rastrigin", "ackley", "styblinski_tang", "easom"}
MIRRORED = {"plateau"}
ENDLESS = {"saddle", "monkey_saddle"}


def at(name: str, *point: float, **options) -> float:
    function = FUNCTIONS[name]
    return float(function.value(np.array(point, dtype=np.float64), function.check(options)))


def grid(function: Function, count: int) -> np.ndarray:
    """Points (..., P) on a regular grid over the window."""
    axes = [np.linspace(low, high, count) for low, high in function.window]
    return np.stack(np.meshgrid(*axes), axis=-1)


def descended(function: Function, start: np.ndarray) -> np.ndarray:
    """The minimum (P,) that SciPy's trust-region Newton method reaches."""
    options = function.defaults()
    what = {"jac": function.gradient, "hess": function.hessian}
    derivatives = {name: lambda x, f=f: f(x, options) for name, f in what.items()}
    reached = minimize(
        lambda x: float(function.value(x, options)), start, method="trust-exact", options={"gtol": 1e-9}, **derivatives
    )
    return reached.x


def test_the_order_is_the_pages():
    assert list(FUNCTIONS)[: len(PAGE)] == PAGE
    assert FUNCTIONS.noun == "test function"


@each
def test_every_function_has_its_words_formula_and_source(function):
    assert function.name.isidentifier()
    assert re.fullmatch(r"[A-Z][^.]*\.", function.help.replace(". 13", ""))
    assert function.latex
    assert function.latex.count("{") == function.latex.count("}")
    assert function.cite
    assert all(p.symbol in function.latex and p.symbol for p in function.parameters)


@pytest.mark.parametrize("trait", ["name", "label", "help", "latex"])
def test_words_tell_functions_apart(trait):
    assert len({getattr(function, trait) for function in FUNCTIONS.values()}) == len(FUNCTIONS)


@each
def test_start_and_minima_are_where_one_looks(function):
    options = function.defaults()
    domain, window = np.array(function.domain), np.array(function.window)
    assert function.names == ("x", "y")[: function.dimensions]
    assert domain.shape == window.shape == (function.dimensions, 2)
    assert (domain[:, 0] <= window[:, 0]).all()
    assert (window[:, 0] < window[:, 1]).all()
    assert (window[:, 1] <= domain[:, 1]).all()
    for points in (function.start(options)[None], function.minima(options), function.local_minima(options)):
        assert points.dtype == np.float64
        assert points.shape[1:] == (function.dimensions,)
        assert ((window[:, 0] < points) & (points < window[:, 1])).all()


@pytest.mark.parametrize(
    ("name", "point", "value"),
    [
        # With all digits that the literature prints.
        ("rosenbrock", (1, 1), 0),
        ("rosenbrock", (-1.2, 1), 24.2),
        ("himmelblau", (3, 2), 0),
        ("himmelblau", (0, 0), 170),
        ("himmelblau", (-0.270845, -0.923039), 181.617),
        ("beale", (3, 0.5), 0),
        ("beale", (1, 1), 14.203125),
        ("booth", (1, 3), 0),
        ("booth", (0, 0), 74),
        ("rastrigin", (0, 0), 0),
        ("rastrigin", (1, 2), 5),
        ("rastrigin", (0.5, 0.5), 40.5),
        ("ackley", (0, 0), 0),
        ("styblinski_tang", (-2.903534, -2.903534), -78.332),
        ("three_hump_camel", (0, 0), 0),
        ("three_hump_camel", (1, 2), 7.1167),
        ("six_hump_camel", (0.0898, -0.7126), -1.0316),
        ("six_hump_camel", (-0.0898, 0.7126), -1.0316),
        ("six_hump_camel", (1, 1), 3.2333),
        ("goldstein_price", (0, -1), 3),
        ("goldstein_price", (-0.6, -0.4), 30),
        ("goldstein_price", (1.8, 0.2), 84),
        ("goldstein_price", (1.2, 0.8), 840),
        ("goldstein_price", (1, 1), 1876),
        # Printed everywhere as -1.9133, although -1.91322 rounds to -1.9132.
        ("mccormick", (-0.54719, -1.54719), -1.9132),
        ("mccormick", (0, 0), 1),
        ("levy_13", (1, 1), 0),
        ("levy_13", (0, 0), 2),
        ("easom", (math.pi, math.pi), -1),
        ("saddle", (3, 1), 4),
        ("monkey_saddle", (1, 1), -2),
        ("monkey_saddle", (2, -1), 2),
        ("bowl", (3, 4), 12.5),
        ("plateau", (0,), 0),
        ("peaks_and_valleys", (0,), 0.5),
    ],
)
def test_known_points_have_their_known_values(name, point, value):
    digits = len(repr(value).partition(".")[2])
    assert at(name, *point) == pytest.approx(value, abs=0.5001 * 10**-digits if digits in (3, 4) else 1e-12)


def test_options_are_the_formulas():
    assert at("ravine", 3, 1, condition=10.0, turn=0.0) == 9.5
    assert at("ravine", 3, 1, condition=10.0, turn=90.0) == pytest.approx(45.5)
    # Along the ravine, and across it.
    assert at("ravine", math.sqrt(3), 1, condition=1e6, turn=30.0) == pytest.approx(2, abs=1e-9)
    assert at("ravine", -1, math.sqrt(3), condition=1e6, turn=30.0) == pytest.approx(2e6)
    assert at("double_well", -1, tilt=0.2) == pytest.approx(-0.2)
    assert at("double_well", 2, tilt=0.0) == 2.25
    assert at("ravine", 3, 1) == at("ravine", 3, 1, condition=20.0, turn=0.0)
    with pytest.raises(FieldError, match="Condition number must be a number from 1"):
        FUNCTIONS["ravine"].check({"condition": 0.5})
    with pytest.raises(FieldError, match="Bowl has no parameter 'condition'; it has no parameters"):
        FUNCTIONS["bowl"].check({"condition": 2.0})


@each
def test_minima_are_minima_and_those_called_global_the_lowest(function):
    options = function.defaults()
    lowest, others = function.minima(options), function.local_minima(options)
    points = np.concatenate((lowest, others))
    assert len(np.unique(points.round(6), axis=0)) == len(points)
    assert (len(lowest) == 0) == (function.name in ENDLESS)
    slopes = np.abs(function.gradient(points, options)).max(initial=0)
    if function.name == "ackley":
        assert slopes == 0  # the tip of a cone, which has no curvature
    else:
        bends = np.linalg.eigvalsh(function.hessian(points, options))
        assert (bends > 0).all()
        # A minimum is rounded to the nearest float: its gradient is at most curvature times half a gap.
        assert slopes <= 4e-16 * np.abs(points).max(initial=1) * bends.max(initial=1) * 4
    floor = function.value(lowest, options)
    if len(lowest):
        assert np.ptp(floor) < 1e-14
        assert (function.value(others, options) > floor.max() + 1e-3).all()
        assert function.value(grid(function, 1201), options).min() >= floor.min() - 1e-13


@each
def test_no_minimum_is_missing_where_all_are_listed(function):
    """Descends from the low points of a grid, for functions that list all their minima."""
    if function.name in {*ENDLESS, "rastrigin", "ackley", "levy_13", "easom"}:
        return
    options = function.defaults()
    points = grid(function, 301)
    z = function.value(points, options)
    inner = z[(slice(1, -1),) * z.ndim]
    dips = np.ones_like(inner, dtype=bool)
    for shift in np.ndindex((3,) * z.ndim):
        dips &= inner <= z[tuple(slice(s, s + n) for s, n in zip(shift, inner.shape, strict=True))]
    found = np.array([descended(function, dip) for dip in points[(slice(1, -1),) * z.ndim][dips]])
    # Beale's channels lead out of the window; one low point of Goldstein and Price's grid is a saddle.
    low, high = np.array(function.window).T
    found = found[((low < found) & (found < high)).all(axis=-1)]
    found = found[(np.linalg.eigvalsh(function.hessian(found, options)) > 0).all(axis=-1)]
    known = np.concatenate((function.minima(options), function.local_minima(options)))
    nearest = np.abs(found[:, None] - known).max(axis=-1)
    assert nearest.min(axis=1).max() < 1e-6
    assert nearest.min(axis=0).max() < 1e-6


@given(st.floats(0, 0.3))
def test_the_double_wells_floors_follow_its_tilt(tilt):
    well = FUNCTIONS["double_well"]
    options = well.check({"tilt": tilt})
    lowest, others = well.minima(options), well.local_minima(options)
    points = np.concatenate((lowest, others))
    assert (len(lowest), len(others)) == ((1, 1) if tilt else (2, 0))
    assert points[0] < 0 < points[1]
    assert np.abs(well.gradient(points, options)).max() < 1e-14
    assert (well.hessian(points, options) > 0).all()
    assert np.diff(well.value(points, options)) >= -1e-15


@given(st.floats(1, 1e6), st.floats(0, 180))
def test_the_ravine_keeps_its_shape_wherever_it_is_turned(condition, turn):
    ravine = FUNCTIONS["ravine"]
    options = ravine.check({"condition": condition, "turn": turn})
    start = ravine.start(options)
    values = np.linalg.eigvalsh(ravine.hessian(start, options))
    np.testing.assert_allclose(values, [1, condition], rtol=1e-9)
    assert float(ravine.value(start, options)) == pytest.approx((16 + condition) / 2)
    assert ravine.rate(options) * condition == pytest.approx(1.8)


@pytest.mark.parametrize("function", [f for f in TWO if f.name in PAGE], ids=lambda f: f.name)
def test_only_symmetric_functions_look_the_same_transposed(function):
    rng = np.random.default_rng(3)
    points = rng.uniform(-2, 2, (200, 2))
    z, swapped = (function.value(p, function.defaults()) for p in (points, points[:, ::-1]))
    same = np.isclose(z, swapped, rtol=1e-9, atol=1e-12)
    assert same.all() if function.name in SYMMETRIC else same.sum() < 10


@pytest.mark.parametrize("function", [f for f in ONE if f.name in PAGE], ids=lambda f: f.name)
def test_only_the_plateau_looks_the_same_mirrored(function):
    points = np.linspace(0.1, 2, 50)[:, None]
    z, mirrored = (function.value(p, function.defaults()) for p in (points, -points))
    assert np.allclose(z, mirrored) == (function.name in MIRRORED)


def test_the_saddles_have_no_minimum_and_their_middle_is_what_they_say():
    saddle, monkey = FUNCTIONS["saddle"], FUNCTIONS["monkey_saddle"]
    middle = np.zeros(2)
    assert not saddle.gradient(middle, {}).any()
    assert np.linalg.eigvalsh(saddle.hessian(middle, {})).tolist() == [-1, 1]
    assert not monkey.gradient(middle, {}).any()
    assert not monkey.hessian(middle, {}).any()
    angles = np.arange(6) * math.pi / 3
    around = monkey.value(np.stack((np.cos(angles), np.sin(angles)), axis=-1), {})
    np.testing.assert_allclose(around, [1, -1] * 3, rtol=1e-14)


def test_rastrigin_has_more_than_a_hundred_minima():
    x = np.linspace(-5.12, 5.12, 100_001)
    slope = FUNCTIONS["rastrigin"].gradient(np.stack((x, np.zeros_like(x)), axis=-1), {})[:, 0]
    assert np.count_nonzero((slope[:-1] < 0) & (slope[1:] >= 0)) ** 2 == 121


def test_mccormicks_waves_go_on_down():
    lowest = FUNCTIONS["mccormick"].minima({})
    next_ones = lowest - math.pi * np.arange(1, 4)[:, None]
    assert np.abs(FUNCTIONS["mccormick"].gradient(next_ones, {})).max() < 1e-14
    np.testing.assert_allclose(FUNCTIONS["mccormick"].value(next_ones, {}), -1.91322295 - math.pi * np.arange(1, 4))


@pytest.mark.parametrize("function", ONE, ids=lambda f: f.name)
def test_an_outline_goes_from_the_windows_left_to_its_right_and_touches_bottom_and_top(function):
    points = outline(function, 48)
    assert points[:, 0].tolist() == np.linspace(0, 1, 48).tolist()
    assert (points[:, 1].min(), points[:, 1].max()) == (0, 1)
    ((low, high),) = function.window
    places = low + points[:, :1] * (high - low)
    assert points[:, 1].argmin() == function.value(places, function.defaults()).argmin()


@pytest.mark.parametrize("function", TWO, ids=lambda f: f.name)
def test_bands_are_of_one_area_and_the_first_row_is_the_windows_top(function):
    rows = np.array([list(row) for row in bands(function, 48, 8)])
    assert np.bincount(rows.ravel()).tolist() == [48 * 48 // 8] * 8
    lowest = np.unravel_index(rows.argmin(), rows.shape)
    (x0, x1), (y0, y1) = function.window
    x, y = np.linspace(x0, x1, 48), np.linspace(y1, y0, 48)
    heights = function.value(np.stack(np.meshgrid(x, y), axis=-1), function.defaults())
    assert rows[lowest] == 0
    assert heights[rows == 7].min() >= heights[rows == 0].max()


@pytest.mark.parametrize("function", TWO, ids=lambda f: f.name)
def test_61_points_a_side_show_what_is_in_the_window(function):
    o = function.defaults()
    u, v = (np.linspace(*side, 61) for side in function.window)
    z = function.value(np.stack(np.meshgrid(u, v), axis=-1), o)
    middles = np.stack(np.meshgrid((u[1:] + u[:-1]) / 2, (v[1:] + v[:-1]) / 2), axis=-1)
    between = (z[1:, 1:] + z[1:, :-1] + z[:-1, 1:] + z[:-1, :-1]) / 4
    assert np.abs(function.value(middles, o) - between).max() < 0.05 * np.ptp(z)
