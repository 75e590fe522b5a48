"""Arrays as JSON: base64 of their bytes, or the differences of whole numbers in as few characters as they take."""

import base64
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ALPHABET = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", dtype=np.uint8)
# Bits of a number that a character holds, and the one that says whether another character follows.
_BITS, _MORE = 5, 1 << 5
# What stands for an array's data while JSON is made, which would look at each of their characters: no other text.
_PACKED = secrets.token_hex(16)


Whole = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, eq=False)
class Differences:
    """Whole numbers, sent as differences along each of the axes in turn: what is first along an axis stays as it is."""

    numbers: NDArray[Any]
    along: Sequence[int]

    @cached_property
    def taken(self) -> Whole:
        """The differences."""
        numbers: Whole = self.numbers.astype(np.int16 if self.numbers.itemsize == 1 else np.int32)
        for axis in self.along:
            before, numbers, ahead = numbers, numbers.copy(), (slice(None),) * axis
            after = numbers[(*ahead, slice(1, None))]
            np.subtract(after, before[(*ahead, slice(None, -1))], out=after)
        return numbers


def packed(data: dict[str, Any]) -> str:
    """Data as strict JSON, arrays packed; ValueError for a scalar that is not finite."""
    found: list[str] = []
    text = json.dumps(data, default=partial(_pack, found), allow_nan=False, separators=(",", ":"))
    return "".join(chain.from_iterable(zip(text.split(json.dumps(_PACKED)), [*found, ""], strict=True)))


def vlq(numbers: Whole) -> str:
    """Whole numbers in base64 VLQ, as source maps have it (ECMA-426).

    The sign is the lowest bit, then come the digits, lowest first, five bits each. The sixth says that more follow.
    """
    flat = numbers.ravel()
    near = bool(flat.size) and flat.min() > -_NEAR and flat.max() < _NEAR
    digits = _FIRST[flat] if near else _digit(_signed(flat))
    # Few numbers have a second digit, and fewer a third.
    at = np.flatnonzero(digits >= _MORE)
    rest, found, places = _signed(flat[at]), [], []
    while at.size:
        rest >>= np.uint32(_BITS)
        found.append(_digit(rest))
        places.append(at + 1)
        at, rest = at[rest >= _MORE], rest[rest >= _MORE]
    if found:
        digits = np.insert(digits, np.concatenate(places), np.concatenate(found))
    return _ALPHABET[digits].tobytes().decode("ascii")


def _signed(numbers: Whole) -> NDArray[np.uint32]:
    """Each number with its sign as the lowest bit."""
    return np.asarray(np.abs(numbers).astype(np.uint32) << 1 | (numbers < 0), dtype=np.uint32)


def _digit(rest: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The lowest digit of each number, with the bit that says whether another one follows."""
    return (rest % _MORE + _MORE * (rest >= _MORE)).astype(np.uint8)


# The first digit of numbers near 0, at the number itself: those below 0 count from the end.
_NEAR = 1 << 9
_FIRST = _digit(_signed(np.concatenate((np.arange(_NEAR), np.arange(-_NEAR, 0)))))


def _pack(found: list[str], value: Any) -> Any:
    """An array as JSON whose data are appended to `found`, and stand in for them until the text is there."""
    if isinstance(value, Differences):
        found.append(f'"{vlq(value.taken)}"')
        shape, along = list(value.numbers.shape), list(value.along)
        return {"dtype": value.numbers.dtype.str, "shape": shape, "along": along, "data": _PACKED}
    if isinstance(value, np.ndarray):
        array: NDArray[Any] = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
        found.append(f'"{base64.b64encode(array.data if array.size else b"").decode("ascii")}"')
        return {"dtype": array.dtype.str, "shape": list(array.shape), "data": _PACKED}
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"cannot send a {type(value).__name__}")
