"""The labels of contenders: their optimizer, and what distinguishes them from others of the same one."""

from collections.abc import Sequence

from solver.config import Contender, RunConfig
from solver.optimizers import OPTIMIZERS


def labels(config: RunConfig) -> list[str]:
    """The names of the contenders that run, no two the same.

    Several contenders of one optimizer are told apart by their learning rates, or by their numbers if the rates do not
    suffice. Contenders that are switched off count, so that no name changes when another is switched on or off.
    """
    return [_label(config.contenders, place) for place in config.places]


def _label(contenders: Sequence[Contender], place: int) -> str:
    own = contenders[place]
    rates = [f"{c.learning_rate:g}" for c in contenders if c.optimizer == own.optimizer]
    name = OPTIMIZERS[own.optimizer].label
    if len(rates) == 1:
        return name
    return f"{name} ({own.learning_rate:g})" if len(set(rates)) == len(rates) else f"{name} ({place + 1})"
