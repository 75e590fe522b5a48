"""Curvature along everybody's trail, and learning rate times curvature against the limit of stability."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array
from solver.curvature import BUDGET, along, chosen_epochs, cost, stability_limit
from solver.trainer import Frames, Training, next_rates


@dataclass(frozen=True, eq=False)
class Stability:
    """Of K contenders at n whole epochs, (K, n): the Hessian's ends, its condition, learning rate x largest eigenvalue.

    The learning rate is that of the step from there. All are NaN where they are not known. `limits` are what the
    last must stay below on a bowl, None where no limit is known: of many optimizers, and of any in mini-batches,
    whose curvature is another in each.
    """

    epochs: list[int]
    largest: Array
    smallest: Array
    condition: Array
    product: Array
    limits: list[float | None]

    @classmethod
    @np.errstate(all="ignore")
    def of(cls, training: Training, recorded: Sequence[Frames]) -> "Stability":
        """Measures the training objective at all of a run's epochs, or at as many as can be afforded."""
        objective, contenders = training.problem.train, training.config.racing
        theta = np.concatenate([frames.theta for frames in recorded], axis=1)
        runs, _, parameters = theta.shape
        each = runs * cost(objective.work, parameters)
        epochs = chosen_epochs(recorded[-1].last, each, BUDGET)
        found = along(objective.hessian_product, theta[:, epochs].reshape(-1, parameters))
        largest, smallest, condition = (
            column.reshape(runs, -1) for column in (found.largest, found.smallest, found.condition)
        )
        rates = next_rates(recorded)[:, epochs]
        limits = [
            stability_limit(c.optimizer, c.hyperparameters) if training.config.full_batch(c) else None
            for c in contenders
        ]
        return cls(epochs, largest, smallest, condition, rates * largest, limits)
