"""Lanes of small batches, whose updates are compiled where Numba is installed.

In NumPy an update takes a few dozen calls of a microsecond each, far more than the arithmetic of a few points.
"""

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from solver.arrays import Array, Rows
from solver.compiled import functions
from solver.compiled.updates import Problem, Updates, activated
from solver.config import Classification, Contender, RunConfig
from solver.effort import CALL, GRADIENT, LOOK, Effort
from solver.losses import LOSSES
from solver.losses.base import ManyClass, TwoClass
from solver.model.data_objective import DataObjective
from solver.model.network import Network
from solver.objective import Objective
from solver.optimizers import OPTIMIZERS, Optimizer
from solver.training.lanes import Kind, Lane, Recorded, norms_and_velocity

# The most multiplications of a batch's scores for which compiled code is the faster (measured).
MOST = 100_000
# Nanoseconds of a compiled update besides its points, roughly.
_UPDATE = 500
# Nanoseconds of what is computed between two looks.
_TOGETHER = 10_000_000


def compiles(config: RunConfig, contender: Contender) -> bool:
    """Whether a contender's updates run in compiled code: it has small batches, and all that they compute compiles."""
    problem, batch = config.problem, config.batch(contender)
    if not isinstance(problem, Classification) or batch == problem.training_samples:
        return False
    if contender.gradient != "analytic":
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
        self, config: RunConfig, start: Array, batch: int, by_kind: Mapping[Kind, list[int]], alone: bool
    ) -> None:
        super().__init__(config, start, batch, by_kind)
        ((_, self._state, _),) = self._groups
        # Updates an epoch, and the units of effort of each besides its points.
        self._each, self._calls = -(-config.problem.training_samples // batch), (1 + alone) * CALL
        assert isinstance(config.problem, Classification)
        network, form = config.problem.network, _form(config.problem.network, config.problem.loss)
        # The units of a point's value and gradient; the time of an update, when a unit takes a nanosecond.
        self._work = int(form.time * network.outputs) + GRADIENT * network.work
        self._time = len(self.members) * (batch * self._work + _UPDATE)
        self._made: Updates | None = None
        optimizer = self._state.optimizer
        self._slots = np.empty((len(self.members), len(optimizer.slots), self._theta.shape[1]))
        for j, slot in enumerate(optimizer.slots):
            self._slots[:, j] = self._state.slots[slot.name]
        self._last = self._state.h["learning_rate"]
        columns = [self._state.h[p.name] for p in optimizer.parameters]
        self._h = np.concatenate(columns, axis=1) if columns else np.empty((len(self.members), 0))

    @property
    def at_once(self) -> int:
        """As many epochs as take some milliseconds."""
        return max(1, _TOGETHER // (self._each * self._time))

    def measuring(self, objective: DataObjective) -> DataObjective:
        """The objective with compiled activations."""
        network = objective.network
        address = _activation(network)
        if not address:
            return objective
        activation = replace(network.activation, value=functools.partial(activated, address))
        return replace(objective, network=replace(network, activation=activation))

    def _mini_batches(self, objective: Objective, orders: Sequence[Rows | None]) -> Recorded:
        """Runs epochs, several at a time, and measures all their starts at once."""
        assert isinstance(objective, DataObjective)
        if self._made is None:
            self._made = updates(objective, self._state.optimizer, self._batch)
            self._measured = self.measuring(objective)
        theta, columns = self._empty(len(orders))
        k, n, parameters = theta.shape
        ordered = [order for order in orders if order is not None]
        rates = self._next_rates(len(ordered) * self._each)
        columns["updates"][:] = self._updates + np.arange(n) * self._each
        columns["evaluations"][:] = self._state.optimizer.gradients * columns["updates"]
        columns["learning_rate"][:] = np.concatenate((self._last, rates), axis=1)[:, :: self._each][:, :n]
        kept = np.empty((k, n, *self._slots.shape[1:]))
        self._run(ordered, rates, objective, theta, kept)
        theta[:, len(ordered) :], kept[:, len(ordered) :] = self._theta[:, None], self._slots[:, None]
        for found in (theta, self._theta):
            # As in NumPy, all NaN have one sign.
            if np.isnan(np.vdot(found, found)):
                found[np.isnan(found)] = np.nan
        if rates.size:
            self._last = rates[:, -1:]
        measures = self._measured.measure(theta.reshape(-1, parameters)).reshaped(k, n)
        slots = enumerate(self._state.optimizer.slots)
        whole = {slot.name: np.array(kept[:, :, j, :1] if slot.scalar else kept[:, :, j]) for j, slot in slots}
        return Recorded(theta, measures, columns, *norms_and_velocity(self._state, k, whole))

    def _run(self, orders: list[Rows], rates: Array, objective: DataObjective, theta: Array, kept: Array) -> None:
        """Runs epochs of these orders, and notes parameters (k, n, P) and slots (k, n, S, P) at the start of each."""
        assert self._made is not None
        work = len(self.members) * self._work
        slots = self._slots.reshape(len(self.members), -1)
        for epochs, points in self._parts(len(orders), len(orders[0]) if orders else 0):
            part = np.array([order[points] for order in orders[epochs]])
            count = part.shape[0] * -(-part.shape[1] // self._batch)
            made = self._updates - self._begun
            found = self._made.run(
                self._theta, slots, self._h, np.ascontiguousarray(rates[:, made : made + count]), self._updates, part
            )
            if points.start == 0:
                theta[:, epochs], kept[:, epochs] = found[0], found[1].reshape(kept[:, epochs].shape)
            self._updates += count
            _spend(objective.effort, count * self._calls + part.size * work)

    def _parts(self, epochs: int, samples: int) -> Iterator[tuple[slice, slice]]:
        """Epochs and points of their orders that take some milliseconds together."""
        several = _TOGETHER // (self._each * self._time)
        if several:
            yield from ((slice(i, min(i + several, epochs)), slice(0, samples)) for i in range(0, epochs, several))
            return
        step = self._batch * max(1, _TOGETHER // self._time)
        for i in range(epochs):
            yield from ((slice(i, i + 1), slice(j, min(j + step, samples))) for j in range(0, samples, step))

    def _next_rates(self, count: int) -> Array:
        """The learning rates of the next updates (k, count)."""
        self._begun = self._updates
        if self._rates is None:
            return np.repeat(self._last, count, axis=1)
        return np.ascontiguousarray(self._rates[self._updates : self._updates + count].T)


def _spend(effort: Effort, units: int) -> None:
    """Counts what was computed since, no more at a time than there may be between two looks."""
    for counted in range(0, units, LOOK):
        effort.spend(min(LOOK, units - counted))


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
