"""What a run's computing costs, counted part by part, and what each part of its picture may cost.

Counted and never timed, so that a run stops at the same place on every machine and each time. A unit is one
multiplication of an objective's value, as `Objective.work` has it: about a nanosecond.
"""

import itertools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# The parts that a run consists of; what goes beyond them is bounded by what they cost.
TRAINING, SLICES = "training", "slices"
BASE = (TRAINING, SLICES)
# What is drawn of each epoch besides: in proportion to the training, and chosen by who asks.
FIELDS = "fields"
# How many times as much as the base everything beyond may cost together.
TIMES = 5
# Units that it may cost in any case: about half a second, with which profiles of small runs are searched to the end.
FLOOR = 600_000_000
# The parts beyond, in their order: what the report tries out, the plane's directions, paths and where they are over it,
# the profile under them, what is searched on the slices, curvature along the trails, Newton's steps.
REPORT, PLANE, PATHS, FEET, SEARCH, CURVATURE, NEWTON = (
    "report",
    "plane",
    "paths",
    "feet",
    "search",
    "curvature",
    "newton",
)
# The share of all that which each of them may spend, besides what those before it have left: together less than 1, for
# what is begun is ended.
SHARES = {REPORT: 0.25, PLANE: 0.07, PATHS: 0.13, FEET: 0.05, SEARCH: 0.35, CURVATURE: 0.06, NEWTON: 0.04}
_UP_TO = dict(zip(SHARES, itertools.accumulate(SHARES.values()), strict=True))
# Units between two looks: about 20 ms.
LOOK = 20_000_000
# Units of an evaluation besides its multiplications, and of an update of an optimizer: some 30 us of small steps.
CALL = 30_000
# Units of a Hessian-vector product besides, for each layer (measured).
PRODUCT_CALL = 40_000
# Units of a gradient, and of a Hessian-vector product, for each multiplication of a value (measured: 1.5 to 2.5, 1 to
# 3.7).
GRADIENT, PRODUCT = 2, 3
# Units of an n x n matrix's eigenvectors for each of n squared, and for each of n cubed (measured for n up to 600).
SQUARED, CUBED = 150, 0.1


def nothing() -> None:
    """Who looks at nothing."""


def uncounted(units: int) -> None:
    """Who counts nothing."""


def decomposition_cost(parameters: int) -> int:
    """What the eigenvectors of a Hessian take, in units of effort."""
    return int(SQUARED * parameters**2 + CUBED * parameters**3)


def beyond(what: str, known: int, of: int) -> str | None:
    """That something is known at so many of a run's epochs because all would cost too much; None where it is at all."""
    if known == of:
        return None
    at = f"at {known:,} of {of:,} epochs" if known else "at no epoch"
    return f"{what} is known {at}: more would cost more than this run may."


class Effort:
    """Counts what a run spends, and lets its owner `look` while it is computed.

    `look` may block, and may raise whatever ends the run. `spent` is by part; what belongs to none may cost anything.
    `widest` is the most that was spent between two looks. `short` are the parts that had to leave something out.
    """

    def __init__(self, look: Callable[[], None] = nothing) -> None:
        self.spent = dict.fromkeys((*BASE, FIELDS, *SHARES), 0)
        self.looks, self.widest = 0, 0
        self.short: set[str] = set()
        self._look = look
        self._part: str | None = None
        self._since = 0

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """What is spent until the end belongs to this part."""
        before, self._part = self._part, name
        try:
            yield
        finally:
            self._part = before

    @contextmanager
    def unless_within(self, name: str) -> Iterator[None]:
        """The same where it belongs to no part yet."""
        with self.part(self._part or name):
            yield

    def spend(self, units: int) -> None:
        """Counts what was computed since, and looks where it is time to."""
        if self._part is not None:
            self.spent[self._part] += units
        self._since += units
        if self._since >= LOOK:
            self.look()

    def look(self) -> None:
        """Looks now."""
        self.widest = max(self.widest, self._since)
        self.looks, self._since = self.looks + 1, 0
        self._look()

    @property
    def base(self) -> int:
        """What training and slices have cost so far."""
        return sum(self.spent[name] for name in BASE)

    @property
    def beyond(self) -> int:
        """What everything has cost that has a share."""
        return sum(self.spent[name] for name in SHARES)

    @property
    def left(self) -> float:
        """What the present part may still spend: its share of what the base so far allows, and what others left."""
        if self._part not in SHARES:
            return float("inf")
        return _UP_TO[self._part] * (FLOOR + TIMES * self.base) - self.beyond

    def fall_short(self) -> None:
        """The present part leaves something out that it cannot afford."""
        if self._part is not None:
            self.short.add(self._part)

    def affords(self, each: float, share: float = 1.0) -> int:
        """How many things of so many units each the present part may still do with a share of what it has left."""
        return int(min(max(share * self.left, 0.0) / each, sys.maxsize >> 1))
