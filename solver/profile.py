"""The profile of the objective over a plane, or a line: at each point everything else is at its best.

All points are minimised together, row by row of one batch, over the directions orthogonal to the plane. Only what
is lower is ever accepted, so that every height is one that the objective takes there; how far it is from a
minimum, the slope that is left says.
"""

import math
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy.spatial import KDTree

from solver.arrays import Array, Rows
from solver.data_objective import DataObjective
from solver.effort import CALL, GRADIENT, PRODUCT
from solver.objective import Objective
from solver.optimizers.base import Mask
from solver.optimizers.second_order import damped_solution, inverse_hessian_times, remember
from solver.piecewise import lowest, pieces_cost
from solver.planes.base import Plane
from solver.rounded import RADII, kinked, rounded

# With more parameters than this a descent that is cut short says little about the best.
MOST_PARAMETERS = 66
# With up to so many free parameters by Newton's method, which gets to the bottom; with more it costs too much.
_NEWTON_UP_TO = 10
# After a descent each point looks whether a neighbour's other parameters are better, and if so goes on from there:
# so many rounds by Newton's method, and by L-BFGS.
_NEWTON_ROUNDS, _ROUNDS = 20, 4
# Updates of a descent by Newton's method, and the step lengths that each tries, from 1 downwards.
_UPDATES, _LENGTHS, _SHORTENED = 10, 10, 0.25
# Updates by Newton's method a point may have, all points taken together.
_MOST_UPDATES = 25
# Evaluations of a round of L-BFGS, and how many steps it remembers.
_EVALUATIONS, _HISTORY = 20, 10
# Not worth a step: a promised decrease below this share of the height, or of the range of heights begun with.
_PROMISE, _UNSEEN = 1e-12, 1e-16
# Better than one's own: lower by this share.
_LOWER = 1e-10
_ARMIJO = 1e-4
# Curvatures are taken to be at least this share of the largest.
_FLAT = 1e-13
# Where all points cost too much, the others start from the mean of so many of those that were searched.
_NEAREST = 4
# Updates that a point usually takes by Newton's method, and the values that each takes besides its Hessian.
_USUAL_UPDATES, _UPDATE_VALUES = 8, 2 * GRADIENT
# Evaluations that a point usually takes by L-BFGS.
_USUAL_EVALUATIONS = 40
# Of many points so many are evaluated in one go, which takes its time besides.
_AT_ONCE = 100
_CUT = "The search for the lowest ended before it was done: more would cost more than this run may."
# Measured on a 2.8 GHz Xeon: nanoseconds of a gradient, and of a Hessian-vector product, for each multiplication of
# a value, and those besides.
_GRADIENT, _PRODUCT, _BESIDES = 1.0, 5.0, 8_000.0


@dataclass(frozen=True, eq=False)
class Profile:
    """Over each of G points of a plane: the best parameters found `theta` (G, P), and the `objective` (G,) there.

    `slope` (G,) is the length of the gradient's part that is orthogonal to the plane: 0 at a minimum, but for kinks.
    `gap` (G,) is how far above the lowest there is the objective may be, NaN where nobody knows. `left_out` says that
    the search was cut short, None where it was not.
    """

    theta: Array
    objective: Array
    slope: Array
    gap: Array
    left_out: str | None = None


@np.errstate(all="ignore")
def profile(
    objective: Objective, plane: Plane, coordinates: Array, candidates: Array, part: str | None = None
) -> Profile:
    """The profile over points of a plane with `coordinates` (G, D).

    Over each point the search starts where the lowest of the candidates (m, P) would be, moved there parallel to
    the plane, and later once more where a neighbour's solution is lower: the profile then has no cliff that only
    comes from where searches began. Newton's method where few parameters are free, else L-BFGS; either stops
    when its evaluations are used up, or what may be spent on this `part` (None: the present one): where that is not
    enough for all points, some are searched, and the others start from there. NaN where coordinates are not finite,
    or the objective at no candidate is.
    """
    basis, effort = _complement(plane), objective.effort
    fibres = _Fibres(objective, plane.points(coordinates), basis)
    w, height = _best_candidates(fibres, plane.origin, candidates)
    rows, cut = np.flatnonzero(np.isfinite(height)), False
    gap = np.where(len(basis) > 0, np.nan, 0 * height)
    if len(basis) and len(rows):
        with effort.part(part) if part else nullcontext():
            if isinstance(objective, DataObjective) and objective.flat_pieces:
                some = fibres.some(rows)
                w[rows], gap[rows], cut = _over_flat_pieces(objective, some, w[rows], height[rows], coordinates[rows])
            else:
                w[rows], cut = _over_bends(fibres, coordinates, rows, w, height)
    theta = fibres.feet + w @ basis
    value, gradient = objective.value_and_gradient(theta)
    slope = np.linalg.norm(gradient @ basis.T, axis=-1)
    return Profile(theta, value, slope, gap, _CUT if cut else None)


def _over_bends(fibres: "_Fibres", coordinates: Array, rows: Rows, w: Array, height: Array) -> tuple[Array, bool]:
    """The lowest w (n, F) found on some fibres (n,) from w (G, F) with heights (G,), and whether that was cut short."""
    some = _affordable(fibres, coordinates[rows])
    if len(some) < len(rows):
        begun = rows[some]
        w[begun], height[begun], _ = _searched(fibres, coordinates, begun, w, height)
        _continued(fibres, coordinates, np.delete(rows, some), begun, w, height)
    found, _, cut = _searched(fibres, coordinates, rows, w, height)
    return found, cut


def _searched(fibres: "_Fibres", coordinates: Array, rows: Rows, w: Array, height: Array) -> tuple[Array, Array, bool]:
    """How far searches on some fibres (n,) come from w (G, F) with heights (G,), and whether they were cut short."""
    some, neighbours = fibres.some(rows), _neighbours(coordinates[rows])
    search = _Search(some, w[rows], height[rows])
    _minimise(search, neighbours, some.newton)
    if not kinked(fibres.objective):
        return search.w, search.height, search.cut
    # Over kinks by way of the same objective rounded off, less and less; who is not lower in the end stays.
    found, every = search.w, search.every
    for radius in RADII:
        smooth = replace(some, objective=rounded(fibres.objective, radius))
        descent = _Search(smooth, found, smooth.value(every, found))
        _minimise(descent, neighbours, newton=False)
        found = descent.w
    there = some.value(every, found)
    lower = there < search.height
    last = _Search(some, np.where(lower[:, None], found, search.w), np.where(lower, there, search.height))
    _minimise(last, neighbours, newton=False)
    return last.w, last.height, search.cut or last.cut


def _affordable(fibres: "_Fibres", coordinates: Array) -> Rows:
    """Which points (n,) to search first: all, or as many spread over the extent as may be spent on."""
    count, dimensions = coordinates.shape
    most = max(1, fibres.objective.effort.affords(usual_cost(fibres.objective, len(fibres.basis))))
    if most >= count:
        return np.arange(count)
    stride = math.ceil((count / most) ** (1 / dimensions))
    # On a grid that is every so manieth of its rows and columns.
    places = [np.unique(axis, return_inverse=True)[1] for axis in coordinates.T]
    chosen = np.flatnonzero(np.all([place % stride == stride // 2 for place in places], axis=0))
    return chosen if len(chosen) else np.arange(0, count, stride**dimensions)


def _continued(fibres: "_Fibres", coordinates: Array, rows: Rows, begun: Rows, w: Array, height: Array) -> None:
    """Lets points (n,) start from what was found at the nearest of those that were `begun` (m,), if that is lower."""
    extent = np.ptp(coordinates[begun], axis=0)
    scaled = coordinates / np.where(extent > 0, extent, 1.0)
    nearest = min(_NEAREST, len(begun))
    distance, found = KDTree(scaled[begun]).query(scaled[rows], range(1, nearest + 1))
    share = 1 / np.maximum(distance, np.finfo(np.float64).tiny)
    mean = np.einsum("nk,nkf->nf", share / share.sum(axis=1, keepdims=True), w[begun[found]])
    for tried in (mean, w[begun[found[:, 0]]]):
        there = fibres.value(rows, tried)
        lower = there < height[rows]
        w[rows[lower]], height[rows[lower]] = tried[lower], there[lower]


def _over_flat_pieces(
    objective: DataObjective, fibres: "_Fibres", w: Array, height: Array, coordinates: Array
) -> tuple[Array, Array, bool]:
    """The lowest w (k, F) from those with heights (k,), how far above the least that may be (k,), and whether cut."""
    found = lowest(objective, fibres.basis, fibres.feet, w, coordinates)
    there = fibres.value(np.arange(len(w)), found.w)
    lower = there < height
    gap = np.where(lower, found.gap, found.gap + height - there)
    return np.where(lower[:, None], found.w, w), gap, found.cut


def profile_cost(parameters: int, dimensions: int, point_work: float, terms: int = 0) -> float:
    """About how many nanoseconds a point takes, where one value of the objective is `point_work` multiplications.

    `terms` is of how many a convex objective is the sum that is made of flat pieces; 0 of any other.
    """
    free = parameters - dimensions
    if terms:
        return pieces_cost(free, terms)
    if free > _NEWTON_UP_TO:
        return _ROUNDS * (_EVALUATIONS + 4) * (_GRADIENT * point_work + _BESIDES)
    return _MOST_UPDATES * (2 * _GRADIENT + free * _PRODUCT) * point_work + _BESIDES


def usual_cost(objective: Objective, free: int) -> float:
    """What a search usually takes at a point, in units of effort, with so many parameters free."""
    if isinstance(objective, DataObjective) and objective.flat_pieces:
        return pieces_cost(free, objective.columns.shape[1] * objective.network.outputs)
    usual = (_USUAL_UPDATES if free <= _NEWTON_UP_TO else _USUAL_EVALUATIONS) * _step_cost(objective, free)
    if kinked(objective):
        usual += (len(RADII) + 1) * _USUAL_EVALUATIONS * (GRADIENT * objective.work + CALL / _AT_ONCE)
    return usual


def _step_cost(objective: Objective, free: int) -> float:
    """What an update by Newton's method takes at a point, or an evaluation of L-BFGS."""
    besides = CALL / _AT_ONCE
    if free > _NEWTON_UP_TO:
        return GRADIENT * objective.work + besides
    return (1 + free * PRODUCT + _UPDATE_VALUES) * objective.work + besides


def _complement(plane: Plane) -> Array:
    """The directions (F, P) orthogonal to a plane, orthonormal."""
    whole, _ = np.linalg.qr(plane.directions.T, mode="complete")
    return np.ascontiguousarray(whole[:, len(plane.directions) :].T)


@dataclass(frozen=True, eq=False)
class _Fibres:
    """The fibres over k `feet` (k, P) in a plane: feet + w `basis`, with w (k, F) free, `basis` (F, P) orthonormal."""

    objective: Objective
    feet: Array
    basis: Array

    def some(self, rows: Rows) -> "_Fibres":
        """Some of them (n,)."""
        return _Fibres(self.objective, self.feet[rows], self.basis)

    @property
    def newton(self) -> bool:
        """Whether few enough parameters are free for Newton's method."""
        return len(self.basis) <= _NEWTON_UP_TO

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


class _Search:
    """How far k searches have come, each on its fibre: `w` (k, F), `height` (k,), `slope` (k, F).

    `updates` is how many of Newton's method are still worth while, `cut` whether more would be but cost too much.
    """

    def __init__(self, fibres: _Fibres, w: Array, height: Array) -> None:
        self.fibres, self.w, self.height = fibres, w, height
        self.every = np.arange(len(w))
        self.slope = fibres.slope(self.every, w)[1]
        self.updates, self.cut = _MOST_UPDATES * len(w), False
        self._unseen = _UNSEEN * np.ptp(height)

    def worth(self, at: Rows, promise: Array) -> Mask:
        """Which of the promised decreases (n,) could be seen."""
        return np.asarray(promise > np.maximum(_PROMISE * np.abs(self.height[at]), self._unseen))

    def affords(self, at: Rows) -> bool:
        """Whether one more step at some points (n,) may be spent on."""
        objective, free = self.fibres.objective, len(self.fibres.basis)
        self.cut |= objective.effort.affords(_step_cost(objective, free)) < len(at)
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
        new = np.isin(neighbours, changed)
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


def _best_candidates(fibres: _Fibres, origin: Array, candidates: Array) -> tuple[Array, Array]:
    """The lowest of candidates (m, P) over each foot: its w (k, F), and the heights (k,), not finite where none is."""
    every = np.arange(len(fibres.feet))
    w, height = np.full((len(every), len(fibres.basis)), np.nan), np.full(len(every), np.inf)
    most = max(1, fibres.objective.effort.affords(CALL + len(every) * fibres.objective.work))
    if most < len(candidates):
        candidates = candidates[np.linspace(0, len(candidates) - 1, most).astype(int)]
    for each in (candidates - origin) @ fibres.basis.T:
        there = fibres.value(every, np.tile(each, (len(every), 1)))
        lower = there < height
        w[lower], height[lower] = each, there[lower]
    return w, height


def _neighbours(coordinates: Array) -> Rows:
    """The points next to each of k points (k, n): four in a plane, two on a line, fewer where there are no more.

    Distances are shares of the extent, so that a grid's cell is a square.
    """
    extent = np.ptp(coordinates, axis=0)
    points = coordinates / np.where(extent > 0, extent, 1.0)
    nearest = min(2 * coordinates.shape[-1] + 1, len(points))
    _, found = KDTree(points).query(points, range(1, nearest + 1))
    return np.asarray(found)


def _minimise(search: _Search, neighbours: Rows, newton: bool) -> None:
    descend = partial(_newton, search) if newton else _LBFGS(search).descend
    at = changed = search.every
    for _ in range(_NEWTON_ROUNDS if newton else _ROUNDS):
        under_way = descend(at, changed)
        if search.cut:
            break
        changed = search.adopt(neighbours, at)
        at = np.union1d(under_way, changed)
        if not len(at):
            break


def _newton(search: _Search, at: Rows, changed: Rows) -> Rows:
    """Goes on with some of the searches (n,) by a round of updates; which still see a decrease, and can afford it."""
    for _ in range(_UPDATES):
        if len(at) > search.updates or not search.affords(at):
            return at[:0]
        search.updates -= len(at)
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
            length = _SHORTENED**trial
            lower, _, _ = search.attempt(at[trying], length * step[trying], length * promise[trying])
            trying = trying[~lower]
            if not len(trying):
                break
        at = np.delete(at, trying)
    return at


class _LBFGS:
    """Descents with an estimate of the curvature, each of which shortens its steps for itself."""

    def __init__(self, search: _Search) -> None:
        self._search = search
        self._pairs = {name: np.zeros((_HISTORY, *search.w.shape)) for name in ("s", "y")}
        self._step, self._length = np.zeros_like(search.w), np.zeros(len(search.w))

    def descend(self, at: Rows, changed: Rows) -> Rows:
        """The same by a round of evaluations, anew where a search has `changed` (m,) its place."""
        search = self._search
        for kept in self._pairs.values():
            kept[:, changed] = 0
        self._step[changed] = -search.slope[changed]
        self._length[changed] = 1 / np.maximum(1.0, np.linalg.norm(search.slope[changed], axis=-1))
        for _ in range(_EVALUATIONS):
            promise = -self._length[at] * np.vecdot(self._step[at], search.slope[at])
            worth = search.worth(at, promise)
            at, promise = at[worth], promise[worth]
            if not len(at) or not search.affords(at):
                break
            self._update(at, promise)
        return at

    def _update(self, at: Rows, promise: Array) -> None:
        search, length, step = self._search, self._length[at], self._step[at]
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
