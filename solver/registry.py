"""How a data set, loss, optimizer, plane and so on is declared: behaviour, words, ranges, citation.

A definition is made once, in one place; the page's controls, the command line, the README's tables, the
refusals and the tests all read it from here.
"""

import math
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

Number = int | float
T = TypeVar("T", bound="Definition")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,40}\.?[0-9]{0,40}|\.[0-9]{1,40})([eE][+-]?[0-9]{1,4})?")
_SHOWN_CHARACTERS = 40


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A number that a person can set, with its range.

    `low` and `high` are what is accepted (`low` itself only unless `above_low`, `high` unless `below_high`);
    `slider` is the part of the range that a slider shows. `optional` numbers may be absent (None).
    """

    name: str
    label: str
    help: str
    default: Number | None
    low: float
    high: float
    symbol: str = ""
    integer: bool = False
    above_low: bool = False
    below_high: bool = False
    optional: bool = False
    scale: Literal["linear", "log"] = "linear"
    slider: tuple[float, float] | None = None

    def limits(self) -> str:
        """The range in words, e.g. 'a whole number from 10 to 5,000'."""
        if self.low == self.high:
            return _show(self.low)
        kind = "a whole number" if self.integer else "a number"
        low = f"greater than {_show(self.low)}" if self.above_low else f"from {_show(self.low)}"
        if self.high == math.inf:
            return f"{kind} {low}" if self.above_low else f"{kind} of at least {_show(self.low)}"
        bound = "less than " if self.below_high else "at most " if self.above_low else ""
        return f"{kind} {low} {'and' if self.above_low else 'to'} {bound}{_show(self.high)}"

    def check(self, value: object) -> Number | None:
        """The value if it is in range; if not, ValueError with a sentence that names all three."""
        if value is None and self.optional:
            return None
        numeric = isinstance(value, int) if self.integer else isinstance(value, int | float)
        if isinstance(value, bool) or not numeric or not self._holds(value):
            raise ValueError(f"{self.label} must be {self.limits()}, not {shorten(value)}.")
        return value if self.integer else float(value)  # type: ignore[arg-type, return-value]

    def parse(self, text: str) -> Number:
        """The value that a query string or a flag holds; ValueError like `check`."""
        pattern = _WHOLE if self.integer else _DECIMAL
        if not pattern.fullmatch(text):
            raise ValueError(f"{self.label} must be {self.limits()}, not {shorten(text)}.")
        value = self.check(int(text) if self.integer else float(text))
        assert value is not None
        return value

    def _holds(self, value: object) -> bool:
        assert isinstance(value, int | float)
        above = value > self.low if self.above_low else value >= self.low
        below = value < self.high if self.below_high else value <= self.high
        return above and below and abs(value) <= sys.float_info.max


class FieldError(ValueError):
    """A refusal that names the field it is about."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def shorten(value: object) -> str:
    """A value as it is quoted in a refusal: text in quotation marks, anything long cut."""
    text = f"'{value}'" if isinstance(value, str) else str(value)
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."


def _show(value: float) -> str:
    return f"{value:,.0f}" if abs(value) < 1e15 and value == int(value) else f"{value:g}"


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What every registered thing has: a name for addresses, a label, one sentence, formula and source."""

    name: str
    label: str
    help: str
    latex: str = ""
    cite: str = ""
    parameters: tuple[Parameter, ...] = ()

    def defaults(self) -> dict[str, Number | None]:
        """The default of each parameter, by name."""
        return {p.name: p.default for p in self.parameters}

    def check(self, values: Mapping[str, object]) -> dict[str, Number | None]:
        """All parameters with their values, defaults filled in; FieldError for an unknown or wrong one."""
        known = {p.name: p for p in self.parameters}
        for name in values:
            if name not in known:
                has = f"it has {', '.join(known)}" if known else "it has none"
                raise FieldError(name, f"{self.label} has no parameter {shorten(name)}; {has}.")
        return {name: self._checked(p, values.get(name, p.default)) for name, p in known.items()}

    def _checked(self, parameter: Parameter, value: object) -> Number | None:
        try:
            return parameter.check(value)
        except ValueError as error:
            raise FieldError(parameter.name, str(error)) from None


class Registry(Mapping[str, T]):
    """Definitions by name, in the order in which they were declared."""

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._entries: dict[str, T] = {}

    def add(self, entry: T) -> T:
        """Declares an entry; ValueError if its name is taken."""
        if entry.name in self._entries:
            raise ValueError(f"there already is {self.noun} {entry.name!r}")
        self._entries[entry.name] = entry
        return entry

    def check(self, name: object) -> str:
        """The name if it is registered; ValueError with the known names if not."""
        if not isinstance(name, str) or name not in self._entries:
            raise ValueError(f"There is no {self.noun} {shorten(name)}; there is {', '.join(self._entries)}.")
        return name

    def __getitem__(self, name: str) -> T:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
