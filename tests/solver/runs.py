"""Runs as arrays, and comparisons of runs."""

import numpy as np

from solver.config import RunConfig
from solver.config.query import parse
from solver.training.trainer import COLUMNS, Outcome, Training


def collected(config: RunConfig) -> dict[str, np.ndarray]:
    """Every column of a run, (K, n) or (K, n, P)."""
    return run(config)[1]


def run(config: RunConfig) -> tuple[list[Outcome], dict[str, np.ndarray]]:
    """The outcome of each contender, and every column of the run."""
    training = Training(config)
    chunks = list(training.run())
    columns = {name: np.concatenate([c.columns[name] for c in chunks], axis=1) for name in COLUMNS}
    columns["theta"] = np.concatenate([c.theta for c in chunks], axis=1)
    return [each for each in training.outcomes if each], columns


def columns_of(query: str) -> dict[str, np.ndarray]:
    """The columns of a link's run that its problem has, (K, n)."""
    chunks = list(Training(parse(query)).run())
    return {name: np.concatenate([c.columns[name] for c in chunks], axis=1) for name in chunks[0].columns}


def same_bits(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays are equal bit for bit, the signs of NaN included."""
    return one.shape == other.shape and one.tobytes() == other.tobytes()


def differing(together: dict[str, np.ndarray], k: int, alone: dict[str, np.ndarray]) -> list[str]:
    """The columns in which contender k differs from its run alone, or changes after its end."""
    n = alone["theta"].shape[1]
    return [
        name
        for name, column in together.items()
        if not same_bits(column[k, :n], alone[name][0])
        or not all(same_bits(column[k, i], column[k, n - 1]) for i in range(n, column.shape[1]))
    ]
