"""Writes the tables of the docs from the registries: `python -m tools.docs`; a test holds the docs to them."""

import pathlib
import re
from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any

import numpy as np

from app.settings import Settings, variable
from app.wire import COLUMNS, MOST_PARAMETERS
from solver.config.query import CONTENDER, PROBLEM, RUN, Key, parse
from solver.datasets import DATASETS
from solver.functions import FUNCTIONS, Function
from solver.gradients import GRADIENTS
from solver.losses import LOSSES
from solver.model.activations import ACTIVATIONS
from solver.model.architectures import MODELS
from solver.model.features import FEATURES
from solver.model.initialisations import INITIALISATIONS
from solver.optimizers import OPTIMIZERS
from solver.planes import PLANES, THROUGH
from solver.registry import Choice, Definition, Registry, Several
from solver.report.causes import CAUSES, Case, Cause
from solver.schedules import SCHEDULES
from solver.stopping import RULES
from solver.training.trainer import Training

DOCS = pathlib.Path(__file__).parents[1] / "docs"
# Each file with the tables that it has, in their order.
PLACES = {
    "reference.md": (
        *("address", "datasets", "features", "models", "activations", "losses", "initialisations", "optimizers"),
        *("gradients", "functions", "planes", "slices", "schedules", "stopping", "causes"),
    ),
    "stream.md": ("columns",),
    "deploying.md": ("settings",),
}
# What each column of the stream holds; the names are the solver's.
COLUMN_WORDS = {
    "objective": "training loss plus penalty, or the test function's value",
    "train_loss": "loss over the training points",
    "test_loss": "loss over the test points",
    "train_accuracy": "share of the training points that are classified right",
    "test_accuracy": "share of the test points that are classified right",
    "gradient_norm": "length of the objective's full gradient",
    "step_length": "distance from the parameters an epoch earlier",
    "learning_rate": "learning rate used",
    "updates": "updates so far",
    "evaluations": "gradient evaluations so far, a mini-batch counting as one",
    "theta": f"the parameters, (K, n, P); of more than {MOST_PARAMETERS} only where it is asked for",
    "field": "the decision field, (K, n, rows, columns) bytes, and its `boundary` lines",
    "heights": "not in frames: the heights of slices as they were computed, in float64; only where it is asked for",
}


def tables() -> dict[str, str]:
    """The generated parts of the docs by name."""
    return {
        "settings": settings(),
        "address": address(),
        "datasets": datasets(),
        "features": features(),
        "models": models(),
        "activations": activations(),
        "losses": losses(),
        "initialisations": initialisations(),
        "schedules": schedules(),
        "stopping": stopping(),
        "causes": causes(),
        "optimizers": optimizers(),
        "gradients": gradients(),
        "functions": functions(),
        "planes": planes(),
        "slices": slices(),
        "columns": columns(),
    }


def written(text: str, made: dict[str, str]) -> str:
    """A text with those of its parts that are generated made anew."""
    for name, table in made.items():
        part = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = part.sub(lambda match, table=table: f"{match[1]}{table}{match[2]}", text)
    return text


def settings() -> str:
    """The variables of the environment."""
    served = ("`HOST`, `PORT`", "address to serve on", "`127.0.0.1`, `8050`; in the image `0.0.0.0`")
    rows = [(f"`{variable(each)}`", each.metadata["help"], str(each.default) or "none") for each in fields(Settings)]
    return _table(("variable", "meaning", "default"), [served, *rows])


def address() -> str:
    """Every name that a link may hold."""
    keys = [*PROBLEM.values(), *CONTENDER.values(), *RUN.values()]
    return _table(
        ("name", "meaning", "values", "default"), [("`v`", "version of the defaults", "1", "1"), *map(_key, keys)]
    )


def _key(key: Key) -> tuple[str, ...]:
    name = f"`{key.name}`"
    if isinstance(key.kind, Registry):
        default = _ODD.get(key.name) or next(iter(key.kind))
        return name, key.kind.noun.capitalize(), _names(key.kind), default
    if isinstance(key.kind, Several):
        registry = key.kind.registry
        return name, f"Extra {registry.noun}s", f"any of {_names(registry)}, joined by commas", "none"
    values = _names(key.kind.registry) if isinstance(key.kind, Choice) else key.kind.limits()
    return name, f"{key.kind.label}. {key.kind.help}", values, _default(key)


# Defaults that are no value but follow from something else.
_ODD = {
    "function": "none",
    "lr": "by optimizer and loss, or function",
    "init": "by model",
    "start": "the tutorial's, or the function's",
    "batch": "all",
    "seed": "the tutorial's; of other models 0",
    "plane": "weights; of one parameter weight",
    "through": "as is usual for the plane",
    "extent": "all trails",
    "points": "twelve to begin with",
    "edits": "none",
}


def _default(key: Key) -> str:
    """The default in words; where definitions that share a name differ in it, of what it depends."""
    if key.name in _ODD:
        return _ODD[key.name]
    for registry in (FUNCTIONS, DATASETS, MODELS, OPTIMIZERS, GRADIENTS, SCHEDULES, PLANES):
        found = {e.defaults()[key.name] for e in registry.values() if key.name in e.defaults()}
        if len(found) > 1:
            return f"by {registry.noun}"
        if found:
            return _value(key.kind, found.pop())
    return _value(key.kind, key.kind.default)


def _value(kind: Any, value: Any) -> str:
    if value is not None:
        return str(kind.text(value))
    empty = re.search(r"Empty: ([^.,]+)", kind.help)
    return empty[1] if empty else "none"


def _names(registry: Registry[Any]) -> str:
    return ", ".join(f"`{name}`" for name in registry)


def _options(entry: Definition) -> str:
    """The parameters of a definition with their defaults."""
    return ", ".join(f"`{p.name}` ({_value(p, p.default)})" for p in entry.parameters) or "none"


def _math(latex: str) -> str:
    return f"$`{latex}`$"


def _cited(registry: Registry[Any], what: str, *more: tuple[str, Callable[[Any], str]]) -> str:
    """A table of a registry: name, label and sentence, further columns, source."""
    rows = [(f"`{e.name}`", f"{e.label}. {e.help}", *(cell(e) for _, cell in more), e.cite) for e in registry.values()]
    return _table(("name", what, *(head for head, _ in more), "source"), rows)


def datasets() -> str:
    """The data sets."""
    return _cited(DATASETS, "data set", ("options (default)", _options))


def features() -> str:
    """The extra features."""
    return _table(("name", "feature"), [(f"`{e.name}`", f"{e.label}. {e.help}") for e in FEATURES.values()])


def models() -> str:
    """The models."""
    return _cited(MODELS, "model", ("formula", lambda e: _math(e.latex)), ("options (default)", _options))


def activations() -> str:
    """The activations of hidden units."""
    return _cited(ACTIVATIONS, "activation", ("formula", lambda e: _math(e.latex)))


def losses() -> str:
    """The losses, for two classes and for more."""
    return _cited(
        LOSSES, "loss", ("two classes", lambda e: _math(e.latex)), ("more classes", lambda e: _math(e.latex_many))
    )


def initialisations() -> str:
    """How a start is drawn."""
    return _cited(INITIALISATIONS, "initialisation", ("formula", lambda e: _math(e.latex)))


def schedules() -> str:
    """The learning-rate schedules."""
    return _cited(SCHEDULES, "schedule", ("formula", lambda e: _math(e.latex)), ("options (default)", _options))


def stopping() -> str:
    """The stopping rules."""
    return _table(("name", "stops early"), [(f"`{r.limit.name}`", f"{r.label}. {r.help}") for r in RULES.values()])


def causes() -> str:
    """What a report can name: what decides, and a run that has it and one that only looks like it with that figure."""
    return _table(
        ("name", "cause", "condition", "a run that has it", "one that only looks like it"),
        [(f"`{e.name}`", e.label, e.help, _figured(e, e.example), _figured(e, e.lookalike)) for e in CAUSES.values()],
    )


@np.errstate(all="ignore")
def _figured(cause: Cause, query: str) -> str:
    """A run's address and its figure."""
    training = Training(parse(query))
    return f"`{query or 'the default'}`: {cause.figure(Case(training, 0, list(training.run())))}"


def optimizers() -> str:
    """The registered optimizers."""
    rates = (
        "learning rate (summed, averaged loss)",
        lambda e: f"{e.learning_rates['sum']:g}, {e.learning_rates['mean']:g}",
    )
    return _cited(
        OPTIMIZERS, "optimizer", ("update", lambda e: _math(e.latex)), ("hyperparameters (default)", _options), rates
    )


def gradients() -> str:
    """How a gradient is computed."""
    formula = ("formula", lambda e: _math(e.latex))
    return _cited(GRADIENTS, "gradient", formula, ("options (default)", _options))


def functions() -> str:
    """The test functions."""
    formula = ("formula", lambda e: _math(e.latex))
    return _cited(FUNCTIONS, "function", formula, ("global minimum", _lowest), ("options (default)", _options))


def _lowest(function: Function) -> str:
    """The known global minima of a function with its default options."""
    options = function.defaults()
    points = function.minima(options)
    if not len(points):
        return "none"
    places = ", ".join(f"({', '.join(f'{x:.5g}' for x in point)})" for point in points)
    return f"{round(float(function.value(points[0], options)), 9):.6g} at {places}"


def planes() -> str:
    """The planes and lines of the landscape."""
    kind = ("drawn as", lambda e: "a surface" if e.dimensions == 2 else "a curve")
    return _cited(PLANES, "plane", ("formula", lambda e: _math(e.latex)), kind, ("options (default)", _options))


def slices() -> str:
    """What a slice goes through."""
    return _table(("name", "through"), [(f"`{e.name}`", f"{e.label}. {e.help}") for e in THROUGH.values()])


def columns() -> str:
    """The columns of the stream's frames."""
    return _table(("column", "what"), [(f"`{name}`", COLUMN_WORDS[name]) for name in COLUMNS])


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    made = tables()
    for file in PLACES:
        (DOCS / file).write_text(written((DOCS / file).read_text(encoding="utf-8"), made), encoding="utf-8")
