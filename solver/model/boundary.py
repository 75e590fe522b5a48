"""The decision field of a classifier over the plane of the data: the winning class, and the lines between classes."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from contourpy import FillType, LineType, SerialContourGenerator, ZInterp
from numpy.typing import NDArray

from solver.arrays import Array
from solver.effort import CALL, FIELDS, Effort
from solver.model.data_objective import BLOCK
from solver.model.features import design
from solver.model.network import Network

# The field reaches this share of the points' extent beyond them.
_MARGIN = 0.08
# Points placed by hand stay this share of the extent away from the rim.
_RIM = 0.02
# The extent around points that are all in one place, as a share of their coordinates.
_LEAST_SPAN = 1e-6
# Units of effort for drawing a score: its colour, and the lines (measured).
_DRAWING = 15
# The sine of an angle below which a line counts as straight.
_STRAIGHT = 1e-6
# Cells a side for runs of at most so many epochs, so that a stream's size is bounded.
_CELLS = ((400, 61), (1000, 41), (2000, 29))


@dataclass(frozen=True, eq=False)
class Field:
    """The winning class and its probability on a grid, and where it changes, for n frames.

    `winner` is (n, rows, columns) bytes: class * levels + level, the level from 0 (as probable as any other)
    to levels - 1 (certain). The lines are polylines: `points` (M, 2); `lines` (L + 1,) where each begins in
    `points`; `frames` (n + 1,) where each frame's begin in `lines`. With more than two classes a line is there once
    for each of its two classes, but not for the last class.
    """

    winner: NDArray[np.uint8]
    points: Array
    lines: NDArray[np.int32]
    frames: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class FieldGrid:
    """The grid that fields of one run are drawn on: `x` (columns,), `y` (rows,), and the features there.

    One thread at a time may draw on it: lines are followed on grids that it keeps, by how many frames they hold.
    """

    x: Array
    y: Array
    features: Array
    levels: int
    _tall: dict[int, "_Tall"] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def around(
        cls, points: Array, classes: int, features: tuple[str, ...], epochs: int, placed: Array | None = None
    ) -> "FieldGrid":
        """A square grid around points (N, 2), coarser for long runs, no wider for `placed` ones than they need."""
        cells = next(cells for longest, cells in _CELLS if epochs <= longest)
        low, high = points.min(axis=0), points.max(axis=0)
        span = max((high - low).max(), _LEAST_SPAN * max(1.0, np.abs(high).max()))
        centre, half = (low + high) / 2, span * (0.5 + _MARGIN)
        if placed is not None:
            centre, half = _widened(centre, half, placed, span * _RIM)
        x, y = (np.linspace(c - half, c + half, cells) for c in centre)
        grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        return cls(x, y, np.ascontiguousarray(design(grid, features).T), 256 // classes)

    @np.errstate(all="ignore")
    def field(self, network: Network, theta: Array, effort: Effort | None = None) -> Field:
        """The field of a network with parameters theta (n, P); without lines if these are not finite."""
        effort = Effort() if effort is None else effort
        scores = np.empty((len(theta), network.outputs, self.features.shape[1]))
        step = max(1, BLOCK // (self.features.shape[1] * network.held))
        with effort.part(FIELDS):
            for i in range(0, len(theta), step):
                tape = network.forward(theta[i : i + step], self.features, effort.spend)
                scores[i : i + step] = tape.scores[-1]
            # The effort of colours and lines.
            effort.spend(CALL + _DRAWING * scores.size)
        shown = scores.reshape(len(theta), network.outputs, len(self.y), len(self.x))
        if network.outputs == 1:
            return Field(self._two(shown[:, 0]), *self._lines(shown))
        return Field(self._many(shown), *self._lines(_leads(shown)[:, :-1]))

    def _two(self, scores: Array) -> NDArray[np.uint8]:
        """Winner and level of class 1's scores (n, rows, columns)."""
        level = scores.astype(np.float32)
        np.abs(level, out=level)
        # 2 sigmoid(|z|) - 1 is how far the winner's probability is from even, 0 to 1.
        level *= 0.5
        np.tanh(level, out=level)
        level *= self.levels - 1
        level += np.float32(0.5)
        winner = np.fmax(level, 0, out=level).astype(np.uint8)
        winner += (scores > 0) * np.uint8(self.levels)
        return winner

    def _many(self, scores: Array) -> NDArray[np.uint8]:
        """Winner and level of a score for each class (n, C, rows, columns)."""
        even = 1 / scores.shape[1]
        probability = 1 / np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1)
        level = np.nan_to_num((probability - even) / (1 - even) * (self.levels - 1) + 0.5)
        return np.asarray(scores.argmax(axis=1) * self.levels + level.astype(np.intp), dtype=np.uint8)

    def _lines(self, scores: Array) -> tuple[Array, NDArray[np.int32], NDArray[np.int32]]:
        """The lines where scores (n, S, rows, columns) change sign: `points`, `lines` and `frames` of a Field."""
        n, several, rows, columns = scores.shape
        if n * several not in self._tall:
            self._tall[n * several] = _Tall(self.x, rows, n * several)
        tall = self._tall[n * several]
        tall.heights[:, :-1] = scores.reshape(-1, rows, columns)
        found, ends = tall.followed()
        if found is None:
            return np.empty((0, 2)), np.zeros(1, np.int32), np.zeros(n + 1, np.int32)
        # No line is on a masked row: half of one below a frame's first row still is that frame, rounded down.
        frame = np.floor((found[:, 1] + 0.5) / (rows + 1))
        row = found[:, 1] - frame * (rows + 1)
        points = np.stack((found[:, 0], self.y[0] + row * (self.y[1] - self.y[0])), axis=-1)
        kept = _bends(points, ends)
        lengths = np.add.reduceat(kept, ends[:-1].astype(np.intp), dtype=np.int32)
        frame //= several
        of_line = frame[ends[:-1]]
        by_frame = np.argsort(of_line, kind="stable")
        by_point = np.argsort(frame[kept], kind="stable")
        return (
            points[kept][by_point],
            np.concatenate(([0], np.cumsum(lengths[by_frame]))).astype(np.int32),
            np.searchsorted(of_line[by_frame], np.arange(n + 1)).astype(np.int32),
        )


class _Tall:
    """Grids of `heights` (n, rows + 1, columns), each with a masked row at its end, one above the other.

    Making a contour generator costs more than following the lines: so it is one for all grids, and the same for one
    set of heights after another. It looks at them where they are.
    """

    def __init__(self, x: Array, rows: int, n: int) -> None:
        self.heights = np.full((n, rows + 1, len(x)), np.nan)
        self.heights[:, :-1] = 0
        self._x, self._z = x, self.heights.reshape(-1, len(x))
        self._contours = self._generator()

    def followed(self) -> tuple[Array | None, NDArray[np.uint32]]:
        """Where heights change sign, by x and row: the lines' points and where each ends; None: nowhere."""
        finite = np.isfinite(self.heights[:, :-1]).all()
        chunks: Any = (self._contours if finite else self._generator()).lines(0.0)
        (found,), (ends,) = chunks
        return found, ends

    def _generator(self) -> SerialContourGenerator:
        """A contour generator on the finite heights. `contour_generator` gives the same, but its checks take long."""
        return SerialContourGenerator(
            *np.meshgrid(self._x, np.arange(len(self._z), dtype=np.float64)),
            self._z,
            ~np.isfinite(self._z),
            corner_mask=True,
            line_type=LineType.ChunkCombinedOffset,
            fill_type=FillType.OuterCode,
            quad_as_tri=False,
            z_interp=ZInterp.Linear,
        )


def _widened(centre: Array, half: float, placed: Array, rim: float) -> tuple[Array, float]:
    """The centre (2,) and half side of a square, widened just enough to hold points (N, 2) within its `rim`."""
    low, high = np.minimum(centre - half, placed.min(axis=0) - rim), np.maximum(centre + half, placed.max(axis=0) + rim)
    if (low == centre - half).all() and (high == centre + half).all():
        return centre, half
    return (low + high) / 2, float((high - low).max()) / 2


def _leads(scores: Array) -> Array:
    """Scores (n, C, ...) -> the lead of each class over the best other one; 0 on the lines between classes."""
    ordered = np.sort(scores, axis=1)
    best, second = ordered[:, -1:], ordered[:, -2:-1]
    return np.asarray(scores - np.where(scores == best, second, best))


def _bends(points: Array, ends: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which points (M,) of polylines are needed: their ends, and where they are not straight."""
    step = np.diff(points, axis=0)
    before, after = step[:-1], step[1:]
    turn = np.abs(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0])
    length = np.hypot(before[:, 0], before[:, 1]) * np.hypot(after[:, 0], after[:, 1])
    kept = np.concatenate(([True], turn > _STRAIGHT * length, [True]))
    kept[ends[:-1]] = kept[ends[1:] - 1] = True
    return kept
