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
from solver.effort import LIMITS
from solver.gradients import GRADIENTS
from solver.optimizers import OPTIMIZERS
from solver.report import careful
from solver.report.careful import Settled, settle
from solver.report.largest_rate import Trials, Ways, alone
from solver.training.trainer import Frames, Training
from solver.words import counted, given, number

# Why there is no limit, besides the reasons of `careful`.
OPTIMIZER, BATCHES, SCHEDULE, STUCK, FLAT, WAY = "optimizer", "batches", "schedule", "stuck", "flat", "way"
MISTAKE = "gradient"
# The rates that are tried out, as shares of the limit.
_BELOW, _ABOVE = 0.9, 1.2
# An eigenvalue below this sets no limit that a learning rate reaches.
_LEVEL = 1e-9
# A rate is tried out for so many times the updates in which a velocity forgets; and the most updates for that.
_FORGOTTEN, _LONGEST = 10, 2000

# Why there is no limit, in a sentence with the run's own words.
_NONE = {
    OPTIMIZER: "No stability limit is known for {optimizer}: its steps depend on more than the present gradient.",
    BATCHES: "No stability limit is known for mini-batches: each batch has a curvature of its own.",
    MISTAKE: "No stability limit is known: the gradient is computed with a mistake, so its steps are others.",
    SCHEDULE: "No stability limit is given with a schedule, which changes the learning rate during the run.",
    careful.BEYOND: "No stability limit is known: at this start the {height} is beyond floating point.",
    careful.UNSETTLED: "No stability limit is known: gradient descent with a small learning rate does not settle from "
    "this start within {most}.",
    careful.COST: "No stability limit is known: its measurement would exceed the computation that one run may use.",
    STUCK: "No stability limit is known: gradient descent with a small learning rate hardly lowers the {height} from "
    "this start.",
    FLAT: "There is no stability limit: the surface does not curve upwards where gradient descent settles.",
    WAY: "No stability limit is given. The curvature where gradient descent settles would allow {rate}, but a run at "
    "{tried} does not end as low: the surface curves more on the way.",
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
        product = OPTIMIZERS[contender.optimizer].stability_limit(contender.hyperparameters)
        reason = _refusal(training, contender, product)
        if product is None or reason is not None:
            rows.append(Limit(reason=reason, sentence=reason and _why(training, contender, reason)))
            continue
        settled = settle(training, recorded) if settled is None else settled
        same = contender.optimizer, product
        if same not in found:
            found[same] = _limit(training, contender, product, settled)
        rows.append(found[same])
    return rows


def _refusal(training: Training, contender: Contender, product: float | None) -> str | None:
    """Why a contender has no limit, whatever it descends; None if it may have one."""
    reasons = {
        OPTIMIZER: product is None,
        MISTAKE: GRADIENTS[contender.gradient].mistake,
        SCHEDULE: contender.schedule != "constant",
        BATCHES: not training.config.full_batch(contender),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _why(training: Training, contender: Contender, reason: str, rate: float = math.nan) -> str:
    """Why a contender has no limit, in a sentence; `rate` is what the limit would be."""
    config = training.config
    return _NONE[reason].format(
        optimizer=OPTIMIZERS[contender.optimizer].label,
        height=config.height_word,
        most=counted(careful.MOST, config.epoch_word),
        rate=number(rate),
        tried=number(_BELOW * rate),
    )


@np.errstate(all="ignore")
def _limit(training: Training, contender: Contender, product: float, settled: Settled | str) -> Limit:
    if isinstance(settled, str):
        return Limit(reason=settled, sentence=_why(training, contender, settled), product=product)
    known = Limit(product=product, settled=settled)
    ways = Ways.of(training.config.problem, settled.first)
    reason = None if ways.lower(settled.last) else STUCK
    if reason is None and not settled.eigenvalue > _LEVEL:
        reason = FLAT
    if reason is not None:
        return replace(known, reason=reason, sentence=_why(training, contender, reason))
    rate = product / settled.eigenvalue
    below, above = (_as_low(last, settled, ways) for last in _tried(training, contender, rate, settled))
    if below is False:
        return replace(known, reason=WAY, sentence=_why(training, contender, WAY, rate), beyond=above)
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
    """Where a limit holds, in a sentence or two."""
    where = f"Measured where gradient descent with learning rate {given(settled.rate)} settles from this start"
    if below is None:
        return f"{where}. No run at a rate near it was tried: that would exceed the computation that one run may use."
    tried = number(_BELOW * rate), number(_ABOVE * rate)
    if above:
        return f"{where}. The limit is not sharp: runs at {tried[0]} and at {tried[1]} both end as low."
    return f"{where}. A run at {tried[0]} ends as low; one at {tried[1]} does not."
