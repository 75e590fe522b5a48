"""Trial runs beside a finished one, so that the report states computed results of other settings.

A rate *settles* if its run stays finite, ends below its start, and does not end far above the best end of all tried
rates. *Far above* is defined here once, for the finished run and for trials.
"""

import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import quote, unquote

import numpy as np

from solver.config import Classification, ConfigError, Contender, FunctionProblem, RunConfig
from solver.config.query import LONGEST_ELSEWHERE, parse, serialise
from solver.config.run import Stopping
from solver.effort import REPORT, Effort
from solver.functions import FUNCTIONS
from solver.optimizers.base import LEARNING_RATE
from solver.training.trainer import Training

# Units of effort for one unit of `RunConfig.cost`: for the points, and for the rest of an update (measured: two
# gradients' multiplications and the loss's exponentials; calls).
_OF_POINTS, _OF_UPDATES = 4, 30
# The rates that are tried are those of the page's slider.
LOWEST, HIGHEST = LEARNING_RATE.slider or (1e-5, 10.0)
# A run is far above the best if more than this share of the way down from the start is left.
_FAR = 0.1
# An end is also far above if its height above the floor is so many times the best, and this share of the start's.
_TIMES_HIGHER, _WORTH_IT = 10.0, 1e-3
# Without a known lower bound: a run has run off if it is below 0 by so many times the start's height.
_RUN_OFF = 1e3

_DIGITS = range(1, 10)

# Names of the address with their values; None leaves a name out.
Changes = Mapping[str, str | None]


class Ways(NamedTuple):
    """What an end is compared with: the objective at the start, and its lower bound (None: not known)."""

    first: float
    floor: float | None

    @classmethod
    def of(cls, problem: Classification | FunctionProblem, first: float) -> "Ways":
        """The bounds of a problem: a loss is at least 0, a function at least its known minimum."""
        if isinstance(problem, Classification):
            return cls(first, 0.0)
        minima = problem.objective.value(FUNCTIONS[problem.function].minima(problem.options))
        return cls(first, float(minima.min()) if len(minima) else None)

    def far(self, last: float, best: float) -> bool:
        """True if the last objective is far above the best."""
        if not last > best:
            return False
        if last - best > _FAR * (self.first - best):
            return True
        if self.floor is None:
            return False
        above = last - self.floor
        return above > _TIMES_HIGHER * (best - self.floor) and above > _WORTH_IT * (self.first - self.floor)

    def lower(self, last: float) -> bool:
        """True if a run has ended below its start, and has not run off."""
        if self.floor is None and last < -_RUN_OFF * max(1.0, abs(self.first)):
            return False
        return bool(last < self.first - _WORTH_IT * abs(self.first - (self.floor or 0.0)))


class Found(NamedTuple):
    """The largest `rate` that settles and what it reaches, None if none does; and the number of `tried` rates."""

    rate: float | None
    reached: float
    tried: int


@dataclass(frozen=True, eq=False)
class Trials:
    """The trial runs for contender k, counted from the contenders that run; a part of the budget pays for them."""

    config: RunConfig
    k: int
    effort: Effort
    part: str = REPORT

    @cached_property
    def _contender(self) -> Contender:
        return self.config.racing[self.k]

    @property
    def affordable(self) -> int:
        """The number of further runs at other rates, side by side, that leave enough for later contenders."""
        alone, each = self._units
        return 0 if self._left < alone else 1 + int((self._left - alone) / max(1, each))

    @property
    def twice(self) -> bool:
        """True if a run at each digit can be afforded twice."""
        alone, each = self._units
        return self._left >= 2 * alone + 2 * len(_DIGITS) * each

    @property
    def exhausted(self) -> bool:
        """True if nothing more may be spent, so that the last runs were given up."""
        return self._left <= 0

    @cached_property
    def _units(self) -> tuple[int, int]:
        """The effort of one run alone, and of each further run beside it."""
        one, two = (self.config.side_by_side(self._contender, runs) for runs in (1, 2))
        each = two - one
        return _OF_POINTS * each + _OF_UPDATES * (one - each), _OF_POINTS * each

    @property
    def _left(self) -> float:
        with self.effort.part(self.part):
            return self.effort.left / (len(self.config.racing) - self.k)

    def at_rates(self, rates: Sequence[float]) -> list[float]:
        """The last objective of runs with these rates, none set by hand, side by side; NaN for one that diverged."""
        if not rates:
            return []
        changes = [{"learning_rate": rate, "manual": None} for rate in rates]
        return self._run(with_contenders(self.config, [self._contender.model_copy(update=each) for each in changes]))

    def changed(self, changes: Changes) -> float:
        """The last objective of the run with other settings; NaN where it diverged, is refused or costs too much."""
        other = self.beside(changes)
        if other is None:
            return math.nan
        if not other.affordable:
            self.fall_short()
            return math.nan
        return other._run(with_contenders(other.config, [other._contender]))[0]

    def beside(self, changes: Changes) -> "Trials | None":
        """The trials of the run with other settings, paid from the same effort; None if the settings are refused."""
        try:
            return replace(self, config=changed(self.config, changes))
        except ConfigError:
            return None

    def fall_short(self) -> None:
        """Notes that something was not tried because it cannot be afforded."""
        with self.effort.part(self.part):
            self.effort.fall_short()

    @np.errstate(all="ignore")
    def _run(self, config: RunConfig) -> list[float]:
        """The last objective of each contender; all NaN if the run is given up because it costs more than estimated."""
        with self.effort.part(self.part):
            whole = takewhile(lambda _: self.effort.left > 0, Training(config, self.effort).run())
            ends = deque(whole, maxlen=1)
            if self.effort.left <= 0:
                self.effort.fall_short()
                return [math.nan] * len(config.racing)
        lasts = ends[0].columns["objective"][:, -1]
        finite = np.asarray(np.isfinite(ends[0].theta[:, -1]).all(axis=-1) & np.isfinite(lasts))
        return [float(last) for last in np.where(finite, lasts, np.nan)]


def largest_rate(trials: Trials, ways: Ways, low: float, high: float) -> Found:
    """The largest rate of one digit that settles, from `low` to `high`, both of one digit; found by running.

    First all powers of ten between are tried, side by side. Then all rates of one digit are tried between the largest
    that settles and the next larger tried one. If that costs too much, fewer are: first those next to the optimizer's
    default rate. Where rates that settle alternate with rates that do not, a larger one may be missed.
    """
    known: dict[float, float] = {}

    def try_out(rates: Iterable[float], most: int) -> None:
        wanted = [rate for rate in rates if rate not in known]
        chosen = wanted[: max(0, min(most, trials.affordable))]
        if len(chosen) < len(wanted):
            trials.fall_short()
        known.update(zip(chosen, trials.at_rates(chosen), strict=True))

    usual = trials.config.problem.learning_rate(trials.config.racing[trials.k].optimizer)
    every = list(dict.fromkeys((low, *_between(low, high), high)))
    if not trials.twice and trials.affordable >= len(every):
        # All runs share the cost of an update besides its points.
        try_out(every, len(every))
        best = _settled(known, ways)
        return Found(best, math.nan if best is None else known[best], len(known))
    coarse = sorted({low, high, *_decades(low, high)}, key=lambda rate: abs(math.log10(rate / min(usual, high))))
    # If not all can be afforded, some are kept for later trials.
    try_out(coarse, max(1, trials.affordable * 2 // 3))
    best = _settled(known, ways)
    if best is not None:
        above = min((rate for rate in known if rate > best), default=best)
        between = _middle_first(_between(best, above))[: len(_DIGITS) * 2]
        try_out(between, len(between))
        best = _settled(known, ways)
    return Found(best, math.nan if best is None else known[best], len(known))


def _settled(known: Mapping[float, float], ways: Ways) -> float | None:
    lower = {rate: last for rate, last in known.items() if ways.lower(last)}
    if not lower:
        return None
    best = min(lower.values())
    return max(rate for rate, last in lower.items() if not ways.far(last, best))


def one_digit_below(rate: float) -> float:
    """The largest rate of one significant digit below this one."""
    return max(each for each in _around(rate) if each < rate)


def one_digit_above(rate: float) -> float:
    """The smallest rate of one significant digit above this one."""
    return min(each for each in _around(rate) if each > rate)


def _around(rate: float) -> list[float]:
    power = math.floor(math.log10(rate))
    return [float(f"{digit}e{power + i}") for i in (-1, 0, 1) for digit in _DIGITS]


def _decades(low: float, high: float) -> list[float]:
    powers = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
    return [each for each in (float(f"1e{power}") for power in powers) if low <= each <= high]


def _between(low: float, high: float) -> list[float]:
    """All rates of one digit between two, ascending."""
    powers = range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 1)
    every = [float(f"{digit}e{power}") for power in powers for digit in _DIGITS]
    return [rate for rate in every if low < rate < high]


def _middle_first(rates: Sequence[float]) -> list[float]:
    """The rates, middle ones first: these tell most if only some can be tried."""
    middle = (len(rates) - 1) / 2
    return sorted(rates, key=lambda rate: abs(rates.index(rate) - middle))


def changed(config: RunConfig, changes: Changes) -> RunConfig:
    """The configuration of a link after some of its names are set anew, as a page does it; ConfigError if refused."""
    pairs = dict(pair.split("=", 1) for pair in serialise(config).split("&"))
    for name, text in changes.items():
        pairs.pop(name, None)
        if text is not None:
            pairs[name] = text
    query = "&".join(f"{name}={quote(unquote(text), safe=',:.-')}" for name, text in pairs.items())
    return parse(query, LONGEST_ELSEWHERE)


def with_contenders(config: RunConfig, contenders: Sequence[Contender]) -> RunConfig:
    """The same run with other contenders, each of them valid already; there may be more than a configuration has."""
    fields = {name: getattr(config, name) for name in RunConfig.model_fields}
    return RunConfig.model_construct(**fields | {"contenders": tuple(contenders)})


def alone(config: RunConfig, contender: Contender, epochs: int) -> RunConfig:
    """The same run of one contender that is valid already, for so many epochs, which no rule ends earlier."""
    fields = {name: getattr(config, name) for name in RunConfig.model_fields}
    return RunConfig.model_construct(**fields | {"contenders": (contender,), "epochs": epochs, "stopping": Stopping()})
