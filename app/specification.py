"""What the page must know of a control: where its value is, how it is written, what depends on it.

All of it follows from the keys of the query string and from the definitions behind them.
"""

from typing import Any

from solver.datasets import DATASETS, Dataset
from solver.models import MODELS, Model
from solver.parameters import Numbers, Parameter
from solver.query import CONTENDER, PROBLEM, RUN, Key
from solver.registry import Choice, Definition, Several
from solver.schedules import ManualRates

# The choices whose entries have parameters, and where in the configuration those are.
_OPTIONS = {"data": "options", "model": "model_options", "opt": "hyperparameters", "schedule": "schedule_options"}
# What falls back to its default besides: a rate was meant for one optimizer and loss; a start is drawn or given,
# not both; a network wants a start of its own kind.
_RESETS = {
    "opt": ("lr", "manual"),
    "loss": ("lr", "manual"),
    "model": ("init",),
    "init": ("start",),
    "seed": ("start",),
    "start": ("seed", "init"),
}
# Given parameters fit no longer after these, nor after an option that decides on how many there are.
_RESHAPING = ("data", "features", "model")
# What goes with it when a control is emptied: the seed of a start that is drawn no longer.
_CLEARS = {"init": ("seed",)}
# What matters only where something else is given; a start, only where it is given itself.
_NEEDS = {"tolerance": "patience", "batch_seed": "batch", "start": "start"}


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
        "clears": list(_CLEARS.get(key.name, ())),
        "needs": needs(key),
    }


def path(key: Key) -> list[str | int]:
    """Where in a configuration's JSON the first contender's value is."""
    prefix: list[str | int] = ["problem"] if key.name in PROBLEM else ["contenders", 0] if key.name in CONTENDER else []
    return [*prefix, *key.path]


def kind(key: Key) -> str:
    """The kind of its control: choice, several, list, switch or number."""
    if key.registry is not None:
        return "choice"
    if isinstance(key.kind, Several):
        return "several"
    if isinstance(key.kind, Numbers | ManualRates):
        return "list"
    return "switch" if isinstance(key.kind, Parameter) and key.kind.flag else "number"


def choices(names: list[str]) -> dict[str, dict[str, dict[str, str]]]:
    """Label and sentence of each entry that a name of the query string chooses from."""
    return {
        name: {entry.name: {"label": entry.label, "help": entry.help} for entry in entries(keys()[name])}
        for name in names
        if entries(keys()[name])
    }


def entries(key: Key) -> list[Definition]:
    """The definitions that a key's value names one or several of; none for numbers."""
    registry = key.kind.registry if isinstance(key.kind, Several) else key.registry
    return [] if registry is None else list(registry.values())


def resets(key: Key) -> list[str]:
    """The names that fall back to their defaults when this one changes."""
    found = [*_own_options(key), *_RESETS.get(key.name, ())]
    if key.name in _RESHAPING or _reshapes(key):
        found.append("start")
    return found


def _own_options(key: Key) -> list[str]:
    """The options of a choice's entries, but for those that mean and default to the same with all of them."""
    if key.name not in _OPTIONS:
        return []
    known: dict[str, list[Parameter | Choice]] = {}
    for entry in entries(key):
        for parameter in entry.parameters:
            known.setdefault(parameter.name, []).append(parameter)
    count = len(entries(key))
    return [name for name, same in known.items() if len(same) < count or any(p != same[0] for p in same)]


def _reshapes(key: Key) -> bool:
    """Whether a number decides how many parameters the model has: how many classes, or which hidden layers."""
    if not isinstance(key.kind, Parameter) or key.path[0] not in ("options", "model_options"):
        return False
    low, high = ((key.kind.low,), (key.kind.high,)) if isinstance(key.kind, Numbers) else (key.kind.low, key.kind.high)
    every: list[Dataset | Model] = [*DATASETS.values(), *MODELS.values()]
    return any(_shape(e, key.name, low) != _shape(e, key.name, high) for e in every if key.name in e.defaults())


def _shape(entry: Dataset | Model, name: str, value: Any) -> Any:
    options = {**entry.defaults(), name: value}
    return entry.classes(options) if isinstance(entry, Dataset) else entry.hidden(options)


def needs(key: Key) -> dict[str, Any] | None:
    """Under which name which values must be chosen for this one to matter (None: any); None if it always does."""
    if key.name in _NEEDS:
        return {"name": _NEEDS[key.name], "of": None}
    owner = next((name for name, part in _OPTIONS.items() if part == key.path[0]), None)
    if owner is None:
        return None
    every = entries(keys()[owner])
    having = [entry.name for entry in every if key.name in entry.defaults()]
    return None if len(having) == len(every) else {"name": owner, "of": having}


def value(key: Key, config: dict[str, Any]) -> Any:
    """A key's value in a configuration's JSON; None where it has none."""
    found: Any = config
    for part in path(key):
        found = found[part] if isinstance(part, int) else found.get(part)
    return found


def matters(key: Key, config: dict[str, Any]) -> bool:
    """Whether a key's control has a meaning under a configuration's choices."""
    needed = needs(key)
    if needed is None:
        return True
    chosen = value(keys()[needed["name"]], config)
    return chosen is not None if needed["of"] is None else chosen in needed["of"]
