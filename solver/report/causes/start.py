"""Causes in the start: its gradient vanishes, or all units start alike."""

import math
from dataclasses import replace

import numpy as np

from solver.arrays import Array
from solver.report.causes.base import Case, Cause, Remedy
from solver.training.trainer import next_rates
from solver.words import counted, given, number

# With all probabilities 0 or 1 the loss may differ by so much from the cost of the wrong points.
_CERTAIN = 1e-5
# A gradient norm below this share of the loss moves nothing.
_VANISHED = 1e-4
# A share of the loss at the start: a run that fell by less has not moved.
_MOVED = 1e-3
# The largest derivative of hidden units that count as saturated.
_BENT = 1e-3
# Coordinates from this size on are worth scaling.
_FAR_OUT = 20.0
_SQUASHING = ("tanh", "sigmoid")

# The changes drop edits by hand, which belong to the points as they were drawn.
STANDARDISE = Remedy("Standardise the data", {"standardise": "1", "edits": None}, "with standardised data")
DRAWN = Remedy("Draw the start at random", {"start": None, "init": None, "seed": "0"}, "from a random start")

# Exam scores; class 1 passed.
_SCORES = "data=own&points=47:38:0,62:45:0,93:87:1,90:78:1,56:42:0,92:33:0,79:85:1,30:87:0,64:59:0,43:70:0"


def certain(case: Case, epoch: int) -> bool:
    """Whether all probabilities are 0 or 1: each wrong point costs its whole squared error, each right one none."""
    if case.function or case.train.loss.convex:
        return False
    labels = len(case.training_labels)
    wrong = 1 - float(case.column("train_accuracy")[epoch])
    mistakes = wrong * (1 if case.train.network.outputs == 1 else 2)
    average = float(case.column("train_loss")[epoch]) / (labels if case.train.loss.reduction == "sum" else 1)
    return wrong > 0 and abs(average - mistakes) < _CERTAIN


def lost(case: Case) -> bool:
    """Whether a step led to where all probabilities are 0 or 1 and the gradient has vanished."""
    norm = float(case.column("gradient_norm")[-1])
    return certain(case, -1) and not certain(case, 0) and norm <= _VANISHED * case.last


def stuck(case: Case) -> bool:
    """Whether the loss is what it was at the start."""
    return not case.diverged and case.last > case.first - _MOVED * abs(case.first)


def _saturated(case: Case) -> bool:
    return certain(case, 0) and stuck(case)


def _saturated_said(case: Case) -> str:
    norm = number(float(case.column("gradient_norm")[0]))
    return (
        f"The start is saturated: all probabilities are 0 or 1 there, so the gradient norm is {norm} although "
        f"{_misclassified(case, case.wrong_at_first)}"
    )


def _misclassified(case: Case, wrong: int) -> str:
    """A clause: how many training points are on the wrong side."""
    points = counted(len(case.training_labels), "training point")
    return f"{wrong} of {points} {'is' if wrong == 1 else 'are'} misclassified"


def left_by(case: Case) -> str:
    """A clause on the end of a run whose gradient has vanished."""
    norm = number(float(case.column("gradient_norm")[-1]))
    return f"There, {_misclassified(case, case.wrong)}, and the gradient norm is {norm}: too small to lead back"


def _saturated_more(case: Case) -> str:
    if len(case.value) < 2:
        return ""
    step = number(float(case.column("step_length")[1]))
    return f"With coordinates up to {number(_largest(case))} the first epoch moved the parameters by {step}."


def _largest(case: Case) -> float:
    return float(np.abs(case.points).max())


def scaled(case: Case) -> Remedy | None:
    """Standardised points, where the points are far out and it helps; with another rate if needed."""
    if case.function or case.problem.standardise or _largest(case) < _FAR_OUT:
        return None
    return case.first_that_helps(STANDARDISE) or case.with_some_rate(STANDARDISE)


def _unscaled(case: Case) -> bool:
    return case.wrong > 0 and (case.stalled or lost(case)) and scaled(case) is not None


def _unscaled_said(case: Case) -> str:
    return (
        f"The data are not scaled: the coordinates go up to {number(_largest(case))}, and the loss stays at "
        f"{number(case.last)} while {_misclassified(case, case.wrong)}"
    )


def _lost_said(case: Case) -> str:
    epoch = next(epoch for epoch in range(1, len(case.value)) if certain(case, epoch))
    rate = given(float(next_rates(case.recorded)[case.k, epoch - 1]))
    return (
        f"Saturated: in epoch {epoch} a step with the learning rate {rate} led so far out that all probabilities are 0 "
        f"or 1. {left_by(case)}"
    )


def _smaller_or_drawn(case: Case) -> Remedy | None:
    """A smaller rate that ends far lower, or else another start."""
    slower = case.with_rate(case.smaller)
    if slower is not None and case.ways.far(case.last, slower.reached):
        return replace(slower, by=f"with the learning rate {number(case.smaller.rate or 0)}")
    return case.first_that_helps(DRAWN)


def _unit_derivatives(case: Case) -> Array:
    """The derivatives of the first hidden layer's units at the training points, at the start (units, N)."""
    assert case.network is not None
    scores = case.network.forward(case.theta[:1], case.train.columns).scores[0]
    values = np.empty_like(scores)
    case.network.activation.value(scores.copy(), values)
    derivatives: Array = case.network.activation.slope(scores, values)[0]
    return derivatives


def _saturated_units(case: Case) -> bool:
    network = case.network
    if network is None or not network.hidden or network.activation.name not in _SQUASHING:
        return False
    return bool(_unit_derivatives(case).max() < _BENT) and case.wrong > 0 and not case.diverged


def _saturated_units_said(case: Case) -> str:
    most = number(float(_unit_derivatives(case).max()))
    return (
        f"The hidden units are saturated at the start: the derivative of their activation is at most {most} at every "
        f"training point, so their weights hardly move"
    )


def _spread_of_units(case: Case, epoch: int) -> float:
    """The largest difference between the weights into two units of the first hidden layer; NaN with fewer."""
    network = case.network
    if network is None or not network.hidden or network.hidden[0] < 2:
        return math.nan
    weights = network.matrices(case.theta[epoch][None])[0][0]
    return float(np.ptp(weights, axis=0).max())


def _symmetric(case: Case) -> bool:
    alike = _spread_of_units(case, 0) == 0 and _spread_of_units(case, -1) == 0
    return alike and case.wrong > 0 and not case.hardly_moved


def _alike_figure(case: Case) -> str:
    spread = _spread_of_units(case, -1)
    return "one unit alone" if math.isnan(spread) else f"difference {number(spread)}"


def _symmetric_said(case: Case) -> str:
    assert case.network is not None
    return (
        f"All {case.network.hidden[0]} hidden units started with equal weights, and their weights still differ by 0 at "
        "the end: they do the work of one unit"
    )


def _dead(case: Case) -> tuple[int, int]:
    """The number of dead units (0 at every training point at the end) of the layer with most, and its size."""
    network = case.network
    if network is None or network.activation.name != "relu":
        return 0, 0
    scores = network.forward(case.theta[-1:], case.train.columns).scores[:-1]
    layers = [(int((z[0] <= 0).all(axis=-1).sum()), z.shape[1]) for z in scores]
    return max(layers, key=lambda layer: layer[0] / layer[1], default=(0, 0))


def _dead_units(case: Case) -> bool:
    dead, units = _dead(case)
    if case.diverged or case.wrong == 0 or 2 * dead < max(units, 1):
        return False
    # Some dead units may not matter.
    return dead == units or (case.stalled and _revived(case) is not None)


def _revived(case: Case) -> Remedy | None:
    return case.first_that_helps(Remedy("Use leaky ReLU", {"activation": "leaky_relu"}, "with leaky ReLU"), DRAWN)


def _dead_said(case: Case) -> str:
    dead, units = _dead(case)
    return (
        f"{dead} of {counted(units, 'hidden unit')} {'is' if dead == 1 else 'are'} dead at the end: "
        f"{'its' if dead == 1 else 'their'} output is 0 at every training point. There the derivative of ReLU is 0, so "
        f"no gradient can revive {'it' if dead == 1 else 'them'}"
    )


SATURATED_START = Cause(
    name="saturated_start",
    label="A saturated start",
    help="At the start all probabilities are 0 or 1, so the gradient vanishes. The loss falls by at most 0.1 %.",
    holds=_saturated,
    figure=lambda case: f"gradient norm {number(float(case.column('gradient_norm')[0]))}",
    said=_saturated_said,
    more=_saturated_more,
    remedy=lambda case: case.first_that_helps(STANDARDISE, DRAWN) or case.with_some_rate(STANDARDISE, DRAWN),
    example=_SCORES,
    lookalike=f"{_SCORES}&standardise=1&lr=1e-7",
)
SYMMETRIC_UNITS = Cause(
    name="symmetric_units",
    label="Hidden units that stay alike",
    help="The largest difference between the weights of two hidden units is 0, at the start and at the end.",
    holds=_symmetric,
    figure=_alike_figure,
    said=_symmetric_said,
    remedy=lambda case: case.first_that_helps(DRAWN),
    example="data=moons&model=mlp&init=zeros&loss=cross_entropy&lr=0.5&epochs=300",
    lookalike="data=moons&model=mlp&hidden=1&init=zeros&loss=cross_entropy&lr=0.5&epochs=300",
)
SATURATED_UNITS = Cause(
    name="saturated_units",
    label="Saturated hidden units",
    help="At the start the derivative of every hidden unit is below 0.001 at every training point.",
    holds=_saturated_units,
    figure=lambda case: f"derivative {number(float(_unit_derivatives(case).max()))}",
    said=_saturated_units_said,
    remedy=lambda case: case.first_that_helps(STANDARDISE, DRAWN),
    example=f"{_SCORES}&model=mlp&hidden=2&seed=1&loss=cross_entropy",
    lookalike=f"{_SCORES}&model=mlp&hidden=2&seed=1&loss=cross_entropy&standardise=1",
)
UNSCALED = Cause(
    name="unscaled",
    label="Data that are not scaled",
    help="The loss stays far above what a trial run with standardised data reaches. The largest coordinate is 20 or "
    "more.",
    holds=_unscaled,
    figure=lambda case: f"loss {number(case.last)}, coordinates up to {number(_largest(case))}",
    said=_unscaled_said,
    remedy=scaled,
    example=f"{_SCORES},33:32:0,33:99:1,31:78:0,57:84:1&seed=0",
    lookalike=f"{_SCORES},33:32:0,33:99:1,31:78:0,57:84:1&seed=0&standardise=1",
)
SATURATED = Cause(
    name="saturated",
    label="Saturated during the run",
    help="At the end all probabilities are 0 or 1, so the gradient vanishes; at the start not all are.",
    holds=lost,
    figure=lambda case: f"gradient norm {number(float(case.column('gradient_norm')[-1]))}",
    said=_lost_said,
    remedy=_smaller_or_drawn,
    example="data=circles&samples=20&lr=5&seed=1&opt=adam",
    lookalike="data=circles&samples=20&lr=0.5&seed=1&opt=adam",
)
DEAD_UNITS = Cause(
    name="dead_units",
    label="Dead ReLU units",
    help="In one hidden layer, at least half of the units are 0 at every training point at the end.",
    holds=_dead_units,
    figure=lambda case: "{} of {} units".format(*_dead(case)),
    said=_dead_said,
    remedy=_revived,
    example="data=moons&model=mlp&activation=relu&hidden=2&start=-1,-1,-9,1,-1,-9,1,1,0&loss=cross_entropy&lr=0.5",
    lookalike="data=moons&model=mlp&activation=relu&hidden=2&start=-1,-1,9,1,-1,9,1,1,0&loss=cross_entropy&lr=0.5",
)
