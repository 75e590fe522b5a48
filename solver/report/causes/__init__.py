"""Causes: why a run ended as it did. Of the causes that hold, the report names the first."""

from solver.registry import Registry
from solver.report.causes import by_hand, data, ends, mistake, rate, start
from solver.report.causes.base import Case, Cause, Remedy

CAUSES: Registry[Cause] = Registry("cause")
# The order is by how much a cause explains: first what no setting could help, then a gradient that is wrong, then what
# made the run fail, then what kept it from going further, then what was asked of it.
for _cause in (
    data.ONE_CLASS,
    data.MISSING_CLASS,
    mistake.MISTAKE,
    rate.NO_LOWER_END,
    start.SATURATED_START,
    ends.STRONG_PENALTY,
    rate.DIVERGED,
    rate.CLIMBED,
    start.SYMMETRIC_UNITS,
    start.DEAD_UNITS,
    start.SATURATED_UNITS,
    ends.IMPATIENT,
    rate.STALLS,
    rate.SWINGS,
    by_hand.RAISED,
    start.UNSCALED,
    start.SATURATED,
    ends.PENALTY,
    rate.TOO_SMALL,
    data.ONE_LINE,
    ends.STRAIGHT,
    ends.PLATEAU,
    ends.ACCURACY_TARGET,
    ends.LOSS_TARGET,
    ends.MINIMUM,
    ends.AT_REST,
):
    CAUSES.add(_cause)

__all__ = ["CAUSES", "Case", "Cause", "Remedy"]
