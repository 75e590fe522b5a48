"""A careful run: gradient descent from a run's own start, its learning rate halved until it settles.

A run is *careful* if each step gains at least half of what the gradient predicts, so that it follows the gradient and
leaps over nothing. It has *settled* once it has come to rest, or once the curvature on its way hardly changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from solver import stopping
from solver.arrays import Array
from solver.config import Contender
from solver.curvature.eigenvalues import EXACT_UP_TO, along, bounded, cost
from solver.effort import LIMITS
from solver.report.largest_rate import Trials, alone
from solver.training.trainer import Frames, Training

# Epochs of a careful run: at least as many as the tutorial's, at most three times doubled.
FEWEST, MOST = 100, 800
# Epochs at which the curvature is compared with that at half of them.
_COMPARED = (100, 200, 400, 800)
# The most by which the largest eigenvalue changes over the second half of a run that has settled.
_STEADY = 0.1
# A share of the largest gradient norm of the run, below which it has come to rest.
_AT_REST = 5e-3
# The share of rate x squared gradient norm that a careful step gains.
_GAINED = 0.5
# A share of the objective's size below which a difference is rounding.
_ROUNDING = 1e-12
# After so many halvings no smaller rate is tried.
_HALVINGS = 40

# Why there is no careful run: it starts beyond floating point, none settles, or it costs too much.
BEYOND, UNSETTLED, COST = "beyond", "unsettled", "cost"
# A run whose rate must be halved.
_RASH = "rash"

# Chunks of a run, and the row that the careful run has in them.
Course = Iterator[tuple[Frames, int]]


@dataclass(frozen=True)
class Settled:
    """The careful run with this `rate`: its objective at the `first` epoch, and where it settles.

    There it has the `epoch`, the objective `last` and the Hessian's largest `eigenvalue`.
    """

    rate: float
    first: float
    epoch: int
    last: float
    eigenvalue: float


@np.errstate(all="ignore")
def settle(training: Training, recorded: Sequence[Frames]) -> Settled | str:
    """The careful run from the start of a finished run; if there is none, why.

    It depends on the problem and the start alone. A contender that is this run is not run again.
    """
    if not np.isfinite(recorded[0].columns["objective"][0, 0]):
        return BEYOND
    rate = training.config.problem.learning_rate("gradient_descent")
    with training.effort.part(LIMITS):
        for _ in range(_HALVINGS + 1):
            found = _Descent(training, rate).follow(_recorded(training, recorded, rate))
            if found is None:
                found = _Descent(training, rate).follow(_run(training, rate)) or COST
            if found != _RASH:
                return found
            rate /= 2
    return UNSETTLED


def _recorded(training: Training, recorded: Sequence[Frames], rate: float) -> Course:
    """The frames of a contender that is the careful run already; none if there is no such contender."""
    config = training.config
    for k, (contender, outcome) in enumerate(zip(config.racing, training.outcomes, strict=True)):
        plain = contender == Contender(learning_rate=rate, batch_size=contender.batch_size)
        if plain and config.full_batch(contender) and outcome is not None and outcome.reason == stopping.EPOCHS:
            return ((frames, k) for frames in recorded)
    return iter(())


def _run(training: Training, rate: float) -> Course:
    """The frames of a careful run, as far as they are affordable."""
    effort, contender = training.effort, Contender(learning_rate=rate)
    if not Trials(alone(training.config, contender, FEWEST), 0, effort, LIMITS).affordable:
        return
    for frames in Training(alone(training.config, contender, MOST), effort).run():
        if effort.left <= 0:
            return
        yield frames, 0


@dataclass(eq=False)
class _Descent:
    """Gradient descent with one rate, watched epoch by epoch."""

    training: Training
    rate: float
    values: list[float] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)
    # The parameters at halves of compared epochs.
    halves: dict[int, Array] = field(default_factory=dict)

    def follow(self, course: Course) -> Settled | str | None:
        """Where it settles; if it does not, why; None if its frames end before that is known."""
        for frames, k in course:
            objective, norm = frames.columns["objective"][k], frames.columns["gradient_norm"][k]
            for i, theta in enumerate(frames.theta[k]):
                self.values.append(float(objective[i]))
                self.norms.append(float(norm[i]))
                found = self._judged(frames.first + i, theta)
                if found is not None:
                    return found
        return None

    def _judged(self, epoch: int, theta: Array) -> Settled | str | None:
        """What an epoch says of the run; None if it must go on."""
        if epoch and not self._careful():
            return _RASH
        if 2 * epoch in _COMPARED:
            self.halves[2 * epoch] = theta.copy()
        if epoch >= FEWEST and self.norms[-1] <= _AT_REST * max(self.norms):
            return self._settled(epoch, theta[None])
        if epoch in self.halves:
            return self._settled(epoch, np.stack((self.halves[epoch], theta)))
        return None

    def _careful(self) -> bool:
        """Whether the last step gained what it must; rounding is forgiven."""
        before, after = self.values[-2:]
        predicted = self.rate * self.norms[-2] ** 2
        return before - after >= _GAINED * predicted - _ROUNDING * abs(before)

    def _settled(self, epoch: int, theta: Array) -> Settled | str | None:
        """The end of the run, if the largest eigenvalue at the points theta (n, P) is known and much the same."""
        objective, effort = self.training.problem.train, self.training.effort
        parameters = theta.shape[-1]
        if effort.affords(cost(objective.work, parameters)) < len(theta):
            return COST
        product = objective.hessian_product if parameters <= EXACT_UP_TO else bounded(objective)
        largest = along(product, theta, spend=effort.spend).largest
        if not np.isfinite(largest).all():
            return COST if effort.left <= 0 else UNSETTLED
        if abs(largest[-1] - largest[0]) > _STEADY * abs(largest[-1]):
            return UNSETTLED if epoch == MOST else None
        return Settled(self.rate, self.values[0], epoch, self.values[-1], float(largest[-1]))
