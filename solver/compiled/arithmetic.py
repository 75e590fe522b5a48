"""Exponentials of basic operations alone: in loops they become vector code, and they round alike on every processor.

The errors are below three units in the last place. Importing this module imports Numba.
"""

import math

import numpy as np
from numba import njit

# exp of more is taken as infinite, and exp of less as that of this number, which is near the least normal one.
_MOST, _LEAST = 709.4, -708.0
# tanh of more is 1.
_SATURATED = 20.0
_PER_LOG = 1.4426950408889634
# log 2 in two parts: products of the first with whole numbers are exact.
_LOG_HIGH, _LOG_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
# Adding this number rounds to a whole one, and leaves it in the last bits.
_ROUND = 6755399441055744.0
_ONE_BITS, _MANTISSA = 0x3FF0000000000000, 52
# 1 / k!, k = 2 to 13
_F = tuple(1.0 / math.factorial(k) for k in range(2, 14))


@njit(inline="always", error_model="numpy")
def _split(x):
    """2^n and exp(r) - 1, with x = n log 2 + r and |r| at most half of log 2."""
    x = _MOST if x > _MOST else x
    x = _LEAST if x < _LEAST else x
    shifted = x * _PER_LOG + _ROUND
    n = shifted - _ROUND
    power = np.int64((np.float64(shifted).view(np.int64) << _MANTISSA) + _ONE_BITS).view(np.float64)
    r = (x - n * _LOG_HIGH) - n * _LOG_LOW
    r2 = r * r
    r4 = r2 * r2
    # Taylor's series of (exp(r) - 1 - r) / r^2, in pairs, so that products are computed side by side.
    low = (_F[0] + r * _F[1]) + r2 * (_F[2] + r * _F[3])
    middle = (_F[4] + r * _F[5]) + r2 * (_F[6] + r * _F[7])
    high = (_F[8] + r * _F[9]) + r2 * (_F[10] + r * _F[11])
    return power, r + r2 * (low + r4 * (middle + r4 * high))


@njit(inline="always", error_model="numpy")
def exp(x):
    """e^x."""
    power, more = _split(x)
    return math.inf if x > _MOST else power + power * more


@njit(inline="always", error_model="numpy")
def expm1(x):
    """e^x - 1."""
    power, more = _split(x)
    return math.inf if x > _MOST else power * more + (power - 1.0)


@njit(inline="always", error_model="numpy")
def tanh(x):
    """The hyperbolic tangent."""
    size = abs(x)
    size = _SATURATED if size > _SATURATED else size
    power, more = _split(size + size)
    t = power * more + (power - 1.0)
    t = t / (t + 2.0)
    return -t if x < 0.0 else t


@njit(inline="always", error_model="numpy")
def expit(x):
    """1 / (1 + e^-x)."""
    power, more = _split(-x)
    return 1.0 / (1.0 + (power + power * more))
