"""What a person can set: a number or a short list of numbers, with its words and its range.

One description of a parameter gives the control, the flag, the refusal and the tests of what is refused.
"""

import math
import re
import sys
from dataclasses import dataclass
from typing import Any, Literal

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
        numeric = isinstance(value, int) if self.integer else isinstance(value, int | float)
        if isinstance(value, bool) or not numeric or not self._holds(value):
            raise ValueError(f"{self.label} must be {self.limits()}, not {shorten(value)}.")
        return value if self.integer else float(value)  # type: ignore[arg-type]

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
        """The number that a text is, in range or not; None if it is none."""
        pattern = _WHOLE if self.integer else _DECIMAL
        if not pattern.fullmatch(text):
            return None
        return int(text) if self.integer else float(text)

    def _holds(self, value: object) -> bool:
        assert isinstance(value, int | float)
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
        many = value if isinstance(value, list | tuple) else []
        try:
            numbers = tuple(super(Numbers, self).check(v) for v in many)
        except ValueError:
            numbers = ()
        if not 1 <= len(numbers) <= self.most or None in numbers:
            raise ValueError(f"{self.label} must be {self.limits()}, not {shorten(value)}.")
        return numbers

    def parse(self, text: str) -> Value:
        """The numbers that a query string or a flag holds; ValueError like `check`."""
        numbers = [self._number(part.strip()) for part in text.split(",")]
        if None in numbers:
            raise ValueError(f"{self.label} must be {self.limits()}, not {shorten(text)}.")
        return self.check(numbers)

    def text(self, value: Value) -> str:
        """The numbers as `parse` reads them."""
        return ",".join(super(Numbers, self).text(v) for v in value)


def shorten(value: object) -> str:
    """A value as it is quoted in a refusal: text in quotation marks, anything long cut."""
    if isinstance(value, int) and value.bit_length() > _LONGEST_INTEGER:
        return "a number of hundreds of digits"
    text = f"'{value}'" if isinstance(value, str) else str(value)
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."


def _show(value: float) -> str:
    return f"{value:,.0f}" if abs(value) < 1e15 and value == int(value) else f"{value:g}"
