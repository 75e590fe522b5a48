"""A mistake in the gradient, shown by the run with the right one."""

from solver.gradients import GRADIENTS
from solver.report.causes.base import Case, Cause, Remedy
from solver.words import number


def _right(case: Case) -> Remedy | None:
    """The run with the analytic gradient, if it ends far lower."""
    changes = {case.own("gradient"): None}
    return case.first_that_helps(Remedy("Use the analytic gradient", changes, "with the right gradient"))


def _holds(case: Case) -> bool:
    return GRADIENTS[case.contender.gradient].mistake and _right(case) is not None


def _figure(case: Case) -> str:
    right = _right(case) if GRADIENTS[case.contender.gradient].mistake else None
    last = "diverged" if case.diverged else number(case.last)
    return last if right is None else f"{last}, with the right gradient {number(right.reached)}"


def _said(case: Case) -> str:
    ends = "diverges" if case.diverged else f"ends at {number(case.last)}"
    return f"The gradient is wrong ({GRADIENTS[case.contender.gradient].label.lower()}): the run {ends}"


def _more(case: Case) -> str:
    told = GRADIENTS[case.contender.gradient].help.removeprefix("A mistake: ")
    return f"{told[0].upper()}{told[1:]}"


MISTAKE = Cause(
    name="wrong_gradient",
    label="Mistake in the gradient",
    help="The gradient is computed with a mistake. A trial run with the analytic gradient ends far lower.",
    holds=_holds,
    figure=_figure,
    said=_said,
    more=_more,
    remedy=_right,
    example="gradient=flipped_sign",
    lookalike="gradient=no_factor_two",
)
