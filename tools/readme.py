"""Writes the README's tables from the registries: `python -m tools.readme`; a test holds the README to them."""

import pathlib
import re
from collections.abc import Iterable

from app.wire import COLUMNS
from solver.optimizers import OPTIMIZERS
from solver.parameters import Parameter
from solver.query import CONTENDER, PROBLEM, RUN, Key

README = pathlib.Path(__file__).parents[1] / "README.md"
# What each column of the stream holds; the names are the solver's.
COLUMN_WORDS = {
    "objective": "training loss plus penalty",
    "train_loss": "loss over the training points",
    "test_loss": "loss over the test points",
    "train_accuracy": "share of the training points that are classified right",
    "test_accuracy": "share of the test points that are classified right",
    "gradient_norm": "length of the objective's full gradient",
    "step_length": "distance from the parameters an epoch earlier",
    "learning_rate": "learning rate used",
    "updates": "updates so far",
    "evaluations": "gradient evaluations so far, a mini-batch counting as one",
    "theta": "the parameters, (K, n, P)",
    "field": "the decision field, (K, n, rows, columns) bytes, and its `boundary` lines",
}


def tables() -> dict[str, str]:
    """The README's generated parts by name."""
    return {"address": address(), "optimizers": optimizers(), "columns": columns()}


def written(text: str) -> str:
    """A README's text with its generated parts made anew."""
    for name, table in tables().items():
        part = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = part.sub(lambda match, table=table: f"{match[1]}{table}{match[2]}", text)
    return text


def address() -> str:
    """Every name that a link may hold."""
    keys = [*PROBLEM.values(), *CONTENDER.values(), *RUN.values()]
    return _table(
        ("name", "meaning", "values", "default"), [("`v`", "version of the defaults", "1", "1"), *map(_key, keys)]
    )


def _key(key: Key) -> tuple[str, ...]:
    if isinstance(key.kind, Parameter):
        p = key.kind
        values = f"{p.limits()}; several, joined by commas" if key.name == "start" else p.limits()
        return f"`{key.name}`", f"{p.label}. {p.help}", values, _default(key.name, p)
    names = ", ".join(f"`{name}`" for name in key.kind)
    return f"`{key.name}`", key.kind.noun.capitalize(), names, f"`{next(iter(key.kind))}`"


def _default(name: str, parameter: Parameter) -> str:
    odd = {"lr": "the optimizer's", "batch": "all points", "seed": "none", "start": "the tutorial's"}
    if name in odd:
        return odd[name]
    return "never" if parameter.default is None else f"{parameter.default:g}"


def optimizers() -> str:
    """The registered optimizers."""
    rows = [
        (f"`{o.name}`", o.label, f"$`{o.latex}`$", ", ".join(f"`{p.name}`" for p in o.parameters) or "none", o.cite)
        for o in OPTIMIZERS.values()
    ]
    return _table(("name", "optimizer", "update", "hyperparameters", "source"), rows)


def columns() -> str:
    """The columns of the stream's frames."""
    return _table(("column", "what"), [(f"`{name}`", COLUMN_WORDS[name]) for name in COLUMNS])


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
