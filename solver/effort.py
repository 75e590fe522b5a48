"""The cost of a run's computing, counted part by part, and the budget of each part of its picture.

Cost is counted and never timed, so that a run stops at the same place on every machine and each time. A unit is one
multiplication of an objective's value, as `Objective.work` counts them: about a nanosecond.
"""

import itertools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# The base parts of a run; their cost bounds that of the others.
TRAINING, SLICES = "training", "slices"
BASE = (TRAINING, SLICES)
# What is drawn for each epoch besides; it is in proportion to the training, and a setting.
FIELDS = "fields"
# The most that all parts beyond the base may cost together, in multiples of the base.
TIMES = 5
# Units that they may cost in any case: about half a second, in which profiles of small runs are searched to the end.
FLOOR = 600_000_000
# The parts beyond the base, in order: the limits of stability, the report's trial runs, the plane's directions, paths
# and their feet in the plane, the profile under the paths, the search on slices, curvature along the trails, Newton's
# steps.
LIMITS, REPORT, PLANE, PATHS, FEET, SEARCH, CURVATURE, NEWTON = (
    "limits",
    "report",
    "plane",
    "paths",
    "feet",
    "search",
    "curvature",
    "newton",
)
# The share of that budget for each part, which may also spend what the parts before it left. The sum is below 1, since
# a step that has begun is completed.
SHARES = {LIMITS: 0.12, REPORT: 0.18, PLANE: 0.07, PATHS: 0.13, FEET: 0.05, SEARCH: 0.3, CURVATURE: 0.06, NEWTON: 0.04}
_UP_TO = dict(zip(SHARES, itertools.accumulate(SHARES.values()), strict=True))
# Units between two looks: about 20 ms.
LOOK = 20_000_000
# Units of an evaluation besides its multiplications, and of an optimizer's update: some 30 us of small steps.
CALL = 30_000
# Units of a Hessian-vector product besides, for each layer (measured).
PRODUCT_CALL = 40_000
# Units of a gradient, and of a Hessian-vector product, for each multiplication of a value (measured: 1.5 to 2.5, and 1
# to 3.7).
GRADIENT, PRODUCT = 2, 3
# Units of the eigenvectors of an n x n matrix, for each of n squared and of n cubed (measured for n up to 600).
SQUARED, CUBED = 150, 0.1


def nothing() -> None:
    """A `look` that does nothing."""


def uncounted(units: int) -> None:
    """A counter that counts nothing."""


def decomposition_cost(parameters: int) -> int:
    """The cost of a Hessian's eigenvectors, in units of effort."""
    return int(SQUARED * parameters**2 + CUBED * parameters**3)


def beyond(what: str, known: int, of: int, word: str) -> str | None:
    """A sentence: something is known at so many of a run's epochs, since all cost too much; None if it is at all.

    `word` is what an epoch is called.
    """
    if known == of:
        return None
    at = f"at {known:,} of {of:,} {word}s" if known else f"at no {word}"
    return f"{what} was computed {at}: more would exceed the computing budget of this run."


class Effort:
    """Counts what a run spends, and lets its owner `look` during the computation.

    `look` may block, and may raise whatever ends the run. `spent` is the cost by part; cost outside of all parts has no
    bound. `widest` is the most that was spent between two looks. `short` names the parts that left something out.
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
        """Counts what is spent within as this part's."""
        before, self._part = self._part, name
        try:
            yield
        finally:
            self._part = before

    @contextmanager
    def unless_within(self, name: str) -> Iterator[None]:
        """The same, unless a part has begun already."""
        with self.part(self._part or name):
            yield

    def spend(self, units: int) -> None:
        """Counts what was computed since, and looks if it is time."""
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
        """The cost of training and slices so far."""
        return sum(self.spent[name] for name in BASE)

    @property
    def beyond(self) -> int:
        """The cost so far of all parts that have a share."""
        return sum(self.spent[name] for name in SHARES)

    @property
    def left(self) -> float:
        """What the present part may still spend: its share of the budget, and what earlier parts left."""
        if self._part not in SHARES:
            return float("inf")
        return _UP_TO[self._part] * (FLOOR + TIMES * self.base) - self.beyond

    def fall_short(self) -> None:
        """Records that the present part leaves something out that it cannot afford."""
        if self._part is not None:
            self.short.add(self._part)

    def affords(self, each: float, share: float = 1.0) -> int:
        """How many things of so many units each the present part can do with a share of its remaining budget."""
        return int(min(max(share * self.left, 0.0) / each, sys.maxsize >> 1))
