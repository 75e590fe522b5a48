"""Where each contender's path meets the drawn plane: the numbers behind ball, stem and trail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array
from solver.objective import Objective
from solver.planes import Plane
from solver.surfaces.path import Path

# Parameters (m, P) -> the surface's own (m, P), at the same coordinates of the plane.
Feet = Callable[[Array], Array]
# Epochs (n,), parameters (K, n, P), their coordinates (K, n, D) -> the surface's own parameters (K, n, P) there.
Foot = Callable[[Array, Array, Array], Array]
# Numbers that are projected at a time: 2 MB.
_BLOCK = 250_000


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

    def foot(epochs: Array, theta: Array, coordinates: Array) -> Array:
        return _finite_only(feet, theta) if feet else plane.points(coordinates)

    return _measured(objective, plane, paths, last, foot, whole=feet is not None)


@np.errstate(all="ignore")
def project_following(objective: Objective, plane: Plane, paths: Sequence[Path], follows: int, last: int) -> Projection:
    """Projects paths, to epoch `last`, into the parallel planes that hold the followed one at each epoch."""

    def foot(epochs: Array, theta: Array, coordinates: Array) -> Array:
        # After the followed contender diverges, its last slice stays.
        leader = _at(paths[follows], epochs, held=True)
        offset = leader - plane.points(plane.coordinates(leader))
        found = plane.points(coordinates) + offset
        found[follows] = theta[follows]
        return found

    return _measured(objective, plane, paths, last, foot)


def _finite_only(feet: Feet, theta: Array) -> Array:
    """The feet (K, n, P) of contenders at finite parameters; NaN for the others."""
    somewhere = np.isfinite(theta).all(axis=-1)
    out = np.full_like(theta, np.nan)
    out[somewhere] = feet(theta[somewhere])
    return out


def _measured(
    objective: Objective, plane: Plane, paths: Sequence[Path], last: int, foot: Foot, whole: bool = False
) -> Projection:
    """Projects all paths at all their epochs, block by block, or the `whole` at once if the results are shared."""
    epochs = np.unique(np.concatenate([np.arange(last + 1.0), *(path.epochs for path in paths)]))
    each = len(epochs) if whole else max(1, _BLOCK // (len(paths) * len(plane.origin)))
    parts = [_part(objective, plane, paths, epochs[i : i + each], foot) for i in range(0, len(epochs), each)]
    coordinates, under, height, distance = (np.concatenate(several, axis=1) for several in zip(*parts, strict=True))
    return Projection(epochs, coordinates, under, height, distance)


def _part(
    objective: Objective, plane: Plane, paths: Sequence[Path], epochs: Array, foot: Foot
) -> tuple[Array, Array, Array, Array]:
    """The arrays of a projection at given epochs (n,)."""
    theta = np.stack([_at(path, epochs) for path in paths])
    coordinates = plane.coordinates(theta)
    below = foot(epochs, theta, coordinates)
    flat, shape = (-1, theta.shape[-1]), theta.shape[:2]
    height, under = (objective.value(points.reshape(flat)).reshape(shape) for points in (theta, below))
    return coordinates, under, height, np.linalg.norm(theta - below, axis=-1)


def _at(path: Path, epochs: Array, held: bool = False) -> Array:
    """A path's parameters (n, P) at given epochs; beyond its end NaN, or the last if it is `held`."""
    at = np.maximum(np.searchsorted(path.epochs, epochs, side="right") - 1, 0)
    ahead = np.minimum(at + 1, len(path.epochs) - 1)
    found, far = path.theta[at], epochs - path.epochs[at]
    between = (far > 0) & (ahead > at)
    ends = at[between], ahead[between]
    slopes = (path.theta[ends[1]] - found[between]) / (path.epochs[ends[1]] - path.epochs[ends[0]])[:, None]
    found[between] += slopes * far[between, None]
    if not held:
        found[epochs > path.epochs[-1]] = np.nan
    return found
