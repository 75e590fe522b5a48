"""What a place without a slope is: told by the curvature there, and where that does not tell by heights round it."""

import numpy as np

from solver.arrays import Array
from solver.curvature.eigenvalues import along, bounded
from solver.effort import REPORT
from solver.report.causes.base import Case
from solver.words import number

# Of the curvature: an end that is smaller is level.
_LEVEL = 1e-9
# How far round a place it is looked, of its parameters' own length or 1: nearby, and farther where that is level.
_NEAR, _FAR = 1e-3, 1e-2
# Points round it: evenly spaced in a plane, at random among more parameters.
_POINTS = 64
# Of up to so many parameters points all round are enough to tell.
_SEEN_WHOLE = 2
# Heights that differ by less than so many units in the last place differ by rounding.
_NOISE = 64
# Of its own size: as much above the lowest there is as a minimum that is found may be.
_TIE = 1e-9


def kind(case: Case) -> str:
    """What the end of a run is that has no slope, as far as it can be told."""
    effort = case.training.effort
    with effort.part(REPORT):
        found = along(bounded(case.training.problem.train), case.theta[-1:], spend=effort.spend)
        low, high = float(found.smallest[0]), float(found.largest[0])
        known = np.isfinite(low + high)
        level = _LEVEL * max(abs(low), abs(high)) if known else 0.0
        ends = f"curvature from {number(low)} to {number(high)}" if known else "no curvature there"
        if known and low > level:
            return f"{_lowest(case)} minimum, with {ends}"
        if known and low < -level:
            return f"a {'saddle' if high > level else 'hilltop or ridge'}, with {ends}"
        return _by_heights(case, ends, known and high > level)


def _lowest(case: Case) -> str:
    """Whether a minimum is the lowest known."""
    floor = case.ways.floor if case.function else None
    return "the lowest known" if floor is not None and case.last <= floor + _TIE * max(1.0, abs(floor)) else "a"


def _by_heights(case: Case, ends: str, bent: bool) -> str:
    """The same where curvature does not tell: it is 0, has a level side (`bent` if any side is not), or is none."""
    distance, signs = _round(case)
    up, down = (int(np.count_nonzero(signs == sign)) for sign in (1, -1))
    of = f"{ends}; of {len(signs)} points at distance {number(distance)} round it {up} are higher and {down} lower"
    if up and down:
        # On a line one side up and one down is no saddle.
        return f"{'an inflection' if case.theta.shape[1] == 1 else 'a degenerate saddle'}, with {of}"
    if down:
        return f"no minimum, with {of}"
    if up == len(signs) and case.theta.shape[1] <= _SEEN_WHOLE:
        return f"{_lowest(case)} minimum, with {of}"
    if up:
        return f"a minimum, a flat place or a valley's floor, with {of}"
    flat = "a flat place or a valley's floor" if bent else "a flat place"
    return f"{flat}, with {of}"


def _round(case: Case) -> tuple[float, Array]:
    """How points round the end compare with it (n,): 1 higher, -1 lower, 0 neither; and how far away they are."""
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
    """Directions of length 1 (n, P)."""
    if parameters == 1:
        return np.array([[1.0], [-1.0]])
    if parameters == _SEEN_WHOLE:
        angles = 2 * np.pi * np.arange(_POINTS) / _POINTS
        return np.stack((np.cos(angles), np.sin(angles)), axis=-1)
    drawn = np.random.default_rng(0).standard_normal((_POINTS, parameters))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=-1, keepdims=True))
