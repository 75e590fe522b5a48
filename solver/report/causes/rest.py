"""The kind of a stationary point: by the curvature there, or, where that is undecided, by the heights around it."""

import numpy as np

from solver.arrays import Array
from solver.curvature.eigenvalues import along, bounded
from solver.effort import REPORT
from solver.report.causes.base import Case
from solver.words import number

# A share of the largest curvature: a smaller one counts as 0.
_LEVEL = 1e-9
# The radius around a point at which heights are compared, as a share of its norm or of 1.
_NEAR = 1e-3
# The same, for points that are level at the first radius.
_FAR = 1e-2
# Points around it: evenly spaced in a plane, at random with more parameters.
_POINTS = 64
# With up to so many parameters points all around suffice to tell.
_SEEN_WHOLE = 2
# Heights that differ by less than so many units in the last place differ by rounding.
_NOISE = 64
# A share of its own size: the height above the lowest that a found minimum may have.
_TIE = 1e-9


def kind(case: Case) -> str:
    """The kind of the stationary point at which a run ended, as far as it can be told."""
    effort = case.training.effort
    with effort.part(REPORT):
        found = along(bounded(case.training.problem.train), case.theta[-1:], spend=effort.spend)
        low, high = float(found.smallest[0]), float(found.largest[0])
        known = np.isfinite(low + high)
        level = _LEVEL * max(abs(low), abs(high)) if known else 0.0
        ends = f"Hessian eigenvalues from {number(low)} to {number(high)}" if known else "an unknown curvature"
        if known and low > level:
            return f"{_lowest(case)} minimum, with {ends}"
        if known and low < -level:
            kinds = "saddle point" if high > level else "local maximum" if high < -level else "local maximum or a ridge"
            return f"a {kinds}, with {ends}"
        return _by_heights(case, ends, known and high > level)


def _lowest(case: Case) -> str:
    """Whether a minimum is the lowest known one."""
    floor = case.ways.floor if case.function else None
    lowest = floor is not None and case.last <= floor + _TIE * max(1.0, abs(floor))
    return "the lowest known" if lowest else "a local"


def _by_heights(case: Case, ends: str, bent: bool) -> str:
    """The kind by heights, where curvature is undecided: all 0, partly 0 (`bent` if any is not), or not finite."""
    distance, signs = _round(case)
    up, down = (int(np.count_nonzero(signs == sign)) for sign in (1, -1))
    of = f"{ends}; of {len(signs)} points at distance {number(distance)} around it, {up} are higher and {down} lower"
    if up and down:
        # On a line, up on one side and down on the other is no saddle.
        return f"{'an inflection point' if case.theta.shape[1] == 1 else 'a degenerate saddle point'}, with {of}"
    if down:
        return f"not a minimum, with {of}"
    if up == len(signs) and case.theta.shape[1] <= _SEEN_WHOLE:
        return f"{_lowest(case)} minimum, with {of}"
    if up:
        return f"a local minimum, a flat region or the floor of a valley, with {of}"
    flat = "a flat region or the floor of a valley" if bent else "a flat region"
    return f"{flat}, with {of}"


def _round(case: Case) -> tuple[float, Array]:
    """The distance of points around the end, and how they compare with it (n,): 1 higher, -1 lower, 0 neither."""
    theta, objective = case.theta[-1], case.training.problem.train
    far = max(1.0, float(np.linalg.norm(theta)))
    directions = _directions(len(theta))
    height = float(objective.value(theta[None])[0])
    for share in (_NEAR, _FAR):
        heights = objective.value(theta + share * far * directions)
        rounding = _NOISE * np.finfo(np.float64).eps * np.maximum(np.abs(heights), abs(height))
        signs = np.where(np.abs(heights - height) > rounding, np.sign(heights - height), 0.0)
        if signs.any():
            break
    return share * far, signs


def _directions(parameters: int) -> Array:
    """Unit directions (n, P)."""
    if parameters == 1:
        return np.array([[1.0], [-1.0]])
    if parameters == _SEEN_WHOLE:
        angles = 2 * np.pi * np.arange(_POINTS) / _POINTS
        return np.stack((np.cos(angles), np.sin(angles)), axis=-1)
    drawn = np.random.default_rng(0).standard_normal((_POINTS, parameters))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=-1, keepdims=True))
