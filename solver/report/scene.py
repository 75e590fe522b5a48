"""The landscape of a finished run: plane and grid, the contenders' paths, and the slices."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array
from solver.config import FunctionProblem, RunConfig
from solver.effort import FEET, PATHS, PLANE, SEARCH
from solver.functions import FUNCTIONS
from solver.objective import Objective
from solver.planes import Chosen, Plane, Trails
from solver.surfaces.critical import CriticalPoints, critical_points
from solver.surfaces.grid import WIDEST, Grid
from solver.surfaces.path import Path, refine
from solver.surfaces.profile import profile, usual_cost
from solver.surfaces.projection import Feet, Projection, project, project_following
from solver.surfaces.slices import Slice, lowest, moving, still
from solver.training.labels import labels
from solver.training.trainer import Frames, Training

# From this number on, other parameters are not named one by one.
_MANY = 3
# A profile counts as the minimum if it is above it by less than this share of its range; 1e-5 would be visible.
# Ranges below the second number are rounding.
_PROVED, _LEVEL = 1e-6, 1e-6
# Points a side of a function's window among which its lowest is searched: several for each local minimum.
_SCANNED = 61


@dataclass(frozen=True, eq=False)
class Scene:
    """The landscape of a run.

    `through` is an entry of THROUGH, or 'at'. `follows` is the contender that the slice moves with, None if the slice
    stands still. `sentence` describes the landscape. `explained` (D,) is the share of the trails' variance along each
    direction, for planes chosen by variance.
    """

    training: Training
    plane: Plane
    grid: Grid
    paths: Sequence[Path]
    projection: Projection
    through: str
    follows: int | None
    sentence: str
    explained: Array | None

    @classmethod
    def of(cls, training: Training, recorded: Sequence[Frames]) -> "Scene":
        """Makes the scene of a run from all its frames."""
        config, problem = training.config, training.problem
        through, last = config.slice_through, recorded[-1].last
        theta = np.concatenate([frames.theta for frames in recorded], axis=1)
        heights = np.concatenate([frames.columns["objective"] for frames in recorded], axis=1)
        trails = _trails(training, theta)
        with training.effort.part(PLANE):
            plane, chosen = _plane(config, trails, through)
        follows = trails.follow if through == "epoch" else None
        with training.effort.part(PATHS):
            free = len(problem.names) - config.plane.definition.dimensions
            foot = usual_cost(problem.train, free) if through == "best" else 0.0
            paths = [refine(problem.train, *pair, len(theta), foot) for pair in zip(theta, heights, strict=True)]
            grid = _grid(config, plane, paths)
            if follows is not None:
                projection = project_following(problem.train, plane, paths, follows, last)
            else:
                feet = _lowest_feet(problem.train, plane, _candidates(config, paths)) if through == "best" else None
                projection = project(problem.train, plane, paths, last, feet)
        sentence = _sentence(config, chosen, through, trails)
        return cls(training, plane, grid, paths, projection, through, follows, sentence, chosen.explained)

    @property
    def outline(self) -> int:
        """The number of slices that say how high the landscape is: the first and the last, or the only one."""
        return 1 if self.follows is None else min(2, len(self.paths[self.follows].epochs))

    def slices(self) -> Iterator[Slice]:
        """The slices that the followed contender moves through (see `landscape.moving`), or the one that stands."""
        objective = self.training.problem.train
        if self.follows is not None:
            most = self.training.config.landscape.slices
            yield from moving(objective, self.plane, self.paths[self.follows], self.grid, most)
        elif self.through == "best":
            yield lowest(objective, self.plane, self.grid, _candidates(self.training.config, self.paths))
        else:
            yield still(objective, self.plane, self.grid)

    def said(self, slice_: Slice) -> str:
        """The sentence of a slice; for a profile also its distance to the minimum, if that is known."""
        if self.through != "best" or math.isnan(slice_.gap):
            return self.sentence
        share = slice_.gap / max(float(np.ptp(slice_.z)), _LEVEL)
        above = "" if share <= _PROVED else f"at most {100 * share:.2g} % of the drawn range above "
        return f"{self.sentence[:-1]}, which is {above}the global minimum."

    def critical(self, slices: Sequence[Slice]) -> CriticalPoints:
        """The critical points of the slices; none for a profile, which is not a slice of the objective."""
        flat = [] if self.through == "best" else slices
        planes = [slice_.plane for slice_ in flat]
        with self.training.effort.part(SEARCH):
            grid = flat[0].grid if flat else self.grid
            heights, known = [slice_.z for slice_ in flat], _known(self.training.config, self.paths)
            return critical_points(self.training.problem.train, planes, grid, heights, known)


def _trails(training: Training, theta: Array) -> Trails:
    """The contenders' epochs up to their ends, without those that are not finite or have run off."""
    config, problem = training.config, training.problem
    kept = []
    for trail, outcome in zip(theta, training.outcomes, strict=True):
        assert outcome is not None
        until = trail[: outcome.epoch + 1]
        near = np.abs(until - trail[0]).max(axis=-1) <= WIDEST
        kept.append(until[: len(near) if near.all() else int(near.argmin())])
    follow, numbers = config.places.index(config.plane.follow - 1), [place + 1 for place in config.places]
    return Trails(problem.train, problem.names, problem.filters, kept, labels(config), numbers, follow)


def _plane(config: RunConfig, trails: Trails, through: str) -> tuple[Plane, Chosen]:
    """The plane through its anchor, and its description; a moving plane is left at the origin of its coordinates."""
    kind, options = config.plane.definition, config.plane.options
    anchors = {"start": trails.trails[trails.follow][0], "at": trails.at(options.get("at"))}
    anchor = anchors.get(through, trails.at(None))
    plane, chosen = kind.plane(trails, options, anchor)
    return (plane if through == "epoch" else plane.through(anchor)), chosen


def _grid(config: RunConfig, plane: Plane, paths: Sequence[Path]) -> Grid:
    if config.plane.extent is not None:
        return Grid.over(np.reshape(config.plane.extent, (-1, 2)), config.landscape.resolution)
    window = None
    if isinstance(config.problem, FunctionProblem) and config.plane.definition.absolute:
        window = np.array(FUNCTIONS[config.problem.function].window)[plane.directions.argmax(axis=-1)]
    coordinates = np.concatenate([plane.coordinates(path.theta) for path in paths])
    return Grid.around(coordinates, config.landscape.resolution, window)


def _candidates(config: RunConfig, paths: Sequence[Path]) -> Array:
    """The points (m, P) at which the search for a profile begins: start and all ends, and a function's window."""
    found = np.stack([paths[0].theta[0], *(path.theta[-1] for path in paths)])
    if not isinstance(config.problem, FunctionProblem):
        return found
    sides = [np.linspace(*side, _SCANNED) for side in FUNCTIONS[config.problem.function].window]
    return np.concatenate((found, np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, len(sides))))


def _known(config: RunConfig, paths: Sequence[Path]) -> Array | None:
    """For a test function its known minima and the contenders' ends (n, P), which a coarse grid may miss."""
    if not isinstance(config.problem, FunctionProblem):
        return None
    function, options = FUNCTIONS[config.problem.function], config.problem.options
    ends = np.stack([path.theta[-1] for path in paths])
    return np.concatenate((function.minima(options), function.local_minima(options), ends))


def _lowest_feet(objective: Objective, plane: Plane, candidates: Array) -> Feet:
    """The profile's own points below contenders; a contender that is lower than the point found is its own."""

    def feet(theta: Array) -> Array:
        with objective.effort.part(FEET):
            found = profile(objective, plane, plane.coordinates(theta), candidates)
        lower = objective.value(theta) < found.objective
        return np.where(lower[:, None], theta, found.theta)

    return feet


def _sentence(config: RunConfig, chosen: Chosen, through: str, trails: Trails) -> str:
    """The sentence of a landscape: the height, the directions, and the values of all other parameters."""
    problem = config.problem
    if isinstance(problem, FunctionProblem):
        height = FUNCTIONS[problem.function].label
    else:
        height = "Training loss with penalty" if problem.l1 or problem.l2 else "Training loss"
    if config.plane.definition.absolute:
        rest = _others(trails, chosen, through)
    else:
        rest = {
            "epoch": f", through {trails.leader} at the shown {config.epoch_word}",
            "start": ", through the start",
            "end": f", through the end of {trails.leader}",
            "best": ", with all other parameters at the lowest loss found for each point",
        }.get(through, "")
    preposition = "along" if config.plane.definition.dimensions == 1 else "over"
    return f"{height} {preposition} {chosen.sentence}{rest}."


def _others(trails: Trails, chosen: Chosen, through: str) -> str:
    """The part of the sentence about all other parameters."""
    others = [name for name in trails.names if name not in chosen.labels]
    if not others:
        return ""
    named = " and ".join(others) if len(others) < _MANY else f"the other {len(others):,} parameters"
    return f", with {named} " + {
        "epoch": f"as at the shown epoch of {trails.leader}",
        "start": "as at the start",
        "end": f"as at the end of {trails.leader}",
        "best": "at the lowest loss found for each point",
    }.get(through, "")
