"""Quantities that a text tells of a run, by name: `loss at 100`, `limit of 2 at 0`, `parameters`.

A text holds their names in place of numbers, so that no number in it can be wrong:
NAME [of CONTENDER] [at EPOCH | at end] [to DIGITS digits | to PLACES places]; contenders count from 1.
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from solver.arrays import Array
from solver.config import Classification, FunctionProblem, RunConfig
from solver.curvature.eigenvalues import curvature
from solver.functions import FUNCTIONS
from solver.gradients import GRADIENTS
from solver.optimizers import OPTIMIZERS
from solver.report.gradients import estimated
from solver.report.scene import Scene
from solver.training.trainer import Frames, Training
from solver.words import number

# The columns of frames by what a text calls them; the accuracies are told in hundredths.
COLUMNS = {
    "loss": "objective",
    "test loss": "test_loss",
    "accuracy": "train_accuracy",
    "test accuracy": "test_accuracy",
    "slope": "gradient_norm",
    "step": "step_length",
    "updates": "updates",
    "evaluations": "evaluations",
}
# Quantities of the whole run that tell how it went.
_OF_ENDS = ("end", "lowest loss", "explained")
_SHARES = ("accuracy", "test accuracy")
# Points of a curve among which its valleys and peaks are counted.
_DENSE = 100_001
_GRAMMAR = re.compile(r"(.+?)(?: of (\d+))?(?: at (\d+|end))?(?: to (\d+) (digits|places))?", re.ASCII)
_BELOW = re.compile(r"epoch below (\S+)")
_CLAIM = re.compile(r"(.+?) ([<>=]) (.+)")
_TIMES = re.compile(r"([\d.e+-]+) \* (.+)", re.ASCII)
_SIGNS: dict[str, Callable[[float, float], bool]] = {"<": operator.lt, ">": operator.gt, "=": operator.eq}


class Asked(NamedTuple):
    """A quantity as it is asked for; `epoch` None: none is named, -1: the end."""

    name: str
    contender: int
    epoch: int | None
    digits: int | None
    places: int | None

    @classmethod
    def of(cls, text: str) -> "Asked":
        """Reads a quantity's words."""
        match = _GRAMMAR.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"'{text}' names no quantity.")
        name, contender, epoch, count, kind = match.groups()
        digits, places = (int(count) if count and kind == each else None for each in ("digits", "places"))
        at = None if epoch is None else -1 if epoch == "end" else int(epoch)
        return cls(name, int(contender or 1), at, digits, places)

    def reveals(self, shown: int) -> bool:
        """Whether it tells anything of the run after an epoch."""
        if self.epoch is None:
            return self.name in _OF_ENDS or _BELOW.fullmatch(self.name) is not None
        return self.epoch < 0 or self.epoch > shown


@dataclass(frozen=True, eq=False)
class Told:
    """A run, and what can be told of it. Nothing is computed before it is asked for."""

    config: RunConfig

    def text(self, words: str) -> str:
        """The quantity of these words as a text has it; ValueError says what is wrong with them."""
        asked = Asked.of(words)
        value = self._value(asked)
        if asked.places is not None:
            return f"{value:.{asked.places}f}".replace("-", "−")
        if value.is_integer() and abs(value) < 1e6 and asked.digits is None:
            return f"{value:,.0f}".replace("-", "−")
        return number(value) if asked.digits is None else number(value, asked.digits)

    def value(self, words: str) -> float:
        """The quantity of these words, which may be a number, or a multiple: `10 * loss at end`."""
        times = _TIMES.fullmatch(words.strip())
        if times:
            return float(times[1]) * self.value(times[2])
        try:
            return float(words)
        except ValueError:
            pass
        asked = Asked.of(words)
        value = self._value(asked)
        return value if asked.places is None else round(value, asked.places)

    def holds(self, claim: str) -> bool:
        """Whether a comparison of two quantities is true: `loss at end < 0.1 * loss at 0`."""
        match = _CLAIM.fullmatch(claim.strip())
        if match is None:
            raise ValueError(f"'{claim}' compares nothing: write two quantities with <, > or = between them.")
        return _SIGNS[match[2]](self.value(match[1]), self.value(match[3]))

    def _value(self, asked: Asked) -> float:
        count = len(self.config.racing)
        if not 1 <= asked.contender <= count:
            raise ValueError(f"There is no optimizer {asked.contender}; this run has {count}.")
        if asked.epoch is None:
            return self._of_run(asked.name, asked.contender - 1)
        epoch = self._epoch(asked)
        if asked.name in COLUMNS:
            value = self._column(COLUMNS[asked.name], asked.contender - 1)[epoch]
            return float(100 * value if asked.name in _SHARES else value)
        if asked.name in self._training.problem.names:
            return float(self._theta[asked.contender - 1, epoch, self._training.problem.names.index(asked.name)])
        if asked.name in _BESIDES:
            return _BESIDES[asked.name](self, asked.contender - 1, epoch)
        known = ", ".join((*COLUMNS, *_BESIDES, *self._training.problem.names))
        raise ValueError(f"There is no quantity '{asked.name}' at an epoch; there are {known}.")

    def _of_run(self, name: str, k: int) -> float:
        below = _BELOW.fullmatch(name)
        if below:
            found = np.flatnonzero(self._column("objective", k) < float(below[1]))
            if not len(found):
                raise ValueError(f"The loss is never below {below[1]}.")
            return float(found[0])
        if name not in _OF_RUN:
            raise ValueError(f"There is no quantity '{name}'; without an epoch there are {', '.join(_OF_RUN)}.")
        return float(_OF_RUN[name](self, k))

    def _epoch(self, asked: Asked) -> int:
        last = self._theta.shape[1] - 1
        if asked.epoch is None or asked.epoch > last:
            raise ValueError(f"There is no epoch {asked.epoch}; the run ends at {last}.")
        return asked.epoch

    def _column(self, name: str, k: int) -> Array:
        _, chunks = self._ran
        if name not in chunks[0].columns:
            raise ValueError(f"A test function has no {name.replace('_', ' ')}.")
        return np.concatenate([chunk.columns[name][k] for chunk in chunks])

    @cached_property
    def _ran(self) -> tuple[Training, list[Frames]]:
        training = Training(self.config)
        return training, list(training.run())

    @property
    def _training(self) -> Training:
        return self._ran[0]

    @cached_property
    def _theta(self) -> Array:
        return np.concatenate([chunk.theta for chunk in self._ran[1]], axis=1)

    def curvature(self, k: int, epoch: int) -> float:
        """The largest eigenvalue of the Hessian there."""
        return curvature(self._training.problem.train.hessian_product, self._theta[k, epoch]).largest

    def limit(self, k: int, epoch: int) -> float:
        """The learning rate that is the limit of stability for the curvature there."""
        contender = self.config.racing[k]
        most = OPTIMIZERS[contender.optimizer].stability_limit(contender.hyperparameters)
        if most is None:
            raise ValueError(f"No limit is known for {OPTIMIZERS[contender.optimizer].label}.")
        return most / self.curvature(k, epoch)

    @cached_property
    def _scene(self) -> Scene:
        return Scene.of(*self._ran)

    def gap(self, k: int, epoch: int) -> float:
        """How far the objective is from that at its projection onto the drawn plane."""
        found, at = self._scene.projection, self._drawn(epoch)
        return abs(float(found.objective[k, at] - found.height[k, at]))

    def distance(self, k: int, epoch: int) -> float:
        """The distance from the drawn plane."""
        return float(self._scene.projection.distance[k, self._drawn(epoch)])

    def _drawn(self, epoch: int) -> int:
        """The place of a whole epoch among those of the projection."""
        whole = epoch if epoch >= 0 else self._theta.shape[1] - 1
        return int(np.flatnonzero(self._scene.projection.epochs == whole)[0])

    def explained(self) -> float:
        """The share of the trails' variance in the drawn plane, in hundredths."""
        share = self._scene.explained
        if share is None:
            raise ValueError("This plane is not chosen by variance.")
        return float(100 * share.sum())

    def gradients(self, k: int) -> tuple[Array, Array]:
        """The contender's own gradient (P,) at the start, and the right one."""
        problem, own = self._training.problem, estimated(self._training.problem.train, self.config.racing[k])
        return own.gradient(problem.start[None])[0], problem.train.value_and_gradient(problem.start[None])[1][0]

    def ended(self, k: int) -> int:
        """The epoch at which the contender stopped."""
        outcome = self._training.outcomes[k]
        assert outcome is not None
        return outcome.epoch

    def turns(self, up: bool) -> int:
        """The number of valleys, or of peaks, of a test function of one variable in its window."""
        problem = self.config.problem
        if not isinstance(problem, FunctionProblem) or problem.size != 1:
            raise ValueError("Valleys and peaks are counted on a test function of one variable.")
        function = FUNCTIONS[problem.function]
        line = np.linspace(*function.window[0], _DENSE)[:, None]
        rising = np.diff(function.value(line, problem.options)) > 0
        return int(np.count_nonzero((rising[1:] if up else ~rising[1:]) & (~rising[:-1] if up else rising[:-1])))


def _error(told: Told, k: int) -> float:
    own, right = told.gradients(k)
    return float(np.linalg.norm(own - right) / np.linalg.norm(right))


def _ratio(told: Told, k: int) -> float:
    own, right = told.gradients(k)
    return float(np.linalg.norm(own) / np.linalg.norm(right))


def _angle(told: Told, k: int) -> float:
    own, right = told.gradients(k)
    cosine = own @ right / (np.linalg.norm(own) * np.linalg.norm(right))
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def _points(told: Told, half: int) -> int:
    data = told._training.problem.data
    if data is None:
        raise ValueError("A test function has no points.")
    return len((data.training, data.test)[half][1])


# Quantities at an epoch that no column has, and quantities of the run as a whole, of a contender k.
_BESIDES: dict[str, Callable[[Told, int, int], float]] = {
    "curvature": Told.curvature,
    "limit": Told.limit,
    "gap": Told.gap,
    "distance": Told.distance,
}
_OF_RUN: dict[str, Callable[[Told, int], float]] = {
    "epochs": lambda told, k: told.config.epochs,
    "end": lambda told, k: told.ended(k),
    "rate": lambda told, k: told.config.racing[k].learning_rate,
    "batch": lambda told, k: told.config.batch(told.config.racing[k]),
    "parameters": lambda told, k: told.config.problem.size,
    "classes": lambda told, k: _classes(told),
    "training points": lambda told, k: _points(told, 0),
    "test points": lambda told, k: _points(told, 1),
    "explained": lambda told, k: told.explained(),
    "valleys": lambda told, k: told.turns(up=True),
    "peaks": lambda told, k: told.turns(up=False),
    "gradient error": _error,
    "gradient ratio": _ratio,
    "gradient angle": _angle,
    "evaluations a gradient": lambda told, k: GRADIENTS[told.config.racing[k].gradient].evaluations(
        told.config.problem.size
    ),
    "lowest loss": lambda told, k: float(np.nanmin(told._column("objective", k))),
}


def _classes(told: Told) -> int:
    problem = told.config.problem
    return problem.classes if isinstance(problem, Classification) else 0
