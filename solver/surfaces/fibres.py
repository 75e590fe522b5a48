"""Searches over fibres, the affine spaces orthogonal to a plane: all at once, each for its own lowest point.

Newton's method if few parameters are free, else L-BFGS. The most that a step may cost is known before it is made; a
search that cannot afford its step is cut short.
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

# The most free parameters for Newton's method, which gets to the bottom; with more it costs too much.
NEWTON_UP_TO = 10
# Rounds of Newton's method: after each, a point goes on from a neighbour's solution if that is lower.
_NEWTON_ROUNDS = 20
# Rounds of L-BFGS, likewise.
ROUNDS = 4
# Newton updates of a round.
_UPDATES = 10
# Step lengths that an update tries, from 1 downwards.
_LENGTHS = 10
# The ratio of a step length to the one tried before.
_SHORTENED = 0.25
# The most Newton updates of a point, on average over all points.
MOST_UPDATES = 25
# Evaluations of a round of L-BFGS.
EVALUATIONS = 20
# Steps in the history of L-BFGS.
_HISTORY = 10
# Units of effort of L-BFGS for each number of its history, at each evaluation (measured: 21 to 41).
_REMEMBERED = 27
# A share of the height: a smaller promised decrease is not worth a step.
_PROMISE = 1e-12
# A share of the initial range of heights: likewise, since nobody would see it.
_UNSEEN = 1e-16
# A neighbour's solution is better if it is lower by this share.
_LOWER = 1e-10
# The share of the promised decrease that a step must bring (Armijo's condition).
_ARMIJO = 1e-4
# The least curvature, as a share of the largest.
_FLAT = 1e-13
# Values that a Newton update usually takes besides its Hessian.
_UPDATE_VALUES = 2 * GRADIENT
# Points evaluated in one call, which share its fixed cost.
_AT_ONCE = 100


def value_cost(objective: Objective) -> float:
    """The cost of a value at a point among many, in units of effort."""
    return objective.work + CALL / _AT_ONCE


def slope_cost(objective: Objective) -> float:
    """The cost of a gradient, in units of effort."""
    return GRADIENT * objective.work + CALL / _AT_ONCE


def evaluation_cost(objective: Objective, free: int) -> float:
    """The cost of an L-BFGS evaluation, in units of effort, with so many free parameters."""
    return slope_cost(objective) + _REMEMBERED * _HISTORY * free


def step_cost(objective: Objective, free: int) -> float:
    """The cost of a Newton update, or of an L-BFGS evaluation, at a point, in units of effort."""
    if free > NEWTON_UP_TO:
        return evaluation_cost(objective, free)
    return (1 + free * PRODUCT + _UPDATE_VALUES) * objective.work + decomposition_cost(free) + CALL / _AT_ONCE


@dataclass(frozen=True, eq=False)
class Fibres:
    """The fibres over k `feet` (k, P) in a plane: feet + w `basis`, w (k, F) free, `basis` (F, P) orthonormal."""

    objective: Objective
    feet: Array
    basis: Array

    def some(self, rows: Rows) -> "Fibres":
        """The fibres at some places (n,)."""
        return Fibres(self.objective, self.feet[rows], self.basis)

    @property
    def newton(self) -> bool:
        """Whether Newton's method searches them: few parameters are free."""
        return len(self.basis) <= NEWTON_UP_TO

    def value(self, at: Rows, w: Array) -> Array:
        """The heights (n,) on some of the fibres (n,), at w (n, F); infinite where they are not numbers."""
        height = self.objective.value(self.feet[at] + w @ self.basis)
        return np.where(np.isnan(height), np.inf, height)

    def slope(self, at: Rows, w: Array) -> tuple[Array, Array]:
        """The same, and the gradient by w (n, F); infinite and 0 where either is not finite."""
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
    """The state of k searches, each on its fibre: `w` (k, F), `height` (k,), `slope` (k, F).

    `updates` is the number of Newton updates that are still useful. `cut` says whether more would be but cost too much.
    `kept` units are reserved for what follows.
    """

    def __init__(self, fibres: Fibres, w: Array, height: Array, kept: float = 0.0) -> None:
        self.fibres, self.w, self.height = fibres, w, height
        self.every = np.arange(len(w))
        self.slope = fibres.slope(self.every, w)[1]
        self.updates, self.cut, self._kept = MOST_UPDATES * len(w), False, kept
        self._unseen = _UNSEEN * np.ptp(height)

    def worth(self, at: Rows, promise: Array) -> Mask:
        """Whether the promised decreases (n,) are large enough to be seen."""
        return np.asarray(promise > np.maximum(_PROMISE * np.abs(self.height[at]), self._unseen))

    def affords(self, units: float) -> bool:
        """Whether a step of so many units may be made."""
        self.cut |= self.fibres.objective.effort.left < units + self._kept
        return not self.cut

    def attempt(self, at: Rows, step: Array, promise: Array) -> tuple[Mask, Array, Array]:
        """Makes the steps (n, F) that decrease enough; returns which (n,), and heights (n,) and slopes at all ends."""
        tried = self.w[at] + step
        there, slope = self.fibres.slope(at, tried)
        lower: Mask = (there < self.height[at]) & (there <= self.height[at] - _ARMIJO * promise)
        self.w[at[lower]], self.height[at[lower]], self.slope[at[lower]] = tried[lower], there[lower], slope[lower]
        return lower, there, slope

    def adopt(self, neighbours: Rows, changed: Rows) -> Rows:
        """Moves searches to the w of the `changed` neighbour that is lowest on their fibre; returns the moved (n,)."""
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
    """The neighbours of each of k points (k, n): four in a plane, two on a line, fewer if there are no more points.

    Distances are shares of the extent, so that a grid's cell is a square.
    """
    extent = np.ptp(coordinates, axis=0)
    points = coordinates / np.where(extent > 0, extent, 1.0)
    nearest = min(2 * coordinates.shape[-1] + 1, len(points))
    _, found = KDTree(points).query(points, range(1, nearest + 1))
    return np.asarray(found)


def minimise(search: Search, neighbours: Rows, newton: bool) -> None:
    """Runs the searches, in rounds, until none can decrease any more or their budget is spent."""
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
    """A round of Newton updates for some searches (n,); returns those that can still decrease and afford it."""
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
    """Descents with an estimate of the curvature, each with its own step lengths."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._pairs = {name: np.zeros((_HISTORY, *search.w.shape)) for name in ("s", "y")}
        self._step, self._length = np.zeros_like(search.w), np.zeros(len(search.w))

    def descend(self, at: Rows, changed: Rows) -> Rows:
        """A round of evaluations, likewise; a search that `changed` (m,) its place starts anew."""
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
        # The minimum of the parabola through the known values of a failed step, as a share of the step.
        bottom = np.nan_to_num(promise / (2 * (there - before + promise)))
        self._length[at] = np.where(lower, 1.0, length * np.clip(bottom, 0.1, 0.5))
