"""Points that people place by hand: the written form of a list of them, each with a class."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from solver.parameters import Parameter, Value, pieces, shorten

# The most classes: there are colours for so many, and a byte of the decision field holds them.
MOST_CLASSES = 6
MOST_POINTS = 5000
FARTHEST = 1e6

X = Parameter(name="x", label="x", help="Its horizontal coordinate.", default=0.0, low=-FARTHEST, high=FARTHEST)
Y = Parameter(name="y", label="y", help="Its vertical coordinate.", default=0.0, low=-FARTHEST, high=FARTHEST)
CLASS = Parameter(name="class", label="class", help="Its class.", default=0, low=0, high=MOST_CLASSES - 1, integer=True)


@dataclass(frozen=True, kw_only=True)
class Places(Parameter):
    """A list of `least` to `most` items, each a few numbers: 1:2:0,3:4:1 in an address, [[1, 2, 0], [3, 4, 1]] in JSON.

    `parts` name an item's numbers; `lengths` are the allowed numbers of them; `low` and `high` bound the coordinates.
    A refusal names the item: 'Point 12: ...'.
    """

    item: str
    form: str
    parts: tuple[Parameter, ...]
    lengths: tuple[int, ...]
    least: int
    most: int

    def limits(self) -> str:
        """The range in words: how many items, and how each is written."""
        count = f"{self.least} to {self.most:,}" if self.least else f"at most {self.most:,}"
        return f"{count} items joined by commas, each {self.form}"

    def check(self, value: object) -> Value:
        """The items as a tuple of tuples; ValueError with a sentence that names what is wrong, and where."""
        if not isinstance(value, list | tuple):
            raise ValueError(f"{self.label} must be {self.limits()}, not {shorten(value)}.")
        return self._items(value, lambda part, number: part.check(number))

    def parse(self, text: str) -> Value:
        """The items that a query string or a flag holds; ValueError like `check`."""
        found = pieces(text) if text else []
        return self._items([piece.split(":") for piece in found], lambda part, number: part.parse(number))

    def text(self, value: Value) -> str:
        """The items as `parse` reads them."""
        return ",".join(
            ":".join(part.text(number) for part, number in zip(self.parts, item, strict=False)) for item in value
        )

    def _items(self, items: Sequence[Any], read: Callable[[Parameter, Any], Value]) -> tuple[tuple[Value, ...], ...]:
        # A wrong item is reported before a wrong number of items. Items beyond the most are not read.
        read_ones = [self._item(number, item, read) for number, item in enumerate(items[: self.most], 1)]
        if not self.least <= len(items) <= self.most:
            raise ValueError(f"{self.label} must be {self.limits()}; these are {len(items):,}.")
        return tuple(read_ones)

    def _item(self, number: int, item: Any, read: Callable[[Parameter, Any], Value]) -> tuple[Value, ...]:
        if not isinstance(item, list | tuple) or len(item) not in self.lengths:
            shown = ":".join(map(str, item)) if isinstance(item, list | tuple) else item
            raise ValueError(f"{self.item} {number}: it must be {self.form}, not {shorten(shown)}.")
        try:
            return tuple(read(part, value) for part, value in zip(self.parts, item, strict=False))
        except ValueError as error:
            raise ValueError(f"{self.item} {number}: {error}") from None
