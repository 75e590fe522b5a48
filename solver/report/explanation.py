"""The explanation of each contender's finished run: the first cause that holds, its figures, and what helps."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solver import stopping
from solver.report.causes import CAUSES, Case, Cause, Remedy
from solver.report.causes.base import BEYOND
from solver.report.limits import Limit
from solver.training.trainer import Frames, Training
from solver.words import counted, number


class Explanation(NamedTuple):
    """A few sentences with the run's own numbers, the name of the cause, and what helps.

    `cause` is an entry of CAUSES, None if there is nothing to explain. `headline` is its own sentence, None if it is
    no failure. `remedy` is None if none was found.
    """

    sentence: str
    cause: str | None = None
    headline: str | None = None
    remedy: Remedy | None = None


@np.errstate(all="ignore")  # the last frame of a run that diverged is not finite
def explain(training: Training, k: int, recorded: Sequence[Frames], limit: Limit) -> Explanation:
    """Explains contender k of those that run, from all frames of a finished run and its limit of stability."""
    case = Case(training, k, recorded, limit.rate)
    if not len(case.value):
        sentence = f"Diverged before the first step: at this start the {case.height} is {BEYOND}."
        return Explanation(sentence, headline=sentence)
    cause = next((each for each in CAUSES.values() if each.holds(case)), None)
    if cause is None:
        return Explanation(_ended(case))
    remedy = cause.remedy(case)
    said = _said(case, cause, remedy)
    return Explanation(_told(case, cause, said), cause.name, None if cause.note else said, remedy)


def _said(case: Case, cause: Cause, remedy: Remedy | None) -> str:
    """The cause's own sentence, with what the remedy reaches."""
    said = cause.said(case).removesuffix(".")
    if remedy is not None and remedy.by:
        said += f"; {remedy.by} the {case.height} reaches {number(remedy.reached)}"
    return f"{said}."


def _told(case: Case, cause: Cause, said: str) -> str:
    """All sentences: the headline, why the run ended unless it is said, the explanation, and what else holds."""
    early = case.outcome.reason not in (stopping.EPOCHS, stopping.DIVERGED)
    ended = _ended(case) if cause.note or (early and not cause.ends) else ""
    parts = (ended, said) if cause.note else (said, ended)
    others = (each for each in CAUSES.values() if each.beside and each is not cause)
    beside = [f"{each.said(case)}." for each in others if each.holds(case)]
    return " ".join(filter(None, (*parts, cause.more(case), *beside)))


def _ended(case: Case) -> str:
    """Says why a run ended that did not diverge."""
    config, outcome = case.config, case.outcome
    if outcome.reason == stopping.EPOCHS:
        return f"Ran all {counted(config.epochs, case.epoch)}." if config.epochs > 1 else f"Ran its one {case.epoch}."
    limit = config.stopping.limits()[outcome.reason]
    assert limit is not None
    final = {name: float(column[case.k, -1]) for name, column in case.recorded[-1].columns.items()}
    rule = stopping.RULES[outcome.reason]
    return f"Stopped at {case.epoch} {outcome.epoch}: {rule.reached(case.height, case.epoch, final, limit)}."
