"""Learning-rate schedules, as functions of the time since the start, and rates set by hand on the way.

Time counts in epochs (in `train`) or in updates (in `descend`); schedules act at every update.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from solver.arrays import Array
from solver.parameters import Parameter, Value, pieces, shorten
from solver.registry import Definition, Registry

Rate = Callable[[Array, Array, float, Mapping[str, float]], Array]
_LONGEST = 100_000


@dataclass(frozen=True, kw_only=True)
class Schedule(Definition):
    """`rate(learning rates, times, tick, h)` -> the rates (n,) of n updates.

    `times` (n,) is when each update begins, a multiple of `tick`, the time that an update takes.
    """

    rate: Rate


SCHEDULES: Registry[Schedule] = Registry("schedule")

PERIOD = Parameter(
    name="period",
    label="Period",
    symbol="T",
    help="The number of epochs over which the schedule runs. Empty: the whole run.",
    default=None,
    low=1,
    high=_LONGEST,
    integer=True,
    optional=True,
)
MINIMUM = Parameter(
    name="minimum",
    label="Minimum rate",
    symbol=r"\eta_{\min}",
    help="The learning rate at the end of a period.",
    default=0.0,
    low=0,
    high=10,
)
GAMMA = Parameter(
    name="gamma",
    label="Factor",
    symbol=r"\gamma",
    help="The learning rate is multiplied by this number each time.",
    default=0.95,
    low=0,
    high=2,
    above_low=True,
    slider=(0.1, 1),
)
STEP_SIZE = Parameter(
    name="step_size",
    label="Epochs per step",
    symbol="S",
    help="The learning rate is multiplied by the factor each time that this many epochs have passed.",
    default=30,
    low=1,
    high=_LONGEST,
    integer=True,
)
MULTIPLIER = Parameter(
    name="multiplier",
    label="Growth of the period",
    symbol="k",
    help="Each period is this many times as long as the one before.",
    default=1,
    low=1,
    high=10,
    integer=True,
    slider=(1, 4),
)
START_FACTOR = Parameter(
    name="start_factor",
    label="Initial share",
    symbol="a",
    help="The share of the learning rate that the first update gets.",
    default=0.1,
    low=0,
    high=1,
    above_low=True,
    slider=(0.01, 1),
)
WARMUP = Parameter(
    name="warmup",
    label="Warm-up",
    symbol="W",
    help="The number of epochs until the full learning rate is reached.",
    default=10,
    low=1,
    high=_LONGEST,
    integer=True,
)
POWER = Parameter(
    name="power",
    label="Power",
    symbol="q",
    help="At 1 the rate falls along a straight line. Above 1 it falls fast at first and slowly at the end.",
    default=1.0,
    low=0,
    high=10,
    slider=(0.5, 4),
)
PEAK_FRACTION = Parameter(
    name="peak_fraction",
    label="Peak",
    symbol=r"\phi",
    help="The share of the period after which the learning rate is highest.",
    default=0.3,
    low=0,
    high=1,
    slider=(0, 1),
)
INITIAL_DIVISOR = Parameter(
    name="initial_divisor",
    label="Initial divisor",
    symbol="d_0",
    help="The first rate is the learning rate divided by this number.",
    default=25.0,
    low=1,
    high=1e6,
    scale="log",
    slider=(1, 1000),
)
FINAL_DIVISOR = Parameter(
    name="final_divisor",
    label="Final divisor",
    symbol="d_1",
    help="The last rate is the first rate divided by this number.",
    default=1e4,
    low=1,
    high=1e9,
    scale="log",
    slider=(1, 1e6),
)


def _constant(learning_rate: Array, time: Array, tick: float, h: Mapping[str, float]) -> Array:
    return learning_rate


def _step(learning_rate: Array, time: Array, tick: float, h: Mapping[str, float]) -> Array:
    return np.asarray(learning_rate * h["gamma"] ** np.floor(time / h["step_size"]))


def _exponential(learning_rate: Array, time: Array, tick: float, h: Mapping[str, float]) -> Array:
    return np.asarray(learning_rate * h["gamma"] ** time)


def _cosine(learning_rate: Array, time: Array, tick: float, h: Mapping[str, float]) -> Array:
    return _between(learning_rate, h["minimum"], time / h["period"])


def _cosine_warm_restarts(learning_rate: Array, time: Array, tick: float, h: Mapping[str, float]) -> Array:
    begin, length = [0.0], [h["period"]]
    while begin[-1] + length[-1] <= time[-1]:
        begin.append(begin[-1] + length[-1])
        length.append(length[-1] * h["multiplier"])
    cycle = np.searchsorted(begin, time, side="right") - 1
    return _between(learning_rate, h["minimum"], (time - np.array(begin)[cycle]) / np.array(length)[cycle])


def _linear_warmup(learning_rate: Array, time: Array, tick: float, h: Mapping[str, float]) -> Array:
    share = np.minimum(time / h["warmup"], 1.0)
    return np.asarray(learning_rate * (h["start_factor"] + (1 - h["start_factor"]) * share))


def _polynomial(learning_rate: Array, time: Array, tick: float, h: Mapping[str, float]) -> Array:
    return np.asarray(learning_rate * (1 - np.minimum(time / h["period"], 1.0)) ** h["power"])


def _one_cycle(learning_rate: Array, time: Array, tick: float, h: Mapping[str, float]) -> Array:
    peak, end = h["peak_fraction"] * h["period"] - tick, h["period"] - tick
    time = np.minimum(time, end)
    first = learning_rate / h["initial_divisor"]
    # Where a half has no length it has no update either, but for the one at the peak.
    rise = _between(first, learning_rate, time / (peak or tick))
    fall = _between(learning_rate, first / h["final_divisor"], (time - peak) / (end - peak or tick))
    return np.where((time <= peak) & (peak > 0), rise, fall)


def _between(first: Array, last: Array | float, share: Array) -> Array:
    """From `first` at share 0 to `last` at 1, along half a wave of the cosine."""
    weight = (1 + np.cos(np.pi * share)) / 2
    return np.asarray(weight * first + (1 - weight) * last)


SCHEDULES.add(
    Schedule(
        name="constant",
        label="Constant",
        help="The learning rate stays as it is.",
        latex=r"\eta_t = \eta",
        cite="torch.optim's learning rate as it is, without a scheduler",
        rate=_constant,
    )
)
SCHEDULES.add(
    Schedule(
        name="step",
        label="Steps",
        help="Every few epochs the learning rate is multiplied by a factor.",
        latex=r"\eta_t = \eta \gamma^{\lfloor t / S \rfloor}",
        cite="torch.optim.lr_scheduler.StepLR",
        parameters=(STEP_SIZE, replace(GAMMA, default=0.1)),
        rate=_step,
    )
)
SCHEDULES.add(
    Schedule(
        name="exponential",
        label="Exponential",
        help="The learning rate falls by the same share every epoch.",
        latex=r"\eta_t = \eta \gamma^t",
        cite="torch.optim.lr_scheduler.ExponentialLR",
        parameters=(GAMMA,),
        rate=_exponential,
    )
)
SCHEDULES.add(
    Schedule(
        name="cosine",
        label="Cosine",
        help="The learning rate falls along half a cosine wave: slowly, fast, slowly. After the period it rises again.",
        latex=r"\eta_t = \eta_{\min} + \tfrac{1}{2} (\eta - \eta_{\min}) (1 + \cos \tfrac{\pi t}{T})",
        cite="Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5 without restarts, as CosineAnnealingLR in torch",
        parameters=(PERIOD, MINIMUM),
        rate=_cosine,
    )
)
SCHEDULES.add(
    Schedule(
        name="cosine_warm_restarts",
        label="Cosine with restarts",
        help="The learning rate falls along half a cosine wave, jumps back up and starts again.",
        latex=r"\eta_t = \eta_{\min} + \tfrac{1}{2} (\eta - \eta_{\min}) (1 + \cos \tfrac{\pi (t - t_i)}{T k^i}), "
        r"\quad t_{i+1} = t_i + T k^i",
        cite="Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5, as CosineAnnealingWarmRestarts in torch",
        parameters=(replace(PERIOD, default=10, optional=False), MULTIPLIER, MINIMUM),
        rate=_cosine_warm_restarts,
    )
)
SCHEDULES.add(
    Schedule(
        name="linear_warmup",
        label="Warm-up",
        help="The learning rate grows along a straight line to its full value, then stays there.",
        latex=r"\eta_t = \eta (a + (1 - a) \min(\tfrac{t}{W}, 1))",
        cite="Goyal et al. 2017, arXiv:1706.02677, section 2.2, as torch.optim.lr_scheduler.LinearLR",
        parameters=(START_FACTOR, WARMUP),
        rate=_linear_warmup,
    )
)
SCHEDULES.add(
    Schedule(
        name="polynomial",
        label="Polynomial",
        help="The learning rate falls to zero at the end of the period, then stays there.",
        latex=r"\eta_t = \eta (1 - \min(\tfrac{t}{T}, 1))^q",
        cite="torch.optim.lr_scheduler.PolynomialLR",
        parameters=(PERIOD, POWER),
        rate=_polynomial,
    )
)
SCHEDULES.add(
    Schedule(
        name="one_cycle",
        label="One cycle",
        help="The learning rate rises from a small value to its full value, then falls to almost zero.",
        latex=r"\frac{\eta}{d_0} \to \eta \text{ until } t = \phi T, \quad "
        r"\eta \to \frac{\eta}{d_0 d_1} \text{ until } t = T, \quad \text{each along half a wave}",
        cite="Smith & Topin 2018, arXiv:1708.07120, with cosines, as torch.optim.lr_scheduler.OneCycleLR: "
        "both ends count one update less",
        parameters=(PERIOD, PEAK_FRACTION, INITIAL_DIVISOR, FINAL_DIVISOR),
        rate=_one_cycle,
    )
)


def rates(
    schedule: str,
    h: Mapping[str, Value],
    learning_rate: Array | float,
    updates: int,
    per_unit: int = 1,
    length: float | None = None,
) -> Array:
    """The learning rate of each update (updates,), `per_unit` of them in a unit of time.

    `h` are the schedule's checked hyperparameters; an absent period is `length`, that of the run in units (by
    default that of the updates). `learning_rate` may change on the way: (updates,).
    """
    whole = updates / per_unit if length is None else length
    known = {name: whole if value is None else value for name, value in h.items()}
    time = np.arange(updates) / per_unit
    base = np.broadcast_to(np.asarray(learning_rate, dtype=np.float64), time.shape)
    with np.errstate(over="ignore"):  # a rate that is nearly the largest number may leave them
        return SCHEDULES[schedule].rate(base, time, 1 / per_unit, known) if updates else base


@dataclass(frozen=True, kw_only=True)
class ManualRates(Parameter):
    """Pairs of an epoch and a number: ascending epochs, written `40:0.05,80:0.01` in an address.

    `low` and `high` hold for the numbers, `epoch` for the epochs; `most` is the number of pairs.
    """

    epoch: Parameter
    most: int

    def limits(self) -> str:
        """The range in words."""
        return (
            f"up to {self.most} pairs epoch:rate joined by commas, the epochs ascending, each {self.epoch.limits()}, "
            f"each rate {super().limits()}"
        )

    def check(self, value: object) -> Value:
        """The pairs as a tuple of tuples if they are in range and ascend; ValueError if not."""
        if value is None and self.optional:
            return None
        pairs = value if isinstance(value, list | tuple) else []
        if not 1 <= len(pairs) <= self.most or not all(isinstance(p, list | tuple) and len(p) == 2 for p in pairs):
            raise self._refusal(value)
        try:
            checked = tuple((self.epoch.check(epoch), super(ManualRates, self).check(rate)) for epoch, rate in pairs)
        except ValueError:
            raise self._refusal(value) from None
        if None in dict(checked).values() or any(a >= b for (a, _), (b, _) in pairwise(checked)):
            raise self._refusal(value)
        return checked

    def parse(self, text: str) -> Value:
        """The pairs that a query string or a flag holds; ValueError like `check`."""
        try:
            pairs = [part.split(":") for part in pieces(text, self.most)]
            return self.check([(self.epoch.parse(epoch), self._number(rate)) for epoch, rate in pairs])
        except ValueError:
            raise self._refusal(text) from None

    def text(self, value: Value) -> str:
        """The pairs as `parse` reads them."""
        return ",".join(f"{epoch}:{super(ManualRates, self).text(rate)}" for epoch, rate in value)

    def meant(self, value: object) -> str | None:
        """The pairs that a refused text means; None where one of them is none, or they do not ascend."""
        try:
            parts = [part.split(":") for part in pieces(value if isinstance(value, str) else "", self.most)]
            rate = super().meant
            text = ",".join(f"{self.epoch.meant(epoch)}:{rate(each)}" for epoch, each in parts)
            return self.text(self.parse(text)) if text != value else None
        except ValueError:
            return None

    def _refusal(self, value: object) -> ValueError:
        return ValueError(f"{self.label} must be {self.limits()}, not {shorten(value)}{self._hint(value)}.")


MANUAL = ManualRates(
    name="manual",
    label="Rates set by hand",
    symbol=r"\eta",
    help="Pairs of an epoch and the learning rate from that epoch on. A schedule acts on it as on the first.",
    default=None,
    low=0,
    high=math.inf,
    above_low=True,
    optional=True,
    epoch=Parameter(
        name="epoch",
        label="Epoch",
        help="The epoch from whose first update on the rate holds.",
        default=0,
        low=0,
        high=_LONGEST,
        integer=True,
    ),
    most=50,
)


def by_hand(learning_rate: float, manual: Sequence[tuple[int, float]] | None, updates: int, per_unit: int = 1) -> Array:
    """The learning rate (updates,) that a schedule acts on: the first one, from each pair's epoch on the pair's."""
    found = np.full(updates, learning_rate, dtype=np.float64)
    for epoch, rate in manual or ():
        found[epoch * per_unit :] = rate
    return found
