"""What a cause is, and the case that it is held against: a finished run of one contender."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from solver import stopping
from solver.arrays import Array, Labels
from solver.config import Classification, Contender, FunctionProblem, RunConfig
from solver.functions import FUNCTIONS
from solver.model.data_objective import DataObjective
from solver.model.network import Network
from solver.optimizers.base import LEARNING_RATE
from solver.registry import Definition
from solver.report import largest_rate as holding
from solver.report.largest_rate import Changes, Found, Trials, Ways
from solver.training.trainer import Frames, Outcome, Training
from solver.words import number

BEYOND = "beyond the largest number that floating point can hold"
# Epochs without which nothing is said of how a run went on.
_ENOUGH = 8
# Of what is left above the floor: who fell by less in the second half of the run has stalled, or hardly goes on.
_STALLED, _SLOW = 0.01, 0.1
# Of the height above the floor: who goes up and down by more in the last quarter swings.
_SWINGS = 0.1
# Of steps: so many go down where a run falls steadily.
_STEADILY = 0.9
# Of the parameters' own length: who has moved by less is where it started; as a share of the loss: a slope to move by.
_MOVED = 1e-3


@dataclass(frozen=True)
class Remedy:
    """What to do about it: `text` on its button, names of the address and what they are set to, `by` in a sentence.

    `reached` is the objective of a run with it, NaN where no run is needed to know. Without `by` the cause's own
    sentence says what it reaches.
    """

    text: str
    changes: Changes
    by: str = ""
    reached: float = np.nan


@dataclass(frozen=True, eq=False)
class Case:
    """A contender's finished run, with all that causes are judged by. `value` and so on end with what is finite."""

    training: Training
    k: int
    recorded: Sequence[Frames]
    _tried: dict[str, Remedy] = field(default_factory=dict)

    @cached_property
    def trials(self) -> Trials:
        """What is tried out for it."""
        return Trials(self.config, self.k, self.training.effort)

    @property
    def config(self) -> RunConfig:
        """The run's."""
        return self.training.config

    @property
    def contender(self) -> Contender:
        """The contender's settings."""
        return self.config.racing[self.k]

    @property
    def problem(self) -> Classification:
        """The problem where there are data."""
        assert isinstance(self.config.problem, Classification)
        return self.config.problem

    @property
    def function(self) -> FunctionProblem | None:
        """The problem where there are none."""
        return self.config.problem if isinstance(self.config.problem, FunctionProblem) else None

    @property
    def network(self) -> Network | None:
        """The model; None for a test function."""
        return None if self.function else self.problem.network

    @property
    def train(self) -> DataObjective:
        """The training objective where there are data."""
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
        """How it ended."""
        found = self.training.outcomes[self.k]
        assert found is not None
        return found

    @property
    def diverged(self) -> bool:
        """Whether it left the floating-point numbers."""
        return self.outcome.reason == stopping.DIVERGED

    @property
    def height(self) -> str:
        """What the objective is called."""
        return "value" if self.function else "loss"

    def column(self, name: str) -> Array:
        """A column up to the last epoch at which the run was finite."""
        whole = np.concatenate([frames.columns[name][self.k] for frames in self.recorded])
        return whole[: self.outcome.epoch + (not self.diverged)]

    @cached_property
    def value(self) -> Array:
        """The objective, epoch by epoch."""
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
        """The last epoch at which it was lowest."""
        return len(self.value) - 1 - int(self.value[::-1].argmin())

    @cached_property
    def wrong(self) -> int:
        """How many training points are on the wrong side at the end; of a function none."""
        return 0 if self.function else self._wrong(-1)

    @cached_property
    def wrong_at_first(self) -> int:
        """How many are at the start."""
        return 0 if self.function else self._wrong(0)

    def _wrong(self, epoch: int) -> int:
        return round((1 - float(self.column("train_accuracy")[epoch])) * len(self.training_labels))

    @cached_property
    def theta(self) -> Array:
        """The parameters (n, P), epoch by epoch."""
        whole = np.concatenate([frames.theta[self.k] for frames in self.recorded])
        return whole[: self.outcome.epoch + (not self.diverged)]

    def slope(self, epoch: int) -> float:
        """The gradient's length at an epoch, as a share of the objective and over the parameters' own size.

        Far out what grows like a power of the distance is steep, though its slope is a small share of it.
        """
        far = max(1.0, float(np.linalg.norm(self.theta[epoch])))
        return float(self.column("gradient_norm")[epoch]) * far / max(abs(float(self.value[epoch])), 1e-300)

    @cached_property
    def ways(self) -> Ways:
        """What ends are held against: no loss is below 0, no function below its known minimum."""
        if self.function is None:
            return Ways(self.first, 0.0)
        minima = self.function.objective.value(FUNCTIONS[self.function.function].minima(self.function.options))
        return Ways(self.first, float(minima.min()) if len(minima) else None)

    @cached_property
    def rates(self) -> list[float]:
        """The learning rates that it took steps with, one after the other: its own, and those set by hand."""
        # A step beyond the last recorded epoch is none, and there is a first one always.
        by_hand = [pair for pair in self.contender.manual or () if pair[0] < max(1, self.outcome.epoch)]
        own = [] if by_hand and by_hand[0][0] == 0 else [self.contender.learning_rate]
        return own + [rate for _, rate in by_hand]

    @property
    def rate(self) -> float:
        """The largest of them."""
        return max(self.rates)

    @cached_property
    def smaller(self) -> Found:
        """The largest smaller learning rate that settles."""
        top = min(self.rate, holding.HIGHEST * 1.1)
        if not top > holding.LOWEST:
            return Found(None, np.nan, 0)
        return holding.largest_rate(self.trials, self.ways, holding.LOWEST, holding.one_digit_below(top))

    @cached_property
    def larger(self) -> Found:
        """The largest learning rate up to the largest of the page's slider that settles, of those above its own."""
        if self.rate >= holding.HIGHEST:
            return Found(None, np.nan, 0)
        low = max(holding.LOWEST, holding.one_digit_above(self.rate))
        return holding.largest_rate(self.trials, self.ways, low, holding.HIGHEST)

    @property
    def long(self) -> bool:
        """Whether there were epochs enough to say how it went on."""
        return len(self.value) > _ENOUGH and not self.diverged

    @cached_property
    def level(self) -> float:
        """The lowest of the last quarter."""
        return float(self.value[-(len(self.value) // 4) - 1 :].min())

    @cached_property
    def peak(self) -> float:
        """The highest of the last quarter."""
        return float(self.value[-(len(self.value) // 4) - 1 :].max())

    def above(self, height: float) -> float:
        """How far a height is above the floor, or where none is known above the lowest of the run."""
        return height - (self.value.min() if self.ways.floor is None else self.ways.floor)

    @cached_property
    def fell_late(self) -> float:
        """By how much its lowest fell in the second half, as a share of what was left above the floor."""
        half = len(self.value) // 2
        before = float(self.value[: half + 1].min())
        left = self.first - before if self.ways.floor is None else self.above(before)
        return (before - float(self.value[half:].min())) / left if left > 0 else 0.0

    @property
    def stalled(self) -> bool:
        """Whether nothing was gained any more."""
        return self.long and self.fell_late <= _STALLED

    @property
    def slow(self) -> bool:
        """Whether hardly anything was."""
        return self.long and self.fell_late <= _SLOW

    @property
    def swings(self) -> bool:
        """Whether it goes up and down at the end."""
        rises = float(np.mean(np.diff(self.value[-(len(self.value) // 4) - 1 :]) > 0)) if self.long else 0.0
        return rises > 1 - _STEADILY and self.peak - self.level > _SWINGS * self.above(self.peak)

    @property
    def steady(self) -> bool:
        """Whether it was falling to the end, in the last quarter by half as much as in the first at least."""
        if not self.long or float(np.mean(np.diff(self.value) < 0)) < _STEADILY:
            return False
        quarter = len(self.value) // 4
        return bool(self.value[-quarter - 1] - self.value[-1] > 0.5 * (self.value[0] - self.value[quarter]))

    @property
    def hardly_moved(self) -> bool:
        """Whether the parameters are where they started, though a slope led away from there."""
        moved = float(np.linalg.norm(self.theta[-1] - self.theta[0]))
        far = max(1.0, float(np.linalg.norm(self.theta[0])))
        return not self.diverged and moved <= _MOVED * far and self.slope(0) > _MOVED

    @property
    def convex(self) -> bool:
        """Whether the objective is known to have no second hollow."""
        return self.network is not None and self.network.affine and self.train.loss.convex

    def own(self, name: str) -> str:
        """The address's name of one of the contender's settings."""
        place = self.config.places[self.k]
        return name if place == 0 else f"{place + 1}.{name}"

    def with_rate(self, found: Found) -> Remedy | None:
        """The remedy of another learning rate."""
        if found.rate is None:
            return None
        changes = {self.own("lr"): LEARNING_RATE.text(found.rate), self.own("manual"): None}
        return Remedy(f"Use {number(found.rate)}", changes, reached=found.reached)

    def first_that_helps(self, *remedies: Remedy) -> Remedy | None:
        """The first of some remedies with which a run gets far lower than this one did."""
        for remedy in map(self.tried, remedies):
            if self.ways.lower(remedy.reached) and self.ways.far(self.last, remedy.reached):
                return remedy
        return None

    def with_some_rate(self, *remedies: Remedy) -> Remedy | None:
        """The first of some remedies with which a run gets far lower at a learning rate that is found for it."""
        for remedy in remedies:
            other = self.trials.beside(remedy.changes)
            found = other and holding.largest_rate(other, self.ways, holding.LOWEST, holding.HIGHEST)
            if found and found.rate is not None and self.ways.far(self.last, found.reached):
                rate = number(found.rate)
                changes = {**remedy.changes, self.own("lr"): LEARNING_RATE.text(found.rate), self.own("manual"): None}
                by = f"{remedy.by} and the learning rate {rate}"
                return Remedy(f"{remedy.text}, use {rate}", changes, by, found.reached)
        return None

    def tried(self, remedy: Remedy) -> Remedy:
        """A remedy with what a run with it reaches; each is tried only once."""
        if remedy.text not in self._tried:
            self._tried[remedy.text] = replace(remedy, reached=self.trials.changed(remedy.changes))
        return self._tried[remedy.text]


@dataclass(frozen=True, kw_only=True)
class Cause(Definition):
    """Why a run came to what it came to: `label` names it, `help` says which figure decides, and its limit.

    `holds(case)` looks at that figure; `figure(case)` writes it. `said(case)` is the sentence, with the run's own
    numbers, `more(case)` one or two that explain it, and `remedy(case)` what was found to help. A `note` is no
    failure; what `ends` says itself why the run ended; what holds `beside` another cause is said with it, too.
    `example` is a run that has it, `lookalike` one that only looks like it.
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
