"""Searches over fibres, the lines, planes and more that cross a plane: all at once, each for its own lowest point.

Newton's method where few parameters are free, else L-BFGS. Each step is asked for before it is made: what it takes at
most is known, and a search that cannot afford it is cut.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.spatial import KDTree

from solver.arrays import Array, Rows
from solver.effort import CALL, GRADIENT, PRODUCT, decomposition_cost
from solver.objective import Objective
from solver.optimizers.base import Mask
from solver.optimizers.second_order import damped_solution, inverse_hessian_times, remember

# With up to so many free parameters by Newton's method, which gets to the bottom; with more it costs too much.
NEWTON_UP_TO = 10
# After a descent each point looks whether a neighbour's other parameters are better, and if so goes on from there:
# so many rounds by Newton's method, and by L-BFGS.
_NEWTON_ROUNDS, ROUNDS = 20, 4
# Updates of a descent by Newton's method, and the step lengths that each tries, from 1 downwards.
_UPDATES, _LENGTHS, _SHORTENED = 10, 10, 0.25
# Updates by Newton's method a point may have, all points taken together.
MOST_UPDATES = 25
# Evaluations of a round of L-BFGS, and how many steps it remembers.
EVALUATIONS, _HISTORY = 20, 10
# Units of effort that L-BFGS takes for each number that it remembers, at each evaluation (measured: 21 to 41).
_REMEMBERED = 27
# Not worth a step: a promised decrease below this share of the height, or of the range of heights begun with.
_PROMISE, _UNSEEN = 1e-12, 1e-16
# Better than one's own: lower by this share.
_LOWER = 1e-10
_ARMIJO = 1e-4
# Curvatures are taken to be at least this share of the largest.
_FLAT = 1e-13
# Values that an update by Newton's method usually takes besides its Hessian.
_UPDATE_VALUES = 2 * GRADIENT
# Of many points so many are evaluated in one go, which takes its time besides.
_AT_ONCE = 100


def value_cost(objective: Objective) -> float:
    """What a value takes at a point among many, in units of effort."""
    return objective.work + CALL / _AT_ONCE


def slope_cost(objective: Objective) -> float:
    """What a gradient takes."""
    return GRADIENT * objective.work + CALL / _AT_ONCE


def evaluation_cost(objective: Objective, free: int) -> float:
    """What an evaluation of L-BFGS takes, with so many parameters free."""
    return slope_cost(objective) + _REMEMBERED * _HISTORY * free


def step_cost(objective: Objective, free: int) -> float:
    """What an update by Newton's method takes at a point, or an evaluation of L-BFGS."""
    if free > NEWTON_UP_TO:
        return evaluation_cost(objective, free)
    return (1 + free * PRODUCT + _UPDATE_VALUES) * objective.work + decomposition_cost(free) + CALL / _AT_ONCE


@dataclass(frozen=True, eq=False)
class Fibres:
    """The fibres over k `feet` (k, P) in a plane: feet + w `basis`, with w (k, F) free, `basis` (F, P) orthonormal."""

    objective: Objective
    feet: Array
    basis: Array

    def some(self, rows: Rows) -> "Fibres":
        """Some of them (n,)."""
        return Fibres(self.objective, self.feet[rows], self.basis)

    @property
    def newton(self) -> bool:
        """Whether few enough parameters are free for Newton's method."""
        return len(self.basis) <= NEWTON_UP_TO

    def value(self, at: Rows, w: Array) -> Array:
        """On some of the fibres (n,), at w (n, F): the heights (n,), infinite where they are no numbers."""
        height = self.objective.value(self.feet[at] + w @ self.basis)
        return np.where(np.isnan(height), np.inf, height)

    def slope(self, at: Rows, w: Array) -> tuple[Array, Array]:
        """The same and the gradient by w (n, F); infinite and 0 where one of both is not finite."""
        height, gradient = self.objective.value_and_gradient(self.feet[at] + w @ self.basis)
        along = gradient @ self.basis.T
        finite = np.isfinite(height) & np.isfinite(along).all(axis=-1)
        return np.where(finite, height, np.inf), np.where(finite[:, None], along, 0.0)

    def bend(self, at: Rows, w: Array) -> Array:
        """The Hessian by w (n, F, F)."""
        basis = np.broadcast_to(self.basis, (len(w), *self.basis.shape))
        h = self.objective.hessian_product(self.feet[at] + w @ self.basis, basis) @ self.basis.T
        return np.asarray((h + h.mT) / 2)


class Search:
    """How far k searches have come, each on its fibre: `w` (k, F), `height` (k,), `slope` (k, F).

    `updates` is how many of Newton's method are still worth while, `cut` whether more would be but cost too much:
    `kept` units are for what comes after.
    """

    def __init__(self, fibres: Fibres, w: Array, height: Array, kept: float = 0.0) -> None:
        self.fibres, self.w, self.height = fibres, w, height
        self.every = np.arange(len(w))
        self.slope = fibres.slope(self.every, w)[1]
        self.updates, self.cut, self._kept = MOST_UPDATES * len(w), False, kept
        self._unseen = _UNSEEN * np.ptp(height)

    def worth(self, at: Rows, promise: Array) -> Mask:
        """Which of the promised decreases (n,) could be seen."""
        return np.asarray(promise > np.maximum(_PROMISE * np.abs(self.height[at]), self._unseen))

    def affords(self, units: float) -> bool:
        """Whether a step that takes so many units may be made."""
        self.cut |= self.fibres.objective.effort.left < units + self._kept
        return not self.cut

    def attempt(self, at: Rows, step: Array, promise: Array) -> tuple[Mask, Array, Array]:
        """Makes those steps (n, F) that go down by enough: which (n,), and heights (n,) and slopes at all ends."""
        tried = self.w[at] + step
        there, slope = self.fibres.slope(at, tried)
        lower: Mask = (there < self.height[at]) & (there <= self.height[at] - _ARMIJO * promise)
        self.w[at[lower]], self.height[at[lower]], self.slope[at[lower]] = tried[lower], there[lower], slope[lower]
        return lower, there, slope

    def adopt(self, neighbours: Rows, changed: Rows) -> Rows:
        """Goes on from the `changed` neighbour's w that is lowest on one's own fibre; where (n,) that is lower."""
        new, objective = np.isin(neighbours, changed), self.fibres.objective
        if not self.affords(np.count_nonzero(new) * value_cost(objective) + len(new) * slope_cost(objective)):
            return changed[:0]
        best, lowest = self.w.copy(), self.height.copy()
        for column, mask in zip(neighbours.T, new.T, strict=True):
            at = np.flatnonzero(mask)
            there = self.fibres.value(at, self.w[column[at]])
            lower = there < lowest[at] - _LOWER * np.abs(lowest[at])
            best[at[lower]], lowest[at[lower]] = self.w[column[at[lower]]], there[lower]
        better = np.flatnonzero(lowest < self.height)
        self.w, self.height = best, lowest
        self.slope[better] = self.fibres.slope(better, best[better])[1]
        return better


def neighbours_of(coordinates: Array) -> Rows:
    """The points next to each of k points (k, n): four in a plane, two on a line, fewer where there are no more.

    Distances are shares of the extent, so that a grid's cell is a square.
    """
    extent = np.ptp(coordinates, axis=0)
    points = coordinates / np.where(extent > 0, extent, 1.0)
    nearest = min(2 * coordinates.shape[-1] + 1, len(points))
    _, found = KDTree(points).query(points, range(1, nearest + 1))
    return np.asarray(found)


def minimise(search: Search, neighbours: Rows, newton: bool) -> None:
    descend = partial(_newton, search) if newton else _LBFGS(search).descend
    at = changed = search.every
    for _ in range(_NEWTON_ROUNDS if newton else ROUNDS):
        under_way = descend(at, changed)
        changed = search.adopt(neighbours, at)
        if search.cut:
            break
        at = np.union1d(under_way, changed)
        if not len(at):
            break


def _newton(search: Search, at: Rows, changed: Rows) -> Rows:
    """Goes on with some of the searches (n,) by a round of updates; which still see a decrease, and can afford it."""
    objective, free = search.fibres.objective, len(search.fibres.basis)
    for _ in range(_UPDATES):
        if len(at) > search.updates or not search.affords(len(at) * step_cost(objective, free)):
            return at[:0]
        search.updates -= len(at)
        objective.effort.spend(len(at) * decomposition_cost(free))
        h, slope = search.fibres.bend(at, search.w[at]), search.slope[at]
        damping = _FLAT * np.abs(h).max(axis=(1, 2))[:, None] + np.finfo(np.float64).tiny
        step = -damped_solution(h, slope, damping)
        promise = -np.vecdot(step, slope)
        worth = search.worth(at, promise)
        at, step, promise = at[worth], step[worth], promise[worth]
        if not len(at):
            break
        trying = np.arange(len(at))
        for trial in range(_LENGTHS):
            if not search.affords(len(trying) * slope_cost(objective)):
                return at[:0]
            length = _SHORTENED**trial
            lower, _, _ = search.attempt(at[trying], length * step[trying], length * promise[trying])
            trying = trying[~lower]
            if not len(trying):
                break
        at = np.delete(at, trying)
    return at


class _LBFGS:
    """Descents with an estimate of the curvature, each of which shortens its steps for itself."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._pairs = {name: np.zeros((_HISTORY, *search.w.shape)) for name in ("s", "y")}
        self._step, self._length = np.zeros_like(search.w), np.zeros(len(search.w))

    def descend(self, at: Rows, changed: Rows) -> Rows:
        """The same by a round of evaluations, anew where a search has `changed` (m,) its place."""
        search, free = self._search, len(self._search.fibres.basis)
        for kept in self._pairs.values():
            kept[:, changed] = 0
        self._step[changed] = -search.slope[changed]
        self._length[changed] = 1 / np.maximum(1.0, np.linalg.norm(search.slope[changed], axis=-1))
        for _ in range(EVALUATIONS):
            promise = -self._length[at] * np.vecdot(self._step[at], search.slope[at])
            worth = search.worth(at, promise)
            at, promise = at[worth], promise[worth]
            if not len(at) or not search.affords(len(at) * evaluation_cost(search.fibres.objective, free)):
                break
            self._update(at, promise)
        return at

    def _update(self, at: Rows, promise: Array) -> None:
        search, length, step = self._search, self._length[at], self._step[at]
        search.fibres.objective.effort.spend(_REMEMBERED * _HISTORY * step.size)
        before, slope, moved = search.height[at], search.slope[at], length[:, None] * step
        lower, there, gradient = search.attempt(at, moved, promise)
        column = lower[:, None]
        pairs = {name: kept[:, at] for name, kept in self._pairs.items()}
        pairs = remember(pairs, np.where(column, moved, 0.0), np.where(column, gradient - slope, 0.0))
        turned = -inverse_hessian_times(search.slope[at], pairs["s"], pairs["y"], np.full(len(at), _HISTORY))
        for name, kept in pairs.items():
            self._pairs[name][:, at] = kept
        self._step[at] = np.where(column, turned, step)
        # Where the parabola through what is known of a step that failed has its bottom, as a share of the step.
        bottom = np.nan_to_num(promise / (2 * (there - before + promise)))
        self._length[at] = np.where(lower, 1.0, length * np.clip(bottom, 0.1, 0.5))
