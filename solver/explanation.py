"""Why each contender's run ended, in words; of one that failed also what it came from and which rate holds."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from solver import stopping
from solver.causes import Course, why
from solver.config import FunctionProblem, RunConfig
from solver.functions import FUNCTIONS
from solver.holding import Found, largest_rate
from solver.losses import LOSSES
from solver.stability import Stability
from solver.trainer import Frames, Training

# What can be said of any place without a slope.
_STILL = "The slope has vanished: a minimum, a saddle or a flat place. Another start may lead further down."
_MINIMUM = "The slope has vanished: this is the minimum, no other weights have a smaller training loss."
_SATURATED = (
    "The slope has vanished although points are still on the wrong side: a step went so far out that all "
    "probabilities are 0 or 1. A smaller learning rate stays where there is a slope."
)
_BEYOND = "beyond the largest number that floating point can hold"


class Explanation(NamedTuple):
    """A few sentences with the run's own numbers, and the learning rate that would have held.

    `holds` is what `holding.largest_rate` finds, None where the run held, or no rate does or is known.
    """

    sentence: str
    holds: float | None


@np.errstate(all="ignore")  # the last frame of a run that diverged is not finite
def explain(training: Training, k: int, recorded: Sequence[Frames], stability: Stability) -> Explanation:
    """What is to be said of contender k of those that run, from all frames of a finished run and its curvature.

    A run failed that diverged, or whose last objective is above its first.
    """
    config, outcome = training.config, training.outcomes[k]
    assert outcome is not None
    final = {name: float(column[k, -1]) for name, column in recorded[-1].columns.items()}
    if outcome.reason == stopping.DIVERGED and outcome.epoch == 0:
        return Explanation(f"Diverged before the first step: from this start the loss is {_BEYOND}.", None)
    flat = _flat(config, final, float(np.linalg.norm(recorded[-1].theta[k, -1])))
    course = Course.of(training, k, recorded, stability)
    if not course.diverged and course.value[-1] <= course.value[0]:
        return Explanation(" ".join(filter(None, (_ended(training, k, final), flat))), None)
    if _bottomless(config, course, final["objective"]):
        return Explanation(_fell_for_ever(course), None)
    found = largest_rate(config, k, training.effort)
    ended = _left(course, final) if course.diverged else f"{_ended(training, k, final)[:-1]}{_higher(course)}"
    parts = (ended, why(course, flat == _SATURATED), _help(course, found))
    return Explanation(" ".join(parts), found.rate)


def _ended(training: Training, k: int, final: Mapping[str, float]) -> str:
    """Why a run ended that did not diverge."""
    config, outcome = training.config, training.outcomes[k]
    assert outcome is not None
    height = "value" if isinstance(config.problem, FunctionProblem) else "training loss"
    if outcome.reason == stopping.EPOCHS:
        return "Ran its one epoch." if config.epochs == 1 else f"Ran all {config.epochs:,} epochs."
    limit = config.stopping.limits()[outcome.reason]
    assert limit is not None
    return f"Stopped at epoch {outcome.epoch}: {stopping.RULES[outcome.reason].reached(height, final, limit)}."


def _left(course: Course, final: Mapping[str, float]) -> str:
    """How a run diverged."""
    last = len(course.value)
    if final["updates"] == 1:
        rate = course.rate[0] if np.isfinite(course.rate[0]) else course.contender.learning_rate
        return f"Diverged in epoch {last}: with the learning rate {rate:g} the first step went {_BEYOND}."
    low = f"{course.value[course.lowest]:.4g}"
    how = f"fell to {low} by epoch {course.lowest}, then grew" if course.lowest else f"grew from {low}, step by step,"
    return f"Diverged in epoch {last}: the {course.height} {how} until it was {_BEYOND}."


def _higher(course: Course) -> str:
    """How a run ended higher than it began."""
    ends = course.value[0], course.value[-1]
    # As many digits as it takes to tell them apart.
    digits = next(n for n in range(4, 18) if len({f"{end:.{n}g}" for end in ends}) > 1)
    first, low, last = (f"{course.value[i]:.{digits}g}" for i in (0, course.lowest, -1))
    between = f", after {low} at epoch {course.lowest}" if course.lowest else ""
    return f", but ended higher than it began: the {course.height} is {last}, and was {first} at the start{between}."


def _help(course: Course, found: Found) -> str:
    """What would have held."""
    if found.rate is not None:
        alike = "without the rates set by hand" if course.contender.manual else "with all else as it is"
        too = " overshoots there too, but" if course.overshoots(found.rate) else ""
        return f"A learning rate of {found.rate:g}{too}, tried out {alike}, ends no higher than it began."
    if found.tried:
        return f"None of {found.tried} smaller learning rates that were tried holds."
    return "A smaller rate takes smaller steps."


def _bottomless(config: RunConfig, course: Course, final: float) -> bool:
    """Whether a run diverged because it fell for ever."""
    if not isinstance(config.problem, FunctionProblem) or not course.diverged:
        return False
    minima = config.problem.objective.value(FUNCTIONS[config.problem.function].minima(config.problem.options))
    below = len(minima) > 0 and course.value.min() < minima.min() - abs(minima.min())
    return final == -np.inf or bool(below)


def _fell_for_ever(course: Course) -> str:
    last = len(course.value)
    down = f"to {course.value[-1]:.4g} in epoch {last - 1} and then" if last > 1 else "at the first step"
    return (
        f"Diverged in epoch {last}: this function has no lower end, and the value fell from {course.value[0]:.4g} "
        f"{down} {_BEYOND}. A smaller rate falls more slowly, but none comes to rest."
    )


def _flat(config: RunConfig, final: Mapping[str, float], far: float) -> str:
    """What it means where the gradient has vanished, in classification though not all points are learnt.

    `far` is the length of the parameters: what grows like a power of it is steep far out, though its slope is a
    small share of it.
    """
    objective, problem = final["objective"], config.problem
    if isinstance(problem, FunctionProblem):
        return _STILL if final["gradient_norm"] <= 1e-12 else ""
    if final["gradient_norm"] * max(1.0, far) > 1e-12 * max(objective, 1e-300) or not np.isfinite(objective):
        return ""
    wrong = 1 - final["train_accuracy"]
    if wrong < 0.01:
        return ""
    network, loss = problem.network, LOSSES[problem.loss]
    if network.affine and loss.convex:
        return _MINIMUM
    # Probabilities of nothing but 0 and 1: each wrong point costs its whole squared error, each right one none.
    mistakes = wrong * (1 if network.outputs == 1 else 2)
    average = final["train_loss"] / (problem.training_samples if loss.reduction == "sum" else 1)
    return _SATURATED if not loss.convex and abs(average - mistakes) < 1e-9 else _STILL
