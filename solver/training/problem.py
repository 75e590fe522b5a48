"""The problem of a configuration, ready to run: the objective and the start."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver import datasets
from solver.arrays import Array, Labels, Rows
from solver.config import Classification, FunctionProblem, RunConfig
from solver.effort import Effort
from solver.functions import FUNCTIONS
from solver.model.data_objective import DataObjective
from solver.model.features import design
from solver.model.initialisations import initialise
from solver.objective import Objective


@dataclass(frozen=True, eq=False)
class Problem:
    """The objective, its parameters' names and the start (P,).

    `data` and the objective on its test half are None for a test function. `filters` are the indices of the weights
    into each unit, none for a test function.
    """

    data: datasets.Data | None
    train: Objective
    test: DataObjective | None
    names: tuple[str, ...]
    start: Array
    filters: Sequence[Rows]

    @classmethod
    def of(cls, config: RunConfig, effort: Effort | None = None) -> "Problem":
        """Generates the data of a configuration; the same configuration gives the same data.

        `effort` counts what its objectives compute.
        """
        p, start, effort = config.problem, _start(config), Effort() if effort is None else effort
        if isinstance(p, FunctionProblem):
            return cls(None, replace(p.objective, effort=effort), None, p.parameter_names, start, ())
        data = datasets.make(
            p.dataset, p.options, p.data_seed, p.test_fraction, p.split_seed, bool(p.standardise), p.edits
        )
        train, test = (replace(_objective(p, *half), effort=effort) for half in (data.training, data.test))
        return cls(data, train, test, p.parameter_names, start, p.network.filters)


def _objective(problem: Classification, points: Array, labels: Labels) -> DataObjective:
    features = design(points, problem.features)
    return DataObjective.of(problem.network, problem.loss, features, labels, problem.l1, problem.l2)


def _start(config: RunConfig) -> Array:
    start, problem = config.start, config.problem
    if start.parameters is not None:
        return np.array(start.parameters, dtype=np.float64)
    assert start.seed is not None
    if isinstance(problem, FunctionProblem):
        low, high = np.array(FUNCTIONS[problem.function].window, dtype=np.float64).T
        return np.asarray(np.random.default_rng(start.seed).uniform(low, high))
    assert start.initialisation is not None
    return initialise(start.initialisation, problem.network, start.seed)
