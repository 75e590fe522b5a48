"""The largest learning rate with which a run that failed would have held: found by running it, so that it is sure.

A run has *held* if it stayed finite and its last objective is no higher than its first.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solver.config import Contender, RunConfig
from solver.config.run import MOST_COST
from solver.effort import Effort
from solver.trainer import Training

# All searches of a configuration together may cost this share of what a run may: about a second on one core.
_SHARE = 10
# Rates that are run side by side; fewer where fewer than so many times as many runs are affordable.
_WIDTH, _RUNS = 6, 12
# Rates of two significant digits are counted: so many a decade, 0 being 1.0.
_DECADE = 90
# Below this rate nothing is tried: numbers would soon lose digits.
_LEAST = -300 * _DECADE


class Found(NamedTuple):
    """The largest `rate` found that held, None where none did, and how many were `tried`."""

    rate: float | None
    tried: int


def largest_rate(config: RunConfig, k: int, effort: Effort | None = None) -> Found:
    """The largest learning rate found with which contender k of those that run would have held.

    Everything else is as it is, the schedule included; only rates set by hand are left out, so that the rate found
    is that of the whole run. Tried are rates of two significant digits, up to the largest that the contender was
    given, each by a run with exactly this rate: down from there in growing strides until one holds, then between
    the largest that held and the next above it. Where rates that hold and rates that do not alternate, a larger one
    may have been passed over. When the cost is used up, or what `effort` may spend, it is the largest until then.
    """
    contender = config.racing[k]
    search = _Search(config, contender, MOST_COST // (_SHARE * len(config.racing)), effort or Effort())
    best = search.descend(_count(max([contender.learning_rate, *(rate for _, rate in contender.manual or ())])))
    return Found(None if best is None else _rate(best), search.tried)


def with_contenders(config: RunConfig, contenders: Sequence[Contender]) -> RunConfig:
    """The same run with other contenders, each of them valid already; there may be more than a configuration has."""
    fields = {name: getattr(config, name) for name in RunConfig.model_fields}
    return RunConfig.model_construct(**fields | {"contenders": tuple(contenders)})


class _Search:
    """A search for the largest count whose rate holds, at a cost of at most `allowance` (in `RunConfig.cost` units)."""

    def __init__(self, config: RunConfig, contender: Contender, allowance: int, effort: Effort) -> None:
        self._config, self._contender, self._left, self._effort = config, contender, allowance, effort
        self._cost = with_contenders(config, [contender]).cost
        # A few at a time find it in fewer rounds, one at a time in fewer runs.
        self._width = max(1, min(_WIDTH, allowance // self._cost // _RUNS))
        self.tried = 0

    def descend(self, top: int) -> int | None:
        """The largest count found that holds, at or below `top`; None where none was found."""
        # Where few runs are affordable, it is better to find a rate that holds than to find the largest.
        above, growth = top + 1, 3 if self._width > 1 else 9
        stride = growth
        while above > _LEAST:
            below = dict.fromkeys(max(top + 1 - stride * growth**i, _LEAST) for i in range(self._width))
            best, failed = self._try(list(below), above)
            if best is not None:
                return self._between(best, failed)
            if failed == above:
                return None
            above, stride = failed, stride * growth**self._width
        return None

    def _between(self, held: int, failed: int) -> int:
        """Narrows the gap between a count that held and one above that failed, until there is none."""
        while failed - held > 1:
            inside = np.linspace(held, failed, min(self._width, failed - held - 1) + 2)[1:-1].astype(int).tolist()
            best, above = self._try(inside[::-1], failed)
            if best is None and above == failed:
                break
            held, failed = held if best is None else best, above
        return held

    def _try(self, counts: list[int], failed: int) -> tuple[int | None, int]:
        """The largest of descending counts that holds, or None, and the lowest above it that failed.

        `failed` is known to fail. Only as many are tried as can be afforded, the smallest first to be given up.
        """
        counts = counts[: self._left // self._cost]
        for count, held in zip(counts, self._held(counts) if counts else [], strict=False):
            if held:
                return count, failed
            failed = count
        return None, failed

    def _held(self, counts: Sequence[int]) -> list[bool]:
        """Which of the rates hold, by their counts, all of them run side by side; none if that would cost too much."""
        rates = [{"learning_rate": _rate(count), "manual": None} for count in counts]
        changed = with_contenders(self._config, [self._contender.model_copy(update=rate) for rate in rates])
        chunks = Training(changed, self._effort).run()
        begin = end = next(chunks)
        while self._effort.left > 0:
            following = next(chunks, None)
            if following is None:
                break
            end = following
        else:
            self._left = 0
            return []
        self.tried += len(counts)
        # Those that diverge soon do not cost what they might have.
        self._left -= changed.cost * end.last // changed.epochs
        first, last = begin.columns["objective"][:, 0], end.columns["objective"][:, -1]
        finite = np.isfinite(end.theta[:, -1]).all(axis=-1) & np.isfinite(last)
        return [bool(each) for each in finite & (last <= first)]


def _rate(count: int) -> float:
    """The rate of two significant digits with this count."""
    decade, place = divmod(count, _DECADE)
    return float(f"{place + 10}e{decade - 1}")


def _count(rate: float) -> int:
    """The count of the largest rate of two significant digits that is not above this one, or the least."""
    digits, _, power = f"{rate:.1e}".partition("e")
    count = int(power) * _DECADE + int(digits.replace(".", "")) - 10
    # What is printed may have been rounded up.
    return max(count - (_rate(count) > rate), _LEAST)
