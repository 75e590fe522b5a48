"""The labels of contenders: their optimizer, and what distinguishes them from others of the same one."""

from collections.abc import Sequence

from solver.config import Contender, RunConfig
from solver.gradients import GRADIENTS
from solver.optimizers import OPTIMIZERS


def labels(config: RunConfig) -> list[str]:
    """The names of the contenders that run, no two the same. A gradient that is not the analytic one is named.

    Several contenders of one optimizer and gradient are told apart by their learning rates, or by their numbers if the
    rates do not suffice. Contenders that are switched off count, so that no name changes when another is switched on or
    off.
    """
    return [_label(config.contenders, place) for place in config.places]


def _label(contenders: Sequence[Contender], place: int) -> str:
    own, name = contenders[place], _name(contenders[place])
    rates = [f"{c.learning_rate:g}" for c in contenders if _name(c) == name]
    if len(rates) == 1:
        return name
    return f"{name} ({own.learning_rate:g})" if len(set(rates)) == len(rates) else f"{name} ({place + 1})"


def _name(contender: Contender) -> str:
    name, gradient = OPTIMIZERS[contender.optimizer].label, GRADIENTS[contender.gradient].label
    return name if contender.gradient == "analytic" else f"{name}, {gradient[0].lower()}{gradient[1:]}"
