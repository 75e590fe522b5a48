"""Where each contender's path meets the drawn plane: the numbers behind ball, stem and trail."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array
from solver.objective import Objective
from solver.path import Path
from solver.planes import Plane


@dataclass(frozen=True, eq=False)
class Projection:
    """K contenders at n common epochs, whole ones and between; NaN where a contender has left the floats.

    All but `epochs` are (K, n): `u` and `v` the coordinates in the plane, `objective` that at the projected
    point (evaluated, not interpolated), `height` that at the contender itself, `distance` between the two.
    """

    epochs: Array
    u: Array
    v: Array
    objective: Array
    height: Array
    distance: Array


@np.errstate(all="ignore")
def project(objective: Objective, plane: Plane, paths: Sequence[Path], follows: int, last: int) -> Projection:
    """Projects paths, to epoch `last`, into the parallel planes that hold the followed one at each epoch."""
    epochs = np.unique(np.concatenate([np.arange(last + 1.0), *(path.epochs for path in paths)]))
    theta = np.stack([_at(path, epochs) for path in paths])
    shape = theta.shape[:2]
    coordinates = plane.coordinates(theta)
    # A followed contender that has diverged leaves its last slice standing.
    leader = _at(paths[follows], epochs, held=True)
    offset = leader - plane.points(plane.coordinates(leader))
    foot = plane.points(coordinates) + offset
    distance = np.linalg.norm(theta - foot, axis=-1)
    distance[follows] = np.where(np.isnan(distance[follows]), np.nan, 0.0)
    flat = (-1, theta.shape[-1])
    height = objective.value(theta.reshape(flat)).reshape(shape)
    under = objective.value(foot.reshape(flat)).reshape(shape)
    under[follows] = height[follows]
    return Projection(epochs, coordinates[..., 0], coordinates[..., 1], under, height, distance)


def _at(path: Path, epochs: Array, held: bool = False) -> Array:
    """A path's parameters (n, P) at given epochs; beyond its end NaN, or the last if it is `held`."""
    right = None if held else np.nan
    columns = [np.interp(epochs, path.epochs, column, right=right) for column in path.theta.T]
    return np.stack(columns, axis=-1)
