"""The symbols of an optimizer's formula and their meanings, so that the page can show their numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from solver.optimizers.base import LEARNING_RATE, Optimizer

# Words in a formula, which are not symbols: \text{...}, \mathrm{...}, \operatorname{...}, \begin{...}
WORDS = re.compile(r"\\(?:text\w*|math(?:rm|it|bf|sf|tt)|operatorname\*?|begin|end)\{[^}]*\}")
_SYMBOL = re.compile(r"((?:\\[a-zA-Z]+|[a-zA-Z]))(_(?:[0-9a-z+-]|\{[^}]*\}))?")


@dataclass(frozen=True)
class Symbol:
    """A symbol (LaTeX), its meaning, and `of`, the source of its number.

    The source is 'learning_rate', 'gradient_norm', 'updates', 'slot:m' or 'hyperparameter:beta1'. A vector of all
    parameters is shown by its norm, between bars.
    """

    symbol: str
    label: str
    of: str


def symbols(optimizer: Optimizer) -> list[Symbol]:
    """The symbols of an optimizer's formula that have a number, in the order of the formula."""
    known: dict[str, Symbol] = {}
    for letter, symbol in _known(optimizer):
        known.setdefault(letter, symbol)
    found: dict[str, Symbol] = {}
    for letter, index in _SYMBOL.findall(WORDS.sub(" ", optimizer.latex)):
        # An index that belongs to no known symbol counts updates or parameters.
        name = letter + index if letter + index in known else letter
        if name in known:
            found.setdefault(name, known[name])
    return list(found.values())


def _known(optimizer: Optimizer) -> Iterator[tuple[str, Symbol]]:
    for slot in optimizer.slots:
        yield slot.symbol, Symbol(slot.symbol if slot.scalar else _norm(slot.symbol), slot.label, f"slot:{slot.name}")
    for p in optimizer.parameters:
        yield p.symbol, Symbol(p.symbol, p.label, f"hyperparameter:{p.name}")
    yield LEARNING_RATE.symbol, Symbol(LEARNING_RATE.symbol, LEARNING_RATE.label, "learning_rate")
    yield "g", Symbol(_norm("g"), "Gradient of the whole objective", "gradient_norm")
    yield "t", Symbol("t", "Updates", "updates")


def _norm(symbol: str) -> str:
    return rf"\lVert {symbol} \rVert"
