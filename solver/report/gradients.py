"""The contenders' own gradients beside the right one: angle and lengths at every epoch, and what a check says."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array
from solver.config import Contender
from solver.curvature.eigenvalues import chosen_epochs
from solver.curvature.gradient_check import STEP, SWEEP, GradientCheck, check_gradient
from solver.effort import CALL, GRADIENT, NEWTON, beyond
from solver.gradients import GRADIENTS, Estimated
from solver.objective import Objective
from solver.report.motion import Arrow
from solver.report.scene import Scene
from solver.training.trainer import Frames, Training, next_rates


@dataclass(frozen=True, eq=False)
class OwnGradient:
    """One contender's gradient as it is computed, at n of the run's whole epochs.

    `contender` is its place among those that run, from 0. `arrow` is minus the learning rate times its gradient.
    `angle` (n,) is that between its gradient and the right one, in degrees; `ratio` (n,) is its length divided by the
    right one's: NaN where either is 0 or not finite. `check` is the gradient check at the start, None if it was left
    out. `left_out` says at how many epochs the gradient is known, if not at all.
    """

    contender: int
    mistake: bool
    epochs: list[int]
    arrow: Arrow
    angle: Array
    ratio: Array
    check: GradientCheck | None
    left_out: str | None


@np.errstate(all="ignore")  # the last frame of a run that diverged is not finite
def own_gradients(training: Training, recorded: Sequence[Frames], scene: Scene) -> list[OwnGradient]:
    """Those of the contenders whose gradient is not the analytic one; empty of most runs."""
    racing = enumerate(training.config.racing)
    chosen = [(k, contender) for k, contender in racing if contender.gradient != "analytic"]
    with training.effort.part(NEWTON):
        return [_own(training, recorded, scene, k, contender, len(chosen)) for k, contender in chosen]


def estimated(objective: Objective, contender: Contender) -> Estimated:
    """The objective with its gradient computed as a contender does."""
    return Estimated(objective, GRADIENTS[contender.gradient], contender.gradient_options)


def _own(
    training: Training, recorded: Sequence[Frames], scene: Scene, k: int, contender: Contender, sharing: int
) -> OwnGradient:
    objective = estimated(training.problem.train, contender)
    parameters, last = recorded[0].theta.shape[-1], recorded[-1].last
    each = objective.definition.evaluations(parameters) * (CALL + GRADIENT * objective.work)
    check = _check(objective, training.problem.start, training.problem.names)
    epochs = chosen_epochs(last, objective.effort.affords(each, 1 / sharing))
    theta, right = (_at(epochs, parts) for parts in zip(*((f.theta[k], f.gradient[k]) for f in recorded), strict=True))
    own = objective.gradient(theta) if epochs else np.empty_like(theta)
    rates = next_rates(recorded)[k, epochs, None]
    lengths = np.linalg.norm(own, axis=-1), np.linalg.norm(right, axis=-1)
    ratio = np.divide(*lengths)
    cosine = np.vecdot(own, right) / (lengths[0] * lengths[1])
    known = np.isfinite(ratio) & np.isfinite(cosine)
    angle = np.where(known, np.degrees(np.arccos(np.clip(cosine, -1, 1))), np.nan)
    left_out = beyond("The gradient", len(epochs), last + 1, training.config.epoch_word)
    arrow = Arrow.of((-rates * own)[None], scene.plane)
    ratio = np.where(known, ratio, np.nan)
    return OwnGradient(k, objective.definition.mistake, epochs, arrow, angle, ratio, check, left_out)


def _at(epochs: Sequence[int], chunks: Sequence[Array]) -> Array:
    """The rows of some epochs, from arrays (m, P) of successive epochs."""
    return np.concatenate(chunks)[list(epochs)]


def _check(objective: Estimated, start: Array, names: Sequence[str]) -> GradientCheck | None:
    """The gradient check at the start; None if it costs too much, or the objective there is not finite."""
    values = 2 * len(start) * (len(SWEEP) + 1)
    if not objective.effort.affords(values * (CALL + objective.work)) or not np.isfinite(objective.value(start[None])):
        return None
    return check_gradient(objective, start, names, STEP, SWEEP)
