"""Causes in what was asked for: a model that cannot fit, a penalty, a target, a rule that stops too soon."""

import math

import numpy as np

from solver import stopping
from solver.model.features import FEATURES
from solver.report.causes import overshoot
from solver.report.causes.base import Case, Cause, Remedy
from solver.report.causes.rest import kind
from solver.report.causes.start import DRAWN, certain, scaled
from solver.words import apart, counted, given, number, percent

# The accuracy on training points from which the model is not to blame.
_GOOD = 0.9
# At or below this a gradient norm has vanished: of a function itself, of data as a share of the loss.
_VANISHED = 1e-12
# The share of points that are right by luck.
_BY_LUCK = 0.05
# A share of the points' loss at the start: a run without the penalty must gain more to be mentioned.
_GAIN = 0.1
# A share of the objective: above it the penalty leaves the points hardly any weight.
_ALL_PENALTY = 0.9

# Parameters of another shape start at their default.
_OWN_START = {"start": None, "init": None, "seed": None}


def _accuracy(case: Case) -> float:
    return float(case.column("train_accuracy")[-1])


def _bent(case: Case) -> Remedy | None:
    features = ",".join(name for name in FEATURES if name in ("x1_squared", "x2_squared", "x1_x2"))
    return case.first_that_helps(
        Remedy("Add x₁², x₂² and x₁x₂", {"features": features, **_OWN_START}, "with x₁², x₂² and x₁x₂ as features"),
        Remedy("Use a neural network", {"model": "mlp", **_OWN_START}, "with a neural network"),
    )


def _straight(case: Case) -> bool:
    if case.network is None or not case.network.affine or case.problem.features or not case.stalled:
        return False
    if certain(case, -1) or _accuracy(case) >= _GOOD:
        return False
    # Where another rate or start helps, the model is not the cause.
    if scaled(case) is not None:
        return False
    faster = case.larger.rate is not None and case.ways.far(case.last, case.larger.reached)
    return not faster and (case.convex or case.first_that_helps(DRAWN) is None) and _bent(case) is not None


def _straight_said(case: Case) -> str:
    n = len(case.training_labels)
    return (
        f"A straight boundary is too simple for these data: the loss stays at {number(case.last)} with "
        f"{n - case.wrong} of {counted(n, 'training point')} classified correctly"
    )


def _data_loss(case: Case, epoch: int) -> float:
    return float(case.column("train_loss")[epoch])


def _unpenalised(case: Case) -> Remedy:
    """The run without penalties, with the objective that it reaches; NaN where it cannot be tried."""
    return case.tried(Remedy("Remove the penalty", {"l1": None, "l2": None}, "without the penalty"))


def _penalised(case: Case) -> bool:
    if case.function or case.diverged or not (case.problem.l1 or case.problem.l2):
        return False
    first, last = _data_loss(case, 0), _data_loss(case, -1)
    # A run that lost half of its height has no such penalty.
    if case.wrong == 0 or last < first / 2:
        return False
    gain = first - _unpenalised(case).reached
    return bool(gain > _GAIN * first and first - last < gain / 2)


def _penalty_share(case: Case) -> float:
    """The penalty's share of the objective at the last finite epoch."""
    return 1 - _data_loss(case, -1) / case.last


def _too_strong(case: Case) -> bool:
    if case.function or not (case.problem.l1 or case.problem.l2):
        return False
    if case.last <= case.first and not case.diverged:
        return False
    if _penalty_share(case) < _ALL_PENALTY:
        return False
    found, first = case.smaller, _data_loss(case, 0)
    # Where a smaller rate lowers the objective, the rate is the cause.
    if found.rate is not None and found.reached < case.first / 2:
        return False
    return bool(first - _unpenalised(case).reached > _GAIN * first)


def _asked(case: Case) -> str:
    return " and ".join(
        f"{name} = {given(getattr(case.problem, name))}" for name in ("l1", "l2") if getattr(case.problem, name)
    )


def _too_strong_said(case: Case) -> str:
    first, last = apart(case.first, case.last)
    grew = f"from {number(case.first)} until it diverged" if case.diverged else f"from {first} to {last}"
    return (
        f"The penalty is too strong: with {_asked(case)} it makes up {_share(case)} of the loss, which grew {grew} "
        f"with the learning rate {given(case.rate)}{_slower(case)}"
    )


def _share(case: Case) -> str:
    # Rounded down: a part of the share may come from the points.
    return percent(math.floor(1000 * _penalty_share(case)) / 1000)


def _strength(case: Case) -> str:
    found = case.smaller
    slower = "no smaller rate lowers it"
    if found.rate is not None:
        slower = f"{number(found.reached)} with the rate {number(found.rate)}"
    return f"{_share(case)} of the loss, which started at {number(case.first)}; {slower}"


def _slower(case: Case) -> str:
    """The objective that smaller rates reach."""
    found = case.smaller
    if found.rate is not None:
        return f"; with the rate {number(found.rate)} it still ends at {number(found.reached)}"
    return f"; none of the {found.tried} smaller rates that were tried lowers it" if found.tried > 1 else ""


def _penalised_said(case: Case) -> str:
    size = number(float(np.linalg.norm(case.theta[-1])))
    return (
        f"The penalty dominates: with {_asked(case)} the norm of the parameters ends at {size}, and the loss over the "
        f"training points at {number(_data_loss(case, -1))}"
    )


def _impatient(case: Case) -> bool:
    if case.outcome.reason != "no_improvement":
        return False
    return case.first_that_helps(_PATIENT) is not None


_PATIENT = Remedy("Remove the patience limit", {"patience": None, "tolerance": None}, "without the patience limit")


def _impatient_said(case: Case) -> str:
    patience = counted(case.config.stopping.patience or 0, case.epoch)
    tolerance = case.config.stopping.tolerance
    enough = f" by more than {given(tolerance)}" if tolerance else ""
    at = f"{case.epoch} {case.outcome.epoch}"
    return f"Stopped too soon: at {at} the {case.height} had not improved{enough} for {patience}"


def _vanished(case: Case) -> bool:
    if case.diverged:
        return False
    if case.function:
        return float(case.column("gradient_norm")[-1]) <= _VANISHED
    return case.relative_gradient(-1) <= _VANISHED and _accuracy(case) < 0.99


def _norm_figure(case: Case) -> str:
    norm = float(case.column("gradient_norm")[-1])
    return f"gradient norm {'below 1e−12' if 0 < norm <= _VANISHED else number(norm)}"


def _norm(case: Case) -> str:
    return number(float(case.column("gradient_norm")[-1]))


def _at_rest_said(case: Case) -> str:
    return f"The gradient has vanished (its norm is {_norm(case)}). This is {kind(case)}."


def _target_missed(case: Case) -> bool:
    target = case.config.stopping.accuracy_above
    return target is not None and case.outcome.reason == stopping.EPOCHS


def _best_accuracy(case: Case) -> tuple[float, int]:
    accuracy = case.column("test_accuracy")
    return float(accuracy.max()), int(accuracy.argmax())


def _target_said(case: Case) -> str:
    best, epoch = _best_accuracy(case)
    tested = len(case.labels) - len(case.training_labels)
    target = case.config.stopping.accuracy_above
    assert target is not None
    return (
        f"The target of {percent(target)} was not reached: the best test accuracy was {percent(best)} "
        f"({round(best * tested)} of {counted(tested, 'test point')}), at epoch {epoch}."
    )


def _loss_missed(case: Case) -> bool:
    return case.config.stopping.objective_below is not None and case.outcome.reason == stopping.EPOCHS


def _loss_missed_said(case: Case) -> str:
    target = case.config.stopping.objective_below
    assert target is not None
    return (
        f"The target of {given(target)} was not reached: the lowest {case.height} was "
        f"{apart(float(case.value.min()), target)[0]}, at {case.epoch} {case.lowest}."
    )


def _chance(case: Case) -> float:
    """The accuracy on training points if all get the most common class."""
    return float(np.bincount(case.training_labels).max() / len(case.training_labels))


def _level(case: Case) -> bool:
    if case.network is None or case.network.affine or not case.stalled:
        return False
    return _accuracy(case) <= _chance(case) + _BY_LUCK and case.wrong > 0


def _level_said(case: Case) -> str:
    return (
        f"The run is on a plateau: the loss is {number(case.last)} and fell by {percent(case.fell_late)} in the second "
        f"half. Hardly more points are classified correctly than by always predicting the most common class"
    )


def _level_remedy(case: Case) -> Remedy | None:
    other = case.with_rate(case.larger)
    if other is not None and case.ways.far(case.last, other.reached):
        return other
    return case.first_that_helps(Remedy("Draw another start", {**_OWN_START, "seed": "1"}, "from another start"))


STRAIGHT = Cause(
    name="straight",
    label="A boundary that is too simple",
    help="The loss stays far above what a trial run with a curved boundary reaches. Fewer than 90 % of the training "
    "points are classified correctly.",
    holds=_straight,
    figure=lambda case: f"{percent(_accuracy(case))} correct at the end",
    said=_straight_said,
    remedy=_bent,
    example="data=circles&loss=cross_entropy",
    lookalike="data=moons&flip=0.3&loss=cross_entropy",
)
PENALTY = Cause(
    name="penalty",
    label="A penalty that dominates",
    help="The loss over the training points falls less than half as far as in a trial run without the penalty.",
    holds=_penalised,
    figure=lambda case: (
        f"loss over the points {number(_data_loss(case, -1))}, {number(_unpenalised(case).reached)} without the penalty"
    ),
    said=_penalised_said,
    remedy=_unpenalised,
    example="loss=cross_entropy&l2=100&lr=0.001&seed=0",
    lookalike="loss=cross_entropy&l2=0.1&seed=0",
)
STRONG_PENALTY = Cause(
    name="strong_penalty",
    label="A penalty that is too strong",
    help="The loss rises, and at the end the penalty makes up at least 90 % of it. In trial runs no smaller rate "
    "halves the loss, and without the penalty it falls.",
    holds=_too_strong,
    figure=_strength,
    said=_too_strong_said,
    more=lambda case: overshoot.why(overshoot.Course.of(case), False),
    remedy=_unpenalised,
    example="data=moons&l2=1e6",
    lookalike="data=moons&l2=1e4",
)
IMPATIENT = Cause(
    name="impatient",
    ends=True,
    label="Stopped too soon",
    help="The run stopped for lack of improvement, and a trial run without that rule ends far lower.",
    holds=_impatient,
    figure=lambda case: f"stopped at {number(case.last)}",
    said=_impatient_said,
    remedy=lambda case: case.first_that_helps(_PATIENT),
    example="patience=2&tolerance=30",
    lookalike="patience=2&tolerance=0.001",
)
PLATEAU = Cause(
    name="plateau",
    label="A plateau",
    help="In the second half the loss falls by at most 1 %. The accuracy is at most 5 percentage points above that of "
    "always predicting the most common class.",
    holds=_level,
    figure=lambda case: f"fell by {percent(case.fell_late)}, {percent(_accuracy(case))} correct",
    said=_level_said,
    remedy=_level_remedy,
    example="data=xor&model=mlp&hidden=8,8,8&activation=sigmoid&loss=cross_entropy&lr=0.1",
    lookalike="data=xor&model=mlp&hidden=8&loss=cross_entropy&lr=0.5",
)
ACCURACY_TARGET = Cause(
    name="accuracy_target",
    label="An accuracy target that was not reached",
    help="The best test accuracy of all epochs is below the target.",
    holds=_target_missed,
    figure=lambda case: f"at most {percent(_best_accuracy(case)[0])}",
    said=_target_said,
    example="data=moons&flip=0.1&accuracy_above=1",
    lookalike="data=moons&flip=0.1&accuracy_above=0.6",
)
LOSS_TARGET = Cause(
    name="loss_target",
    label="A loss target that was not reached",
    help="The lowest loss of all epochs is not below the target.",
    holds=_loss_missed,
    figure=lambda case: f"at least {number(float(case.value.min()))}",
    said=_loss_missed_said,
    example="objective_below=0.1",
    lookalike="objective_below=1",
)
MINIMUM = Cause(
    name="minimum",
    label="The global minimum",
    help="The gradient norm at the end is at most 1e−12 (for data: as a share of the loss), and the loss is convex.",
    holds=lambda case: _vanished(case) and case.convex,
    figure=_norm_figure,
    said=lambda case: (
        f"The gradient has vanished (its norm is {_norm(case)}). This is the global minimum: the loss is convex, so no "
        "other parameters have a smaller loss."
    ),
    note=True,
    example="data=overlapping&loss=cross_entropy&opt=newton&epochs=30",
    lookalike="data=overlapping&loss=cross_entropy&epochs=30",
)
AT_REST = Cause(
    name="at_rest",
    label="A stationary point",
    help="The gradient norm at the end is at most 1e−12 (for data: as a share of the loss). The Hessian's eigenvalues "
    "decide its kind; where they are 0 or unknown, the heights around the point do.",
    holds=_vanished,
    figure=_norm_figure,
    said=_at_rest_said,
    note=True,
    example="function=saddle&start=0,0&epochs=1",
    lookalike="function=saddle&start=0.001,0&epochs=1&lr=1e-9",
)
