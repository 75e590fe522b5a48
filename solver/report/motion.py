"""The motion of the contenders: gradient, velocity, step and Newton step at every epoch, in the drawn plane."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array
from solver.curvature.eigenvalues import chosen_epochs, hessian_cost, hessians
from solver.effort import NEWTON, beyond, decomposition_cost
from solver.objective import Objective
from solver.planes import Plane
from solver.report.scene import Scene
from solver.training.trainer import Frames, Training, next_rates

# Numbers of Hessians that are decomposed at a time: 800 kB, some 15 ms.
_BLOCK = 100_000
# The most parameters of a Hessian: a larger one takes longer than 50 ms, in which nothing can stop the run.
MOST_PARAMETERS = 500
_EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class Arrow:
    """Displacements of K contenders at n epochs: `coordinates` (K, n, D) in the plane, `length` (K, n) in all of space.

    An arrow that does not exist is NaN.
    """

    coordinates: Array
    length: Array

    @classmethod
    def of(cls, displacements: Array, plane: Plane) -> "Arrow":
        """The arrows of displacements (K, n, P); NaN for one that is not finite, or too long to measure."""
        length = np.linalg.norm(displacements, axis=-1)
        there = np.isfinite(length)
        coordinates = np.where(there[..., None], displacements @ plane.directions.T, np.nan)
        return cls(coordinates, np.where(there, length, np.nan))

    @classmethod
    def joined(cls, arrows: Iterable["Arrow"], axis: int) -> "Arrow":
        """Joins the arrows of several contenders (axis 0), or of successive epochs (axis 1)."""
        parts = zip(*((arrow.coordinates, arrow.length) for arrow in arrows), strict=True)
        return cls(*(np.concatenate(part, axis=axis) for part in parts))


@dataclass(frozen=True, eq=False)
class Motion:
    """The arrows of K contenders at n whole epochs, and their optimizers' slots.

    `gradient` is minus the learning rate times the gradient of the training objective. `velocity` is minus the learning
    rate times the optimizer's velocity slot, NaN if it has none. Both use the learning rate of the step from there.
    `step` leads to the next epoch, NaN at a contender's end. `newton` leads to the stationary point of the quadratic
    model there, NaN if the Hessian is singular, and at epochs that the budget leaves out. `slots` are each contender's
    norms (n,) by name. `left_out` says at how many epochs Newton's step is known, if not at all.
    """

    epochs: list[int]
    gradient: Arrow
    velocity: Arrow
    step: Arrow
    newton: Arrow
    slots: list[dict[str, Array]]
    left_out: str | None

    @classmethod
    @np.errstate(all="ignore")
    def of(cls, training: Training, recorded: Sequence[Frames], scene: Scene) -> "Motion":
        """Finds what moved the contenders of a run, from all its frames."""
        rates, plane = next_rates(recorded)[..., None], scene.plane
        uphill, epochs = [frames.gradient for frames in recorded], list(range(recorded[-1].last + 1))
        with training.effort.part(NEWTON):
            newton, known = _newton(training.problem.train, recorded, plane)
        return cls(
            epochs=epochs,
            gradient=_against(uphill, rates, plane),
            velocity=_against(map(_velocity, recorded), rates, plane),
            step=Arrow.joined((Arrow.of(steps[None], plane) for steps in _steps(training, recorded)), axis=0),
            newton=newton,
            slots=_slots(recorded),
            left_out=beyond("Newton's step", known, len(epochs), training.config.epoch_word),
        )


def _against(slopes: Iterable[Array], rates: Array, plane: Plane) -> Arrow:
    """Minus the learning rates (K, n, 1) times gradients, which come in blocks (K, m, P) of successive epochs."""
    found, begin = [], 0
    for slope in slopes:
        end = begin + slope.shape[1]
        found.append(Arrow.of(-rates[:, begin:end] * slope, plane))
        begin = end
    return Arrow.joined(found, axis=1)


def _velocity(frames: Frames) -> Array:
    """Each contender's velocity (K, n, P); NaN if it has none."""
    none = np.full(frames.theta.shape[1:], np.nan)
    return np.stack([none if velocity is None else velocity for velocity in frames.velocity])


def _steps(training: Training, recorded: Sequence[Frames]) -> Iterator[Array]:
    """Each contender's step from every epoch to the next; NaN from its end on."""
    for k, outcome in enumerate(training.outcomes):
        assert outcome is not None
        theta = np.concatenate([frames.theta[k] for frames in recorded])
        found = np.full_like(theta, np.nan)
        found[: outcome.epoch] = np.diff(theta[: outcome.epoch + 1], axis=0)
        yield found


def _slots(recorded: Sequence[Frames]) -> list[dict[str, Array]]:
    contenders = zip(*(frames.slots for frames in recorded), strict=True)
    return [{name: np.concatenate([chunk[name] for chunk in chunks]) for name in chunks[0]} for chunks in contenders]


def _newton(objective: Objective, recorded: Sequence[Frames], plane: Plane) -> tuple[Arrow, int]:
    """The Newton steps at as many epochs as can be afforded, NaN elsewhere; and the number of those epochs."""
    runs, _, parameters = recorded[0].theta.shape
    n, each = recorded[-1].last + 1, runs * hessian_cost(objective.work, parameters)
    found = Arrow(np.full((runs, n, len(plane.directions)), np.nan), np.full((runs, n), np.nan))
    epochs = chosen_epochs(n - 1, objective.effort.affords(each)) if parameters <= MOST_PARAMETERS else []
    if not epochs:
        return found, 0
    rows = [[epoch - f.first for epoch in epochs if f.first <= epoch <= f.last] for f in recorded]
    theta = np.concatenate([f.theta[:, at] for f, at in zip(recorded, rows, strict=True)], axis=1)
    gradient = np.concatenate([f.gradient[:, at] for f, at in zip(recorded, rows, strict=True)], axis=1)
    steps = newton_step(objective, theta.reshape(-1, parameters), gradient.reshape(-1, parameters))
    arrow = Arrow.of(steps.reshape(theta.shape), plane)
    found.coordinates[:, epochs], found.length[:, epochs] = arrow.coordinates, arrow.length
    return found, len(epochs)


@np.errstate(all="ignore")
def newton_step(objective: Objective, theta: Array, gradient: Array) -> Array:
    """-H^-1 g (n, P) at points theta (n, P) with gradients g: without damping, so it may point uphill.

    NaN where H is singular: an eigenvalue's size is within the rounding of the largest.
    """
    found = np.full_like(theta, np.nan)
    finite = np.flatnonzero(np.isfinite(theta).all(axis=-1) & np.isfinite(gradient).all(axis=-1))
    parameters = theta.shape[-1]
    block = max(1, _BLOCK // parameters**2)
    for begin in range(0, len(finite), block):
        rows = finite[begin : begin + block]
        h = hessians(objective.hessian_product, theta[rows])
        held = np.isfinite(h).all(axis=(-1, -2))
        rows, h = rows[held], h[held]
        values, vectors = np.linalg.eigh(h)
        objective.effort.spend(len(h) * decomposition_cost(parameters))
        sizes = np.abs(values)
        regular = sizes.min(axis=-1) > parameters * _EPSILON * sizes.max(axis=-1)
        along = np.matmul(vectors.mT, gradient[rows][..., None]) / values[..., None]
        steps = -np.matmul(vectors, along)[..., 0]
        found[rows] = np.where(regular[:, None], steps, np.nan)
    return found
