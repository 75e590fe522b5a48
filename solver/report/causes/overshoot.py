"""Why a run went up instead of down: its learning rate against the curvature where it turned, in a sentence."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solver.arrays import Array
from solver.config import Contender
from solver.curvature.eigenvalues import EXACT_UP_TO, along, bounded, chosen_epochs, cost
from solver.effort import REPORT
from solver.optimizers import OPTIMIZERS
from solver.report.causes.base import BEYOND, Case
from solver.training.trainer import next_rates
from solver.words import apart, given, number

# The share of the report's remaining budget that the curvature along all failed runs may spend.
_SHARE = 0.5
# A curvature below this sets no limit that a learning rate reaches.
_LEVEL = 1e-9
_CURVATURE = "the largest curvature (the Hessian's largest eigenvalue)"
# Where a step led from which the gradient leads nowhere.
_FAR_OUT = "led so far out that all probabilities are 0 or 1 and the gradient vanished"


@dataclass(frozen=True, eq=False)
class Course:
    """A contender's path up to its last finite epoch.

    `word` is what an epoch is called. `value` (n,) is the objective at each epoch; `rate` and `step` (n,) are the
    learning rate and the length of the step from there (the last entry repeats the rate before it, and has no length).
    At `epochs` (m,) the Hessian's `largest` eigenvalue (m,) was computed; it may be NaN. `limit` bounds rate times
    eigenvalue on a quadratic; None where no limit is known.
    """

    contender: Contender
    word: str
    full: bool
    value: Array
    rate: Array
    step: Array
    epochs: list[int]
    largest: Array
    limit: float | None

    @classmethod
    def of(cls, case: Case) -> "Course":
        """The course of a finished run. Measures the curvature here, at as many epochs as the budget affords."""
        n, contender, objective = len(case.value), case.contender, case.training.problem.train
        effort, parameters = case.training.effort, case.theta.shape[-1]
        with effort.part(REPORT):
            affordable = effort.affords(cost(objective.work, parameters), _SHARE / len(case.config.racing))
            known = chosen_epochs(n - 1, affordable)
            product = objective.hessian_product if parameters <= EXACT_UP_TO else bounded(objective)
            found = along(product, case.theta[known], spend=effort.spend)
        whole = np.concatenate([frames.columns["step_length"][case.k] for frames in case.recorded])[1 : n + 1]
        full = case.config.full_batch(contender)
        return cls(
            contender=contender,
            word=case.epoch,
            full=full,
            value=case.value,
            rate=next_rates(case.recorded)[case.k, :n],
            step=np.append(whole, np.nan)[:n],
            epochs=known or [0],
            largest=found.largest if known else np.array([np.nan]),
            limit=OPTIMIZERS[contender.optimizer].stability_limit(contender.hyperparameters) if full else None,
        )

    @cached_property
    def lowest(self) -> int:
        """The last epoch at which the objective was lowest; from there it rose."""
        return len(self.value) - 1 - int(self.value[::-1].argmin())

    @cached_property
    def over(self) -> list[bool]:
        """At which `epochs` the rate is above the stability limit (m,)."""
        limit = np.inf if self.limit is None else self.limit
        above = (self.rate[self.epochs] * self.largest > limit) & np.isfinite(self.largest)
        return [bool(each) for each in above]

    def crossing(self) -> int | None:
        """The first of `epochs`, by place, from which the rate was too large until it turned; None if there is none."""
        at = max(i for i, epoch in enumerate(self.epochs) if epoch <= self.lowest)
        if not self.over[at]:
            return next((i for i in range(at, len(self.epochs)) if self.over[i]), None)
        while at and self.over[at - 1]:
            at -= 1
        return at

    def overshoots(self, rate: float) -> bool:
        """Whether another rate would be above the limit where this one was."""
        at = self.crossing()
        return at is not None and self.limit is not None and bool(rate * self.largest[at] > self.limit)

    def raised(self, at: int) -> bool:
        """Whether, at that place, the rate had grown more since the start than the curvature."""
        grown = self.rate[self.epochs[at]] / self.rate[0]
        return bool(grown > 1 and not self.largest[at] > self.largest[0] * grown)

    def first_raised(self) -> int:
        """The first place at which the rate had grown and was too large."""
        grown = self.rate[self.epochs] > self.rate[0]
        return next(i for i, over in enumerate(self.over) if over and grown[i])


@np.errstate(all="ignore")
def why(course: Course, saturated: bool) -> str:
    """Why it rose, in a sentence; `saturated` says that it got stuck where all probabilities are 0 or 1."""
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
        f"At the start {_CURVATURE} is {number(course.largest[0])}, so {_limit(course, 0)}. The learning "
        f"rate {_rate(course, 0)} is above it{_since(course, saturated)}."
    )


def _since(course: Course, saturated: bool) -> str:
    """What followed."""
    if saturated:
        return f": a step {_FAR_OUT}"
    if len(course.value) == 1:
        return ""
    if course.lowest:
        return (
            f": the steps in that direction grew, and from {course.word} {course.lowest + 1} on they outweighed the "
            "gains in other directions"
        )
    steps = np.diff(course.value)
    if len(steps) > 1 and (steps > 0).all():
        return ": each step landed higher on the other side of the valley"
    return ": the first step already landed higher"


def _steepened(course: Course, at: int) -> str:
    """The rate was below the limit at first, then the curvature grew."""
    if course.over[0]:
        start = f"was already above the stability limit {_bound(course, 0)}, but the run recovered"
    elif course.largest[0] > _LEVEL:
        start = f"was below the stability limit {_bound(course, 0)}"
    else:
        start = "overshot nothing, because no direction curved upwards"
    epoch = course.epochs[at]
    return (
        f"At the start the learning rate {_rate(course, 0)} {start}. At {course.word} {epoch} {_CURVATURE} is "
        f"{number(course.largest[at])}, so {_limit(course, at)}. The learning rate {_rate(course, epoch)} is above it."
    )


def _raised(course: Course, at: int) -> str:
    """The rate was below the limit at first, then it was raised."""
    epoch = course.epochs[at]
    by_hand = [pair for pair in course.contender.manual or () if pair[0] <= epoch and pair[1] > course.rate[0]]
    if by_hand:
        since, rate = by_hand[-1]
        raised = f"From {course.word} {since} on, the learning rate set by hand is {given(rate)}."
    else:
        rates = f"from {_rate(course, 0)} to {_rate(course, epoch)}"
        raised = f"By {course.word} {epoch} the schedule had raised the learning rate {rates}."
    return (
        f"{raised} That is too large: at {course.word} {epoch} {_CURVATURE} is "
        f"{number(course.largest[at])}, so {_limit(course, at)}."
    )


def _never_over(course: Course) -> str:
    """No measured curvature is above the limit; a step crossed a steeper place between two epochs."""
    assert course.limit is not None
    product = course.rate[course.epochs] * course.largest
    known = np.flatnonzero(np.isfinite(product))
    if not len(known):
        return (
            "The curvature along the way could not be computed, so there is no stability limit to compare the learning "
            f"rate {_rate(course, course.lowest)} with."
        )
    if not product[known].any():
        return (
            "Nothing is curved along the way, so there is no stability limit. The surface consists of flat faces that "
            f"meet in creases, and a step with the learning rate {_rate(course, course.lowest)} goes far across them."
        )
    if product[known].max() <= 0:
        return (
            "Where the curvature was computed, no direction curved upwards, so there was no stability limit. A step "
            f"with the learning rate {_rate(course, course.lowest)} led to a higher place."
        )
    most = known[product[known].argmax()]
    carried = ", or momentum carried it uphill" if OPTIMIZERS[course.contender.optimizer].velocity else ""
    return (
        f"Where the curvature was computed, learning rate times curvature was at most {number(product[most])} "
        f"({course.word} {course.epochs[most]}), below the limit of {number(course.limit)}. In between, the steps "
        f"crossed a steeper place{carried}."
    )


def _in_batches(course: Course) -> str:
    name, epoch = OPTIMIZERS[course.contender.optimizer].label, course.epochs[_turn(course)]
    return (
        f"No stability limit is known for {name} in mini-batches, because each mini-batch has its own landscape. "
        f"At {course.word} {epoch} the learning rate was {_rate(course, epoch)}.{_steepest(course)}"
    )


def _without_limit(course: Course, saturated: bool) -> str:
    name, e = OPTIMIZERS[course.contender.optimizer].label, course.lowest
    long = f" of length {number(course.step[e])}" if np.isfinite(course.step[e]) else ""
    if saturated:
        went = _FAR_OUT
    elif e + 1 < len(course.value):
        low, high = apart(course.value[e], course.value[e + 1])
        went = f"led up from {low} to {high}"
    else:
        went = f"led {BEYOND}"
    return (
        f"No stability limit is known for {name}, because its steps depend on more than the present gradient. From "
        f"{course.word} {e} a step{long} with the learning rate {_rate(course, e)} {went}.{_steepest(course)}"
    )


def _steepest(course: Course) -> str:
    """A sentence with the curvature where it was last known before the rise, if it is known."""
    at = _turn(course)
    where = f" At {course.word} {course.epochs[at]}{'' if course.full else ', over all points,'} {_CURVATURE}"
    return f"{where} was {number(course.largest[at])}." if course.largest[at] > _LEVEL else ""


def _turn(course: Course) -> int:
    """The place of the last of `epochs` before the rise at which the curvature is known, or else of the first."""
    known = np.isfinite(course.largest)
    return max((i for i, epoch in enumerate(course.epochs) if epoch <= course.lowest and known[i]), default=0)


def _limit(course: Course, at: int) -> str:
    momentum = course.contender.hyperparameters.get("momentum")
    with_momentum = "" if momentum is None else f" with momentum {given(momentum)}"
    return f"the stability limit{with_momentum} is {_bound(course, at)}"


def _bound(course: Course, at: int) -> str:
    """The largest stable rate, and the curvature that it follows from."""
    assert course.limit is not None
    return f"{number(course.limit)}/{number(course.largest[at])} = {number(course.limit / course.largest[at])}"


def _rate(course: Course, epoch: int) -> str:
    # A line search has no length for a step that it did not take.
    rate = course.rate[epoch]
    return given(rate if np.isfinite(rate) else course.contender.learning_rate)
