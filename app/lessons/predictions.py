"""What each kind of prediction needs, and what is known of its answer."""

import re
from dataclasses import dataclass
from typing import Any

from app.lessons.blocks import Block, Entry
from solver.report.told import Told
from solver.training.labels import labels

_WINS = re.compile(r"(lowest|highest) (.+)")
# What a curve may be sketched of: the frames' columns.
SKETCHED = ("objective", "test_loss", "train_accuracy", "test_accuracy", "gradient_norm")


@dataclass(frozen=True)
class Form:
    """The names of a prediction's settings: those that it needs, and those that it may have."""

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


FORMS = {
    # Where a contender is at an epoch.
    "place": Form(("epoch",), ("contender",)),
    # A column from the shown epoch on, to an epoch.
    "sketch": Form(("of",), ("epoch", "contender")),
    # One of the answers, or of the contenders: the one of the lowest or highest quantity.
    "choose": Form((), ("wins",)),
    # A learning rate between two; the answer is a quantity.
    "rate": Form(("answer", "low", "high"), ("contender",)),
}


def settings(block: Block, told: Told) -> dict[str, Any]:
    """The settings of a prediction's block, checked, with the answer where it is a number; ValueError if wrong."""
    form, given = FORMS[block.word], {e.name: e for e in block.entries if e.name not in ("ask", "+", "-")}
    for name in form.needs:
        if name not in given:
            raise ValueError(f"A prediction of kind {block.word} needs {name}.")
    for name in given:
        if name not in (*form.needs, *form.may):
            known = ", ".join(("ask", *form.needs, *form.may))
            raise ValueError(f"A prediction of kind {block.word} has no {name}; it has {known}.")
    return {name: _setting(entry, told) for name, entry in given.items()}


def _setting(entry: Entry, told: Told) -> Any:
    count = len(told.config.racing)
    if entry.name == "epoch":
        return _whole(entry, told.config.epochs)
    if entry.name == "contender":
        return _whole(entry, count)
    if entry.name == "of" and entry.value not in SKETCHED:
        raise ValueError(f"A sketch is of one of {', '.join(SKETCHED)}, not of {entry.value}.")
    if entry.name in ("answer", "low", "high"):
        return told.value(entry.value)
    return entry.value


def _whole(entry: Entry, most: int) -> int:
    if not entry.value.isdigit() or not 1 <= int(entry.value) <= most:
        raise ValueError(f"{entry.name.capitalize()} must be a whole number from 1 to {most}, not {entry.value}.")
    return int(entry.value)


def winners(wins: str, told: Told) -> list[tuple[str, bool]]:
    """The contenders' labels, each with whether it has the lowest or highest quantity: `lowest loss at end`."""
    match = _WINS.fullmatch(wins)
    if match is None:
        raise ValueError(f"What wins is written 'lowest loss at end' or 'highest accuracy at 20', not '{wins}'.")
    name, at, epoch = match[2].partition(" at ")
    values = [told.value(f"{name} of {k + 1}{at}{epoch}") for k in range(len(told.config.racing))]
    best = min(values) if match[1] == "lowest" else max(values)
    if values.count(best) > 1:
        raise ValueError(f"Two optimizers share the {wins}; a prediction needs one that wins.")
    return [(label, value == best) for label, value in zip(labels(told.config), values, strict=True)]
