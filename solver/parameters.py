"""What a person can set: a number or a short list of numbers, with its words and its range.

One description of a parameter gives the control, the flag, the refusal and the tests of what is refused.
"""

import math
import re
import sys
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any, Literal

import numpy as np

Number = int | float
# What a parameter holds once it is checked: a number, several of them, or nothing.
Value = Any
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,40}\.?[0-9]{0,40}|\.[0-9]{1,40})([eE][+-]?[0-9]{1,4})?")
_SHOWN_CHARACTERS = 40
# In bits; Python itself refuses to write whole numbers of many thousand digits.
_LONGEST_INTEGER = 1000


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A number that a person can set, with its range.

    `low` and `high` are what is accepted (`low` itself only unless `above_low`, `high` unless `below_high`);
    `slider` is the part of the range that a slider shows. `optional` numbers may be absent (None).
    """

    name: str
    label: str
    help: str
    default: Value
    low: float
    high: float
    symbol: str = ""
    integer: bool = False
    above_low: bool = False
    below_high: bool = False
    optional: bool = False
    scale: Literal["linear", "log"] = "linear"
    slider: tuple[float, float] | None = None

    @property
    def flag(self) -> bool:
        """Whether it is a switch: 0 for no, 1 for yes."""
        return self.integer and (self.low, self.high) == (0, 1)

    def limits(self) -> str:
        """The range in words, e.g. 'a whole number from 10 to 5,000'."""
        if self.low == self.high:
            return _show(self.low)
        if self.flag:
            return "0 (no) or 1 (yes)"
        kind = "a whole number" if self.integer else "a number"
        low = f"greater than {_show(self.low)}" if self.above_low else f"from {_show(self.low)}"
        if self.high == math.inf:
            return f"{kind} {low}" if self.above_low else f"{kind} of at least {_show(self.low)}"
        bound = "less than " if self.below_high else "at most " if self.above_low else ""
        return f"{kind} {low} {'and' if self.above_low else 'to'} {bound}{_show(self.high)}"

    def check(self, value: object) -> Value:
        """The value if it is in range; if not, ValueError with a sentence that names all three."""
        if value is None and self.optional:
            return None
        number = self._plain(value)
        if number is None or not self._holds(number):
            raise ValueError(f"{self.label} must be {self.limits()}, not {shorten(value)}.")
        return number

    def parse(self, text: str) -> Value:
        """The value that a query string or a flag holds; ValueError like `check`."""
        number = self._number(text)
        if number is None:
            raise ValueError(f"{self.label} must be {self.limits()}, not {shorten(text)}.")
        return self.check(number)

    def text(self, value: Value) -> str:
        """The value as `parse` reads it, without the exponent's plus, which means a space in an address."""
        return repr(value).removesuffix(".0").replace("e+", "e")

    def _number(self, text: str) -> Number | None:
        """The number that a text is, in range or not; None if it is none, or none that a float can tell from 0."""
        pattern = _WHOLE if self.integer else _DECIMAL
        if not pattern.fullmatch(text):
            return None
        return int(text) if self.integer else decimal(text)

    def _plain(self, value: object) -> Number | None:
        """Python's own number for a number of any kind, NumPy's too; None for what is no number of this sort."""
        # Most are, and there may be thousands: to ask for any other kind takes longer.
        if type(value) is (int if self.integer else float):
            return value
        if isinstance(value, bool):
            return None
        if self.integer:
            return int(value) if isinstance(value, Integral) else None
        try:
            return float(value) if isinstance(value, Real) else None
        except OverflowError:
            return math.inf

    def _holds(self, value: Number) -> bool:
        above = value > self.low if self.above_low else value >= self.low
        below = value < self.high if self.below_high else value <= self.high
        return above and below and abs(value) <= sys.float_info.max


@dataclass(frozen=True, kw_only=True)
class Numbers(Parameter):
    """Several numbers with one range for each: a tuple of at most `most`, joined by commas in an address."""

    most: int

    def limits(self) -> str:
        """The range in words, e.g. 'up to 3 numbers joined by commas, each a whole number from 1 to 32'."""
        return f"up to {self.most:,} numbers joined by commas, each {super().limits()}"

    def check(self, value: object) -> Value:
        """The numbers as a tuple if there are not too many and each is in range; ValueError if not."""
        if value is None and self.optional:
            return None
        # Too many are not even looked at.
        many = value if isinstance(value, list | tuple) and len(value) <= self.most else []
        try:
            numbers = tuple(super(Numbers, self).check(v) for v in many)
        except ValueError:
            numbers = ()
        if not numbers or None in numbers:
            raise ValueError(f"{self.label} must be {self.limits()}, not {shorten(value)}.")
        return numbers

    def parse(self, text: str) -> Value:
        """The numbers that a query string or a flag holds; ValueError like `check`."""
        parts = pieces(text, self.most)
        numbers = [self._number(part) for part in parts[: self.most]]
        if len(parts) > self.most or None in numbers:
            raise ValueError(f"{self.label} must be {self.limits()}, not {shorten(text)}.")
        return self.check(numbers)

    def text(self, value: Value) -> str:
        """The numbers as `parse` reads them."""
        return ",".join(super(Numbers, self).text(v) for v in value)


def decimal(text: str) -> float | None:
    """What a decimal number is as a float; None where that is an infinity, or a 0 that nobody typed."""
    number = float(text)
    typed = re.search("[1-9]", re.split("[eE]", text)[0])
    return None if abs(number) == math.inf or (number == 0 and typed) else number


def pieces(text: str, most: int = -1) -> list[str]:
    """What a list joins by commas, beside which spaces may stand; after `most` commas the rest is one piece."""
    found = text.split(",", most)
    found[1:] = [piece.lstrip(" ") for piece in found[1:]]
    found[:-1] = [piece.rstrip(" ") for piece in found[:-1]]
    return found


def printable(text: str) -> str:
    """Text without what would command a terminal."""
    return "".join(c if c.isprintable() else "?" for c in text)


def shorten(value: object) -> str:
    """A value as it is quoted in a refusal: text in quotation marks, anything long cut."""
    if isinstance(value, int) and value.bit_length() > _LONGEST_INTEGER:
        return "a number of hundreds of digits"
    if isinstance(value, str):
        text = f"'{value}'"
    elif isinstance(value, list | tuple):
        text = str(value[:_SHOWN_CHARACTERS])
    else:
        text = str(value)
    if type(value).__module__ != "builtins" and not isinstance(value, np.generic):
        text = f"{text} ({type(value).__name__})"
    shown = printable(text[:_SHOWN_CHARACTERS])
    return shown if len(text) <= _SHOWN_CHARACTERS else f"{shown}..."


def _show(value: float) -> str:
    return f"{value:,.0f}" if abs(value) < 1e15 and value == int(value) else f"{value:g}"
