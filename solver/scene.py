"""What a finished run's landscape consists of: the grid, everybody's way through it, and the slices of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.landscape import Grid, Slice, slices
from solver.path import Path, refine
from solver.planes import Plane, axes
from solver.projection import Projection, project
from solver.trainer import Frames, Training


@dataclass(frozen=True, eq=False)
class Scene:
    """The landscape of a run whose slice follows one contender; `slices` computes them one after the other."""

    training: Training
    plane: Plane
    grid: Grid
    paths: Sequence[Path]
    projection: Projection
    follows: int

    @classmethod
    def of(cls, training: Training, recorded: Sequence[Frames], follows: int) -> "Scene":
        """The scene of a run from all its frames."""
        problem = training.problem
        plane = axes(problem.names)
        trails = np.concatenate([frames.theta for frames in recorded], axis=1)
        heights = np.concatenate([frames.columns["objective"] for frames in recorded], axis=1)
        paths = [refine(problem.train, *pair) for pair in zip(trails, heights, strict=True)]
        seen = np.concatenate([plane.coordinates(path.theta) for path in paths])
        grid = Grid.around(seen, training.config.resolution)
        projection = project(problem.train, plane, paths, follows, recorded[-1].last)
        return cls(training, plane, grid, paths, projection, follows)

    @property
    def most(self) -> int:
        """How many slices there may be."""
        return self.training.config.most_slices

    def slices(self) -> Iterator[Slice]:
        """The slices that the followed contender moves through; see `landscape.slices` for their order."""
        return slices(self.training.problem.train, self.plane, self.paths[self.follows], self.grid, self.most)
