"""Exponentials of sums, separated: exp(r + c) = exp(r) exp(c).

Over a grid whose scores are sums of what its row gives and what its column gives, rows and columns need an
exponential each, but the grid's points need none.
"""

import itertools
import math
from collections.abc import Callable

import numpy as np
from numpy.typing import DTypeLike

from solver.arrays import AnyFloat, Array

# exp of it, and of its negative, is an ordinary float32; and eight products of two such are ordinary in float64.
LARGEST_EXPONENT = 80.0
# Activations of the form 1 - k / (1 + exp(k z)), by their k.
STEEPNESS = {"tanh": 2.0, "sigmoid": 1.0}
# Rows of arrays end where the processor's registers do: in bytes.
_REGISTER = 64
# How many sums are multiplied before a logarithm is taken: 2 ** this.
_HALVINGS = 3


def separates(rows: Array, columns: Array) -> bool:
    """Whether the exponentials of both, which are linear along their first axes, stay ordinary floats."""
    ends = np.concatenate((rows[[0, -1]], columns[[0, -1]]))
    return bool(np.abs(ends).max() <= LARGEST_EXPONENT)


def squares(rows: Array, columns: Array) -> AnyFloat:
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


def surprise(rows: Array, columns: Array) -> Array:
    """The sum of log(1 + exp(-m)) over margins m = rows (R, N) + columns (C, N) -> (R, C), in float64.

    It is the sum of log(a + b) less that of the columns; and a sum of logarithms is the logarithm of a product.
    """
    a, b = _factors(rows, columns, np.float64)
    less = columns.sum(axis=-1)
    products = [_aligned((len(b), b.shape[1] >> i), b.dtype) for i in range(_HALVINGS + 1)]
    out = np.empty((len(a), len(b)))
    for each, sums in zip(a, out, strict=True):
        np.add(b, each, out=products[0])
        for whole, half in itertools.pairwise(products):
            n = half.shape[1]
            np.multiply(whole[:, :n], whole[:, n:], out=half)
        np.log(products[-1], out=products[-1]).sum(axis=-1, out=sums)
    out -= less
    return out


# Sums over margins by the loss that is made of them.
SUMS: dict[str, Callable[[Array, Array], AnyFloat]] = {"sse": squares, "mse": squares, "cross_entropy": surprise}


def _factors(rows: Array, columns: Array, dtype: DTypeLike) -> tuple[AnyFloat, AnyFloat]:
    """exp(-rows) (R, M) and exp(columns) (C, M), M >= N; the margins that fill the rows up are infinite."""
    n = rows.shape[-1]
    m = -(-n // 16) * 16
    a, b = _aligned((len(rows), m), dtype), _aligned((len(columns), m), dtype)
    np.exp(np.negative(rows, out=a[:, :n], casting="same_kind"), out=a[:, :n])
    a[:, n:] = 0
    b[:, :n] = columns
    np.exp(b[:, :n], out=b[:, :n])
    b[:, n:] = 1
    return a, b


def _aligned(shape: tuple[int, ...], dtype: DTypeLike) -> AnyFloat:
    """An empty array that begins where a register's load does: a third faster than where the heap has it."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    raw = np.empty(size + _REGISTER, np.uint8)
    begin = -raw.ctypes.data % _REGISTER
    return raw[begin : begin + size].view(dtype).reshape(shape)
