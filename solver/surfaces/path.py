"""A contender's path as it is drawn: the trail, with more points where a straight line would be visibly off.

Between two epochs the path is the straight step in parameter space, at the objective's own height there.
"""

from dataclasses import dataclass, replace

import numpy as np

from solver.arrays import Array, Rows
from solver.objective import Objective
from solver.planes import Plane

# A pixel as a share of the drawn height: the stage's vertical axis is some 220 pixels long at 1440 x 900.
PIXEL = 1 / 300
# The lowest height that differs from 0: its square is still a normal number.
_LOWEST = 1e-150
# The most halvings between two epochs: 2 ** this many pieces.
_MOST_HALVINGS = 8
# The most points of a path; beyond it, lines between them may be off.
MOST_POINTS = 6000
# Values of the objective for a new point of a path: three to find it, and two for each contender's projection.
_VALUES, _VALUES_EACH = 3, 2
# The most numbers that all paths may have between epochs.
_MOST_NUMBERS = 2_000_000
# Points that one step looks ahead.
_WINDOW = 8


@dataclass(frozen=True, eq=False)
class Path:
    """Points of a path: `epochs` (n,), whole ones and between; `theta` (n, P); `objective` (n,) there.

    `coarse` says that lines between them may be off by more than a pixel.
    """

    epochs: Array
    theta: Array
    objective: Array
    coarse: bool = False


@dataclass(frozen=True)
class Heights:
    """The range of heights that is drawn, and how large a difference looks in it.

    The logarithmic picture shows the height above `base`: 0, or the lowest if there are losses below 0. `low` and
    `high`, 0 < low < high, are the ends of the drawn range, relative to it.
    """

    low: float
    high: float
    base: float = 0.0

    @classmethod
    def of(cls, objective: Array) -> "Heights":
        """The range of the finite values (n,)."""
        finite = objective[np.isfinite(objective)]
        least = float(finite.min())
        base = min(least, 0.0)
        high = max(float(finite.max()) - base, _LOWEST)
        low = max(least - base, high * 1e-12, _LOWEST)
        return cls(low, max(high, low * (1 + 1e-9)), base)

    def reaching(self, other: "Heights") -> "Heights":
        """The same range with the other's low end, if that is lower."""
        base = min(self.base, other.base)
        lows = (each.low + (each.base - base) for each in (self, other))
        return Heights(min(lows), self.high + (self.base - base), base)

    def apart(self, a: Array, b: Array) -> Array:
        """How far apart two heights are drawn, a share of the whole: the larger of linear and logarithmic."""
        linear = np.abs(a - b) / (self.high - self.low)
        ratio = np.maximum(a - self.base, self.low) / np.maximum(b - self.base, self.low)
        logarithmic = np.abs(np.log(ratio)) / np.log(self.high / self.low)
        return np.asarray(np.maximum(linear, logarithmic))

    def between(self, a: Array, b: Array, share: float) -> tuple[Array, Array]:
        """The height at a share of the line from a to b, in the linear picture and in the logarithmic one."""
        above = np.maximum(a - self.base, 0), np.maximum(b - self.base, 0)
        return (1 - share) * a + share * b, self.base + above[0] ** (1 - share) * above[1] ** share


@np.errstate(all="ignore")
def refine(objective: Objective, trail: Array, heights: Array, paths: int = 1, foot: float = 0.0) -> Path:
    """The path along a trail (n, P) with heights (n,), halved between epochs until lines are true to a pixel.

    Halving stops at 256 pieces an epoch, and at MOST_POINTS in all. It stops earlier if `paths` of this size would use
    up the budget, or have too many numbers. Points that are not finite are left out. `foot` is the cost, in units, of
    finding the surface under a point, also under those of the trail.
    """
    each = paths * ((_VALUES + _VALUES_EACH * paths) * objective.work + paths * foot)
    affordable = max(0, objective.effort.affords(each) - (len(trail) if foot else 0))
    most = min(MOST_POINTS, len(trail) + min(affordable, _MOST_NUMBERS // (paths * trail.shape[-1])))
    finite = np.isfinite(heights) & np.isfinite(trail).all(axis=-1)
    path = Path(np.flatnonzero(finite).astype(np.float64), trail[finite], heights[finite])
    scale = Heights.of(path.objective)
    open_ends = np.ones(len(path.epochs) - 1, dtype=bool)
    for _ in range(_MOST_HALVINGS):
        if not open_ends.any():
            break
        if len(path.epochs) + open_ends.sum() > most:
            return replace(path, coarse=True)
        path, open_ends = _halve(objective, path, open_ends, scale)
    return path


def _halve(objective: Objective, path: Path, wanted: Array, scale: Heights) -> tuple[Path, Array]:
    """Halves each piece that is `wanted`. Also tells which of the new pieces must be halved again."""
    left = np.flatnonzero(wanted)
    ends = path.theta[left], path.theta[left + 1]
    off = np.zeros(len(left))
    for share in (0.25, 0.5, 0.75):
        theta = (1 - share) * ends[0] + share * ends[1]
        height = objective.value(theta)
        off = np.maximum(off, _off_the_line(height, path.objective[left], path.objective[left + 1], share, scale))
        if share == 0.5:
            middle_theta, middle = theta, height
    keep = off > PIXEL / 2
    at, again = left[keep] + 1, np.zeros(len(wanted), dtype=bool)
    again[left[keep]] = True
    refined = Path(
        np.insert(path.epochs, at, (path.epochs[at - 1] + path.epochs[at]) / 2),
        np.insert(path.theta, at, middle_theta[keep], axis=0),
        np.insert(path.objective, at, middle[keep]),
    )
    return refined, np.repeat(again, np.where(again, 2, 1))


def _off_the_line(height: Array, begin: Array, end: Array, share: float, scale: Heights) -> Array:
    """How far heights are from the drawn line, in the worse of the linear and the logarithmic picture."""
    linear, logarithmic = scale.between(begin, end, share)
    return np.maximum(scale.apart(height, linear), scale.apart(height, logarithmic))


@np.errstate(all="ignore")
def key_points(objective: Objective, path: Path, plane: Plane, drawn: Heights, most: int) -> list[int]:
    """The path's points (indices) where the slice must be drawn anew to be true to a pixel under the ball.

    If that takes more than `most`, only whole epochs count; if it still does, the pixel is made larger. If the budget
    is used up, they are spread evenly instead.
    """
    if most < 1:
        return []
    every = np.arange(len(path.epochs))
    whole = np.flatnonzero(path.epochs == np.floor(path.epochs))
    keys = _walk(objective, path, plane, every, drawn, PIXEL, most)
    tolerance = PIXEL
    while len(keys) > most:
        keys = _walk(objective, path, plane, whole, drawn, tolerance, most)
        tolerance *= 1.5
    if objective.effort.left <= 0:
        return [int(i) for i in whole[np.unique(np.linspace(0, len(whole) - 1, most).astype(int))]]
    return keys


def _walk(
    objective: Objective, path: Path, plane: Plane, candidates: Rows, drawn: Heights, tolerance: float, most: int
) -> list[int]:
    """Greedy: the first candidate where the last key's slice is off by more than the tolerance is a key."""
    keys, position = [int(candidates[0])], 1
    while position < len(candidates) and len(keys) <= most and objective.effort.left > 0:
        ahead = candidates[position : position + _WINDOW]
        slice_ = plane.through(path.theta[keys[-1]])
        under = objective.value(slice_.points(plane.coordinates(path.theta[ahead])))
        off = np.flatnonzero(drawn.apart(under, path.objective[ahead]) > tolerance)
        position += int(off[0]) + 1 if len(off) else len(ahead)
        if len(off):
            keys.append(int(ahead[off[0]]))
    return keys
