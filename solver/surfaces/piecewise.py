"""The lowest points of many convex piecewise linear functions, all at once, and lower bounds of their minima.

A hinge loss of scores that are linear in the parameters is such a function on each fibre of a plane, also with its
penalties. With one free parameter its sorted kinks give the lowest point exactly. With more, a primal-dual
interior-point method finds it in about ten to thirty steps, for any number of points: the Frisch-Newton method of
Portnoy & Koenker 1997, Statistical Science 12(4), with the predictor and corrector of Mehrotra 1992, SIAM Journal on
Optimization 2(4).
"""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import LinearNDInterpolator
from scipy.spatial import KDTree, QhullError

from solver.arrays import Array, Rows
from solver.effort import LOOK, Effort
from solver.model.data_objective import DataObjective

# The coarsest stride: one in so many values of a coordinate is solved first.
_COARSEST = 16
# Numbers that a step handles in one block: they fit the processor's cache, and all steps take some 30 ms.
_BLOCK = 8_192
# Directions along which terms change by less than this share of the largest change are rounding.
_RANK = 1e-12
# The most steps.
_STEPS = 50
# The gap to the minimum at which a point is solved: a share of the heights' range; and a share of the heights and 1,
# the cost of a hinge at 0.
_NEAR, _ROUNDING = 1e-8, 1e-13
# The share of the way to where a term's slack or its multiplier would be 0.
_NEARLY = 0.9995
# Measured on a 2.8 GHz Xeon, in nanoseconds: a term sorted; per step a term, a product of two slopes, and the rest.
_SORTED, _TERM, _PRODUCT, _SOLUTION = 60.0, 60.0, 0.15, 6_000.0
# Steps of a point on average (measured), most of which begin at a neighbour's solution.
_USUAL_STEPS = 10
# Added before a division or a decomposition, so that a 0 does no harm.
_TINY = 1e-300
# The least curvature, as a share of the largest.
_FLAT = 1e-15


@dataclass(frozen=True, eq=False)
class Lowest:
    """For k fibres the w (k, F) where each is lowest, and a bound on the distance to its minimum (k,).

    `cut` says that some were not searched, because that would cost too much: their gap is NaN.
    """

    w: Array
    gap: Array
    cut: bool


@np.errstate(all="ignore")
def lowest(objective: DataObjective, basis: Array, feet: Array, w: Array, coordinates: Array) -> Lowest:
    """The lowest points on the fibres feet (k, P) + w `basis` (F, P), at `coordinates` (k, D) of a plane.

    Fibres that are far from each other start from w (k, F); those between them start from their neighbours' solutions.
    """
    pieces = Pieces.of(objective, basis)
    w, gap, height = w.copy(), np.zeros(len(w)), np.full(len(w), np.nan)
    extent = np.ptp(coordinates, axis=0)
    places = coordinates / np.where(extent > 0, extent, 1.0)
    levels = _levels(coordinates)
    for level in np.unique(levels)[::-1]:
        at, done = np.flatnonzero(levels == level), np.flatnonzero(levels > level)
        room, relief = np.zeros(len(at)), np.ptp(height[done]) if len(done) else 0.0
        if len(done) and len(pieces.back) > 1:
            near = done[KDTree(places[done]).query(places[at])[1]]
            w[at], step = _between(places[done], w[done], places[at], w[near]), feet[at] - feet[near]
            room = np.concatenate(
                [np.abs(step[rows] @ pieces.forms.T).mean(axis=-1) for rows in pieces.blocks(len(at))]
            )
        found = pieces.lowest(feet[at] + w[at] @ basis, room, _NEAR * relief, objective.effort)
        w[at] += found.w
        gap[at], height[at] = found.gap, objective.value(feet[at] + w[at] @ basis)
    return Lowest(w, gap, bool(np.isnan(gap).any()))


def _between(places: Array, w: Array, at: Array, nearest: Array) -> Array:
    """Linear interpolation between w (m, F) at `places` (m, D); `nearest` (n, F) outside of their hull.

    The heights are convex, so an interpolated point is no higher than the line between the known heights.
    """
    if places.shape[1] == 1:
        order = np.argsort(places[:, 0])
        return np.stack([np.interp(at[:, 0], places[order, 0], column) for column in w[order].T], axis=-1)
    try:
        found = LinearNDInterpolator(places, w)(at)
    except QhullError:  # too few places, or all on a line
        return nearest
    return np.where(np.isfinite(found), found, nearest)


def pieces_cost(free: int, terms: int) -> float:
    """The nanoseconds of a fibre, roughly, with so many free parameters and terms."""
    if free <= 1:
        return _SORTED * terms
    return _USUAL_STEPS * ((_TERM + _PRODUCT * free**2) * terms + _SOLUTION + free**3)


def _levels(coordinates: Array) -> Rows:
    """The level (k,) of k points: 0 for every second value of a coordinate, 1 for every second other, and so on."""
    levels = []
    for column in coordinates.T:
        place = np.unique(column, return_inverse=True)[1]
        levels.append(np.where(place % _COARSEST, np.bitwise_count((place & -place) - 1), _COARSEST.bit_length() - 1))
    return np.asarray(np.min(levels, axis=0))


@dataclass(frozen=True, eq=False)
class Pieces:
    """On each fibre theta + w basis, w (F,): the sum over terms of max(low z, high z), and of r^2 / 2.

    The z are `forms` (M, P) times theta plus `begin` (M,); the r are `squares` (n, P) times theta. All fibres share
    them, and their derivatives `slopes` (M, R) and `bends` (n, R) by y, where w = y `back`. There are only as many y as
    directions that change a term.
    """

    forms: Array
    begin: Array
    low: Array
    high: Array
    squares: Array
    slopes: Array
    bends: Array
    back: Array

    @classmethod
    def of(cls, objective: DataObjective, basis: Array) -> "Pieces":
        """The pieces of an objective with `flat_pieces` on fibres along `basis` (F, P)."""
        forms = [objective.lacks()]
        begin, low, high = np.ones(len(forms[0])), np.zeros(len(forms[0])), np.ones(len(forms[0])) / objective.divisor
        squares = np.zeros((0, basis.shape[1]))
        if penalty := objective.penalty:
            each = np.diag(penalty.weights)[penalty.weights > 0]
            squares = np.sqrt(penalty.l2) * each
            ends = np.full(len(each), penalty.l1)
            forms.append(each)
            begin, low, high = (np.append(a, b) for a, b in ((begin, 0 * ends), (low, -ends), (high, ends)))
        whole = np.concatenate(forms)
        kept = (np.abs(whole @ basis.T).max(axis=-1, initial=0) > 0) & (high > low)
        whole = whole[kept]
        along = np.concatenate((whole, squares)) @ basis.T
        u, sizes, vt = np.linalg.svd(along, full_matrices=False)
        rank = np.count_nonzero(sizes > _RANK * sizes.max(initial=0))
        slopes, bends = np.split(u[:, :rank], [len(whole)])
        back = (vt[:rank].T / sizes[:rank]).T
        arrays = (whole, begin[kept], low[kept], high[kept], squares, slopes, bends, back)
        return cls(*(np.ascontiguousarray(array) for array in arrays))

    def lowest(self, theta: Array, room: Array, near: float, effort: Effort) -> Lowest:
        """Searches from theta (k, P) to a gap of `near`, or of rounding, by blocks, within the budget.

        `room` (k,) estimates how far the z will move; 0 if it is not known.
        """
        y, gap = np.zeros((len(theta), len(self.back))), np.zeros(len(theta))
        for rows in self.blocks(len(theta) if y.size else 0):
            if effort.left <= 0:
                gap[rows] = np.nan
                continue
            effort.spend(int(len(gap[rows]) * pieces_cost(y.shape[1], len(self.forms))))
            z, r = theta[rows] @ self.forms.T + self.begin, theta[rows] @ self.squares.T
            if y.shape[1] == 1:
                y[rows] = self._sorted(z, r)
            else:
                y[rows], gap[rows] = _Interior(self, z, r, room[rows]).run(near)
        return Lowest(y @ self.back, gap, bool(np.isnan(gap).any()))

    def blocks(self, count: int) -> list[slice]:
        """Slices of fibres that are solved in one block."""
        terms = max(1, len(self.forms))
        each = max(1, min(_BLOCK // terms, int(LOOK / pieces_cost(len(self.back), terms))))
        return [slice(i, i + each) for i in range(0, count, each)]

    def _sorted(self, z: Array, r: Array) -> Array:
        """With one y (k, 1): where the derivative, which never decreases, is first not below 0."""
        slopes, bends = self.slopes[:, 0], self.bends[:, 0]
        bend = float(bends @ bends)
        kinks = -z / slopes
        order = np.argsort(kinks, axis=-1)
        kinks = np.take_along_axis(kinks, order, axis=-1)
        first = np.where(slopes > 0, self.low, self.high) @ slopes + r @ bends
        # The derivative (k, M + 1) before the first kink, then after each, without the part of r^2, which they share.
        after = np.cumsum((np.abs(slopes) * (self.high - self.low))[order], axis=-1)
        after = np.concatenate((np.zeros((len(z), 1)), after), axis=-1) + first[:, None]
        up = after[:, 1:] + bend * kinks >= 0
        at = np.where(up.any(axis=-1), up.argmax(axis=-1), kinks.shape[-1] - (bend == 0))[:, None]
        kink = np.take_along_axis(np.pad(kinks, ((0, 0), (0, 1)), constant_values=np.inf), at, axis=-1)
        return np.minimum(kink, -np.take_along_axis(after, at, axis=-1) / bend) if bend else kink


class _Interior:
    """The method on k fibres; each term has a slack `over` for z above 0, and `under` for z below 0.

    z = over - under. The multiplier of `under` is `share`, from 0 to `most`; that of `over` is most - share. When they
    balance the derivatives, the sum of their products with the slacks bounds the distance to the minimum.
    """

    def __init__(self, pieces: Pieces, z: Array, r: Array, room: Array) -> None:
        self._slopes, self._bends = pieces.slopes, pieces.bends
        self._most, self._low = pieces.high - pieces.low, pieces.low
        size = self._slopes.shape[1]
        # Products of two slopes for each term, so that one product of matrices gives all Hessians.
        self._places = np.triu_indices(size)
        self._pairs = self._slopes[:, self._places[0]] * self._slopes[:, self._places[1]]
        self._bend = self._bends.T @ self._bends
        self._at = np.arange(len(z))
        self._r, self._found = r, np.zeros((len(z), size))
        self._height, self._least = np.full(len(z), np.inf), np.zeros(len(z))
        self._y = np.zeros((len(z), size))
        room = np.where(room > 0, room, np.abs(z).mean(axis=-1))[:, None] + _TINY
        self._over, self._under = np.maximum(z, 0) + room, np.maximum(-z, 0) + room
        self._share = self._most * self._over / (self._over + self._under)

    def run(self, near: float) -> tuple[Array, Array]:
        """The lowest y (k, R), and bounds on their distance to the minimum (k,), below `near` if it was reached."""
        for _ in range(_STEPS):
            going = self._measure(near)
            if not going.any():
                break
            if not going.all():
                self._keep(going)
            self._step()
        return self._found, self._height - self._least

    def _measure(self, near: float) -> Array:
        """Keeps the lowest points so far. Returns the fibres (k,) that are not solved yet."""
        z, self._other = self._over - self._under, self._most - self._share
        r = self._r + self._y @ self._bends.T
        self._off = (self._share + self._low) @ self._slopes + r @ self._bends
        above = np.maximum(z, 0) @ self._most
        # Unbalanced derivatives can lower the minimum by this much more; y are scaled to what they add to z.
        astray = np.linalg.norm(self._off, axis=-1) * 2 * np.linalg.norm(z, axis=-1)
        gap = above - np.vecdot(self._share, z) + astray
        height = above + z @ self._low + np.vecdot(r, r) / 2
        sound = np.isfinite(gap) & (height < self._height[self._at])
        at = self._at[sound]
        self._found[at], self._height[at] = self._y[sound], height[sound]
        self._least[self._at] = np.fmax(self._least[self._at], height - gap)
        self._apart = z
        self._centre = (np.vecdot(self._share, self._under) + np.vecdot(self._other, self._over)) / z.shape[1] / 2
        enough = np.maximum(near, _ROUNDING * (self._height + 1)[self._at])
        return np.asarray(np.isfinite(gap) & ((self._height - self._least)[self._at] > enough))

    def _keep(self, going: Array) -> None:
        """Drops the solved fibres."""
        for name in ("_at", "_r", "_y", "_over", "_under", "_share", "_other", "_off", "_apart", "_centre"):
            setattr(self, name, getattr(self, name)[going])

    def _step(self) -> None:
        """Tries a straight step, then steps to where all products are the share that it would leave of them.

        A straight step changes a slack and its multiplier by shares that add up to -1, which saves most of the work.
        """
        over, under, z = self._over, self._under, self._apart
        per_share, per_other = 1 / self._share, 1 / self._other
        stiff = 1 / (over * per_other + under * per_share)
        bend = self._bent(stiff)
        _, up, turn = self._direction(bend, stiff, z)
        p, q = turn * per_share, turn * per_other
        low, high = p.min(axis=-1), q.max(axis=-1)
        far, turned = self._together(_reach(1 + p.max(axis=-1), 1 - q.min(axis=-1)), _reach(-low, high))
        changed, crossed = (np.vecdot(turn, each) / self._sum for each in (z, up))
        rest = 1 - far - (turned - far) * changed - far * turned * crossed
        centre = (self._centre * rest**3)[:, None]
        # The corrector adds the terms that the straight step neglects: the products of both changes.
        under_left, over_left = p * (p + 1) * under, q * (q - 1) * over
        move, up, turn = self._direction(bend, stiff, z + centre * (per_share - per_other) + under_left - over_left)
        p, q = turn * per_share, turn * per_other
        rise = centre * per_other + over_left + over * (q - 1)
        fall = rise - up
        ends = ((-rise / over).max(axis=-1), (-fall / under).max(axis=-1)), (-p.min(axis=-1), q.max(axis=-1))
        far, turned = self._together(*(np.minimum(1, _NEARLY * _reach(*each)) for each in ends))
        self._y += far[:, None] * move
        self._over += far[:, None] * rise
        self._under += far[:, None] * fall
        self._share += turned[:, None] * turn

    def _bent(self, stiff: Array) -> Array:
        """The Hessians (k, R, R) by y, for second derivatives `stiff` (k, M) of the terms."""
        rows, columns = self._places
        bend = np.empty((len(stiff), *self._bend.shape))
        bend[:, rows, columns] = bend[:, columns, rows] = stiff @ self._pairs
        bend += self._bend
        flat = _FLAT * np.trace(bend, axis1=1, axis2=2) + _TINY
        bend += flat[:, None, None] * np.eye(len(self._bend))
        return bend

    def _direction(self, bend: Array, stiff: Array, pull: Array) -> tuple[Array, Array, Array]:
        """The changes of y, z and the multipliers under a pull on slacks and multipliers."""
        move = -np.linalg.solve(bend, (self._off + (stiff * pull) @ self._slopes)[:, :, None])[:, :, 0]
        up = move @ self._slopes.T
        return np.asarray(move), np.asarray(up), np.asarray(stiff * (up + pull))

    @property
    def _sum(self) -> Array:
        """The mean of all products."""
        return np.asarray(2 * self._over.shape[1] * self._centre)

    def _together(self, far: Array, turned: Array) -> tuple[Array, Array]:
        """One length for both: with squares, slacks and multipliers must go equally far."""
        both = np.minimum(far, turned)
        return (both, both) if len(self._bends) else (far, turned)


def _reach(fastest: Array, other: Array) -> Array:
    """The share (k,), at most 1, of a step after which the fastest falling entry is 0."""
    return np.asarray(1 / np.maximum(np.maximum(fastest, other), 1.0))
