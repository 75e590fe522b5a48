"""Why a run went up instead of down: its learning rate against the curvature where it turned, in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solver.arrays import Array
from solver.config import Contender, FunctionProblem
from solver.optimizers import OPTIMIZERS
from solver.stability import Stability
from solver.trainer import Frames, Training, next_rates


@dataclass(frozen=True, eq=False)
class Course:
    """A contender's way up to the last epoch at which it was finite.

    `value` (n,) is the objective at each epoch, called `height` in words, `rate` and `step` (n,) are the learning
    rate and the length of the step from there (that of the end repeats the rate before, and has no length). `epochs`
    (m,) are those where the Hessian's `largest` eigenvalue (m,) is known, maybe as NaN. `limit` is what rate times
    eigenvalue must stay below on a bowl, None where no limit is known.
    """

    contender: Contender
    full: bool
    height: str
    value: Array
    rate: Array
    step: Array
    epochs: list[int]
    largest: Array
    limit: float | None
    diverged: bool

    @classmethod
    def of(cls, training: Training, k: int, recorded: Sequence[Frames], stability: Stability) -> "Course":
        """That of contender k of those that run."""
        outcome, config = training.outcomes[k], training.config
        assert outcome is not None
        diverged = outcome.reason == "diverged"
        n = outcome.epoch + (not diverged)
        value, step = (
            np.concatenate([frames.columns[name][k] for frames in recorded]) for name in ("objective", "step_length")
        )
        known = [epoch for epoch in stability.epochs if epoch < n]
        return cls(
            contender=config.racing[k],
            full=config.full_batch(config.racing[k]),
            height="value" if isinstance(config.problem, FunctionProblem) else "training loss",
            value=value[:n],
            rate=next_rates(recorded)[k, :n],
            step=step[1 : n + 1] if diverged else np.append(step[1:n], np.nan),
            epochs=known,
            largest=stability.largest[k, : len(known)],
            limit=stability.limits[k],
            diverged=diverged,
        )

    @cached_property
    def lowest(self) -> int:
        """The epoch at which it was lowest: from there it went up."""
        return int(self.value.argmin())

    @cached_property
    def over(self) -> list[bool]:
        """At which of the epochs where the curvature is known the rate is above what overshoots (m,)."""
        limit = np.inf if self.limit is None else self.limit
        above = (self.rate[self.epochs] * self.largest > limit) & np.isfinite(self.largest)
        return [bool(each) for each in above]

    def crossing(self) -> int | None:
        """The place among `epochs` from which on the rate was too high when it turned, or soon after; None: never."""
        at = max(i for i, epoch in enumerate(self.epochs) if epoch <= self.lowest)
        if not self.over[at]:
            return next((i for i in range(at, len(self.epochs)) if self.over[i]), None)
        while at and self.over[at - 1]:
            at -= 1
        return at

    def overshoots(self, rate: float) -> bool:
        """Whether another rate would be above what overshoots where this one was."""
        at = self.crossing()
        return at is not None and self.limit is not None and bool(rate * self.largest[at] > self.limit)

    def raised(self, at: int) -> bool:
        """Whether it was rather the rate than the curvature that had grown since the start, at that place."""
        grown = self.rate[self.epochs[at]] / self.rate[0]
        return bool(grown > 1 and not self.largest[at] > self.largest[0] * grown)

    def first_raised(self) -> int:
        """The first place where the rate had grown and was too high."""
        grown = self.rate[self.epochs] > self.rate[0]
        return next(i for i, over in enumerate(self.over) if over and grown[i])


@np.errstate(all="ignore")
def why(course: Course, saturated: bool) -> str:
    """Why it went up, in a sentence; `saturated` says that it got stuck where all probabilities are 0 or 1."""
    if not course.full:
        return _in_batches(course)
    if course.limit is None:
        return _without_limit(course, saturated)
    at = course.crossing()
    if at is None:
        return _never_over(course)
    if at == 0:
        return _from_the_start(course, saturated)
    if course.raised(at):
        return _raised(course, course.first_raised())
    return _steepened(course, at)


def _from_the_start(course: Course, saturated: bool) -> str:
    return (
        f"At the start the steepest wall has {_curvature(course, 0)}: {_above(course, 0)} overshoot it, and "
        f"{_rate(course, 0)} was used{_since(course, saturated)}."
    )


def _since(course: Course, saturated: bool) -> str:
    """What became of it."""
    if saturated:
        return "; a step went so far out that all probabilities are 0 or 1, where there is no slope to come back by"
    if len(course.value) == 1:
        return ""
    if course.lowest:
        return (
            f"; across it the steps grew, and from epoch {course.lowest + 1} on they outdid what was gained elsewhere"
        )
    if (np.diff(course.value) > 0).all():
        return "; each step landed higher on the other side"
    return "; the first step already landed higher"


def _steepened(course: Course, at: int) -> str:
    """It was slow enough at first, and came to where it was not."""
    if course.over[0]:
        start = f"was above {_bound(course, 0)} already, but got away with it"
    elif course.largest[0] > 0:
        start = f"was below {_bound(course, 0)}, from where on rates overshoot"
    else:
        start = "overshot nothing, for no wall was curved upwards"
    return (
        f"At the start the learning rate {_rate(course, 0)} {start}; by epoch {course.epochs[at]} it had come to where "
        f"the steepest wall has {_curvature(course, at)}, and {_above(course, at)} overshoot it."
    )


def _raised(course: Course, at: int) -> str:
    """The rate was low enough at first, and was raised."""
    epoch = course.epochs[at]
    by_hand = [pair for pair in course.contender.manual or () if pair[0] <= epoch and pair[1] > course.rate[0]]
    if by_hand:
        since, rate = by_hand[-1]
        raised = f"The learning rate set by hand from epoch {since} on, {rate:g},"
    else:
        rates = f"from {_rate(course, 0)} to {_rate(course, epoch)}"
        raised = f"By epoch {epoch} the schedule had raised the learning rate {rates}, which"
    return (
        f"{raised} is too high: the steepest wall at epoch {epoch} has {_curvature(course, at)}, and "
        f"{_above(course, at)} overshoot it."
    )


def _never_over(course: Course) -> str:
    """Nothing that was measured is too steep: what is crossed between two epochs is."""
    assert course.limit is not None
    product = course.rate[course.epochs] * course.largest
    known = np.flatnonzero(np.isfinite(product))
    if not len(known):
        return (
            "On its way no curvature could be measured that the learning rate "
            f"{_rate(course, course.lowest)} might be held against."
        )
    if not product[known].any():
        return (
            "Nothing is curved on its way, so that no wall sets a limit: flat faces meet in creases, and the learning "
            f"rate {_rate(course, course.lowest)} steps far across them."
        )
    if product[known].max() <= 0:
        return (
            "Where it was measured no wall was curved upwards, so that none set a limit: a step with the learning rate "
            f"{_rate(course, course.lowest)} led across to where it is higher."
        )
    most = known[product[known].argmax()]
    carried = " or its momentum carried it up" if OPTIMIZERS[course.contender.optimizer].velocity else ""
    return (
        f"Learning rate times curvature was at most {product[most]:.3g} where it was measured (epoch "
        f"{course.epochs[most]}), below the {course.limit:.4g} that overshoots on a bowl: the steps crossed "
        f"something steeper in between{carried}."
    )


def _in_batches(course: Course) -> str:
    name, epoch = OPTIMIZERS[course.contender.optimizer].label, course.epochs[_turn(course)]
    return (
        "Each mini-batch is a landscape of its own, often a steeper one, so that no limit is known for "
        f"{name} in mini-batches; at epoch {epoch} the learning rate was {_rate(course, epoch)}{_steepest(course)}."
    )


def _without_limit(course: Course, saturated: bool) -> str:
    name, e = OPTIMIZERS[course.contender.optimizer].label, course.lowest
    long = f" {course.step[e]:.4g} long" if np.isfinite(course.step[e]) else ""
    if saturated:
        went = "went so far out that all probabilities are 0 or 1, where there is no slope to come back by"
    elif e + 1 < len(course.value):
        went = f"led up from {course.value[e]:.4g} to {course.value[e + 1]:.4g}"
    else:
        went = "led beyond what floating point can hold"
    return (
        f"For {name}, whose steps depend on more than the present slope, no limit is known: from epoch {e} a "
        f"step{long} with the learning rate {_rate(course, e)} {went}{_steepest(course)}."
    )


def _steepest(course: Course) -> str:
    """How steep it was where the curvature was last known before it went up, if it was."""
    at = _turn(course)
    where = "; " if course.full else ", and over all points "
    where += f"the steepest wall at epoch {course.epochs[at]} had"
    return f"{where} {_curvature(course, at)}" if np.isfinite(course.largest[at]) else ""


def _turn(course: Course) -> int:
    """The place of the last of `epochs` before it went up where the curvature is known, else of the first."""
    known = np.isfinite(course.largest)
    return max((i for i, epoch in enumerate(course.epochs) if epoch <= course.lowest and known[i]), default=0)


def _curvature(course: Course, at: int) -> str:
    return f"curvature {course.largest[at]:.4g} (so much does its slope change within one unit)"


def _above(course: Course, at: int) -> str:
    momentum = course.contender.hyperparameters.get("momentum")
    with_momentum = "" if momentum is None else f"with momentum {momentum:g} "
    return f"{with_momentum}rates above {_bound(course, at)}"


def _bound(course: Course, at: int) -> str:
    """The largest stable rate, and where it comes from."""
    assert course.limit is not None
    return f"{course.limit:.4g}/{course.largest[at]:.4g} = {course.limit / course.largest[at]:.3g}"


def _rate(course: Course, epoch: int) -> str:
    # A search along the line has no length for a step that was none.
    rate = course.rate[epoch]
    return f"{rate if np.isfinite(rate) else course.contender.learning_rate:.4g}"
