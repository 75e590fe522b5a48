"""Where each contender's path meets the drawn plane: the numbers behind ball, stem and trail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array
from solver.objective import Objective
from solver.path import Path
from solver.planes import Plane

# Parameters (m, P) -> the surface's own (m, P), at the same coordinates of the plane.
Feet = Callable[[Array], Array]


@dataclass(frozen=True, eq=False)
class Projection:
    """K contenders at n common epochs, whole ones and between; NaN where a contender has left the floats.

    `coordinates` (K, n, D) in the plane; all else but `epochs` is (K, n): `objective` that at the projected point
    (evaluated, not interpolated), `height` that at the contender itself, `distance` between the two.
    """

    epochs: Array
    coordinates: Array
    objective: Array
    height: Array
    distance: Array


@np.errstate(all="ignore")
def project(
    objective: Objective, plane: Plane, paths: Sequence[Path], last: int, feet: Feet | None = None
) -> Projection:
    """Projects paths, to epoch `last`, into a plane; `feet` gives the points of a surface that is not flat."""
    epochs, theta = _side_by_side(paths, last)
    coordinates = plane.coordinates(theta)
    foot = _finite_only(feet, theta) if feet else plane.points(coordinates)
    return _measured(objective, epochs, theta, coordinates, foot)


@np.errstate(all="ignore")
def project_following(objective: Objective, plane: Plane, paths: Sequence[Path], follows: int, last: int) -> Projection:
    """Projects paths, to epoch `last`, into the parallel planes that hold the followed one at each epoch."""
    epochs, theta = _side_by_side(paths, last)
    coordinates = plane.coordinates(theta)
    # A followed contender that has diverged leaves its last slice standing.
    leader = _at(paths[follows], epochs, held=True)
    offset = leader - plane.points(plane.coordinates(leader))
    foot = plane.points(coordinates) + offset
    foot[follows] = theta[follows]
    return _measured(objective, epochs, theta, coordinates, foot)


def _side_by_side(paths: Sequence[Path], last: int) -> tuple[Array, Array]:
    """The epochs (n,) of all paths, and everybody's parameters (K, n, P) there."""
    epochs = np.unique(np.concatenate([np.arange(last + 1.0), *(path.epochs for path in paths)]))
    return epochs, np.stack([_at(path, epochs) for path in paths])


def _finite_only(feet: Feet, theta: Array) -> Array:
    """The feet (K, n, P) of those who are somewhere; NaN for the others."""
    somewhere = np.isfinite(theta).all(axis=-1)
    out = np.full_like(theta, np.nan)
    out[somewhere] = feet(theta[somewhere])
    return out


def _measured(objective: Objective, epochs: Array, theta: Array, coordinates: Array, foot: Array) -> Projection:
    flat, shape = (-1, theta.shape[-1]), theta.shape[:2]
    height, under = (objective.value(each.reshape(flat)).reshape(shape) for each in (theta, foot))
    return Projection(epochs, coordinates, under, height, np.linalg.norm(theta - foot, axis=-1))


def _at(path: Path, epochs: Array, held: bool = False) -> Array:
    """A path's parameters (n, P) at given epochs; beyond its end NaN, or the last if it is `held`."""
    right = None if held else np.nan
    columns = [np.interp(epochs, path.epochs, column, right=right) for column in path.theta.T]
    return np.stack(columns, axis=-1)
