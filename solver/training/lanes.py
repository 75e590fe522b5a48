"""Lanes: the contenders of one batch size, which share one gradient evaluation for each update."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from solver.arrays import Array, Rows
from solver.config import Contender, RunConfig
from solver.effort import CALL
from solver.gradients import GRADIENTS, Estimated
from solver.objective import Measures, Objective
from solver.optimizers import Slots, State
from solver.parameters import Value
from solver.schedules import by_hand, rates

# The columns that only the optimizer knows at an epoch's start.
COLUMNS = ("learning_rate", "updates", "evaluations")


@dataclass(frozen=True, eq=False)
class Recorded:
    """n epochs of k contenders, each at its start: parameters (k, n, P), the measures, and COLUMNS (k, n).

    `slots` are each contender's norms (n,) of its optimizer's slots by name; of a history, the newest entry's.
    `velocity` is the velocity slot (n, P), None if the optimizer has none.
    """

    theta: Array
    measures: Measures
    columns: dict[str, Array]
    slots: list[dict[str, Array]]
    velocity: list[Array | None]


class Kind(NamedTuple):
    """What the contenders of a group share: the optimizer, and how its gradient is computed."""

    optimizer: str
    gradient: str
    options: tuple[tuple[str, Value], ...]

    @classmethod
    def of(cls, contender: Contender) -> "Kind":
        """The kind of a contender."""
        return cls(contender.optimizer, contender.gradient, tuple(contender.gradient_options.items()))

    def state(self, rates: list[float], contenders: list[Contender], parameters: int) -> State:
        """The state of its contenders with their first learning rates."""
        each = GRADIENTS[self.gradient].evaluations(parameters)
        return State(self.optimizer, rates, [c.hyperparameters for c in contenders], parameters, each)

    def estimated(self, objective: Objective) -> Estimated | None:
        """The objective with its gradient computed as the contenders do; None: as it is."""
        if self.gradient == "analytic":
            return None
        return Estimated(objective, GRADIENTS[self.gradient], dict(self.options))


class Lane:
    """Runs k contenders (`members`, rows of the trainer's arrays) from epoch to epoch."""

    def __init__(self, config: RunConfig, start: Array, batch: int, by_kind: Mapping[Kind, list[int]]) -> None:
        samples = config.problem.training_samples
        self.members = [k for rows in by_kind.values() for k in rows]
        self.full = batch == samples
        self._batch = batch
        self._theta = np.tile(start, (len(self.members), 1))
        # (updates, k), or None where every contender keeps its own.
        self._rates = _rates(config, [config.racing[k] for k in self.members], -(-samples // batch))
        self._updates = 0
        self._groups: list[tuple[slice, State, Kind]] = []
        begin = 0
        for kind, rows in by_kind.items():
            chosen, part = [config.racing[k] for k in rows], slice(begin, begin + len(rows))
            first = [c.learning_rate for c in chosen] if self._rates is None else self._rates[0, part].tolist()
            self._groups.append((part, kind.state(first, chosen, len(start)), kind))
            begin += len(rows)

    @property
    def at_once(self) -> int:
        """Epochs that may be recorded in one go, for frames to keep coming. A chunk's number is right at any cost."""
        return 1

    def record(self, objective: Objective, orders: Sequence[Rows | None]) -> Recorded:
        """Runs the next n epochs with their orders of the training points; None: only the start is recorded."""
        run = self._full_batches if self.full else self._mini_batches
        return run(objective, orders)

    def _full_batches(self, objective: Objective, orders: Sequence[Rows | None]) -> Recorded:
        """Runs epochs of one update: measuring the start also gives the gradient of the update."""
        theta, columns = self._empty(len(orders))
        measured, kept = [], []
        for i, order in enumerate(orders):
            kept.append(self._note(i, theta, columns))
            found = objective.measure(self._theta)
            measured.append(found)
            if order is not None:
                self._step(objective, found.objective, found.gradient)
        return Recorded(theta, Measures.side_by_side(measured), columns, *self._of_slots(kept))

    def _mini_batches(self, objective: Objective, orders: Sequence[Rows | None]) -> Recorded:
        """Runs epochs of mini-batches: all starts are measured at once, since no batch needs their gradient."""
        theta, columns = self._empty(len(orders))
        kept = []
        for i, order in enumerate(orders):
            kept.append(self._note(i, theta, columns))
            for j in range(0, 0 if order is None else len(order), self._batch):
                assert order is not None
                batch = objective.on(order[j : j + self._batch])
                self._step(batch, *batch.value_and_gradient(self._theta))
        k, n, parameters = theta.shape
        measures = objective.measure(theta.reshape(-1, parameters)).reshaped(k, n)
        return Recorded(theta, measures, columns, *self._of_slots(kept))

    def _empty(self, n: int) -> tuple[Array, dict[str, Array]]:
        k, parameters = self._theta.shape
        return np.empty((k, n, parameters)), {name: np.empty((k, n)) for name in COLUMNS}

    def _note(self, i: int, theta: Array, columns: dict[str, Array]) -> list[Slots]:
        """Records what is known at an epoch's start without the data; returns each group's slots."""
        theta[:, i] = self._theta
        columns["updates"][:, i] = self._updates
        for part, state, _ in self._groups:
            columns["learning_rate"][part, i] = state.rate
            columns["evaluations"][part, i] = state.evaluations
        return [state.kept() for _, state, _ in self._groups]

    def _of_slots(self, kept: list[list[Slots]]) -> tuple[list[dict[str, Array]], list[Array | None]]:
        """Norms and velocity of each contender, from its group's slots at each epoch."""
        norms: list[dict[str, Array]] = []
        velocity: list[Array | None] = []
        for group, (part, state, _) in enumerate(self._groups):
            names = [slot.name for slot in state.optimizer.slots]
            whole = {name: np.array([slots[group][name] for slots in kept]).swapaxes(0, 1) for name in names}
            lengths, velocities = norms_and_velocity(state, part.stop - part.start, whole)
            norms += lengths
            velocity += velocities
        return norms, velocity

    def _step(self, objective: Objective, value: Array, gradient: Array) -> None:
        """One update of every contender, from the value (k,) and gradient (k, P) of the objective."""
        hvp = objective.hessian_product
        rates = None if self._rates is None else self._rates[self._updates]
        self._updates += 1
        moved = []
        for part, state, kind in self._groups:
            theta, chosen = self._theta[part], None if rates is None else rates[part]
            own = kind.estimated(objective)
            uphill = gradient[part] if own is None else own.gradient(theta)
            evaluate = (own or objective).value_and_gradient
            moved.append(state.update(theta, value[part], uphill, evaluate, hvp, chosen))
            objective.effort.spend(CALL + len(moved[-1]) * state.optimizer.besides(self._theta.shape[1]))
        self._theta = moved[0] if len(moved) == 1 else np.concatenate(moved)


def norms_and_velocity(state: State, runs: int, whole: Slots) -> tuple[list[dict[str, Array]], list[Array | None]]:
    """Norms and velocity of each of k runs, from its slots (k, n, P) by name."""
    lengths = {name: np.sqrt(np.vecdot(slot, slot)) for name, slot in whole.items()}
    for name, length in lengths.items():
        if np.isnan(length).any():
            # The sign of a NaN depends on the neighbours in memory.
            length[np.isnan(length)] = whole[name][np.isnan(whole[name])] = np.nan
    norms = [{name: length[k] for name, length in lengths.items()} for k in range(runs)]
    return norms, [whole[state.optimizer.velocity][k] if state.optimizer.velocity else None for k in range(runs)]


def _rates(config: RunConfig, contenders: list[Contender], updates: int) -> Array | None:
    """The learning rates (n, k) of all n updates, `updates` of them an epoch; None: the contenders' own."""
    if all(c.schedule == "constant" and c.manual is None for c in contenders):
        return None
    count, each = config.epochs * updates, []
    for c in contenders:
        base = by_hand(c.learning_rate, c.manual, count, updates)
        each.append(rates(c.schedule, c.schedule_options, base, count, updates, config.epochs))
    return np.stack(each, axis=-1)
