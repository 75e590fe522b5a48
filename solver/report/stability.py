"""Curvature along the contenders' trails, and learning rate times curvature with the limit of stability."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array
from solver.curvature.eigenvalues import EXACT_UP_TO, along, bounded, chosen_epochs, cost
from solver.effort import CURVATURE, beyond
from solver.optimizers import OPTIMIZERS
from solver.training.trainer import Frames, Training, next_rates


@dataclass(frozen=True, eq=False)
class Stability:
    """The Hessian's extreme eigenvalues, its condition and learning rate x largest eigenvalue, (K, n) at whole epochs.

    The learning rate is that of the step from there. All are NaN where they are not known. `limits` bound the product
    on a quadratic, None where no limit is known: for many optimizers, and for all in mini-batches, since each batch has
    another curvature. `left_out` says at how many epochs the curvature is known, if not at all.
    """

    epochs: list[int]
    largest: Array
    smallest: Array
    condition: Array
    product: Array
    limits: list[float | None]
    left_out: str | None

    @classmethod
    @np.errstate(all="ignore")
    def of(cls, training: Training, recorded: Sequence[Frames]) -> "Stability":
        """Measures the training objective at all of a run's epochs, or at as many as can be afforded."""
        objective, contenders = training.problem.train, training.config.racing
        theta = np.concatenate([frames.theta for frames in recorded], axis=1)
        runs, _, parameters = theta.shape
        last, each = recorded[-1].last, runs * cost(objective.work, parameters)
        with training.effort.part(CURVATURE):
            known = chosen_epochs(last, training.effort.affords(each))
            product = objective.hessian_product if parameters <= EXACT_UP_TO else bounded(objective)
            found = along(product, theta[:, known].reshape(-1, parameters), spend=training.effort.spend)
        epochs = known or list(dict.fromkeys((0, last)))
        largest, smallest, condition = (
            column.reshape(runs, -1) if known else np.full((runs, len(epochs)), np.nan)
            for column in (found.largest, found.smallest, found.condition)
        )
        rates = next_rates(recorded)[:, epochs]
        limits = [
            OPTIMIZERS[c.optimizer].stability_limit(c.hyperparameters) if training.config.full_batch(c) else None
            for c in contenders
        ]
        left_out = beyond("The curvature", len(known), last + 1, training.config.epoch_word)
        return cls(epochs, largest, smallest, condition, rates * largest, limits, left_out)
