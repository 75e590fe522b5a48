"""Causes in a learning rate that was set by hand during the run, shown by the run without it."""

from solver.report.causes.base import Case, Cause, Remedy
from solver.schedules import MANUAL
from solver.words import given, number

# A share of the height above the floor when a larger rate was set: a smaller rise is not mentioned.
_RISE = 0.1


def _raise(case: Case) -> int | None:
    """The place, among rates set by hand, of the raise made at the lowest objective; None if there was no raise."""
    manual = case.contender.manual or ()
    before = [case.contender.learning_rate, *(rate for _, rate in manual)]
    raises = [
        (case.value[epoch], i)
        for i, (epoch, rate) in enumerate(manual)
        if 0 < epoch < len(case.value) - 1 and rate > before[i]
    ]
    return min(raises)[1] if raises else None


def _kept(case: Case, at: int) -> Remedy:
    """The run that keeps the earlier rate."""
    earlier = (case.contender.manual or ())[:at]
    before = earlier[-1][1] if earlier else case.contender.learning_rate
    changes = {case.own("manual"): MANUAL.text(earlier) if earlier else None}
    return case.tried(Remedy(f"Keep {given(before)}", changes))


def _worse(case: Case) -> bool:
    at = None if case.diverged else _raise(case)
    if at is None or case.contender.manual is None:
        return False
    then = float(case.value[case.contender.manual[at][0]])
    # The run that keeps its rate is computed only if there is a rise to explain.
    return case.last - then > _RISE * abs(case.above(then)) and _kept(case, at).reached <= then


def _place(case: Case) -> tuple[int, int, float]:
    at = _raise(case)
    assert at is not None
    assert case.contender.manual is not None
    return at, *case.contender.manual[at]


def _figure(case: Case) -> str:
    _, epoch, _ = _place(case)
    return f"{number(case.value[epoch])} at {case.epoch} {epoch}, {number(case.last)} at the end"


def _worse_said(case: Case) -> str:
    at, epoch, rate = _place(case)
    kept = _kept(case, at)
    return (
        f"The learning rate set by hand is too large: {given(rate)} from {case.epoch} {epoch} on took the "
        f"{case.height} from {number(case.value[epoch])} up to {number(case.last)}; without it the run ends at "
        f"{number(kept.reached)}"
    )


RAISED = Cause(
    name="raised_by_hand",
    label="Learning rate set by hand too large",
    help="The run ends more than a tenth higher than it was when a larger rate was set by hand. A trial run that keeps "
    "the earlier rate ends no higher than that.",
    holds=_worse,
    figure=_figure,
    said=_worse_said,
    remedy=lambda case: _kept(case, _place(case)[0]),
    example="data=moons&manual=50:1",
    lookalike="data=moons&manual=50:0.1",
)
