"""The critical points of slices: searched for at promising places, within the budget."""

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
from solver.surfaces.critical.kinds import TIE, first_of_equals, kinds, lowest, lowest_of_grid, of_each_kind, ring
from solver.surfaces.critical.narrow_minima import missed, narrow
from solver.surfaces.critical.places import RADIUS, Mask, Places, Slices, cell, in_turn
from solver.surfaces.critical.search import COMPASS_VALUES, NEWTON_VALUES, pinned, stationary
from solver.surfaces.grid import Grid

Kind = Literal["minimum", "maximum", "saddle"]

# The most points of a slice: a picture with more marks shows nothing.
MOST = 1024
# The fewest places of a slice to start from, so that each slice is searched.
_FEWEST = 2
# Newton's share of the budget; the rest is for searches by heights alone.
_NEWTON = 0.5
# The farthest that a search may go from its start, in cells.
_REACH = 3.0
# The farthest outside the grid, in cells, that rounding may carry a point of the border.
_OUTSIDE = 1e-6
# A share of the slice's range: a less pronounced point would show in no picture.
_RELIEF = 1e-10
# Places evaluated in one call, which share its fixed cost.
_PLACES_A_CALL = 1000
_DEAR = "a complete search would exceed the computing budget of this run"
_COARSE = "The grid is too coarse to show every minimum: more minima, even lower ones, may lie between its points."


@dataclass(frozen=True, eq=False)
class CriticalPoints:
    """n points, slice by slice, the lowest first: `slice` (n,), `coordinates` (n, D), `objective` (n,).

    `lowest` (n,) marks the minima that no other minimum of the slice, and no point of its grid, is below. `left_out`
    says what was not searched; None if everything was.
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

    Newton's method starts from grid points that are lower or higher than all their neighbours, that look like a
    saddle, or near which the parabola through the neighbours is stationary. The budget bounds their number; lows,
    highs and others take turns, the lowest, the highest and the steepest first. A point that it finds is kept if it is
    on the grid, within three cells of its start, and differs from its surroundings by more than rounding. A ring of
    points a quarter of a cell away tells its kind.

    Minima and maxima at an edge or a tip have no gradient that vanishes. Where Newton's method leads a low or a high
    to none of its kind, a compass search follows, as far as the budget goes. The same searches start from `known`
    parameters (n, P) on a slice where no minimum was found. Of more than 1,024 points of a slice, minima, maxima and
    saddles are kept in turn, the lowest minima first.
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
    # Newton's method locates a point to more digits, so its points come before equal ones.
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
    """The cost of a value among many, in units of effort."""
    return objective.work + CALL / _PLACES_A_CALL


def _least(candidates: Candidates, z: Sequence[AnyFloat]) -> Array:
    """The least relief (k,) of a point found from each place; 0 for the grid's lowest, which log heights magnify."""
    places, lows = candidates.places, np.stack([lowest_of_grid(heights) for heights in z])
    at_the_lowest = (places.at == lows[places.slice]).all(axis=-1)
    return np.where(at_the_lowest, 0.0, _RELIEF * candidates.relief[places.slice])


def _found(slices: Slices, grid: Grid, places: Places, least: Array) -> tuple[Places, NDArray[np.intp], Mask, int]:
    """The critical points near some places, on the grid; their kinds (n,); which of them (n,) Newton's method found.

    Poles that Newton's method does not settle are searched by heights. Last comes the number of poles that the budget
    left unsearched.
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
    """Whether the grid point of a pole is better (k,) than the point found within its ring.

    Around a narrow minimum a ring may be higher all around, even on the rim.
    """
    close = (np.abs(at - places.at).max(axis=-1) <= RADIUS) & (places.pole != 0)
    beaten = np.zeros(len(at), dtype=np.bool_)
    of = places.slice[close]
    worse = slices.value(of, at[close]) - slices.value(of, places.at[close])
    beaten[close] = places.pole[close] * worse > TIE * places.spread[close]
    return beaten


def _near(at: Array, begun: Array, grid: Grid) -> Mask:
    """Whether places (k, D) are on the grid and near where their search began."""
    last = np.array(grid.shape[::-1]) - 1.0
    on = ((at >= -_OUTSIDE) & (at <= last + _OUTSIDE)).all(axis=-1)
    return np.asarray(on & (np.abs(at - begun).max(axis=-1) <= _REACH))


def _settled(signs: NDArray[np.intp], pole: Array) -> Mask:
    """Whether poles (k,) reached a point of their own kind: none of its ring (k, n) is lower, or higher, than it.

    A search that ends at a saddle, or at the opposite kind, has passed over the pole's own.
    """
    return np.asarray((pole[:, None] * signs >= 0).all(axis=-1))


def _left_out(candidates: Candidates, unsearched: int, found: int, shown: int, coarse: bool) -> list[str]:
    """Sentences on what was not searched, and on found points that are not shown."""
    said, slices = [], len(candidates.level)
    if candidates.level.any():
        which = "The slice is" if slices == 1 else f"{np.count_nonzero(candidates.level)} of {slices} slices are"
        said.append(f"{which} level up to rounding, so critical points were not searched there.")
    if candidates.suggested > len(candidates.places.at):
        said.append(
            f"Critical points were searched at {len(candidates.places.at):,} of {candidates.suggested:,} likely "
            f"places: {_DEAR}."
        )
    if unsearched:
        said.append(f"Edges and tips were not searched at {unsearched:,} more places: {_DEAR}.")
    if coarse:
        said.append(_COARSE)
    if shown < found:
        said.append(
            f"The picture shows {shown:,} of the {found:,} critical points found: at most {MOST:,} per slice, minima, "
            "maxima and saddle points in turn, the lowest minima first."
        )
    return said
