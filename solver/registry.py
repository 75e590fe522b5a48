"""How a data set, loss, optimizer, plane and so on is declared: behaviour, words, ranges, citation.

A definition is made once, in one place; the page's controls, the command line, the tables of the docs, the
refusals and the tests all read it from here.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from solver.parameters import Parameter, Value, pieces, shorten
from solver.spelling import near, question

T = TypeVar("T", bound="Definition")


class FieldError(ValueError):
    """A refusal that names the field it is about."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What every registered thing has: a name for addresses, a label, one sentence, formula and source."""

    name: str
    label: str
    help: str
    latex: str = ""
    cite: str = ""
    parameters: "tuple[Parameter | Choice, ...]" = ()

    def defaults(self) -> dict[str, Value]:
        """The default of each parameter, by name."""
        return {p.name: p.default for p in self.parameters}

    def check(self, values: Mapping[str, object]) -> dict[str, Value]:
        """All parameters with their values, defaults filled in; FieldError for an unknown or wrong one."""
        known = {p.name: p for p in self.parameters}
        for name in values:
            if name not in known:
                has = f"it has {', '.join(known)}" if known else "it has no parameters"
                raise FieldError(name, f"{self.label} has no parameter {shorten(name)}; {has}.")
        checked = {name: self._checked(p, values.get(name, p.default)) for name, p in known.items()}
        self.agree(checked)
        return checked

    def agree(self, values: Mapping[str, Value]) -> None:
        """Holds checked parameters against each other; FieldError names the one that does not fit."""

    def _checked(self, parameter: "Parameter | Choice", value: object) -> Value:
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
            meant = (
                near(name, {key: entry.label for key, entry in self._entries.items()}) if isinstance(name, str) else []
            )
            there = question(meant) if meant else f"choose one of {', '.join(self._entries)}."
            raise ValueError(f"There is no {self.noun} {shorten(name)}; {there}")
        return name

    parse = check

    def text(self, name: str) -> str:
        """The name as an address holds it."""
        return name

    def __getitem__(self, name: str) -> T:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def find(package: str, folders: Iterable[str], first: Sequence[str]) -> None:
    """Imports the modules of a package, which register what they define: those named `first`, then all others by name.

    The order is that of the page and of the tables. A new file needs no entry: it comes last.
    """
    others = {module.name for module in pkgutil.iter_modules(folders)} - set(first)
    for name in (*first, *sorted(others)):
        importlib.import_module(f"{package}.{name}")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A parameter that is one of a registry's entries, by name."""

    name: str
    label: str
    help: str
    default: str
    registry: Registry[Any]
    symbol: str = ""

    def check(self, value: object) -> str:
        """The name if it is registered; ValueError with the known names if not."""
        return self.registry.check(value)

    parse = check

    def text(self, value: str) -> str:
        """The name as an address holds it."""
        return value


@dataclass(frozen=True)
class Several(Generic[T]):
    """Any number of a registry's entries, none included: names joined by commas in an address."""

    registry: Registry[T]

    def check(self, value: object) -> tuple[str, ...]:
        """The names in the registry's order; ValueError for an unknown or repeated one."""
        if not isinstance(value, list | tuple):
            raise ValueError(f"This must be a list of names, not {shorten(value)}.")
        names = [self.registry.check(name) for name in value]
        if len(set(names)) < len(names):
            raise ValueError(f"{shorten(','.join(names))} names a {self.registry.noun} twice. Name each once.")
        return tuple(name for name in self.registry if name in names)

    def parse(self, text: str) -> tuple[str, ...]:
        """The names that a query string holds; ValueError like `check`."""
        return self.check(pieces(text) if text else [])

    def text(self, value: tuple[str, ...]) -> str:
        """The names as `parse` reads them."""
        return ",".join(value)
