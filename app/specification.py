"""What the page must know of a control: the place of its value, how it is written, and what depends on it.

All of it follows from the keys of the query string and from their definitions.
"""

import math
from collections.abc import Sequence
from typing import Any

from app.formulas import inline, mathml
from solver.config.query import CONTENDER, PROBLEM, RUN, SHAPED, Key
from solver.datasets import DATASETS, Dataset
from solver.datasets.places import Places
from solver.functions import Function
from solver.model.architectures import MODELS, Model
from solver.optimizers import Optimizer
from solver.optimizers.symbols import symbols
from solver.parameters import Numbers, Parameter
from solver.planes import PlaneKind
from solver.registry import Choice, Definition, Several
from solver.schedules import ManualRates, Schedule

# Choices whose entries have parameters.
_OWNERS = ("function", "data", "model", "opt", "schedule", "plane")
# Another function is another problem: all other settings have no meaning for it.
_FUNCTION_KEEPS = ("opt", "schedule", "off", "epochs", "patience", "tolerance")
# Names without a control in the column of inputs: the page sets them by other means.
BY_HAND = ("points", "edits", "off")
_MISSING = object()


def keys() -> dict[str, Key]:
    """Every name of the query string that has one value."""
    return PROBLEM | CONTENDER | RUN


def specification(names: list[str]) -> dict[str, dict[str, Any]]:
    """What the page's modules must know of each control."""
    return {name: _specification(keys()[name]) for name in names}


def _specification(key: Key) -> dict[str, Any]:
    number = key.kind if isinstance(key.kind, Parameter) else None
    return {
        "path": path(key),
        "kind": kind(key),
        "slider": number is not None and number.slider is not None,
        "log": number is not None and number.scale == "log",
        "integer": number is not None and number.integer,
        "resets": resets(key),
        "clears": list(key.clears),
        "needs": list(key.needs) if key.needs else None,
        "of": number.picks if number is not None else None,
        "label": number.label if number is not None else "",
        "limits": number.limits() if number is not None else "",
        "ranges": [] if number is None else [_range(part) for part in _parts(number)],
        "symbol": inline(number.symbol) if number is not None and number.symbol else None,
    }


def _parts(number: Parameter) -> tuple[Parameter, ...]:
    """The parameters of the numbers in a control's box, in turn; a list repeats them."""
    rate = CONTENDER["lr"].kind
    assert isinstance(rate, Parameter)
    return (number.epoch, rate) if isinstance(number, ManualRates) else (number,)


def _range(part: Parameter) -> dict[str, Any]:
    """A number's range; an end is null if there is none."""
    return {
        "integer": part.integer,
        "log": part.scale == "log",
        "low": part.low if math.isfinite(part.low) else None,
        "high": part.high if math.isfinite(part.high) else None,
        "above": part.above_low,
        "below": part.below_high,
        "slider": part.slider,
    }


def path(key: Key) -> list[str | int]:
    """The path to the first contender's value in a configuration's JSON."""
    prefix: list[str | int] = ["problem"] if key.name in PROBLEM else ["contenders", 0] if key.name in CONTENDER else []
    return [*prefix, *key.path]


def kind(key: Key) -> str:
    """The kind of a key's control: choice, several, pick, list, switch or number."""
    if isinstance(key.kind, Parameter) and key.kind.picks:
        return "pick"
    if key.registry is not None:
        return "choice"
    if isinstance(key.kind, Several):
        return "several"
    if isinstance(key.kind, Numbers | ManualRates):
        return "list"
    return "switch" if isinstance(key.kind, Parameter) and key.kind.flag else "number"


def choices(names: list[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """The page's words for each entry that a name of the query string chooses from."""
    return {
        name: {entry.name: _entry(entry) for entry in entries(keys()[name])} for name in names if entries(keys()[name])
    }


def _entry(entry: Definition) -> dict[str, Any]:
    words: dict[str, Any] = {"label": entry.label, "help": entry.help}
    if isinstance(entry, Function | Optimizer | Schedule):
        words |= {"formula": mathml(entry.latex), "source": entry.cite}
    if isinstance(entry, Optimizer):
        words["symbols"] = [{"symbol": inline(s.symbol), "label": s.label, "of": s.of} for s in symbols(entry)]
    if isinstance(entry, PlaneKind):
        return words | {"dimensions": entry.dimensions, "units": entry.by_filter, "absolute": entry.absolute}
    return words


def entries(key: Key) -> list[Definition]:
    """The definitions among which a key's value chooses; none for numbers."""
    registry = key.kind.registry if isinstance(key.kind, Several) else key.registry
    return [] if registry is None else list(registry.values())


def resets(key: Key) -> list[str]:
    """The names that fall back to their defaults when this one changes."""
    if key.name == "function":
        kept = {*_FUNCTION_KEEPS, *_options(key), *_options(keys()["opt"]), *_options(keys()["schedule"])}
        return [*_options(key), *(name for name in keys() if name not in kept and name != "function")]
    shaped = SHAPED if _reshapes(key) else ()
    return list(dict.fromkeys((*_own_options(key), *key.resets, *shaped)))


def _options(key: Key) -> list[str]:
    return list(dict.fromkeys(name for entry in entries(key) for name in entry.defaults()))


def _own_options(key: Key) -> list[str]:
    """A choice's options, without those that are alike, default included, in every entry with controls."""
    if key.name not in _OWNERS:
        return []
    known: dict[str, list[Parameter | Choice]] = {}
    for entry in entries(key):
        for parameter in entry.parameters:
            known.setdefault(parameter.name, []).append(parameter)
    count = len([entry for entry in entries(key) if not entry.defaults().keys() & set(BY_HAND)])
    return [name for name, same in known.items() if len(same) < count or any(p != same[0] for p in same)]


def _reshapes(key: Key) -> bool:
    """Whether an option decides on the number of the model's parameters, by the classes or the hidden layers."""
    if not isinstance(key.kind, Parameter) or key.path[0] not in ("options", "model_options"):
        return False
    if isinstance(key.kind, Places):
        return True
    low, high = ((key.kind.low,), (key.kind.high,)) if isinstance(key.kind, Numbers) else (key.kind.low, key.kind.high)
    every: list[Dataset | Model] = [*DATASETS.values(), *MODELS.values()]
    return any(_shape(e, key.name, low) != _shape(e, key.name, high) for e in every if key.name in e.defaults())


def _shape(entry: Dataset | Model, name: str, value: Any) -> Any:
    options = {**entry.defaults(), name: value}
    return entry.classes(options) if isinstance(entry, Dataset) else entry.hidden(options)


def value(key: Key, config: dict[str, Any]) -> Any:
    """A key's value in a configuration's JSON; None if it has none."""
    found = _at(path(key), config)
    return None if found is _MISSING else found


def matters(key: Key, config: dict[str, Any]) -> bool:
    """Whether a key's control has a meaning in a configuration: its place exists, and what it needs is given."""
    return _at(path(key), config) is not _MISSING and (
        key.needs is None or _at(key.needs, config) not in (None, _MISSING)
    )


def _at(path: Sequence[str | int], config: Any) -> Any:
    for part in path:
        inside = part < len(config) if isinstance(part, int) else isinstance(config, dict) and part in config
        if not inside:
            return _MISSING
        config = config[part]
    return config
