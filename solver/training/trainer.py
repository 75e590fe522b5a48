"""Training: the contenders of a configuration side by side, a frame an epoch.

No contender's arithmetic depends on others: products are stacked, one for each run, and everything else is
elementwise or a sum along a run's own points.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array, Rows
from solver.config import RunConfig
from solver.effort import TRAINING, Effort
from solver.objective import Measures
from solver.stopping import Watch
from solver.training.grouping import lanes, tests
from solver.training.problem import Problem

# The recorded columns with one number for each contender and epoch; and those that only data have.
OF_DATA = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
COLUMNS = (
    "objective",
    *OF_DATA,
    "gradient_norm",
    "step_length",
    "learning_rate",
    "updates",
    "evaluations",
)
_LONGEST_CHUNK = 20
# Chunks of about this cost (in `RunConfig.cost` units, some 50 ms) keep a slow run's frames coming.
_CHUNK_COST = 5_000_000


@dataclass(frozen=True, eq=False)
class Frames:
    """Epochs `first` to `last`, n of them: `columns` (K, n) by name, parameters `theta` (K, n, P).

    `gradient` (K, n, P) is the objective's over all training points. `slots` are each contender's norms (n,) of its
    optimizer's slots by name. `velocity` is the velocity slot (n, P), None if there is none.
    """

    first: int
    last: int
    columns: dict[str, Array]
    theta: Array
    gradient: Array
    slots: list[dict[str, Array]]
    velocity: list[Array | None]

    def of(self, contender: int) -> list[Array]:
        """All that is recorded of a contender, epoch by epoch: views (n,) and (n, P)."""
        columns = [column[contender] for column in self.columns.values()]
        velocity = self.velocity[contender]
        own = [self.theta[contender], self.gradient[contender], *self.slots[contender].values()]
        return [*columns, *own, *([] if velocity is None else [velocity])]

    def part(self, begin: int, end: int) -> "Frames":
        """Those from place `begin` to before `end`, as views."""
        of = slice(begin, end)
        return Frames(
            self.first + begin,
            self.first + end - 1,
            {name: column[:, of] for name, column in self.columns.items()},
            self.theta[:, of],
            self.gradient[:, of],
            [{name: norms[of] for name, norms in slots.items()} for slots in self.slots],
            [velocity if velocity is None else velocity[of] for velocity in self.velocity],
        )

    def __iter__(self) -> Iterator["Frame"]:
        for i in range(self.last - self.first + 1):
            scalars = {name: column[:, i] for name, column in self.columns.items()}
            yield Frame(epoch=self.first + i, theta=self.theta[:, i], **scalars)


def next_rates(recorded: Sequence[Frames]) -> Array:
    """The learning rates (K, n) of the steps from each epoch; columns have those of the steps to it, the last twice."""
    rates = np.concatenate([frames.columns["learning_rate"] for frames in recorded], axis=1)
    return np.concatenate((rates[:, 1:], rates[:, -1:]), axis=1)


@dataclass(frozen=True, eq=False, kw_only=True)
class Frame:
    """The state after an epoch (0: the start), everything at the same parameters theta (K, P).

    Losses, objective and accuracies are over the full half, and all but the objective None for a test function.
    `gradient_norm` is that of the objective's full gradient; `step_length` is the distance from the frame before;
    `updates` and `evaluations` (of a gradient, over one batch) count from the start. All are (K,).
    """

    epoch: int
    objective: Array
    train_loss: Array | None = None
    test_loss: Array | None = None
    train_accuracy: Array | None = None
    test_accuracy: Array | None = None
    gradient_norm: Array
    step_length: Array
    learning_rate: Array
    updates: Array
    evaluations: Array
    theta: Array


@dataclass(frozen=True)
class Outcome:
    """Why a contender stopped, and at which epoch."""

    reason: str
    epoch: int


def train(config: RunConfig) -> Iterator[Frame]:
    """Runs a configuration and yields a frame an epoch, from 0, the start, to the last contender's end.

    TypeError for anything but a configuration; `RunConfig.check` makes one of plain data.
    """
    if not isinstance(config, RunConfig):
        raise TypeError(f"train takes a RunConfig, as RunConfig.check makes it, not {type(config).__name__}.")
    return itertools.chain.from_iterable(Training(config).run())


class Training:
    """A configuration's run: `run` yields frames in chunks; `outcomes` are complete when it is exhausted."""

    def __init__(self, config: RunConfig, effort: Effort | None = None) -> None:
        self.config = config
        self.effort = Effort() if effort is None else effort
        self.problem = Problem.of(config, self.effort)
        self.outcomes: list[Outcome | None] = [None] * len(config.racing)
        self._lanes = lanes(config, self.problem.start)
        self._tests = [] if self.problem.test is None else tests(self._lanes, self.problem.test)
        self._shuffles = not all(lane.full for lane in self._lanes)
        self._order = np.random.default_rng(config.batch_seed)
        self._watches = [Watch(config.stopping.limits(), config.stopping.tolerance) for _ in config.racing]
        self._before = np.tile(self.problem.start, (len(config.racing), 1))
        self._samples = config.problem.training_samples
        self._in_order = np.arange(self._samples)

    @property
    def _at_once(self) -> int:
        """Epochs that are recorded in one go: a chunk's, or more if each takes little time."""
        return min(_LONGEST_CHUNK, *(lane.at_once for lane in self._lanes))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its frames: of COLUMNS, those that the problem has."""
        return COLUMNS if self.problem.data is not None else tuple(name for name in COLUMNS if name not in OF_DATA)

    def run(self) -> Iterator[Frames]:
        """Yields the frames, a chunk at a time; a stopped contender keeps its last values."""
        length = chunk_length(self.config)
        several = length * max(1, self._at_once // length)
        held: Frames | None = None
        for first in range(0, self.config.epochs + 1, several):
            self.effort.look()
            # Time that the caller spends on frames is not counted as training.
            with self.effort.unless_within(TRAINING):
                recorded = self._record(first, min(first + several - 1, self.config.epochs))
            count = recorded.last - first + 1
            for begin in range(0, count, length):
                chunk = recorded.part(begin, min(begin + length, count))
                self._freeze(chunk, held)
                held = self._cut(chunk)
                yield held
                if all(self.outcomes):
                    return

    @np.errstate(all="ignore")
    def _record(self, first: int, last: int) -> Frames:
        """Runs every contender from epoch `first` to `last`, and measures each epoch."""
        runs, parameters = self._before.shape
        n = last - first + 1
        theta, gradient = np.empty((2, runs, n, parameters))
        slots: list[dict[str, Array]] = [{}] * runs
        velocity: list[Array | None] = [None] * runs
        columns = {name: np.empty((runs, n)) for name in self.columns}
        orders = [self._shuffle() if epoch < self.config.epochs else None for epoch in range(first, last + 1)]
        for lane in self._lanes:
            recorded = lane.record(self.problem.train, orders)
            theta[lane.members], gradient[lane.members] = recorded.theta, recorded.measures.gradient
            for place, k in enumerate(lane.members):
                slots[k], velocity[k] = recorded.slots[place], recorded.velocity[place]
            for name, values in (recorded.columns | _measured(recorded.measures)).items():
                if name in columns:
                    columns[name][lane.members] = values
        self._compare(theta, columns)
        for column in columns.values():
            # The sign of a NaN depends on the neighbours, the rest of the arithmetic does not.
            np.copyto(column, np.nan, where=np.isnan(column))
        if np.isnan(columns["gradient_norm"]).any():
            gradient[np.isnan(gradient)] = np.nan
        return Frames(first, last, columns, theta, gradient, slots, velocity)

    def _shuffle(self) -> Rows:
        """A new order of the training points for all contenders; their own order if there are no mini-batches."""
        return self._order.permutation(self._samples) if self._shuffles else self._in_order

    def _compare(self, theta: Array, columns: dict[str, Array]) -> None:
        """Fills in the columns that follow from the parameters (K, n, P) alone: the test half's and the steps."""
        _, n, parameters = theta.shape
        if self.problem.test is not None:
            for members, test in self._tests:
                loss, accuracy = test.loss_and_accuracy(theta[members].reshape(-1, parameters))
                columns["test_loss"][members] = loss.reshape(-1, n)
                columns["test_accuracy"][members] = accuracy.reshape(-1, n)
        previous = np.concatenate((self._before[:, None], theta[:, :-1]), axis=1)
        columns["step_length"] = _length(theta - previous)
        self._before = theta[:, -1].copy()

    def _freeze(self, chunk: Frames, held: Frames | None) -> None:
        """Holds each contender's values from its last frame on, in place."""
        finite = np.asarray(np.isfinite(chunk.theta).all(axis=-1))
        for k, watch in enumerate(self._watches):
            if self.outcomes[k] is not None:
                assert held is not None
                _hold(chunk, k, 0, held, -1)
                continue
            objective = np.where(finite[k], chunk.columns["objective"][k], np.nan)
            accuracy = (
                chunk.columns["test_accuracy"][k] if self.problem.test is not None else np.full_like(objective, np.nan)
            )
            found = watch.scan(objective, accuracy, self.config.epochs)
            if found is not None:
                self.outcomes[k] = Outcome(*found)
                last = found[1] - chunk.first
                _hold(chunk, k, last + 1, chunk, last)

    def _cut(self, chunk: Frames) -> Frames:
        """The chunk without the epochs after the last contender's end."""
        if not all(self.outcomes):
            return chunk
        last = max(o.epoch for o in self.outcomes if o)
        return chunk.part(0, last - chunk.first + 1)


def _hold(chunk: Frames, contender: int, begin: int, source: Frames, at: int) -> None:
    """Sets a contender's values from position `begin` on to those at position `at` of the source."""
    for own, held in zip(chunk.of(contender), source.of(contender), strict=True):
        own[begin:] = held[at]


def _measured(found: Measures) -> dict[str, Array]:
    return {
        "objective": found.objective,
        "train_loss": found.loss,
        "train_accuracy": found.accuracy,
        "gradient_norm": _length(found.gradient),
    }


def _length(vectors: Array) -> Array:
    return np.asarray(np.sqrt(np.vecdot(vectors, vectors)))


def brief(config: RunConfig) -> bool:
    """True if the training takes no longer than a chunk of a slow run."""
    return config.cost <= _CHUNK_COST


def chunk_length(config: RunConfig) -> int:
    """Epochs a chunk, at most 20: a function of the configuration alone, so that streams can be resumed."""
    return max(1, min(_LONGEST_CHUNK, _CHUNK_COST * config.epochs // config.cost))
