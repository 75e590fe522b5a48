"""What a test function is: heights, slopes and bends in closed form, and what is known of its minima."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.arrays import AnyFloat, Array
from solver.parameters import Value
from solver.registry import Definition, Registry

Options = Mapping[str, Value]
Interval = tuple[float, float]
Point = tuple[float, ...]
# Arrays (n,), one a variable, and what is computed of them.
Column = Any
Columns = tuple[Column, ...]

SURVEY = "Jamil & Yang 2013, arXiv:1308.4008"
LIBRARY = "Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments"


@dataclass(frozen=True, kw_only=True)
class Function(Definition):
    """A function of one or two variables.

    `height(*columns, **options)` gives values (n,) at columns (n,), one a variable; `slope` the gradient, a column
    (n,) a variable; `bend` the Hessian's upper triangle row by row, (xx,) or (xx, xy, yy). They are elementwise, so
    that no point's value depends on the points beside it. All methods take checked options.

    Far out values overflow to infinity, silently. Up to 1e300 they are never NaN (the formulas are arranged so that
    no two infinities of opposite sign meet); derivatives may be, where such terms overflow, and everything may be
    at infinity. The one place nearer by is the tip of Ackley's cone: a slope of 0 there, but a Hessian of NaN.

    `domain` is where the function is usually looked at, `window` the part that is usually drawn, each (low, high)
    a variable; `lowest` are all global minima in the domain, `hollows` the other known minima there: none where
    there are none, and none where there are too many to list. `begin` is a point from which descent is telling,
    and `pace` a learning rate with which 100 updates of plain gradient descent from there only ever go down.
    """

    height: Callable[..., AnyFloat]
    slope: Callable[..., Columns]
    bend: Callable[..., Columns]
    domain: tuple[Interval, ...]
    window: tuple[Interval, ...]
    begin: Point
    pace: float
    lowest: tuple[Point, ...] = ()
    hollows: tuple[Point, ...] = ()

    @property
    def dimensions(self) -> int:
        """How many variables it has."""
        return len(self.domain)

    @property
    def names(self) -> tuple[str, ...]:
        """The variables' names."""
        return ("x", "y")[: self.dimensions]

    def minima(self, options: Options) -> Array:
        """All global minima in the domain (n, P); none for a saddle."""
        return self._points(self.lowest)

    def local_minima(self, options: Options) -> Array:
        """The known minima in the domain that are not global (n, P)."""
        return self._points(self.hollows)

    def start(self, options: Options) -> Array:
        """Where descent begins unless told otherwise (P,)."""
        return np.array(self.begin, dtype=np.float64)

    def rate(self, options: Options) -> float:
        """A learning rate for plain gradient descent from the start."""
        return self.pace

    @np.errstate(all="ignore")
    def value(self, points: AnyFloat, options: Options) -> Array:
        """Points (..., P) -> (...), in float64."""
        return self.height(*self._columns(points), **options).reshape(points.shape[:-1])

    @np.errstate(all="ignore")
    def gradient(self, points: AnyFloat, options: Options) -> Array:
        """Points (..., P) -> (..., P), in float64."""
        return np.stack(self.slope(*self._columns(points), **options), axis=-1).reshape(points.shape)

    @np.errstate(all="ignore")
    def hessian(self, points: AnyFloat, options: Options) -> Array:
        """Points (..., P) -> (..., P, P), in float64."""
        bends = self.bend(*self._columns(points), **options)
        square = bends if self.dimensions == 1 else (bends[0], bends[1], bends[1], bends[2])
        return np.stack(square, axis=-1).reshape(*points.shape, self.dimensions)

    def _columns(self, points: AnyFloat) -> list[Array]:
        # Each contiguous: NumPy may round otherwise where it steps over gaps.
        flat = np.asarray(points, dtype=np.float64).reshape(-1, self.dimensions)
        return [np.ascontiguousarray(column) for column in flat.T]

    def _points(self, points: tuple[Point, ...]) -> Array:
        return np.array(points, dtype=np.float64).reshape(-1, self.dimensions)


FUNCTIONS: Registry[Function] = Registry("test function")


def square(low: float, high: float) -> tuple[Interval, Interval]:
    """The same interval for both variables."""
    return ((low, high), (low, high))
