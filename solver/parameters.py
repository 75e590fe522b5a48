"""Parameters: settings of a number or a short list of numbers, with words and range.

One description of a parameter gives its control, its flag, its refusals and their tests.
"""

import math
import re
import sys
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any, Literal

import numpy as np

from solver.spelling import number_meant

Number = int | float
# A checked value: a number, several of them, or nothing.
Value = Any
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,400}\.?[0-9]{0,400}|\.[0-9]{1,400})([eE][+-]?[0-9]{1,4})?")
_INTEGER = re.compile("[+-]?[0-9]+")
_NUMERIC = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DIGIT = re.compile("[1-9]")
_SHOWN_CHARACTERS = 40
# Digits that are shown of a number that is cut.
_SHOWN_DIGITS = 20
# In bits; Python itself refuses to write integers of many thousand digits.
_LONGEST_INTEGER = 1000


# Where something is in a configuration's JSON: names, and numbers of contenders from 0.
Place = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A number that a person can set, with its range.

    Values from `low` to `high` are accepted, without `low` if `above_low`, without `high` if `below_high`. `slider` is
    the part of the range that a slider shows. `optional` numbers may be absent (None). A change `resets` other names of
    the address; the number has a meaning where a configuration has what it `needs`, a place in its JSON. One that
    `picks` is the number of a run's parameter or contender.
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
    resets: tuple[str, ...] = ()
    needs: Place | None = None
    picks: Literal["parameters", "contenders"] | None = None

    @property
    def flag(self) -> bool:
        """True for a switch: 0 for no, 1 for yes."""
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
            raise ValueError(f"{self.label} must be {self.limits()}, not {shorten(value)}{self._hint(value, False)}.")
        return number

    def parse(self, text: str) -> Value:
        """The value that a query string or a flag holds; ValueError like `check`."""
        number = self._number(text)
        if number is None or not self._holds(number):
            raise ValueError(f"{self.label} must be {self.limits()}, not {self._typed(text)}{self._hint(text)}.")
        return number

    def text(self, value: Value) -> str:
        """The value as `parse` reads it, without the exponent's plus, which means a space in an address."""
        return repr(value).removesuffix(".0").replace("e+", "e")

    def meant(self, value: object) -> str | None:
        """The number in range that a refused value means, as an address has it; None if there is none."""
        text = number_meant(str(value)) if isinstance(value, float | str) else None
        number = None if text is None or not _DECIMAL.fullmatch(text) else decimal(text)
        if text is None or number is None or not self._holds(number) or (self.integer and not number.is_integer()):
            return None
        return str(int(number)) if self.integer else text

    def _hint(self, value: object, typed: bool = True) -> str:
        """What would be right, or why a number within the range is refused. If not `typed`, a text is not a number."""
        every = value if isinstance(value, list | tuple) else [value]
        meant = self.meant(value) if typed or not any(isinstance(each, str) for each in every) else None
        if meant is not None:
            return f"; write {meant}"
        text = value if isinstance(value, str) and _NUMERIC.fullmatch(value) and not self.integer else "0"
        large = (isinstance(value, int) and value > sys.float_info.max) or float(text) == math.inf
        if large and self.high == math.inf:
            return "; the largest number is 1.79e308"
        return "; it is too small to tell from 0" if float(text) == 0 and _DIGIT.search(_mantissa(text)) else ""

    def _typed(self, text: str) -> str:
        """A text in a refusal: a number of this sort as it was typed, anything else in quotation marks."""
        number = _INTEGER.fullmatch(text) or self._number(text) is not None
        return _digits(text) if number else shorten(text)

    def _number(self, text: str) -> Number | None:
        """The number that a text stands for, in range or not. None if it is no number, or underflows to 0."""
        pattern = _WHOLE if self.integer else _DECIMAL
        if not pattern.fullmatch(text):
            return None
        return int(text) if self.integer else decimal(text)

    def _plain(self, value: object) -> Number | None:
        """Converts a number of any kind, NumPy's too, to Python's own; None for anything else."""
        # The common case first: there may be thousands, and the checks for other kinds take longer.
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
        # Too many numbers are refused before any of them is checked.
        many = value if isinstance(value, list | tuple) and len(value) <= self.most else []
        try:
            numbers = tuple(super(Numbers, self).check(v) for v in many)
        except ValueError:
            numbers = ()
        if not numbers or None in numbers:
            raise ValueError(f"{self.label} must be {self.limits()}, not {shorten(value)}{self._hint(value, False)}.")
        return numbers

    def parse(self, text: str) -> Value:
        """The numbers that a query string or a flag holds; ValueError like `check`."""
        parts = pieces(text, self.most)
        numbers = [self._number(part) for part in parts[: self.most]]
        if len(parts) > self.most or None in numbers:
            raise ValueError(f"{self.label} must be {self.limits()}, not {shorten(text)}{self._hint(parts)}.")
        return self.check(numbers)

    def meant(self, value: object) -> str | None:
        """The numbers that refused ones mean, joined by commas; None if one of them means none."""
        given = value if isinstance(value, list | tuple) and 1 <= len(value) <= self.most else []
        found = [self._one_meant(each) for each in given]
        return ",".join(filter(None, found)) if found and None not in found else None

    def _one_meant(self, value: object) -> str | None:
        right = type(value) is int and self._holds(value)
        return str(value) if right else super().meant(value)

    def text(self, value: Value) -> str:
        """The numbers as `parse` reads them."""
        return ",".join(super(Numbers, self).text(v) for v in value)


def decimal(text: str) -> float | None:
    """A decimal number as a float; None if it overflows, or underflows to 0."""
    number = float(text)
    typed = _DIGIT.search(_mantissa(text))
    return None if abs(number) == math.inf or (number == 0 and typed) else number


def _mantissa(text: str) -> str:
    return re.split("[eE]", text)[0]


def pieces(text: str, most: int = -1) -> list[str]:
    """Splits a list at its commas and strips spaces; after `most` commas the rest is one piece."""
    found = text.split(",", most)
    found[1:] = [piece.lstrip(" ") for piece in found[1:]]
    found[:-1] = [piece.rstrip(" ") for piece in found[:-1]]
    return found


def printable(text: str) -> str:
    """Text without control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() else "?" for c in text)


def shorten(value: object) -> str:
    """A value as it is quoted in a refusal: text in quotation marks, anything long cut."""
    if isinstance(value, int) and value.bit_length() > _LONGEST_INTEGER:
        return "a number of hundreds of digits"
    if isinstance(value, str):
        return _quoted(value)
    if type(value) is int:
        return _digits(str(value))
    text = str(value[:_SHOWN_CHARACTERS] if isinstance(value, list | tuple) else value)
    if type(value).__module__ != "builtins" and not isinstance(value, np.generic):
        text = f"{text} ({type(value).__name__})"
    shown = printable(text[:_SHOWN_CHARACTERS])
    return shown if len(text) <= _SHOWN_CHARACTERS else f"{shown}..."


def _digits(text: str) -> str:
    if len(text) <= _SHOWN_CHARACTERS:
        return text
    return f"{text[:_SHOWN_DIGITS]}... ({sum(map(str.isdigit, text)):,} digits)"


def _quoted(text: str) -> str:
    shown = printable(text[:_SHOWN_CHARACTERS])
    return f"'{shown}'" if len(text) <= _SHOWN_CHARACTERS else f"'{shown}...'"


def _show(value: float) -> str:
    return f"{value:,.0f}" if abs(value) < 1e15 and value == int(value) else f"{value:g}"
