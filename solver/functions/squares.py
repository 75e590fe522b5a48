"""Sums of squares, which are 0 where all squares are: Rosenbrock, Himmelblau, Beale and Booth."""

import numpy as np

from solver.functions.base import FUNCTIONS, LIBRARY, SURVEY, Column, Columns, Function, square


def _rosenbrock_height(x: Column, y: Column) -> Column:
    return np.square(1 - x) + 100 * np.square(y - x * x)


def _rosenbrock_slope(x: Column, y: Column) -> Columns:
    off = y - x * x
    return 2 * (x - 1) - 400 * x * off, 200 * off


def _rosenbrock_bend(x: Column, y: Column) -> Columns:
    return 2 + 400 * (3 * x * x - y), -400 * x, np.full_like(x, 200)


FUNCTIONS.add(
    Function(
        name="rosenbrock",
        label="Rosenbrock",
        help="A curved valley, steep across and almost level along: finding it is easy, following it is not.",
        latex=r"(1 - x)^2 + 100 (y - x^2)^2",
        cite=f"Rosenbrock 1960, The Computer Journal 3(3), 175-184; {SURVEY}, no. 105",
        height=_rosenbrock_height,
        slope=_rosenbrock_slope,
        bend=_rosenbrock_bend,
        domain=((-5, 10), (-5, 10)),
        window=((-2, 2), (-1, 3)),
        begin=(-1.2, 1),
        pace=1e-3,
        lowest=((1, 1),),
    )
)


def _himmelblau_height(x: Column, y: Column) -> Column:
    return np.square(x * x + y - 11) + np.square(x + y * y - 7)


def _himmelblau_slope(x: Column, y: Column) -> Columns:
    a, b = x * x + y - 11, x + y * y - 7
    return 4 * x * a + 2 * b, 2 * a + 4 * y * b


def _himmelblau_bend(x: Column, y: Column) -> Columns:
    return 12 * x * x + 4 * y - 42, 4 * (x + y), 12 * y * y + 4 * x - 26


FUNCTIONS.add(
    Function(
        name="himmelblau",
        label="Himmelblau",
        help="Four equally deep valleys around a low hill: a small change of the start leads to another minimum.",
        latex=r"(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        cite=f"Himmelblau 1972, Applied Nonlinear Programming, McGraw-Hill; {SURVEY}, no. 65",
        height=_himmelblau_height,
        slope=_himmelblau_slope,
        bend=_himmelblau_bend,
        domain=square(-5, 5),
        window=square(-5, 5),
        begin=(-0.5, -0.5),
        pace=2e-3,
        lowest=(
            (3, 2),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.2831859912861696),
            (3.5844283403304917, -1.8481265269644036),
        ),
    )
)


def _beale_parts(x: Column, y: Column) -> tuple[Column, Column, Column]:
    # Multiplied out, so that 0 never meets an infinite power.
    return 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y


def _beale_height(x: Column, y: Column) -> Column:
    a, b, c = _beale_parts(x, y)
    return np.square(a) + np.square(b) + np.square(c)


def _beale_slope(x: Column, y: Column) -> Columns:
    a, b, c = _beale_parts(x, y)
    by_x = 2 * (a * (y - 1) + b * (y * y - 1) + c * (y * y * y - 1))
    return by_x, 2 * x * (a + 2 * b * y + 3 * c * y * y)


def _beale_bend(x: Column, y: Column) -> Columns:
    a, b, c = _beale_parts(x, y)
    p, q, r = y - 1, y * y - 1, y * y * y - 1
    # The derivatives of a, b and c by y are x times these.
    u, v, w = 1.0, 2 * y, 3 * y * y
    mixed = a * u + b * v + c * w + x * (p * u + q * v + r * w)
    by_y = x * (u * u + v * v + w * w) + 2 * b + 6 * c * y
    return 2 * (p * p + q * q + r * r), 2 * mixed, 2 * x * by_y


FUNCTIONS.add(
    Function(
        name="beale",
        label="Beale",
        help="Cliffs at the corners and flat channels between them: a rate that suits the channels is too large "
        "for the cliffs.",
        latex=r"(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2",
        cite=f"Beale 1958, Technical Report 25, Statistical Techniques Research Group, Princeton; {SURVEY}, no. 10",
        height=_beale_height,
        slope=_beale_slope,
        bend=_beale_bend,
        domain=square(-4.5, 4.5),
        window=square(-4.5, 4.5),
        begin=(1, 1),
        pace=0.01,
        lowest=((3, 0.5),),
    )
)


def _booth_height(x: Column, y: Column) -> Column:
    return np.square(x + 2 * y - 7) + np.square(2 * x + y - 5)


def _booth_slope(x: Column, y: Column) -> Columns:
    a, b = x + 2 * y - 7, 2 * x + y - 5
    return 2 * a + 4 * b, 4 * a + 2 * b


def _booth_bend(x: Column, y: Column) -> Columns:
    return np.full_like(x, 10), np.full_like(x, 8), np.full_like(x, 10)


FUNCTIONS.add(
    Function(
        name="booth",
        label="Booth",
        help="A long bowl at an angle to both axes: it is nine times as curved across as along.",
        latex=r"(x + 2y - 7)^2 + (2x + y - 5)^2",
        cite=f"{SURVEY}, no. 20; {LIBRARY}",
        height=_booth_height,
        slope=_booth_slope,
        bend=_booth_bend,
        domain=square(-10, 10),
        window=square(-10, 10),
        begin=(-8, 5),
        pace=0.02,
        lowest=((1, 3),),
    )
)
