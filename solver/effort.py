"""What a run's computing costs, counted part by part, and what each part of its picture may cost.

Counted and never timed, so that a run stops at the same place on every machine and each time. A unit is one
multiplication of an objective's value, as `Objective.work` has it: about a nanosecond.
"""

from collections.abc import Callable


def nothing() -> None:
    """Who looks at nothing."""


class Effort:
    """Counts what a run spends, and lets its owner `look` while it is computed.

    `look` may block, and may raise whatever ends the run.
    """

    def __init__(self, look: Callable[[], None] = nothing) -> None:
        self.look = look
