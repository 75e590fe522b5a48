"""A configuration's problem with its data generated: what is to be minimised, and from where."""

from dataclasses import dataclass

import numpy as np

from solver import datasets
from solver.arrays import Array, Labels
from solver.config import Classification, RunConfig
from solver.features import design
from solver.initialisations import initialise
from solver.objective import Objective


@dataclass(frozen=True, eq=False)
class Problem:
    """The data, the objective on either half, the parameters' names and the start (P,)."""

    data: datasets.Data
    train: Objective
    test: Objective
    names: tuple[str, ...]
    start: Array

    @classmethod
    def of(cls, config: RunConfig) -> "Problem":
        """Generates the data of a configuration; the same configuration gives the same data."""
        p = config.problem
        data = datasets.make(p.dataset, p.options, p.data_seed, p.test_fraction, p.split_seed, bool(p.standardise))
        return cls(
            data=data,
            train=_objective(p, *data.training),
            test=_objective(p, *data.test),
            names=p.parameter_names,
            start=_start(config),
        )


def _objective(problem: Classification, points: Array, labels: Labels) -> Objective:
    features = design(points, problem.features)
    return Objective.of(problem.network, problem.loss, features, labels, problem.l1, problem.l2)


def _start(config: RunConfig) -> Array:
    start = config.start
    if start.parameters is not None:
        return np.array(start.parameters, dtype=np.float64)
    assert start.seed is not None
    assert start.initialisation is not None
    return initialise(start.initialisation, config.problem.network, start.seed)
