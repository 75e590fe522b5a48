"""What moves the contenders: their gradient, velocity, step and Newton step at every epoch, seen in the drawn plane."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array
from solver.curvature import chosen_epochs, hessian_cost, hessians
from solver.objective import Objective
from solver.planes import Plane
from solver.scene import Scene
from solver.trainer import Frames, Training, next_rates

# Nanoseconds that the Newton steps of all trails of a run may take together.
BUDGET = 3e8
# So many numbers of Hessians are decomposed at a time: 2 MB.
_BLOCK = 250_000
_EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class Arrow:
    """Displacements of K contenders at n epochs: `coordinates` (K, n, D) in the plane, `length` (K, n) in all of space.

    NaN where there is none.
    """

    coordinates: Array
    length: Array

    @classmethod
    def of(cls, displacements: Array, plane: Plane) -> "Arrow":
        """The arrow of displacements (K, n, P); one that is not finite, or too long to measure, is none."""
        length = np.linalg.norm(displacements, axis=-1)
        there = np.isfinite(length)
        coordinates = np.where(there[..., None], displacements @ plane.directions.T, np.nan)
        return cls(coordinates, np.where(there, length, np.nan))


@dataclass(frozen=True, eq=False)
class Motion:
    """The arrows of K contenders at n whole epochs, and what their optimizers keep.

    `gradient` is minus the learning rate times the gradient of the training objective, `velocity` the same of the
    slot that is the optimizer's velocity (none where it has none), both with the learning rate of the step from
    there; `step` is the way to the next epoch (none at a contender's end), `newton` to the bottom of the bowl that
    fits slope and curvature there (none where a direction is flat; at so many epochs as can be afforded).
    `slots` are each contender's, norms (n,) by name.
    """

    epochs: list[int]
    gradient: Arrow
    velocity: Arrow
    step: Arrow
    newton: Arrow
    slots: list[dict[str, Array]]

    @classmethod
    @np.errstate(all="ignore")
    def of(cls, training: Training, recorded: Sequence[Frames], scene: Scene) -> "Motion":
        """What moved the contenders of a run, from all its frames."""
        theta = np.concatenate([frames.theta for frames in recorded], axis=1)
        gradient = np.concatenate([frames.gradient for frames in recorded], axis=1)
        rates = next_rates(recorded)[..., None]
        return cls(
            epochs=list(range(recorded[-1].last + 1)),
            gradient=Arrow.of(-rates * gradient, scene.plane),
            velocity=Arrow.of(-rates * _velocity(recorded, theta), scene.plane),
            step=Arrow.of(_steps(training, theta), scene.plane),
            newton=Arrow.of(_newton_steps(training.problem.train, theta, gradient), scene.plane),
            slots=_slots(recorded),
        )


def _velocity(recorded: Sequence[Frames], theta: Array) -> Array:
    """The slot (K, n, P) that is each contender's velocity; NaN for who has none."""
    found = np.full_like(theta, np.nan)
    for frames in recorded:
        for k, velocity in enumerate(frames.velocity):
            if velocity is not None:
                found[k, frames.first : frames.last + 1] = velocity
    return found


def _steps(training: Training, theta: Array) -> Array:
    """From each epoch's parameters (K, n, P) to those of the next; NaN from a contender's end on."""
    found = np.full_like(theta, np.nan)
    for k, outcome in enumerate(training.outcomes):
        assert outcome is not None
        found[k, : outcome.epoch] = np.diff(theta[k, : outcome.epoch + 1], axis=0)
    return found


def _slots(recorded: Sequence[Frames]) -> list[dict[str, Array]]:
    contenders = zip(*(frames.slots for frames in recorded), strict=True)
    return [{name: np.concatenate([chunk[name] for chunk in chunks]) for name in chunks[0]} for chunks in contenders]


def _newton_steps(objective: Objective, theta: Array, gradient: Array) -> Array:
    """The Newton steps from parameters (K, n, P), at all epochs or at as many as the budget allows; NaN elsewhere."""
    runs, n, parameters = theta.shape
    found, each = np.full_like(theta, np.nan), runs * hessian_cost(objective.work, parameters)
    if 2 * each > BUDGET:
        return found
    epochs = chosen_epochs(n - 1, each, BUDGET)
    flat = (-1, parameters)
    steps = newton_step(objective, theta[:, epochs].reshape(flat), gradient[:, epochs].reshape(flat))
    found[:, epochs] = steps.reshape(runs, len(epochs), parameters)
    return found


@np.errstate(all="ignore")
def newton_step(objective: Objective, theta: Array, gradient: Array) -> Array:
    """-H^-1 g (n, P) at points theta (n, P) with gradients g: undamped, uphill too, NaN where H is singular.

    That is where an eigenvalue's size is not above the rounding of the largest.
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
        sizes = np.abs(values)
        regular = sizes.min(axis=-1) > parameters * _EPSILON * sizes.max(axis=-1)
        along = np.matmul(vectors.mT, gradient[rows][..., None]) / values[..., None]
        steps = -np.matmul(vectors, along)[..., 0]
        found[rows] = np.where(regular[:, None], steps, np.nan)
    return found
