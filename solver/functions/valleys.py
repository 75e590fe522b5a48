"""Polynomials with several minima: Styblinski-Tang, the camels and Goldstein-Price."""

import numpy as np

from solver.functions.base import FUNCTIONS, LIBRARY, SURVEY, Column, Columns, Function, square


def _styblinski_height(x: Column, y: Column) -> Column:
    return (x * (x * (x * x - 16) + 5) + y * (y * (y * y - 16) + 5)) / 2


def _styblinski_slope(x: Column, y: Column) -> Columns:
    return tuple(2 * t * (t * t - 8) + 2.5 for t in (x, y))


def _styblinski_bend(x: Column, y: Column) -> Columns:
    return 6 * x * x - 16, np.zeros_like(x), 6 * y * y - 16


# The outer roots of 2 t^3 - 16 t + 2.5, the derivative by either variable.
_DEEP, _SHALLOW = -2.903534027771177, 2.746802770990837

FUNCTIONS.add(
    Function(
        name="styblinski_tang",
        label="Styblinski-Tang",
        help="Four wide valleys, one of them the deepest: the first steps down from the hill decide which one is "
        "reached.",
        latex=r"\frac{x^4 - 16 x^2 + 5 x + y^4 - 16 y^2 + 5 y}{2}",
        cite=f"Styblinski & Tang 1990, Neural Networks 3(4), 467-483; {SURVEY}, no. 144",
        height=_styblinski_height,
        slope=_styblinski_slope,
        bend=_styblinski_bend,
        domain=square(-5, 5),
        window=square(-5, 5),
        begin=(0.4, -0.2),
        pace=5e-3,
        lowest=((_DEEP, _DEEP),),
        other_minima=((_DEEP, _SHALLOW), (_SHALLOW, _DEEP), (_SHALLOW, _SHALLOW)),
    )
)

# In both camels x y is written (x / 2 + y)^2 - x^2 / 4 - y^2, so that no two infinities meet far out.


def _three_height(x: Column, y: Column) -> Column:
    w = x * x
    return np.square(x / 2 + y) + w * (1.75 + w * (w / 6 - 1.05))


def _three_slope(x: Column, y: Column) -> Columns:
    w = x * x
    return x * (4 + w * (w - 4.2)) + y, x + 2 * y


def _three_bend(x: Column, y: Column) -> Columns:
    w = x * x
    return 4 + w * (5 * w - 12.6), np.ones_like(x), np.full_like(x, 2)


FUNCTIONS.add(
    Function(
        name="three_hump_camel",
        label="Three-hump camel",
        help="The lowest valley lies between two shallower ones, in which gradient descent from outside may end.",
        latex=r"2 x^2 - 1.05 x^4 + \frac{x^6}{6} + x y + y^2",
        cite=f"{SURVEY}, no. 29; {LIBRARY}",
        height=_three_height,
        slope=_three_slope,
        bend=_three_bend,
        domain=square(-5, 5),
        window=square(-2.2, 2.2),
        begin=(-2, -1.5),
        pace=0.03,
        lowest=((0, 0),),
        other_minima=((-1.747552345830289, 0.8737761729151445), (1.747552345830289, -0.8737761729151445)),
    )
)


def _six_height(x: Column, y: Column) -> Column:
    w, z = x * x, y * y
    return np.square(x / 2 + y) + w * (3.75 + w * (w / 3 - 2.1)) + z * (4 * z - 5)


def _six_slope(x: Column, y: Column) -> Columns:
    w = x * x
    return x * (8 + w * (2 * w - 8.4)) + y, x + 8 * y * (2 * y * y - 1)


def _six_bend(x: Column, y: Column) -> Columns:
    w = x * x
    return 8 + w * (10 * w - 25.2), np.ones_like(x), 48 * y * y - 8


FUNCTIONS.add(
    Function(
        name="six_hump_camel",
        label="Six-hump camel",
        help="Six local minima in pairs that mirror each other: two of them are the lowest, four are not.",
        latex=r"\left(4 - 2.1 x^2 + \frac{x^4}{3}\right) x^2 + x y + (4 y^2 - 4) y^2",
        cite=f"Dixon & Szegö 1978, Towards Global Optimisation 2, North-Holland; {SURVEY}, no. 30",
        height=_six_height,
        slope=_six_slope,
        bend=_six_bend,
        domain=((-3, 3), (-2, 2)),
        window=((-2, 2), (-1.1, 1.1)),
        begin=(0.9, 0.1),
        pace=0.01,
        lowest=(
            (0.08984201310031806, -0.7126564030207396),
            (-0.08984201310031806, 0.7126564030207396),
        ),
        other_minima=(
            (1.703606714969981, -0.7960835686726251),
            (-1.703606714969981, 0.7960835686726251),
            (1.6071047529201974, 0.5686514548841314),
            (-1.6071047529201974, -0.5686514548841314),
        ),
    )
)

# Goldstein and Price's function is a product of a factor in s = x + y and one in t = 2x - 3y. Each has two minima
# (s: -1, 2; t: 0, 3), so that those of the product are known exactly.


def _price_factors(s: Column, t: Column) -> tuple[Column, Column]:
    g = 1 + np.square(s + 1) * (19 + s * (3 * s - 14))
    return g, 30 + t * t * (18 + t * (3 * t - 16))


def _price_slopes(s: Column, t: Column) -> tuple[Column, Column]:
    return 12 * (s + 1) * (s - 1) * (s - 2), 12 * t * (t - 1) * (t - 3)


def _price_height(x: Column, y: Column) -> Column:
    g, h = _price_factors(x + y, 2 * x - 3 * y)
    return g * h


def _price_slope(x: Column, y: Column) -> Columns:
    s, t = x + y, 2 * x - 3 * y
    g, h = _price_factors(s, t)
    by_s, by_t = _price_slopes(s, t)
    return by_s * h + 2 * g * by_t, by_s * h - 3 * g * by_t


def _price_bend(x: Column, y: Column) -> Columns:
    s, t = x + y, 2 * x - 3 * y
    g, h = _price_factors(s, t)
    by_s, by_t = _price_slopes(s, t)
    ss, st, tt = 12 * (s * (3 * s - 4) - 1) * h, by_s * by_t, 12 * (t * (3 * t - 8) + 3) * g
    return ss + 4 * st + 4 * tt, ss - st - 6 * tt, ss - 6 * st + 9 * tt


FUNCTIONS.add(
    Function(
        name="goldstein_price",
        label="Goldstein-Price",
        help="Four local minima on a flat floor between walls up to a million high: a rate that suits the floor "
        "diverges on the walls.",
        latex=r"(1 + (s + 1)^2 (19 - 14 s + 3 s^2)) (30 + t^2 (18 - 16 t + 3 t^2)), "
        r"\quad s = x + y, \quad t = 2x - 3y",
        cite=f"Goldstein & Price 1971, Mathematics of Computation 25(115), 569-574; {SURVEY}, no. 58",
        height=_price_height,
        slope=_price_slope,
        bend=_price_bend,
        domain=square(-2, 2),
        window=square(-2, 2),
        begin=(0.3, -0.2),
        pace=1e-4,
        lowest=((0, -1),),
        other_minima=((-0.6, -0.4), (1.2, 0.8), (1.8, 0.2)),
    )
)
