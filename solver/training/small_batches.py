"""Lanes of small batches, whose updates are compiled where Numba is installed.

In NumPy an update takes a few dozen calls of a microsecond each, far more than the arithmetic of a few points.
"""

from collections.abc import Mapping

import numpy as np

from solver.arrays import Array, Rows
from solver.compiled import functions
from solver.compiled.updates import Problem, Updates
from solver.config import Classification, Contender, RunConfig
from solver.effort import CALL, GRADIENT, LOOK
from solver.losses import LOSSES
from solver.losses.base import ManyClass, TwoClass
from solver.model.data_objective import DataObjective
from solver.model.network import Network
from solver.objective import Objective
from solver.optimizers import OPTIMIZERS, Optimizer, Slots
from solver.training.lanes import Lane

# The most multiplications of a batch's scores for which compiled code is the faster (measured).
MOST = 20_000


def compiles(config: RunConfig, contender: Contender) -> bool:
    """Whether a contender's updates run in compiled code: it has small batches, and all that they compute compiles."""
    problem, batch = config.problem, config.batch(contender)
    if not isinstance(problem, Classification) or batch == problem.training_samples:
        return False
    network = problem.network
    if batch * network.work > MOST or not functions.available():
        return False
    form = _form(network, problem.loss)
    return None not in (_activation(network), _loss(network, form), step(OPTIMIZERS[contender.optimizer]))


class SmallBatches(Lane):
    """Runs contenders of one optimizer and one batch size, in compiled code.

    The counted effort of an update is that in NumPy, so that no run lacks more with one than with the other. A batch's
    evaluation counts once: here if this lane is `alone`, or the first of those with its batches.
    """

    def __init__(
        self, config: RunConfig, start: Array, batch: int, by_optimizer: Mapping[str, list[int]], alone: bool
    ) -> None:
        super().__init__(config, start, batch, by_optimizer)
        ((_, self._state),) = self._groups
        self._calls = (1 + alone) * CALL
        self._made: Updates | None = None
        optimizer = self._state.optimizer
        self._slots = np.empty((len(self.members), len(optimizer.slots), self._theta.shape[1]))
        for j, slot in enumerate(optimizer.slots):
            self._slots[:, j] = self._state.slots[slot.name]
        columns = [self._state.h[p.name] for p in optimizer.parameters]
        self._h = np.concatenate(columns, axis=1) if columns else np.empty((len(self.members), 0))

    def _epoch(self, objective: Objective, order: Rows) -> None:
        """All updates of an epoch, in parts that count as little effort as there may be between two looks."""
        assert isinstance(objective, DataObjective)
        if self._made is None:
            self._made = updates(objective, self._state.optimizer, self._batch)
        runs = len(self._theta)
        work = runs * int(objective.work + (GRADIENT - 1) * objective.network.work * objective.columns.shape[1])
        each = self._calls + work * self._batch // objective.columns.shape[1]
        part = self._batch * max(1, LOOK // each)
        self._theta = self._theta.copy()
        slots = self._slots.reshape(runs, -1)
        for first in range(0, len(order), part):
            rows = order[first : first + part]
            rates = self._next_rates(-(-len(rows) // self._batch))
            self._made.run(self._theta, slots, self._h, rates, self._updates, rows)
            self._updates += rates.shape[1]
            objective.effort.spend(rates.shape[1] * self._calls + work * len(rows) // len(order))
        self._state.take_over(self._kept_slots(), rates[:, -1], self._updates)
        if np.isnan(np.vdot(self._theta, self._theta)):
            # As in NumPy, all NaN have one sign.
            self._theta[np.isnan(self._theta)] = np.nan

    def _next_rates(self, count: int) -> Array:
        """The learning rates of the next updates (k, count)."""
        if self._rates is None:
            return np.repeat(self._state.h["learning_rate"], count, axis=1)
        return np.ascontiguousarray(self._rates[self._updates : self._updates + count].T)

    def _kept_slots(self) -> Slots:
        """The present slots, in arrays that no update changes."""
        kept = self._slots.copy()
        slots = enumerate(self._state.optimizer.slots)
        return {slot.name: kept[:, j, :1] if slot.scalar else kept[:, j] for j, slot in slots}


def updates(objective: DataObjective, optimizer: Optimizer, batch: int) -> Updates:
    """The compiled updates of an objective that compiles."""
    network, penalty = objective.network, objective.penalty
    form = objective.loss.two if network.outputs == 1 else objective.loss.many
    problem = Problem(
        points=objective.columns.T,
        targets=objective.targets[:, None] if network.outputs == 1 else objective.targets.T,
        shapes=network.shapes,
        signed=network.outputs == 1 and not network.affine,
        factor=form.factor,
        mean=objective.loss.reduction == "mean",
        l1=penalty.l1 if penalty else 0.0,
        l2=penalty.l2 if penalty else 0.0,
        weights=network.weights,
    )
    activation, loss, moved = _activation(network), _loss(network, form), step(optimizer)
    assert activation is not None
    assert loss is not None
    assert moved is not None
    return Updates(problem, batch, activation, loss, moved)


def _form(network: Network, loss: str) -> TwoClass | ManyClass:
    return LOSSES[loss].two if network.outputs == 1 else LOSSES[loss].many


def _activation(network: Network) -> int | None:
    """The address of the activation; 0 if there is none to call."""
    return functions.activation(network.activation.value, network.activation.slope) if network.hidden else 0


def _loss(network: Network, form: TwoClass | ManyClass) -> int | None:
    return functions.loss(form.value_and_slope, network.outputs)


def step(optimizer: Optimizer) -> int | None:
    """The address of an optimizer's update; None if it is not compiled."""
    names = tuple(p.name for p in optimizer.parameters)
    return functions.step(optimizer.step, names, tuple((slot.name, slot.scalar) for slot in optimizer.slots))
