"""Causes in the learning rate: too large or too small, shown by the run with another rate."""

import numpy as np

from solver.functions import FUNCTIONS
from solver.report.causes import overshoot
from solver.report.causes.base import BEYOND, Case, Cause, Remedy
from solver.report.causes.start import certain, left_by, lost, scaled
from solver.words import apart, given, number

# A share of the objective's size: a rise above the start by less is rounding.
_ROUNDING = 1e-9
# A share of the start's height above the floor: a larger rate must gain more to be mentioned.
_GAIN = 0.1
# Shares of the largest gradient norm of the run, below which it has come to rest. For a network the second is a share
# of the loss, since saturated units have hardly any gradient either.
_LEVEL, _AT_REST = 1e-3, 1e-9
# A share of the start's height above the floor: with less left, nothing is to be gained.
_WORTH = 1e-3


def _down(case: Case) -> bool:
    """Whether the objective falls without a bound."""
    if case.function is None or not case.diverged:
        return False
    minima = case.function.objective.value(FUNCTIONS[case.function.function].minima(case.function.options))
    final = float(case.recorded[-1].columns["objective"][case.k, -1])
    below = len(minima) > 0 and case.value.min() < minima.min() - abs(minima.min())
    return final == -np.inf or bool(below)


def _down_said(case: Case) -> str:
    last = len(case.value)
    down = f"to {number(case.last)} by {case.epoch} {last - 1}, then " if last > 1 else ""
    return (
        f"This function is unbounded below: the value fell from {number(case.first)} {down}{BEYOND} in {case.epoch} "
        f"{last}"
    )


def _reaches(case: Case) -> str:
    """The objective that a smaller rate reaches, as the second number."""
    found = case.smaller
    return "" if found.rate is None else f"; with the rate {number(found.rate)} it reaches {number(found.reached)}"


def _diverged_said(case: Case) -> str:
    last, low = len(case.value), case.lowest
    if float(case.recorded[-1].columns["updates"][case.k, -1]) == 1:
        return f"{_too_large(case)} the {case.height} went {BEYOND} in the first step{_reaches(case)}"
    grew = f"grew from {number(case.first)}"
    if low:
        grew = f"fell to {number(case.value[low])} by {case.epoch} {low}, then grew"
    return f"{_too_large(case)} the {case.height} {grew} until it diverged in {case.epoch} {last}{_reaches(case)}"


def _too_large(case: Case) -> str:
    """Blames the rate, unless no other rate was found to settle: then it may not be the cause."""
    rate = f"learning rate {given(case.rate)}"
    return f"With the {rate}" if case.smaller.rate is None else f"The {rate} is too large:"


def _climbed(case: Case) -> bool:
    return not case.diverged and case.last - case.first > _ROUNDING * max(abs(case.first), abs(case.last))


def _climbed_said(case: Case) -> str:
    first, last = apart(case.first, case.last)
    between = ""
    if case.lowest:
        between = f"fell to {number(case.value[case.lowest])} by {case.epoch} {case.lowest}, but "
    return (
        f"{_too_large(case)} the {case.height} {between}ends at {last}, above the {first} at which it "
        f"started{_reaches(case)}"
    )


def _none_settles(case: Case) -> str:
    """The rates that were tried in vain."""
    if case.smaller.rate is not None:
        return ""
    if case.smaller.tried == 1:
        return "The one smaller rate that was tried does not end lower than it started either."
    if case.smaller.tried:
        return f"None of the {case.smaller.tried} smaller rates that were tried ends lower than it started."
    return "No smaller rate was tried: none can be set, or a trial would cost too much."


def _went_up(case: Case) -> str:
    course, found = overshoot.Course.of(case), case.smaller
    too = ""
    if found.rate is not None and course.overshoots(found.rate):
        too = f"The rate {number(found.rate)} is above that limit as well, but its run comes back down."
    return " ".join(filter(None, (overshoot.why(course, lost(case)), too, _none_settles(case))))


def _slower_or_scaled(case: Case) -> Remedy | None:
    """A smaller rate, or standardised points where these end far lower still."""
    slower = case.with_rate(case.smaller)
    other = scaled(case)
    if other is None or (slower is not None and not case.ways.far(slower.reached, other.reached)):
        return slower
    return other


def _beaten(case: Case) -> bool:
    """Whether a smaller rate ends far below this run's lowest objective of the last quarter."""
    found = case.smaller
    return found.rate is not None and found.rate < case.rates[-1] and case.ways.far(case.level, found.reached)


def _worth(case: Case) -> bool:
    """Whether the height left above the floor is a notable share of the start's."""
    if case.ways.floor is None:
        return True
    return case.above(case.level) > _WORTH * case.above(case.first)


def _settled_elsewhere(case: Case) -> bool:
    """Whether it has come to rest in a local minimum: another may be lower, but this rate is not to blame."""
    norms = case.column("gradient_norm")
    if case.network is None or case.network.affine:
        return not certain(case, -1) and bool(norms[-1] <= _LEVEL * norms.max())
    return not certain(case, -1) and case.relative_gradient(-1) <= _AT_REST


def _stalls(case: Case) -> bool:
    quiet = case.slow and not case.swings and not case.convex and not _settled_elsewhere(case)
    return quiet and _worth(case) and _beaten(case)


def _swings(case: Case) -> bool:
    return case.swings and _worth(case) and _beaten(case)


def _stalls_said(case: Case) -> str:
    course = "stalls at" if case.stalled else "falls only to"
    return f"{_too_large(case)} the {case.height} {course} {number(case.level)}{_reaches(case)}"


def _stalls_more(case: Case) -> str:
    if not lost(case):
        return ""
    return f"A step led so far out that all probabilities are 0 or 1. {left_by(case)}."


def _swings_said(case: Case) -> str:
    low, high = apart(case.level, case.peak)
    return f"{_too_large(case)} the {case.height} swings between {low} and {high}{_reaches(case)}"


def _small(case: Case) -> bool:
    if not (case.steady or case.hardly_moved) or not _worth(case):
        return False
    # An objective without a lower bound goes lower with every larger rate.
    if case.ways.floor is None and not case.hardly_moved:
        return False
    found = case.larger
    if found.rate is None or case.first - found.reached < _GAIN * case.above(case.first):
        return False
    # A run that gained half as much is going well.
    return case.first - case.last < (case.first - found.reached) / 2


def _small_said(case: Case) -> str:
    found = case.larger
    assert found.rate is not None
    first, last = apart(case.first, case.last)
    course = f"fell only from {first} to {last}"
    if case.hardly_moved:
        moved = number(float(np.linalg.norm(case.theta[-1] - case.theta[0])))
        course = f"stays at {number(case.first)}, because the parameters moved by only {moved}"
    return (
        f"The learning rate {given(case.rate)} is too small: the {case.height} {course}; with the rate "
        f"{number(found.rate)} it reaches {number(found.reached)}"
    )


def _late(case: Case) -> str:
    """The lowest objective of the last quarter beside the one that a smaller rate reaches."""
    if case.smaller.rate is None:
        return f"{case.height} {number(case.level)}, no smaller rate ends lower"
    reached = f"{number(case.smaller.reached)} with the rate {number(case.smaller.rate)}"
    return f"{case.height} {number(case.level)}, {reached}"


NO_LOWER_END = Cause(
    name="no_lower_end",
    label="A function that is unbounded below",
    help="Before the run diverged, its value was below every known minimum, or minus infinity.",
    holds=_down,
    figure=lambda case: f"last finite value {number(case.last)}",
    said=_down_said,
    more=lambda _: "With a smaller learning rate it falls more slowly, but no rate converges.",
    example="function=monkey_saddle&lr=0.05",
    lookalike="function=rosenbrock&lr=0.1&epochs=20",
)
DIVERGED = Cause(
    name="diverged",
    label="Learning rate too large: diverged",
    help="The objective is no longer a finite number. The learning rate is blamed if a smaller one settles.",
    holds=lambda case: case.diverged,
    figure=lambda case: f"ended: {case.outcome.reason}",
    said=_diverged_said,
    more=_went_up,
    remedy=_slower_or_scaled,
    example="function=rosenbrock&lr=0.1&epochs=20",
    lookalike="function=rosenbrock&lr=0.001&epochs=20",
)
CLIMBED = Cause(
    name="climbed",
    label="Learning rate too large: ended higher than it started",
    help="The last objective is above the first by more than rounding. The learning rate is blamed if a smaller one "
    "settles.",
    holds=_climbed,
    figure=lambda case: "from {} to {}".format(*apart(case.first, case.last)),
    said=_climbed_said,
    more=_went_up,
    remedy=_slower_or_scaled,
    example="data=overlapping&lr=1",
    lookalike="data=overlapping&lr=0.001",
)
STALLS = Cause(
    name="stalls",
    label="Learning rate too large: stalled",
    help="The lowest objective of the last quarter is far above what a trial run with a smaller rate reaches: by more "
    "than a tenth of the way down, or ten times as high. In the second half it falls by at most 10 %.",
    holds=_stalls,
    figure=_late,
    said=_stalls_said,
    more=_stalls_more,
    remedy=lambda case: case.with_rate(case.smaller),
    example="lr=1",
    lookalike="data=moons&flip=0.2&lr=0.01",
)
SWINGS = Cause(
    name="swings",
    label="Learning rate too large: swings",
    help="A trial run with a smaller rate ends far lower, and in the last quarter the objective goes up and down by "
    "more than a tenth of its height.",
    holds=_swings,
    figure=_late,
    said=_swings_said,
    remedy=lambda case: case.with_rate(case.smaller),
    example="function=rosenbrock&opt=adam&lr=3",
    lookalike="function=rosenbrock&opt=adam&lr=0.1",
)
TOO_SMALL = Cause(
    name="too_small",
    label="Learning rate too small",
    help="The objective falls less than half as far as in a trial run with a larger rate. At the end it still falls at "
    "least half as fast as at the start, or the parameters hardly move.",
    holds=_small,
    figure=lambda case: f"{case.height} {number(case.last)}, {number(case.larger.reached)} with a larger rate",
    said=_small_said,
    remedy=lambda case: case.with_rate(case.larger),
    example="lr=1e-7",
    lookalike="lr=0.0001",
)
