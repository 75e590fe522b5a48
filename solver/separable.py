"""Exponentials of sums, separated: exp(r + c) = exp(r) exp(c).

On a grid whose scores are sums of a row's and a column's entry, its points need no exponentials of their own.
"""

import itertools
import math
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from solver.arrays import AnyFloat, Array

# exp of this, and of its negative, is a normal float32; products of eight such numbers are normal in float64.
LARGEST_EXPONENT = 80.0
# Rows of arrays are padded to a multiple of so many bytes, the width of the processor's registers.
_REGISTER = 64
# Sums that are multiplied before a logarithm is taken: 2 ** this.
_HALVINGS = 3
# The exactness of the sums: some units in the last place of float32, and ABSOLUTE in the mean.
RELATIVE, ABSOLUTE = 5e-7, 1e-13
# Chebyshev points at most.
_MOST_POINTS = 24


class Ramp(NamedTuple):
    """A linear function along a grid's rows or columns: start (..., N) + steps (n,) * slope (..., N)."""

    start: Array
    slope: Array
    steps: Array

    def values(self) -> Array:
        """(n, ..., N)"""
        values = np.multiply.outer(self.steps, self.slope)
        values += self.start
        return values

    def separates(self, k: float = 1.0) -> bool:
        """Whether exp(k values) and its reciprocal are normal numbers; False also if a value is not finite."""
        ends = [np.abs(self.start + step * self.slope).max() for step in self.steps[[0, -1]]]
        return bool(k * max(ends) <= LARGEST_EXPONENT)

    def exp(self, sign: int) -> Array:
        """exp(sign * values) (n, ..., N) where steps are equal: one exponential, the others as products."""
        step = (self.steps[-1] - self.steps[0]) / max(1, len(self.steps) - 1)
        values = np.empty((len(self.steps), *self.slope.shape))
        values[0] = np.exp(sign * (self.start + self.steps[0] * self.slope))
        factor = np.exp(sign * step * self.slope)
        for before, after in itertools.pairwise(values):
            np.multiply(before, factor, out=after)
        return values


def squares(rows: Ramp, columns: Ramp) -> AnyFloat:
    """The sum of sigmoid(-m)^2 over margins m = rows (R, N) + columns (C, N) -> (R, C), in float32.

    With a = exp(-row) and b = exp(column), sigmoid(-m) is a / (a + b): no difference, so nothing cancels.
    """
    a, b = _factors(rows, columns, np.float32)
    e, out = _aligned(b.shape, b.dtype), np.empty((len(a), len(b)), b.dtype)
    for each, sums in zip(a, out, strict=True):
        np.add(b, each, out=e)
        np.divide(each, e, out=e)
        np.vecdot(e, e, out=sums)
    return out


def surprise(rows: Ramp, columns: Ramp) -> Array:
    """The sum of log(1 + exp(-m)) over margins m = rows (R, N) + columns (C, N) -> (R, C), in float64.

    It is the sum of log(a + b) minus that of the columns; and a sum of logarithms is the logarithm of a product.
    """
    a, b = _factors(rows, columns, np.float64)
    products = [_aligned((len(b), b.shape[1] >> i), b.dtype) for i in range(_HALVINGS + 1)]
    out = np.empty((len(a), len(b)))
    for each, sums in zip(a, out, strict=True):
        np.add(b, each, out=products[0])
        for whole, half in itertools.pairwise(products):
            n = half.shape[1]
            np.multiply(whole[:, :n], whole[:, n:], out=half)
        np.log(products[-1], out=products[-1]).sum(axis=-1, out=sums)
    out -= columns.values().sum(axis=-1)
    return out


def enough(reach: float, most: int) -> int | None:
    """How many Chebyshev points give either sum where margins are up to `reach` to each side; None: more than `most`.

    They give it to half of RELATIVE, of the largest between. A polynomial through n points is off by at most
    2 (reach / 2)^n / n! times the nth derivative, which is at most 2^n + 1.2 (n + 1)! / pi^n times the term (computed
    for n up to 24).
    """
    for n in range(2, min(most, _MOST_POINTS) + 1):
        off = 2 * reach**n / math.factorial(n) + 2.4 * (n + 1) * (reach / (2 * math.pi)) ** n
        if off <= RELATIVE / 2:
            return n
    return None


def _factors(rows: Ramp, columns: Ramp, dtype: DTypeLike) -> tuple[AnyFloat, AnyFloat]:
    """exp(-rows) (R, M) and exp(columns) (C, M), M >= N; the margins that fill the rows up are infinite."""
    n = rows.slope.shape[-1]
    m = -(-n // 16) * 16
    a, b = _aligned((len(rows.steps), m), dtype), _aligned((len(columns.steps), m), dtype)
    a[:, :n], a[:, n:] = rows.exp(-1), 0
    b[:, :n], b[:, n:] = columns.exp(1), 1
    return a, b


def _aligned(shape: tuple[int, ...], dtype: DTypeLike) -> AnyFloat:
    """An empty array that begins where a register's load does: a third faster than where the heap has it."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    raw = np.empty(size + _REGISTER, np.uint8)
    begin = -raw.ctypes.data % _REGISTER
    return raw[begin : begin + size].view(dtype).reshape(shape)
