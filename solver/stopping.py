"""Stopping rules: what ends a contender's run before its epochs are over, judged once a frame."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array
from solver.parameters import Number, Parameter
from solver.registry import Definition, Registry
from solver.words import counted, given, number, percent


@dataclass
class History:
    """The input of a rule: this frame, and the best objective so far with its epoch.

    An objective counts as better only if it is so by more than `tolerance`.
    """

    tolerance: float
    epoch: int = -1
    objective: float = math.inf
    test_accuracy: float = 0.0
    best: float = math.inf
    best_epoch: int = 0

    def see(self, epoch: int, objective: float, test_accuracy: float) -> None:
        """Takes in one more frame."""
        self.epoch, self.objective, self.test_accuracy = epoch, objective, test_accuracy
        if objective < self.best - self.tolerance or epoch == 0:
            self.best, self.best_epoch = objective, epoch


@dataclass(frozen=True, kw_only=True)
class Rule(Definition):
    """`holds(history, limit)`: whether to stop at the history's last frame; `limit` is the one number.

    `ended` says in two words that it did; `reached(height, epoch, last, limit)` in a clause, from what the objective
    and an epoch are called and the last frame's columns.
    """

    limit: Parameter
    holds: Callable[[History, Number], bool]
    ended: str
    reached: Callable[[str, str, Mapping[str, float], Number], str]


RULES: Registry[Rule] = Registry("stopping rule")

TOLERANCE = Parameter(
    name="tolerance",
    label="Tolerance",
    help="The training loss must fall by more than this to count as an improvement.",
    default=0.0,
    low=0,
    high=1e6,
    needs=("stopping", "patience"),
)

RULES.add(
    Rule(
        name="objective_below",
        label="Stopping loss",
        help="Stops as soon as the training loss is below this number. For a test function: its value.",
        limit=Parameter(
            name="objective_below",
            label="Stopping loss",
            help="Stops as soon as the training loss, or the value of a test function, is below this number. "
            "Empty: never.",
            default=None,
            low=0,
            high=1e9,
            above_low=True,
            optional=True,
        ),
        holds=lambda seen, limit: seen.objective < limit,
        ended="loss reached",
        reached=lambda height, _, last, limit: f"the {height}, {number(last['objective'], 4)}, is below {given(limit)}",
    )
)
RULES.add(
    Rule(
        name="accuracy_above",
        label="Accuracy reached",
        help="Stops as soon as at least this share of the test points is classified correctly.",
        limit=Parameter(
            name="accuracy_above",
            label="Stopping test accuracy",
            help="Stops as soon as at least this share of the test points is classified correctly: 0.95 means 95 "
            "%. Empty: never.",
            default=None,
            low=0,
            high=1,
            above_low=True,
            optional=True,
            needs=("problem", "dataset"),
        ),
        holds=lambda seen, limit: seen.test_accuracy >= limit,
        ended="accuracy reached",
        reached=lambda _, __, last, limit: (
            f"the test accuracy, {percent(last['test_accuracy'])}, has reached {percent(limit)}"
        ),
    )
)
RULES.add(
    Rule(
        name="no_improvement",
        label="No improvement",
        help="Stops once the training loss has not improved for this many epochs.",
        limit=Parameter(
            name="patience",
            label="Patience",
            help="Stops once the training loss, or the value of a test function, has not improved for this many "
            "epochs. Empty: never.",
            default=None,
            low=1,
            high=10_000,
            integer=True,
            optional=True,
        ),
        holds=lambda seen, limit: seen.epoch - seen.best_epoch >= limit,
        ended="no improvement",
        reached=lambda height, epoch, _, limit: f"the {height} did not improve for {counted(int(limit), epoch)}",
    )
)
EPOCHS, DIVERGED = "epochs", "diverged"


def ended(reason: str) -> str:
    """A reason to stop in a word or two."""
    return {EPOCHS: "completed", DIVERGED: "diverged"}.get(reason) or RULES[reason].ended


def judge(history: History, limits: Mapping[str, Number], last: bool) -> str | None:
    """The reason to stop at the history's last frame, or None; `limits` by rule; `last`: no epoch is left."""
    if not math.isfinite(history.objective):
        return DIVERGED
    for name, limit in limits.items():
        if RULES[name].holds(history, limit):
            return name
    return EPOCHS if last else None


class Watch:
    """Applies the rules to one contender's frames, chunk after chunk."""

    def __init__(self, limits: Mapping[str, Number | None], tolerance: float) -> None:
        self.limits = {name: limit for name, limit in limits.items() if limit is not None}
        self.history = History(tolerance)

    def scan(self, objective: Array, test_accuracy: Array, epochs: int) -> tuple[str, int] | None:
        """Reason and epoch of the first of the next n frames at which to stop; `epochs` is the run's last."""
        first, finite = self.history.epoch + 1, bool(np.isfinite(objective).all())
        if not self.limits and finite:
            self.history.epoch += len(objective)
            return (EPOCHS, epochs) if self.history.epoch == epochs else None
        for i, (value, accuracy) in enumerate(zip(objective.tolist(), test_accuracy.tolist(), strict=True)):
            self.history.see(first + i, value, accuracy)
            reason = judge(self.history, self.limits, first + i == epochs)
            if reason is not None:
                return reason, first + i
        return None
