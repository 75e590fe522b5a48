"""What there is to choose from, as text: the registries' words, formulas, sources and ranges."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from solver.datasets import DATASETS
from solver.functions import FUNCTIONS, Function
from solver.losses import LOSSES, Loss
from solver.model.activations import ACTIVATIONS
from solver.model.architectures import MODELS, Model
from solver.model.features import FEATURES
from solver.model.initialisations import INITIALISATIONS
from solver.optimizers import OPTIMIZERS, Optimizer
from solver.parameters import Parameter, shorten
from solver.planes import EXTENT, FOLLOW, PLANES, RESOLUTION, THROUGH
from solver.registry import Choice, Definition, Registry
from solver.schedules import MANUAL, SCHEDULES
from solver.stopping import RULES, TOLERANCE, Rule

WIDTH = 100
# Where the words of an entry's rows begin.
_COLUMN = 18


@dataclass(frozen=True)
class Section:
    """A registry's heading, the link's name for a choice from it (if there is one), and what goes with any choice."""

    title: str
    registry: Registry[Any]
    key: str = ""
    also: tuple[Parameter, ...] = ()


SECTIONS = {
    "datasets": Section("Data sets", DATASETS, "data"),
    "features": Section("Features, besides x1 and x2", FEATURES, "features"),
    "models": Section("Models", MODELS, "model"),
    "activations": Section("Activations of hidden units", ACTIVATIONS, "activation"),
    "losses": Section("Losses", LOSSES, "loss"),
    "initialisations": Section("Initialisations", INITIALISATIONS, "init"),
    "optimizers": Section("Optimizers", OPTIMIZERS, "opt"),
    "schedules": Section("Schedules of the learning rate", SCHEDULES, "schedule", (MANUAL,)),
    "stopping": Section("Stopping rules", RULES, "", (TOLERANCE,)),
    "functions": Section("Test functions", FUNCTIONS, "function"),
    "planes": Section("Planes and lines of the landscape", PLANES, "plane", (FOLLOW, EXTENT, RESOLUTION)),
    "slices": Section("What a slice goes through", THROUGH, "through"),
}


def listing(name: str | None = None) -> str:
    """All sections, or the one of that name; ValueError with the known names for another one."""
    if name is not None and name not in SECTIONS:
        raise ValueError(f"There is no list {shorten(name)}; the lists are {', '.join(SECTIONS)}.")
    chosen = SECTIONS.values() if name is None else [SECTIONS[name]]
    return "\n\n".join("\n".join(_section(section)) for section in chosen)


def _section(section: Section) -> Iterator[str]:
    title = f"{section.title} ({section.key}=NAME)" if section.key else section.title
    yield title
    yield "=" * len(title)
    for entry in section.registry.values():
        yield ""
        yield from _entry(entry)
    if section.also:
        yield ""
        yield "For each of them:" if len(section.registry) > 1 else "Settings:"
        for parameter in section.also:
            yield from _parameter(parameter)


def _entry(entry: Definition) -> Iterator[str]:
    yield f"{entry.name}: {entry.label}"
    yield from _wrapped(entry.help, "  ", "  ")
    for head, text in _rows(entry):
        yield from _row(head, text)
    for parameter in _parameters(entry):
        yield from _parameter(parameter)


def _rows(entry: Definition) -> Iterator[tuple[str, str]]:
    """What an entry has besides its name, help and parameters."""
    if isinstance(entry, Loss):
        yield "two classes", entry.latex
        yield "more classes", entry.latex_many
    elif entry.latex:
        yield "formula", entry.latex
    if entry.cite:
        yield "source", entry.cite
    if isinstance(entry, Model):
        yield "start", entry.initialisation
    if isinstance(entry, Function):
        yield from _minima(entry)
    if isinstance(entry, Optimizer):
        rates = entry.learning_rates
        yield "lr", f"default {rates['sum']:g} for losses that are sums over the points, {rates['mean']:g} for means"


def _minima(entry: Function) -> Iterator[tuple[str, str]]:
    options = entry.defaults()
    domain = " x ".join(f"{low:g} to {high:g}" for low, high in entry.domain)
    yield "domain", domain
    points = entry.minima(options)
    if len(points):
        at = ", ".join(f"({', '.join(f'{x:.6g}' for x in point)})" for point in points)
        yield "minimum", f"{round(float(entry.value(points[0], options)), 9):.6g} at {at}"


def _parameters(entry: Definition) -> tuple[Parameter | Choice, ...]:
    return (entry.limit,) if isinstance(entry, Rule) else entry.parameters


def _parameter(parameter: Parameter | Choice) -> Iterator[str]:
    of = f"one of {', '.join(parameter.registry)}" if isinstance(parameter, Choice) else parameter.limits()
    default = "none" if parameter.default is None else parameter.text(parameter.default)
    yield from _row(parameter.name, f"{parameter.label}: {of}; default {default}. {parameter.help}")


def _row(head: str, text: str) -> Iterator[str]:
    """A row with its head in a column of its own."""
    yield from _wrapped(text, f"  {head}".ljust(_COLUMN - 1) + " ", " " * _COLUMN)


def _wrapped(text: str, first: str, later: str) -> list[str]:
    # Formulas and addresses must not be torn at a hyphen.
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )
