"""The critical points of slices: searched for where it is promising, as far as that may cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from solver.arrays import AnyFloat, Array, Rows
from solver.effort import CALL
from solver.objective import Objective
from solver.planes import Plane
from solver.surfaces.critical.candidates import Candidates
from solver.surfaces.critical.hollows import missed, narrow
from solver.surfaces.critical.kinds import TIE, first_of_equals, kinds, lowest, lowest_of_grid, of_each_kind, ring
from solver.surfaces.critical.places import RADIUS, Mask, Places, Slices, cell, in_turn
from solver.surfaces.critical.search import COMPASS_VALUES, NEWTON_VALUES, pinned, stationary
from solver.surfaces.grid import Grid

Kind = Literal["minimum", "maximum", "saddle"]

# Points of a slice at most: a picture with more marks shows nothing.
MOST = 1024
# Places of a slice to start from at least, so that each is looked at.
_FEWEST = 2
# The share of what may be spent that Newton's method gets; the rest is for searches by heights alone.
_NEWTON = 0.5
# How many cells a search may go from where it starts.
_REACH = 3.0
# Rounding may carry a point of the border so far out, in cells.
_OUTSIDE = 1e-6
# Of the slice's range: what is less pronounced could not be drawn in any picture.
_RELIEF = 1e-10
# Of many places so many are evaluated in one go, which takes its time besides.
_PLACES_A_CALL = 1000
_DEAR = "more would cost more than this run may"
_COARSE = "The grid is too coarse to show every hollow: there may be others between its points, lower ones too."


@dataclass(frozen=True, eq=False)
class CriticalPoints:
    """n points, slice by slice, the lowest first: in which `slice` (n,), `coordinates` (n, D), `objective` (n,).

    `lowest` (n,) marks the minima of which no other in the slice, and no point of its grid, is lower. `left_out` says
    what was not searched, None where everything was.
    """

    slice: Rows
    coordinates: Array
    objective: Array
    kind: list[Kind]
    lowest: Mask
    left_out: str | None = None


@np.errstate(all="ignore")
def critical_points(
    objective: Objective, planes: Sequence[Plane], grid: Grid, z: Sequence[AnyFloat], known: Array | None = None
) -> CriticalPoints:
    """The stationary points over parallel planes, or lines, whose heights over the grid are `z`, of its shape each.

    A search by Newton's method starts from the grid's points that are lower or higher than all their neighbours,
    or pass for a saddle, or near which the parabola through the neighbours is stationary: from as many of a slice as
    may be spent on, of lows, highs and the rest in turn, the lowest, the highest and the steepest first. It keeps what
    it finds within three cells, on the grid and by more than rounding. What it finds is known by a ring of points a
    quarter of a cell away. A low or a high from which it does not come to one is searched by a compass search, as long
    as that may be spent on: minima and maxima at an edge or a point have no slope that vanishes. From `known`
    parameters (n, P) on a slice at which all this found no minimum the same searches start. Of more than 1,024
    points of a slice, minima, maxima and saddles stay in turn, the lowest minima first.
    """
    if not planes:
        nowhere = np.zeros((0, len(cell(grid))))
        return CriticalPoints(np.zeros(0, dtype=np.intp), nowhere, np.zeros(0), [], np.zeros(0, dtype=np.bool_))
    slices = Slices.of(objective, planes, grid)
    each = NEWTON_VALUES * _value(objective)
    affordable = objective.effort.affords(each * len(planes), _NEWTON)
    candidates = Candidates.of(z, max(affordable, _FEWEST))
    found, kind, smooth, unsearched = _found(slices, grid, candidates.places, _least(candidates, z))
    if known is not None and len((more := missed(slices, z, known, found[kind == 0])).at):
        others = _found(slices, grid, more, np.zeros(len(more.at)))
        found = Places.joined([found, others[0]])
        kind, smooth = np.concatenate((kind, others[1])), np.concatenate((smooth, others[2]))
    height = slices.value(found.slice, found.at)
    # What Newton's method finds is where it is to more digits.
    order = np.lexsort((height - TIE * found.spread * smooth, found.slice))
    kept = first_of_equals(found, order[kind[order] >= 0])
    shown = kept[of_each_kind(found.slice[kept], kind[kept], height[kept], MOST)]
    shown = shown[np.lexsort((height[shown], found.slice[shown]))]
    found, height, kind = found[shown], height[shown], kind[shown]
    # Edges and tips are narrow on every grid.
    coarse = narrow(slices, z, found[(kind == 0) & smooth[shown]])
    return CriticalPoints(
        slice=found.slice,
        coordinates=grid.points()[0] + found.at * cell(grid),
        objective=height,
        kind=[get_args(Kind)[i] for i in kind],
        lowest=lowest(slices, z, found, height, kind == 0),
        left_out=" ".join(_left_out(candidates, unsearched, len(kept), len(shown), coarse)) or None,
    )


def _value(objective: Objective) -> float:
    """What a value costs among many, in units of effort."""
    return objective.work + CALL / _PLACES_A_CALL


def _least(candidates: Candidates, z: Sequence[AnyFloat]) -> Array:
    """How pronounced must be what is found from each place (k,): logarithmic heights show the lowest in any range."""
    places, lows = candidates.places, np.stack([lowest_of_grid(heights) for heights in z])
    at_the_lowest = (places.at == lows[places.slice]).all(axis=-1)
    return np.where(at_the_lowest, 0.0, _RELIEF * candidates.relief[places.slice])


def _found(slices: Slices, grid: Grid, places: Places, least: Array) -> tuple[Places, NDArray[np.intp], Mask, int]:
    """What lies near some places, on the grid, its kinds (n,), and which of it (n,) Newton's method found.

    Poles that Newton's method leaves are searched by heights; how many poles were not.
    """
    at, still = stationary(slices, places)
    still &= _near(at, places.at, grid)
    still &= ~_beaten(slices, places, at)
    smooth = replace(places, at=at)[still]
    signs = ring(slices, smooth, least[still])
    settled = np.zeros(len(places.at), dtype=np.bool_)
    settled[still] = _settled(signs, smooth.pole)
    lost = np.flatnonzero(~settled & (places.pole != 0))
    edged = lost[
        in_turn(places.slice[lost], slices.objective.effort.affords(COMPASS_VALUES * _value(slices.objective)))
    ]
    tips = replace(places[edged], at=pinned(slices, places[edged]))
    near = _near(tips.at, places.at[edged], grid)
    tips = tips[near]
    kind = kinds(np.concatenate((signs, ring(slices, tips, least[edged[near]]))))
    by_newton = np.arange(len(kind)) < len(smooth.at)
    return Places.joined([smooth, tips]), kind, by_newton, len(lost) - len(edged)


def _beaten(slices: Slices, places: Places, at: Array) -> Mask:
    """Where (k,) the point that a pole comes from is better than what was found within its ring.

    Round a narrow hollow that ring may be higher all round, even on the hollow's rim.
    """
    close = (np.abs(at - places.at).max(axis=-1) <= RADIUS) & (places.pole != 0)
    beaten = np.zeros(len(at), dtype=np.bool_)
    of = places.slice[close]
    worse = slices.value(of, at[close]) - slices.value(of, places.at[close])
    beaten[close] = places.pole[close] * worse > TIE * places.spread[close]
    return beaten


def _near(at: Array, begun: Array, grid: Grid) -> Mask:
    """Which places (k, D) are on the grid and near where their search began."""
    last = np.array(grid.shape[::-1]) - 1.0
    on = ((at >= -_OUTSIDE) & (at <= last + _OUTSIDE)).all(axis=-1)
    return np.asarray(on & (np.abs(at - begun).max(axis=-1) <= _REACH))


def _settled(signs: NDArray[np.intp], pole: Array) -> Mask:
    """Which poles (k,) have come to what is like them, by its ring (k, n), or level: on no side is it lower, or higher.

    Who comes to a saddle, or to another pole's opposite, has passed over its own.
    """
    return np.asarray((pole[:, None] * signs >= 0).all(axis=-1))


def _left_out(candidates: Candidates, unsearched: int, found: int, shown: int, coarse: bool) -> list[str]:
    """Sentences about what was not searched, and what is not shown of what was found."""
    said, slices = [], len(candidates.level)
    if candidates.level.any():
        which = "the slice is" if slices == 1 else f"{np.count_nonzero(candidates.level)} of {slices} slices are"
        said.append(f"Not searched where {which} level to rounding.")
    if candidates.suggested > len(candidates.places.at):
        said.append(f"Searched at {len(candidates.places.at):,} of {candidates.suggested:,} likely places: {_DEAR}.")
    if unsearched:
        said.append(f"Edges and tips were not searched at {unsearched:,} more: {_DEAR}.")
    if coarse:
        said.append(_COARSE)
    if shown < found:
        said.append(
            f"Shown are {shown:,} of the {found:,} found: of a slice at most {MOST:,}, minima, maxima and saddles in "
            "turn, the lowest minima first."
        )
    return said
