"""A test function: its value, gradient and Hessian in closed form, and its known minima."""

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
# Arrays (n,), one for each variable, and what is computed from them.
Column = Any
Columns = tuple[Column, ...]

SURVEY = "Jamil & Yang 2013, arXiv:1308.4008"
LIBRARY = "Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments"


@dataclass(frozen=True, kw_only=True)
class Function(Definition):
    """A function of one or two variables.

    `height(*columns, **options)` gives values (n,) at columns (n,), one for each variable; `slope` gives the gradient,
    a column (n,) for each variable; `bend` gives the Hessian's upper triangle row by row, (xx,) or (xx, xy, yy). They
    are elementwise, so that no point's value depends on other points. All methods take checked options.

    Far out, values overflow to infinity without a warning. Up to 1e300 no value is NaN: the formulas are arranged so
    that no two infinities of opposite sign meet. Derivatives may be NaN where their terms overflow, and at infinity
    everything may be. The one exception nearer by is the tip of Ackley's cone: its gradient is 0, its Hessian NaN.

    `domain` is where the function is usually studied, `window` the part that is usually drawn: (low, high) for each
    variable. `lowest` are all global minima in the domain. `other_minima` are the other known minima there; it is empty
    if there are none, or too many to list. `begin` is an instructive point to descend from. `pace` is a learning rate
    with which 100 updates of plain gradient descent from there never go up.
    """

    height: Callable[..., AnyFloat]
    slope: Callable[..., Columns]
    bend: Callable[..., Columns]
    domain: tuple[Interval, ...]
    window: tuple[Interval, ...]
    begin: Point
    pace: float
    lowest: tuple[Point, ...] = ()
    other_minima: tuple[Point, ...] = ()

    @property
    def dimensions(self) -> int:
        """The number of variables."""
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
        return self._points(self.other_minima)

    def start(self, options: Options) -> Array:
        """The default start of descent (P,)."""
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
        # Each column is contiguous: NumPy may round otherwise with strides.
        flat = np.asarray(points, dtype=np.float64).reshape(-1, self.dimensions)
        return [np.ascontiguousarray(column) for column in flat.T]

    def _points(self, points: tuple[Point, ...]) -> Array:
        return np.array(points, dtype=np.float64).reshape(-1, self.dimensions)


FUNCTIONS: Registry[Function] = Registry("test function")


def square(low: float, high: float) -> tuple[Interval, Interval]:
    """The same interval for both variables."""
    return ((low, high), (low, high))
