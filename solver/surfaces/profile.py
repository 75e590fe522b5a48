"""The profile of the objective over a plane, or a line: its minimum over all other directions at each point.

All points are minimised together, as rows of one batch, over the directions orthogonal to the plane. Only a lower
point is accepted, so that the objective takes each height at its `theta`. The gradient that is left tells how far it is
from a minimum.
"""

import math
from contextlib import nullcontext
from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import KDTree

from solver.arrays import Array, Rows
from solver.effort import CALL
from solver.model.data_objective import DataObjective
from solver.objective import Objective
from solver.planes.base import Plane
from solver.surfaces.fibres import (
    EVALUATIONS,
    MOST_UPDATES,
    NEWTON_UP_TO,
    ROUNDS,
    Fibres,
    Search,
    evaluation_cost,
    minimise,
    neighbours_of,
    slope_cost,
    step_cost,
    value_cost,
)
from solver.surfaces.piecewise import lowest, pieces_cost
from solver.surfaces.rounded import RADII, kinked, rounded

# The most parameters of a profile: with more, a descent that is cut short says little about the minimum.
MOST_PARAMETERS = 66
# Where not all points can be searched, the others start from the mean of so many nearest searched ones.
_NEAREST = 4
# The usual number of Newton updates of a point, and of L-BFGS evaluations.
_USUAL_UPDATES, _USUAL_EVALUATIONS = 8, 40
_CUT = "The search for the profile ended early: a complete search would exceed the computing budget of this run."
# Measured on a 2.8 GHz Xeon: nanoseconds of a gradient, and of a Hessian-vector product, for each multiplication of
# a value; and nanoseconds besides.
_GRADIENT, _PRODUCT, _BESIDES = 1.0, 5.0, 8_000.0


@dataclass(frozen=True, eq=False)
class Profile:
    """For each of G points of a plane: the best parameters found, `theta` (G, P), and the `objective` (G,) there.

    `gradient_norm` (G,) is that of the gradient orthogonal to the plane: 0 at a minimum, except at kinks. `gap` (G,)
    bounds the distance of the objective to its minimum, NaN where no bound is known. `left_out` says that the search
    was cut short; None if it was not.
    """

    theta: Array
    objective: Array
    gradient_norm: Array
    gap: Array
    left_out: str | None = None


@np.errstate(all="ignore")
def profile(
    objective: Objective, plane: Plane, coordinates: Array, candidates: Array, part: str | None = None
) -> Profile:
    """The profile over points of a plane with `coordinates` (G, D).

    Over each point the search starts from the candidate (m, P), moved there parallel to the plane, that is lowest. It
    starts once more from a neighbour's solution that is lower, so that no cliff shows merely where searches began.
    Newton's method searches if few parameters are free, else L-BFGS. Either stops when its evaluations, or the budget
    of this `part` (None: the present one), are used up. If the budget does not suffice for all points, some are
    searched and the others start from their solutions. NaN where coordinates, or the objective at all candidates, are
    not finite.
    """
    basis, effort = _complement(plane), objective.effort
    fibres = Fibres(objective, plane.points(coordinates), basis)
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
    norm = np.linalg.norm(gradient @ basis.T, axis=-1)
    return Profile(theta, value, norm, gap, _CUT if cut else None)


def _over_bends(fibres: Fibres, coordinates: Array, rows: Rows, w: Array, height: Array) -> tuple[Array, bool]:
    """The lowest w (n, F) found on fibres (n,) from w (G, F) with heights (G,), and whether the search was cut."""
    some, effort = _affordable(fibres, coordinates[rows]), fibres.objective.effort
    if len(some) < len(rows):
        begun = rows[some]
        w[begun], height[begun], _ = _searched(fibres, coordinates, begun, w, height)
        if effort.left < 2 * len(rows) * value_cost(fibres.objective):
            return w[rows], True
        _continued(fibres, coordinates, np.delete(rows, some), begun, w, height)
    found, _, cut = _searched(fibres, coordinates, rows, w, height)
    return found, cut


def _searched(fibres: Fibres, coordinates: Array, rows: Rows, w: Array, height: Array) -> tuple[Array, Array, bool]:
    """The w (n, F) and heights (n,) of searches on fibres (n,) from w (G, F), heights (G,); whether cut short."""
    some, neighbours, objective = fibres.some(rows), neighbours_of(coordinates[rows]), fibres.objective
    # The costs before a search's first step, and of comparing its end.
    begin, compare = len(rows) * slope_cost(objective), len(rows) * value_cost(objective)
    if objective.effort.left < begin:
        return w[rows], height[rows], True
    search = Search(some, w[rows], height[rows])
    minimise(search, neighbours, some.newton)
    if search.cut or not kinked(objective):
        return search.w, search.height, search.cut
    # Kinks are crossed by descents on the rounded objective, with smaller and smaller radii. The lower end stays.
    found, every = search.w, search.every
    for radius in RADII:
        if objective.effort.left < begin + 2 * compare:
            return *_lower(some, search, found), True
        smooth = replace(some, objective=rounded(objective, radius))
        descent = Search(smooth, found, smooth.value(every, found), compare)
        minimise(descent, neighbours, newton=False)
        found = descent.w
    lowered, heights = _lower(some, search, found)
    if objective.effort.left < begin:
        return lowered, heights, True
    last = Search(some, lowered, heights)
    minimise(last, neighbours, newton=False)
    return last.w, last.height, last.cut


def _lower(fibres: Fibres, search: Search, found: Array) -> tuple[Array, Array]:
    """The lower of a search's end and of `found` (k, F), for each: w (k, F) and heights (k,)."""
    there = fibres.value(search.every, found)
    lower = there < search.height
    return np.where(lower[:, None], found, search.w), np.where(lower, there, search.height)


def _affordable(fibres: Fibres, coordinates: Array) -> Rows:
    """The points (n,) to search first: all, or as many as the budget affords, spread over the extent."""
    count, dimensions = coordinates.shape
    most = max(1, fibres.objective.effort.affords(usual_cost(fibres.objective, len(fibres.basis))))
    if most >= count:
        return np.arange(count)
    stride = math.ceil((count / most) ** (1 / dimensions))
    # On a grid these are rows and columns at equal strides.
    places = [np.unique(axis, return_inverse=True)[1] for axis in coordinates.T]
    chosen = np.flatnonzero(np.all([place % stride == stride // 2 for place in places], axis=0))
    return chosen if len(chosen) else np.arange(0, count, stride**dimensions)


def _continued(fibres: Fibres, coordinates: Array, rows: Rows, begun: Rows, w: Array, height: Array) -> None:
    """Moves points (n,) to the solutions of the nearest points that were `begun` (m,), where that is lower."""
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
    objective: DataObjective, fibres: Fibres, w: Array, height: Array, coordinates: Array
) -> tuple[Array, Array, bool]:
    """The lowest w (k, F) from those with heights (k,); a bound on its distance to the minimum (k,); whether cut."""
    found = lowest(objective, fibres.basis, fibres.feet, w, coordinates)
    there = fibres.value(np.arange(len(w)), found.w)
    lower = there < height
    gap = np.where(lower, found.gap, found.gap + height - there)
    return np.where(lower[:, None], found.w, w), gap, found.cut


def profile_cost(parameters: int, dimensions: int, point_work: float, terms: int = 0) -> float:
    """The nanoseconds of a point, roughly, if one value of the objective takes `point_work` multiplications.

    `terms` is the number of terms of a convex objective that is a sum of flat pieces; 0 for any other.
    """
    free = parameters - dimensions
    if terms:
        return pieces_cost(free, terms)
    if free > NEWTON_UP_TO:
        return ROUNDS * (EVALUATIONS + 4) * (_GRADIENT * point_work + _BESIDES)
    return MOST_UPDATES * (2 * _GRADIENT + free * _PRODUCT) * point_work + _BESIDES


def usual_cost(objective: Objective, free: int) -> float:
    """The usual cost of a search at a point, in units of effort, with so many free parameters."""
    if isinstance(objective, DataObjective) and objective.flat_pieces:
        return pieces_cost(free, objective.columns.shape[1] * objective.network.outputs)
    usual = (_USUAL_UPDATES if free <= NEWTON_UP_TO else _USUAL_EVALUATIONS) * step_cost(objective, free)
    if kinked(objective):
        usual += (len(RADII) + 1) * _USUAL_EVALUATIONS * evaluation_cost(objective, free)
    return usual


def _complement(plane: Plane) -> Array:
    """An orthonormal basis (F, P) of the directions orthogonal to a plane."""
    whole, _ = np.linalg.qr(plane.directions.T, mode="complete")
    return np.ascontiguousarray(whole[:, len(plane.directions) :].T)


def _best_candidates(fibres: Fibres, origin: Array, candidates: Array) -> tuple[Array, Array]:
    """The lowest candidate (m, P) over each foot: its w (k, F) and height (k,), not finite if there is none."""
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
