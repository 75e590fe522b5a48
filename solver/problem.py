"""A configuration's problem with its data generated: what is to be minimised, and from where."""

from dataclasses import dataclass

import numpy as np

from solver import datasets
from solver.arrays import Array
from solver.config import RunConfig
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
        data = datasets.make(p.dataset, p.options, p.data_seed, p.test_fraction, p.split_seed)
        names = p.parameter_names
        return cls(
            data=data,
            train=Objective.of(p.model, p.loss, *data.training),
            test=Objective.of(p.model, p.loss, *data.test),
            names=names,
            start=_start(config, len(names)),
        )


def _start(config: RunConfig, parameters: int) -> Array:
    if config.start.seed is not None:
        return np.random.default_rng(config.start.seed).standard_normal(parameters)
    return np.array(config.start.parameters, dtype=np.float64)
