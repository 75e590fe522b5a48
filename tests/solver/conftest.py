"""Runs whose landscapes several tests share; and property-based tests that repeat exactly."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import settings

from solver.config.budget import MOST_SLICES
from solver.config.query import parse
from solver.planes import Plane, axes
from solver.surfaces.grid import Grid
from solver.surfaces.path import Heights, Path, refine
from solver.surfaces.slices import Slice, moving
from solver.training.problem import Problem
from solver.training.trainer import Training

# No deadline: the machine may be busy.
settings.register_profile("solver", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("solver")

RUNS = {
    "tutorial": "",
    # Blobs 3 apart, 10 from the origin and 2.5 wide: the bias moves as much as the weights.
    "far_blobs": "data_seed=208&spread=2.5&opt=adam&lr=0.3",
    "cross_entropy": "loss=cross_entropy&spread=3&opt=momentum&lr=0.5",
    "three_classes": "centers=3&spread=3&samples=90&loss=cross_entropy&l2=0.01&opt=adam&lr=0.3",
    "network": "data=moons&noise=0.2&samples=90&model=mlp&hidden=4&loss=mse&opt=adam&lr=0.1",
}


@dataclass(frozen=True)
class Drawn:
    """A run with everything that its landscape draws; `heights` is the visible range."""

    name: str
    problem: Problem
    trail: np.ndarray
    objective: np.ndarray
    plane: Plane
    path: Path
    grid: Grid
    slices: list[Slice]
    heights: Heights


@pytest.fixture(scope="session", params=RUNS)
def drawn(request) -> Drawn:
    training = Training(parse(RUNS[request.param]))
    chunks = list(training.run())
    trail = np.concatenate([chunk.theta[0] for chunk in chunks])
    objective = np.concatenate([chunk.columns["objective"][0] for chunk in chunks])
    plane = axes(training.problem.names, 0, 1)
    path = refine(training.problem.train, trail, objective)
    grid = Grid.around(plane.coordinates(path.theta), 61)
    found = list(moving(training.problem.train, plane, path, grid, MOST_SLICES))
    heights = Heights.of(np.concatenate([path.objective, *(end.z.ravel() for end in found[:2])]))
    found.sort(key=lambda each: each.epoch)
    return Drawn(request.param, training.problem, trail, objective, plane, path, grid, found, heights)
