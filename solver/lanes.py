"""Lanes: the contenders that share a batch size, and so share one gradient evaluation an update."""

from collections.abc import Sequence

import numpy as np

from solver.arrays import Array, Rows
from solver.config import RunConfig
from solver.objective import Objective
from solver.optimizers import State

_States = list[tuple[slice, State]]


class Lane:
    """Runs k contenders (`members`, rows of the trainer's arrays) from epoch to epoch."""

    def __init__(self, members: list[int], batch: int, full: bool, start: Array, states: _States) -> None:
        self.members = members
        self.full = full
        self._batch = batch
        self._theta = np.tile(start, (len(members), 1))
        self._states = states

    def record(self, objective: Objective, orders: Sequence[Rows | None]) -> tuple[Array, Array, Array]:
        """The parameters (k, n, P) at the start of each of the next n epochs, objective (k, n) and gradient.

        `orders` are the n epochs' orders of the training points; the last may be None: that epoch is not run,
        only its start recorded.
        """
        run = self._full_batches if self.full else self._mini_batches
        return run(objective, orders)

    def _full_batches(self, objective: Objective, orders: Sequence[Rows | None]) -> tuple[Array, Array, Array]:
        theta, gradient, value = self._empty(len(orders))
        now = self._theta
        for i, order in enumerate(orders):
            theta[:, i] = now
            value[:, i], g = objective.value_and_gradient(now)
            gradient[:, i] = g
            if order is not None:
                now = self._step(now, g)
        self._theta = now
        return theta, value, gradient

    def _mini_batches(self, objective: Objective, orders: Sequence[Rows | None]) -> tuple[Array, Array, Array]:
        theta, gradient, value = self._empty(len(orders))
        now = self._theta
        for i, order in enumerate(orders):
            theta[:, i] = now
            for j in range(0, 0 if order is None else len(order), self._batch):
                assert order is not None
                _, g = objective.value_and_gradient(now, order[j : j + self._batch])
                now = self._step(now, g)
        self._theta = now
        flat_value, flat_gradient = objective.value_and_gradient(theta.reshape(-1, theta.shape[-1]))
        return theta, flat_value.reshape(value.shape), flat_gradient.reshape(gradient.shape)

    def _empty(self, n: int) -> tuple[Array, Array, Array]:
        k, parameters = self._theta.shape
        return np.empty((k, n, parameters)), np.empty((k, n, parameters)), np.empty((k, n))

    def _step(self, theta: Array, gradient: Array) -> Array:
        if len(self._states) == 1:
            return self._states[0][1].update(theta, gradient)
        return np.concatenate([state.update(theta[part], gradient[part]) for part, state in self._states])


def lanes(config: RunConfig, start: Array) -> list[Lane]:
    """The contenders of a configuration grouped by batch size, and within each group by optimizer."""
    groups: dict[int, dict[str, list[int]]] = {}
    for k, contender in enumerate(config.contenders):
        groups.setdefault(config.batch(contender), {}).setdefault(contender.optimizer, []).append(k)
    return [_lane(config, start, batch, by_optimizer) for batch, by_optimizer in groups.items()]


def _lane(config: RunConfig, start: Array, batch: int, by_optimizer: dict[str, list[int]]) -> Lane:
    members: list[int] = []
    states: _States = []
    for name, rows in by_optimizer.items():
        chosen = [config.contenders[k] for k in rows]
        rates = [c.learning_rate for c in chosen]
        state = State(name, rates, [c.hyperparameters for c in chosen], len(start))
        states.append((slice(len(members), len(members) + len(rows)), state))
        members += rows
    full = batch == config.problem.training_samples
    return Lane(members, batch, full, start, states)
