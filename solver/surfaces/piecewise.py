"""The lowest points of many convex functions that are made of flat pieces, all at once, and how low they can be at all.

A hinge loss of scores that are linear in the parameters is one over each fibre of a plane, with its penalties too. With
one parameter free its kinks, sorted, give the lowest point exactly. With more a primal-dual interior-point method does,
in about ten to thirty steps for any number of points: for such functions Portnoy & Koenker 1997, Statistical Science
12(4), the Frisch-Newton method; with the predictor and corrector of Mehrotra 1992, SIAM Journal on Optimization 2(4).
"""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import LinearNDInterpolator
from scipy.spatial import KDTree, QhullError

from solver.arrays import Array, Rows
from solver.effort import LOOK, Effort
from solver.model.data_objective import DataObjective

# Every so many-th value of a coordinate is solved first.
_COARSEST = 16
# Numbers that a step handles at a time: they fit the processor's cache, and all steps take some 30 ms.
_BLOCK = 8_192
# Directions along which terms change by less than this share of the most are rounding.
_RANK = 1e-12
# The most steps.
_STEPS = 50
# How near the lowest is near enough: a share of the heights' range; and of the heights and 1, what a hinge costs at 0.
_NEAR, _ROUNDING = 1e-8, 1e-13
# How far a step goes towards where a term's slack or its multiplier would be 0.
_NEARLY = 0.9995
# Measured on a 2.8 GHz Xeon, in nanoseconds: a term sorted; of a step a term, a product of two slopes of one, the rest.
_SORTED, _TERM, _PRODUCT, _SOLUTION = 60.0, 60.0, 0.15, 6_000.0
# Steps of a point on average (measured), most of which begin at a neighbour's solution.
_USUAL_STEPS = 10
# Added to what is divided by or decomposed, so that a 0 does no harm.
_TINY = 1e-300
# Curvatures are taken to be at least this share of the largest.
_FLAT = 1e-15


@dataclass(frozen=True, eq=False)
class Lowest:
    """Of k fibres the w (k, F) where each is lowest, and how far above the least possible that may be (k,).

    `cut` says that some were not searched, because that would cost too much: NaN is their gap.
    """

    w: Array
    gap: Array
    cut: bool


@np.errstate(all="ignore")
def lowest(objective: DataObjective, basis: Array, feet: Array, w: Array, coordinates: Array) -> Lowest:
    """Over the fibres feet (k, P) + w `basis` (F, P), which are at `coordinates` (k, D) of a plane.

    First those far from each other, from w (k, F), then those between, from what their neighbours found.
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
    """Between what is known at `places` (m, D), w (m, F), in proportion; `nearest` (n, F) where nothing is around.

    No height is then above what a straight line between the known heights has there: they are convex.
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
    """About how many nanoseconds a fibre takes with so many free parameters and terms."""
    if free <= 1:
        return _SORTED * terms
    return _USUAL_STEPS * ((_TERM + _PRODUCT * free**2) * terms + _SOLUTION + free**3)


def _levels(coordinates: Array) -> Rows:
    """The level (k,) of each of k points: of each coordinate's values one in two is of level 0, of the others of 1."""
    levels = []
    for column in coordinates.T:
        place = np.unique(column, return_inverse=True)[1]
        levels.append(np.where(place % _COARSEST, np.bitwise_count((place & -place) - 1), _COARSEST.bit_length() - 1))
    return np.asarray(np.min(levels, axis=0))


@dataclass(frozen=True, eq=False)
class Pieces:
    """Over each fibre theta + w basis, w (F,): the sum over terms of max(low z, high z), and of r^2 / 2.

    A term's z are `forms` (M, P) times theta plus `begin` (M,), and r are `squares` (n, P) times theta: the same over
    all fibres. So are their changes by y, `slopes` (M, R) and `bends` (n, R), where w = y `back`, with no more y than
    directions that change anything.
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
        """Those of an objective with `flat_pieces` over fibres along `basis` (F, P)."""
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
        """From theta (k, P), to a gap of `near` or of what rounding leaves, by blocks, as long as may be spent on them.

        What z are now is about as far from what they will be as `room` (k,); where that is 0 nobody knows how far.
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
        """Slices of fibres that are solved at a time."""
        terms = max(1, len(self.forms))
        each = max(1, min(_BLOCK // terms, int(LOOK / pieces_cost(len(self.back), terms))))
        return [slice(i, i + each) for i in range(0, count, each)]

    def _sorted(self, z: Array, r: Array) -> Array:
        """With one y (k, 1): where the slope, which only ever rises, first is not below 0."""
        slopes, bends = self.slopes[:, 0], self.bends[:, 0]
        bend = float(bends @ bends)
        kinks = -z / slopes
        order = np.argsort(kinks, axis=-1)
        kinks = np.take_along_axis(kinks, order, axis=-1)
        first = np.where(slopes > 0, self.low, self.high) @ slopes + r @ bends
        # A slope (k, M + 1) before the first kink, then after each: but for what r^2 adds to all of them.
        after = np.cumsum((np.abs(slopes) * (self.high - self.low))[order], axis=-1)
        after = np.concatenate((np.zeros((len(z), 1)), after), axis=-1) + first[:, None]
        up = after[:, 1:] + bend * kinks >= 0
        at = np.where(up.any(axis=-1), up.argmax(axis=-1), kinks.shape[-1] - (bend == 0))[:, None]
        kink = np.take_along_axis(np.pad(kinks, ((0, 0), (0, 1)), constant_values=np.inf), at, axis=-1)
        return np.minimum(kink, -np.take_along_axis(after, at, axis=-1) / bend) if bend else kink


class _Interior:
    """The method on k fibres: of each term a slack `over` where z is above 0 and `under` where it is below.

    z = over - under. The multiplier of `under` is `share`, from 0 to `most`, that of `over` most - share: where they
    balance the slopes, the sum of their products with the slacks is how far the height is above the least.
    """

    def __init__(self, pieces: Pieces, z: Array, r: Array, room: Array) -> None:
        self._slopes, self._bends = pieces.slopes, pieces.bends
        self._most, self._low = pieces.high - pieces.low, pieces.low
        size = self._slopes.shape[1]
        # Of each term the products of two slopes: one product of matrices then gives all Hessians.
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
        """The y (k, R) that are lowest, and how far above the least possible they may be (k,): less than `near`."""
        for _ in range(_STEPS):
            going = self._measure(near)
            if not going.any():
                break
            if not going.all():
                self._keep(going)
            self._step()
        return self._found, self._height - self._least

    def _measure(self, near: float) -> Array:
        """Keeps the lowest points so far. Returns which fibres (k,) are not solved yet."""
        z, self._other = self._over - self._under, self._most - self._share
        r = self._r + self._y @ self._bends.T
        self._off = (self._share + self._low) @ self._slopes + r @ self._bends
        above = np.maximum(z, 0) @ self._most
        # Where slopes do not balance yet the lowest may be lower by so much more; y are as long as what they add to z.
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
        """Looks how far a straight step gets, then steps to where all products are that share of what they were.

        A straight step changes a slack and its multiplier by shares that add up to -1, which spares most of it.
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
        # The corrector adds what the straight step leaves out: the products of both changes.
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
        """The Hessians (k, R, R) by y, where the terms' own are `stiff` (k, M)."""
        rows, columns = self._places
        bend = np.empty((len(stiff), *self._bend.shape))
        bend[:, rows, columns] = bend[:, columns, rows] = stiff @ self._pairs
        bend += self._bend
        flat = _FLAT * np.trace(bend, axis1=1, axis2=2) + _TINY
        bend += flat[:, None, None] * np.eye(len(self._bend))
        return bend

    def _direction(self, bend: Array, stiff: Array, pull: Array) -> tuple[Array, Array, Array]:
        """How y, z and the multipliers move where slacks and multipliers are pulled so."""
        move = -np.linalg.solve(bend, (self._off + (stiff * pull) @ self._slopes)[:, :, None])[:, :, 0]
        up = move @ self._slopes.T
        return np.asarray(move), np.asarray(up), np.asarray(stiff * (up + pull))

    @property
    def _sum(self) -> Array:
        """The mean of all products."""
        return np.asarray(2 * self._over.shape[1] * self._centre)

    def _together(self, far: Array, turned: Array) -> tuple[Array, Array]:
        """With squares, slacks and multipliers must go equally far."""
        both = np.minimum(far, turned)
        return (both, both) if len(self._bends) else (far, turned)


def _reach(fastest: Array, other: Array) -> Array:
    """How far (k,), of 1, all may go before the fastest of what falls by such shares is 0."""
    return np.asarray(1 / np.maximum(np.maximum(fastest, other), 1.0))
