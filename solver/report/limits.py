"""The largest stable learning rate of each contender, measured where a careful run settles, and tried out.

On a quadratic a rate is stable up to c / eigenvalue, with c = 2 for gradient descent (`stability_limit`). Any other
objective has such a limit at each of its minima, so the careful run says which one counts. A run just below the limit
must end about as low as the careful run. Otherwise the way is steeper than its end, and no limit is given.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.config import Contender
from solver.curvature.eigenvalues import stability_limit
from solver.effort import LIMITS
from solver.optimizers import OPTIMIZERS
from solver.report import careful
from solver.report.careful import Settled, settle
from solver.report.largest_rate import Trials, Ways, alone
from solver.training.trainer import Frames, Training
from solver.words import counted, given, number

# Why there is no limit, besides the reasons of `careful`.
OPTIMIZER, BATCHES, SCHEDULE, STUCK, FLAT, WAY = "optimizer", "batches", "schedule", "stuck", "flat", "way"
# The rates that are tried out, as shares of the limit.
_BELOW, _ABOVE = 0.9, 1.2
# An eigenvalue below this sets no limit that a learning rate reaches.
_LEVEL = 1e-9
# A rate is tried out for so many times the updates in which a velocity forgets; and the most updates for that.
_FORGOTTEN, _LONGEST = 10, 2000

# Why there is no limit, in a sentence: of an optimizer its label, of a steep way the limit and the rate that was tried.
_NONE = {
    OPTIMIZER: "For {}, whose steps depend on more than the present gradient, no limit is known.",
    BATCHES: "No limit is known in mini-batches: each of them has a curvature of its own.",
    SCHEDULE: "No limit is given for a schedule, which changes the learning rate from step to step.",
    careful.BEYOND: "No limit is known: at this start the objective is beyond what floating point can hold.",
    careful.UNSETTLED: "No limit is known: from this start no careful run settles within "
    f"{counted(careful.MOST, 'epoch')}.",
    careful.COST: "No limit is known: a careful run would cost more than this run may.",
    STUCK: "No limit is known: a careful run gains hardly anything from this start.",
    FLAT: "There is no limit: where a careful run settles, nothing curves upwards.",
    WAY: "No limit is given: where a careful run settles it would be {}, but a run at {} does not end as low, since "
    "the way there is steeper.",
}


@dataclass(frozen=True)
class Limit:
    """A contender's largest stable learning `rate`; None where none is known: `reason` and `sentence` say why.

    `product` bounds rate x eigenvalue on a quadratic, `settled` is the careful run; None where there is none. `beyond`
    says whether a run a little above the limit ends about as low, too; None if that was not tried. `holds` says where
    the limit holds.
    """

    rate: float | None = None
    reason: str | None = None
    sentence: str | None = None
    holds: str | None = None
    product: float | None = None
    settled: Settled | None = None
    beyond: bool | None = None


def limits(training: Training, recorded: Sequence[Frames]) -> list[Limit]:
    """The limit of each contender that runs, after a finished run. It does not depend on the contenders' rates."""
    settled: Settled | str | None = None
    found: dict[tuple[str, float], Limit] = {}
    rows = []
    for contender in training.config.racing:
        product = stability_limit(contender.optimizer, contender.hyperparameters)
        if product is None or not training.config.full_batch(contender) or contender.schedule != "constant":
            rows.append(_refused(contender, product))
            continue
        settled = settle(training, recorded) if settled is None else settled
        same = contender.optimizer, product
        if same not in found:
            found[same] = _limit(training, contender, product, settled)
        rows.append(found[same])
    return rows


def _refused(contender: Contender, product: float | None) -> Limit:
    """No limit, whatever the contender descends."""
    reason = OPTIMIZER if product is None else SCHEDULE if contender.schedule != "constant" else BATCHES
    return Limit(reason=reason, sentence=_NONE[reason].format(OPTIMIZERS[contender.optimizer].label))


@np.errstate(all="ignore")
def _limit(training: Training, contender: Contender, product: float, settled: Settled | str) -> Limit:
    if isinstance(settled, str):
        return Limit(reason=settled, sentence=_NONE[settled], product=product)
    known = Limit(product=product, settled=settled)
    ways = Ways.of(training.config.problem, settled.first)
    if not ways.lower(settled.last):
        return replace(known, reason=STUCK, sentence=_NONE[STUCK])
    if not settled.eigenvalue > _LEVEL:
        return replace(known, reason=FLAT, sentence=_NONE[FLAT])
    rate = product / settled.eigenvalue
    below, above = (_as_low(last, settled, ways) for last in _tried(training, contender, rate, settled))
    if below is False:
        sentence = _NONE[WAY].format(number(rate), number(_BELOW * rate))
        return replace(known, reason=WAY, sentence=sentence, beyond=above)
    return replace(known, rate=rate, holds=_holds(rate, settled, below, above), beyond=above)


def _tried(training: Training, contender: Contender, rate: float, settled: Settled) -> list[float | None]:
    """The last objective of runs just below and just above a rate; None for both if they cost too much."""
    mu = min(float(contender.hyperparameters.get("momentum", 0.0)), 1 - _FORGOTTEN / _LONGEST)
    # As far along as the careful run.
    as_far = settled.epoch * settled.rate / (_BELOW * rate)
    epochs = math.ceil(max(careful.FEWEST, as_far, _FORGOTTEN / (1 - mu)))
    trials = Trials(alone(training.config, contender, epochs), 0, training.effort, LIMITS)
    if trials.affordable < 2:
        trials.fall_short()
        return [None, None]
    found = trials.at_rates([_BELOW * rate, _ABOVE * rate])
    return [None, None] if trials.exhausted else list(found)


def _as_low(last: float | None, settled: Settled, ways: Ways) -> bool | None:
    """Whether a run ends about as low as the careful one; None if there was no such run."""
    if last is None:
        return None
    return ways.lower(last) and not ways.far(last, settled.last)


def _holds(rate: float, settled: Settled, below: bool | None, above: bool | None) -> str:
    """Where a limit holds, in a sentence."""
    where = f"It holds where gradient descent at {given(settled.rate)} settles from this start"
    if below is None:
        return f"{where}; rates beside it were not tried, since that would cost more than this run may."
    tried = number(_BELOW * rate), number(_ABOVE * rate)
    if above:
        return f"{where}, but is not sharp: runs at {tried[0]} and at {tried[1]} both end as low."
    return f"{where}: a run at {tried[0]} ends as low, one at {tried[1]} does not."
