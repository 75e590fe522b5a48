"""A cause, and the case that it judges: a finished run of one contender."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from solver import stopping
from solver.arrays import Array, Labels
from solver.config import Classification, Contender, FunctionProblem, RunConfig
from solver.model.data_objective import DataObjective
from solver.model.network import Network
from solver.optimizers.base import LEARNING_RATE
from solver.registry import Definition
from solver.report import largest_rate as holding
from solver.report.largest_rate import Changes, Found, Trials, Ways
from solver.training.trainer import Frames, Outcome, Training
from solver.words import number

BEYOND = "beyond the largest number that floating point can hold"
# With no more epochs than this nothing is said of how a run went on.
_ENOUGH = 8
# Shares of the height above the floor: a run whose second half gains less has stalled, or is slow.
_STALLED, _SLOW = 0.01, 0.1
# A share of the height above the floor: a run that varies by more in its last quarter oscillates.
_SWINGS = 0.1
# The share of steps that go down in a run that falls steadily.
_STEADILY = 0.9
# A share of a limit by which a rate must be below it.
_LAST_BIT = 1e-9
# A share of the parameters' norm: a run that moved by less is where it started. Also a share of the loss: with a
# larger gradient it should have moved.
_MOVED = 1e-3


@dataclass(frozen=True)
class Remedy:
    """A change that helps: the `text` on its button, names of the address with new values, and `by` for a sentence.

    `reached` is the objective of a run with it; NaN if no run is needed. Without `by` the cause's own sentence says
    what the remedy reaches.
    """

    text: str
    changes: Changes
    by: str = ""
    reached: float = np.nan


@dataclass(frozen=True, eq=False)
class Case:
    """A contender's finished run, with the figures that causes judge. Series end with the last finite epoch."""

    training: Training
    k: int
    recorded: Sequence[Frames]
    # The contender's stable learning rates end here, as far as that is known; no larger one is recommended.
    limit: float | None = None
    _tried: dict[str, Remedy] = field(default_factory=dict)

    @cached_property
    def trials(self) -> Trials:
        """The trial runs of its report."""
        return Trials(self.config, self.k, self.training.effort)

    @property
    def config(self) -> RunConfig:
        """The run's configuration."""
        return self.training.config

    @property
    def contender(self) -> Contender:
        """The contender's settings."""
        return self.config.racing[self.k]

    @property
    def problem(self) -> Classification:
        """The classification problem, of a run with data."""
        assert isinstance(self.config.problem, Classification)
        return self.config.problem

    @property
    def function(self) -> FunctionProblem | None:
        """The test function; None for a run with data."""
        return self.config.problem if isinstance(self.config.problem, FunctionProblem) else None

    @property
    def network(self) -> Network | None:
        """The model; None for a test function."""
        return None if self.function else self.problem.network

    @property
    def train(self) -> DataObjective:
        """The training objective, of a run with data."""
        assert isinstance(self.training.problem.train, DataObjective)
        return self.training.problem.train

    @property
    def labels(self) -> Labels:
        """The classes of all points, training points first."""
        assert self.training.problem.data is not None
        return self.training.problem.data.labels

    @property
    def training_labels(self) -> Labels:
        """The classes of the training points."""
        assert self.training.problem.data is not None
        return self.training.problem.data.training[1]

    @property
    def points(self) -> Array:
        """The training points (N, 2)."""
        assert self.training.problem.data is not None
        return self.training.problem.data.training[0]

    @property
    def outcome(self) -> Outcome:
        """How the contender's run ended."""
        found = self.training.outcomes[self.k]
        assert found is not None
        return found

    @property
    def diverged(self) -> bool:
        """Whether the run left the floating-point numbers."""
        return self.outcome.reason == stopping.DIVERGED

    @property
    def height(self) -> str:
        """What messages call the objective."""
        return self.config.height_word

    @property
    def epoch(self) -> str:
        """What messages call an epoch: without data there is nothing to pass over."""
        return self.config.epoch_word

    def column(self, name: str) -> Array:
        """A column up to the last epoch at which the run was finite."""
        whole = np.concatenate([frames.columns[name][self.k] for frames in self.recorded])
        return whole[: self.outcome.epoch + (not self.diverged)]

    @cached_property
    def value(self) -> Array:
        """The objective at each epoch (n,)."""
        return self.column("objective")

    @property
    def first(self) -> float:
        """The objective at the start."""
        return float(self.value[0])

    @property
    def last(self) -> float:
        """The objective at the end, or before it diverged."""
        return float(self.value[-1])

    @cached_property
    def lowest(self) -> int:
        """The last epoch at which the objective was lowest."""
        return len(self.value) - 1 - int(self.value[::-1].argmin())

    @cached_property
    def wrong(self) -> int:
        """The number of misclassified training points at the end; 0 for a function."""
        return 0 if self.function else self._wrong(-1)

    @cached_property
    def wrong_at_first(self) -> int:
        """The number of misclassified training points at the start; 0 for a function."""
        return 0 if self.function else self._wrong(0)

    def _wrong(self, epoch: int) -> int:
        return round((1 - float(self.column("train_accuracy")[epoch])) * len(self.training_labels))

    @cached_property
    def theta(self) -> Array:
        """The parameters at each epoch (n, P)."""
        whole = np.concatenate([frames.theta[self.k] for frames in self.recorded])
        return whole[: self.outcome.epoch + (not self.diverged)]

    def relative_gradient(self, epoch: int) -> float:
        """The gradient norm at an epoch as a share of the objective, times the parameters' norm if that is above 1.

        Far out, a power of the distance is steep although its gradient is a small share of it.
        """
        far = max(1.0, float(np.linalg.norm(self.theta[epoch])))
        return float(self.column("gradient_norm")[epoch]) * far / max(abs(float(self.value[epoch])), 1e-300)

    @cached_property
    def ways(self) -> Ways:
        """The bounds that ends are compared with."""
        return Ways.of(self.config.problem, self.first)

    @cached_property
    def rates(self) -> list[float]:
        """The learning rates of its steps in order: its own, and those set by hand."""
        # No step starts at the last recorded epoch or later, but the first step always exists.
        by_hand = [pair for pair in self.contender.manual or () if pair[0] < max(1, self.outcome.epoch)]
        own = [] if by_hand and by_hand[0][0] == 0 else [self.contender.learning_rate]
        return own + [rate for _, rate in by_hand]

    @property
    def rate(self) -> float:
        """The largest of the learning rates."""
        return max(self.rates)

    @property
    def _highest(self) -> float:
        """The largest rate of one digit that may be recommended."""
        # At the limit itself the last bit would decide.
        most = np.inf if self.limit is None else self.limit * (1 - _LAST_BIT)
        return holding.one_digit_below(min(most, holding.HIGHEST * 1.1))

    @cached_property
    def smaller(self) -> Found:
        """The largest smaller learning rate with which a run settles, below the limit of stability."""
        if not self.rate > holding.LOWEST:
            return Found(None, np.nan, 0)
        top = min(holding.one_digit_below(self.rate), self._highest)
        return self._largest(holding.LOWEST, top)

    @cached_property
    def larger(self) -> Found:
        """The largest learning rate above its own with which a run settles, below the limit of stability."""
        return self._largest(max(holding.LOWEST, holding.one_digit_above(self.rate)), self._highest)

    def _largest(self, low: float, high: float) -> Found:
        if low > high:
            return Found(None, np.nan, 0)
        return holding.largest_rate(self.trials, self.ways, low, high)

    @property
    def long(self) -> bool:
        """Whether there were enough epochs to say how the run went on."""
        return len(self.value) > _ENOUGH and not self.diverged

    @cached_property
    def level(self) -> float:
        """The lowest objective of the last quarter."""
        return float(self.value[-(len(self.value) // 4) - 1 :].min())

    @cached_property
    def peak(self) -> float:
        """The highest objective of the last quarter."""
        return float(self.value[-(len(self.value) // 4) - 1 :].max())

    def above(self, height: float) -> float:
        """A height above the floor; without a known floor, above the run's lowest."""
        return height - (self.value.min() if self.ways.floor is None else self.ways.floor)

    @cached_property
    def fell_late(self) -> float:
        """The decrease of the lowest objective in the second half, as a share of what was left above the floor."""
        half = len(self.value) // 2
        before = float(self.value[: half + 1].min())
        left = self.first - before if self.ways.floor is None else self.above(before)
        return (before - float(self.value[half:].min())) / left if left > 0 else 0.0

    @property
    def stalled(self) -> bool:
        """Whether the second half gained nothing."""
        return self.long and self.fell_late <= _STALLED

    @property
    def slow(self) -> bool:
        """Whether the second half gained hardly anything."""
        return self.long and self.fell_late <= _SLOW

    @property
    def swings(self) -> bool:
        """Whether the objective oscillates at the end."""
        rises = float(np.mean(np.diff(self.value[-(len(self.value) // 4) - 1 :]) > 0)) if self.long else 0.0
        return rises > 1 - _STEADILY and self.peak - self.level > _SWINGS * self.above(self.peak)

    @property
    def steady(self) -> bool:
        """Whether the objective fell to the end: in the last quarter at least half as much as in the first."""
        if not self.long or float(np.mean(np.diff(self.value) < 0)) < _STEADILY:
            return False
        quarter = len(self.value) // 4
        return bool(self.value[-quarter - 1] - self.value[-1] > 0.5 * (self.value[0] - self.value[quarter]))

    @property
    def hardly_moved(self) -> bool:
        """Whether the parameters are where they started, though the gradient there was large enough to move."""
        moved = float(np.linalg.norm(self.theta[-1] - self.theta[0]))
        far = max(1.0, float(np.linalg.norm(self.theta[0])))
        return not self.diverged and moved <= _MOVED * far and self.relative_gradient(0) > _MOVED

    @property
    def convex(self) -> bool:
        """Whether the objective is known to be convex."""
        return self.network is not None and self.network.affine and self.train.loss.convex

    def own(self, name: str) -> str:
        """The address's name of one of the contender's settings."""
        place = self.config.places[self.k]
        return name if place == 0 else f"{place + 1}.{name}"

    def with_rate(self, found: Found) -> Remedy | None:
        """The remedy that sets another learning rate."""
        if found.rate is None:
            return None
        changes = {self.own("lr"): LEARNING_RATE.text(found.rate), self.own("manual"): None}
        return Remedy(f"Use {number(found.rate)}", changes, reached=found.reached)

    def first_that_helps(self, *remedies: Remedy) -> Remedy | None:
        """The first remedy whose run ends far lower than this one."""
        for remedy in map(self.tried, remedies):
            if self.ways.lower(remedy.reached) and self.ways.far(self.last, remedy.reached):
                return remedy
        return None

    def with_some_rate(self, *remedies: Remedy) -> Remedy | None:
        """The first remedy whose run ends far lower at a learning rate that is searched for it."""
        for remedy in remedies:
            other = self.trials.beside(remedy.changes)
            found = other and holding.largest_rate(other, self.ways, holding.LOWEST, holding.HIGHEST)
            if found and found.rate is not None and self.ways.far(self.last, found.reached):
                rate = number(found.rate)
                changes = {**remedy.changes, self.own("lr"): LEARNING_RATE.text(found.rate), self.own("manual"): None}
                by = f"{remedy.by} at the learning rate {rate}"
                return Remedy(f"{remedy.text}, use {rate}", changes, by, found.reached)
        return None

    def tried(self, remedy: Remedy) -> Remedy:
        """A remedy with the objective that its run reaches; each remedy runs once."""
        if remedy.text not in self._tried:
            self._tried[remedy.text] = replace(remedy, reached=self.trials.changed(remedy.changes))
        return self._tried[remedy.text]


@dataclass(frozen=True, kw_only=True)
class Cause(Definition):
    """Why a run ended as it did: `label` names it, `help` names the figure that decides, and its limit.

    `holds(case)` checks that figure; `figure(case)` writes it. `said(case)` is the sentence with the run's own
    numbers, `more(case)` adds one or two that explain it, and `remedy(case)` is a change that helps. A `note` is no
    failure. A cause that `ends` also says why the run ended. A cause that holds `beside` another is said as well.
    `example` is the address of a run that has it; the run of `lookalike` only looks like it.
    """

    holds: Callable[[Case], bool]
    figure: Callable[[Case], str]
    said: Callable[[Case], str]
    more: Callable[[Case], str] = lambda _: ""
    remedy: Callable[[Case], Remedy | None] = lambda _: None
    note: bool = False
    ends: bool = False
    beside: bool = False
    example: str
    lookalike: str
