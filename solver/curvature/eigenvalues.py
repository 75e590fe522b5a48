"""The curvature of an objective at a point: its Hessian's extreme eigenvalues, condition number and trace.

Few parameters: the whole Hessian, from P Hessian-vector products. Many: the two ends of its spectrum by Lanczos'
iteration (ARPACK: Lehoucq, Sorensen & Yang 1998), its trace by Hutchinson's estimate (1990, Communications in
Statistics 19(2)), with about as many products as there are probes.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

from solver.arrays import Array
from solver.effort import CALL, PRODUCT, PRODUCT_CALL, decomposition_cost, uncounted
from solver.objective import Objective
from solver.optimizers.base import HessianProduct, Mask

EXACT_UP_TO = 64
# The estimate's standard error falls with the square root of their number.
PROBES = 100
# The eigenvectors' error relative to the spectrum's width; the eigenvalues' errors are about its square.
_TOLERANCE = 1e-9
# Vectors with which networks need no second round (measured); more rounds serve crowded ends of a spectrum.
_VECTORS = 40
_MOST_ROUNDS = 50
# ARPACK does not find two eigenvalues of fewer than three.
_FEWEST = 3
# Numbers of vectors multiplied, or of Hessians decomposed, at a time: 800 kB, some 15 ms.
_BLOCK = 100_000
# Units of effort that Lanczos' iteration takes besides its products; layers that an estimate counts.
_LANCZOS, _LAYERS = 5_000_000, 3
# A factor for a Hessian's products with their calls, at most, since each call fills the processor's cache.
_WITH_CALLS = 1.25
_EPSILON = float(np.finfo(np.float64).eps)
_BEYOND = "The curvature at these parameters is too large for floating-point numbers."


# Which eigenvectors of how many, by their places among the ascending eigenvalues, and ARPACK's word for them.
_WANTED = {"first": ((-1,), "LA"), "largest": ((-1, -2), "LA"), "extremes": ((-1, 0), "BE")}
# Probes that suffice to estimate the width of a spectrum.
_FEW_PROBES = 10


class NoConvergence(ArithmeticError):
    """Raised when Lanczos' iteration has not found the wanted ends of the spectrum."""


@dataclass(frozen=True, eq=False)
class Curvature:
    """The Hessian at one point.

    `largest` and `smallest` are its first and last eigenvalue (by value, not by size), each within `uncertainty` of a
    true one. `condition` is the ratio of the largest size of an eigenvalue to the smallest: infinite if the smallest
    is not above `uncertainty`, None if it belongs to an eigenvalue between the ends, which is not known. `trace_error`
    is the trace's standard error: 0 if it is a sum and not an estimate. `asymmetry` is the largest |h_ij - h_ji| over
    the largest |h_ij|, for the Hessian or for its products with the probes. It is rounding, or shows a wrong product;
    the eigenvalues of a whole Hessian are those of (H + H^T) / 2. `eigenvalues` (P,) are all, ascending, or None.
    """

    largest: float
    smallest: float
    condition: float | None
    trace: float
    trace_error: float
    asymmetry: float
    uncertainty: float
    eigenvalues: Array | None

    @property
    def exact(self) -> bool:
        """True if all of it comes from the whole Hessian."""
        return self.eigenvalues is not None


@np.errstate(all="ignore")
def curvature(product: HessianProduct, theta: Array, exact_up_to: int = EXACT_UP_TO, seed: int = 0) -> Curvature:
    """The curvature at theta (P,) of an objective with the Hessian-vector products product(theta (K, P), v (K, P)).

    The whole Hessian up to `exact_up_to` parameters; beyond, `seed` draws probes and first vector. Raises
    ValueError where theta or the Hessian is not finite, NoConvergence where the iteration does not end.
    """
    theta = _checked(theta)
    if theta.size <= exact_up_to or theta.size < _FEWEST:
        return _whole(hessian(product, theta))
    rng = np.random.default_rng(seed)
    probes = rng.choice((-1.0, 1.0), size=(PROBES, theta.size))
    return _ends(product, theta, probes, rng)


def hessian(product: HessianProduct, theta: Array) -> Array:
    """The Hessian (P, P) at theta (P,), a product with a unit vector a row; not made symmetric."""
    return _products(product, theta, np.eye(theta.size))


def hessians(product: HessianProduct, theta: Array) -> Array:
    """The Hessians (n, P, P) at each of the points theta (n, P), made symmetric; `product` takes P vectors a point."""
    n, parameters = theta.shape
    h = product(theta, np.broadcast_to(np.eye(parameters), (n, parameters, parameters)))
    return np.asarray((h + h.mT) / 2)


@np.errstate(all="ignore")
def eigenvectors(
    product: HessianProduct, theta: Array, which: str, exact_up_to: int = EXACT_UP_TO
) -> tuple[Array, Array]:
    """Eigenvalues (n,) and orthonormal eigenvectors (n, P) of the Hessian at theta (P,).

    `which` is "first" (of the largest eigenvalue, by value), "largest" (of the two largest) or "extremes" (of the
    largest, then of the smallest); with a single parameter there is one in any case. Each vector's component of
    largest size, the first of several, is positive. Raises as `curvature` does.
    """
    theta = _checked(theta)
    places = list(_WANTED[which][0][: theta.size])
    if theta.size <= exact_up_to or theta.size < _FEWEST:
        h = hessian(product, theta)
        every, columns = np.linalg.eigh((h + h.T) / 2)
        values, vectors = every[places], columns.T[places]
    else:
        rng = np.random.default_rng(0)
        turned = _products(product, theta, rng.choice((-1.0, 1.0), size=(_FEW_PROBES, theta.size)))
        values, vectors = _ritz(product, theta, rng.standard_normal(theta.size), _width(turned), rng, which)
    q, _ = np.linalg.qr(vectors.T)
    peaks = np.abs(q).argmax(axis=0)
    return values, np.ascontiguousarray((q * np.where(q[peaks, range(len(peaks))] < 0, -1.0, 1.0)).T)


@dataclass(frozen=True, eq=False)
class Trail:
    """The curvature at n points, (n,) each: `largest`, `smallest` and `condition` as in `Curvature`.

    NaN where a point or its Hessian is not finite, where Lanczos' iteration does not end, and where a condition
    number is not known.
    """

    largest: Array
    smallest: Array
    condition: Array


@np.errstate(all="ignore")
def along(
    product: HessianProduct,
    theta: Array,
    exact_up_to: int = EXACT_UP_TO,
    spend: Callable[[int], None] = uncounted,
) -> Trail:
    """The curvature at each of the points theta (n, P); what decomposing Hessians costs is counted by `spend`."""
    largest, smallest, condition = (np.full(len(theta), np.nan) for _ in range(3))
    finite = np.flatnonzero(np.isfinite(theta).all(axis=-1))
    parameters = theta.shape[-1]
    if parameters > exact_up_to and parameters >= _FEWEST:
        for i in finite:
            largest[i], smallest[i], condition[i] = _ends_alone(product, theta[i])
            spend(_LANCZOS)
        return Trail(largest, smallest, condition)
    block = max(1, _BLOCK // parameters**2)
    for begin in range(0, len(finite), block):
        rows = finite[begin : begin + block]
        values = _spectra(product, theta[rows])
        spend(len(rows) * decomposition_cost(parameters))
        sizes = np.abs(values)
        large, small = sizes.max(axis=-1), sizes.min(axis=-1)
        largest[rows], smallest[rows] = values[:, -1], values[:, 0]
        condition[rows] = np.where(small <= parameters * _EPSILON * large, np.inf, large / small)
    return Trail(largest, smallest, condition)


def cost(work: int, parameters: int) -> int:
    """The cost of `along` at a point, in units of effort, if a value of the objective takes `work` multiplications."""
    if parameters <= EXACT_UP_TO:
        return hessian_cost(work, parameters)
    product = PRODUCT * work + work + CALL + _LAYERS * PRODUCT_CALL
    return (_VECTORS + _FEW_PROBES + 2) * product + _LANCZOS


def hessian_cost(work: int, parameters: int) -> int:
    """The cost of a whole Hessian and its decomposition, in units of effort."""
    return int((_WITH_CALLS * PRODUCT * parameters + 1) * work) + CALL + decomposition_cost(parameters)


def chosen_epochs(last: int, most: int) -> list[int]:
    """Ascending whole epochs from 0 to `last`: all, or at most so many, spread evenly.

    The two ends are always among them, unless the list is empty.
    """
    n = min(last + 1, most)
    if n <= 1:
        return [0] if n > last else []
    return [i * last // (n - 1) for i in range(n)]


def bounded(objective: Objective) -> HessianProduct:
    """An objective's Hessian-vector products; NoConvergence once its effort is used up."""

    def product(theta: Array, v: Array) -> Array:
        if objective.effort.left <= 0:
            raise NoConvergence("The Lanczos iteration has used up the computing budget of this run.")
        return objective.hessian_product(theta, v)

    return product


def _checked(theta: Array) -> Array:
    theta = np.asarray(theta, dtype=np.float64)
    if theta.ndim != 1 or not theta.size or not np.isfinite(theta).all():
        raise ValueError("The curvature can only be measured at finite parameters of shape (P,).")
    return theta


def _whole(h: Array) -> Curvature:
    eigenvalues = np.asarray(np.linalg.eigvalsh((h + h.T) / 2), dtype=np.float64)
    sizes = np.abs(eigenvalues)
    uncertainty = len(h) * _EPSILON * float(sizes.max())
    return Curvature(
        largest=float(eigenvalues[-1]),
        smallest=float(eigenvalues[0]),
        condition=_quotient(float(sizes.max()), float(sizes.min()), uncertainty),
        trace=float(np.trace(h)),
        trace_error=0.0,
        asymmetry=_asymmetry(h),
        uncertainty=uncertainty,
        eigenvalues=eigenvalues,
    )


def _ends(product: HessianProduct, theta: Array, probes: Array, rng: np.random.Generator) -> Curvature:
    turned = _products(product, theta, probes)
    estimates = np.vecdot(probes, turned)
    first = rng.standard_normal(theta.size)
    smallest, largest, uncertainty = _lanczos(product, theta, first, _width(turned), rng)
    return Curvature(
        largest=largest,
        smallest=smallest,
        condition=_condition_of_ends(smallest, largest, uncertainty),
        trace=float(estimates.mean()),
        trace_error=float(estimates.std(ddof=1)) / math.sqrt(len(probes)),
        asymmetry=_asymmetry(probes @ turned.T),
        uncertainty=uncertainty,
        eigenvalues=None,
    )


def _width(turned: Array) -> float:
    """A bound on the size of an eigenvalue, from the Hessian's products with probes (n, P).

    E ||H z||^2 is the square of the Hessian's Frobenius norm, which no eigenvalue exceeds. ValueError if that is not
    finite.
    """
    width = math.sqrt(float(np.square(turned).sum()) / len(turned))
    if not math.isfinite(width):
        raise ValueError(_BEYOND)
    return width


def _lanczos(
    product: HessianProduct, theta: Array, first: Array, width: float, rng: np.random.Generator
) -> tuple[float, float, float]:
    """The smallest and the largest eigenvalue, and how far a true one may be from either."""
    values, vectors = _ritz(product, theta, first, width, rng, "extremes")
    residual = _products(product, theta, vectors) - values[:, None] * vectors
    rounding = theta.size * _EPSILON * width
    uncertainty = float(np.linalg.norm(residual, axis=-1).max()) + rounding
    return float(values[1]), float(values[0]), uncertainty


def _ritz(
    product: HessianProduct, theta: Array, first: Array, width: float, rng: np.random.Generator, which: str
) -> tuple[Array, Array]:
    """The wanted eigenvalues (n,) and their eigenvectors (n, P), by ARPACK.

    Its tolerance is a share of the eigenvalue. Eigenvalues are shifted by twice the spectrum's width, so that none is
    near 0, where the iteration would never end.
    """
    places, word = _WANTED[which]
    if width == 0:
        return np.zeros(len(places)), np.eye(len(places), theta.size)
    shift = 2 * width

    def shifted(v: Array) -> Array:
        return np.asarray(product(theta[None], v.reshape(1, -1))[0] + shift * v.ravel())

    operator = LinearOperator((theta.size, theta.size), matvec=shifted, dtype=np.float64)
    try:
        values, vectors = eigsh(
            operator,
            k=len(places),
            which=word,
            v0=first,
            ncv=min(_VECTORS, theta.size),
            maxiter=_MOST_ROUNDS,
            tol=_TOLERANCE,
            rng=rng,
        )
    except ArpackNoConvergence as error:
        raise NoConvergence(
            f"Lanczos' iteration found {len(error.eigenvalues)} of the {len(places)} eigenvalues wanted at the ends of "
            f"the Hessian's spectrum in {_MOST_ROUNDS} rounds."
        ) from None
    order = np.argsort(values)[::-1]
    return values[order] - shift, np.ascontiguousarray(vectors.T[order])


def _ends_alone(product: HessianProduct, theta: Array) -> tuple[float, float, float]:
    """The largest eigenvalue, the smallest and the condition number at theta (P,), NaN where they are not known."""
    rng = np.random.default_rng(0)
    try:
        turned = _products(product, theta, rng.choice((-1.0, 1.0), size=(_FEW_PROBES, theta.size)))
        first = rng.standard_normal(theta.size)
        smallest, largest, uncertainty = _lanczos(product, theta, first, _width(turned), rng)
    except (ValueError, NoConvergence):
        return math.nan, math.nan, math.nan
    condition = _condition_of_ends(smallest, largest, uncertainty)
    return largest, smallest, math.nan if condition is None else condition


def _condition_of_ends(smallest: float, largest: float, uncertainty: float) -> float | None:
    """The condition number, None where it may be that of an eigenvalue between the ends."""
    if smallest < -uncertainty and largest > uncertainty:
        return None
    sizes = abs(smallest), abs(largest)
    return _quotient(max(sizes), min(sizes), uncertainty)


def _spectra(product: HessianProduct, theta: Array) -> Array:
    """All eigenvalues (n, P), ascending, at each of the points theta (n, P); NaN where a Hessian is not finite."""
    h = hessians(product, theta)
    finite: Mask = np.asarray(np.isfinite(h).all(axis=(1, 2)))
    # LAPACK refuses all points if one is not finite.
    return np.where(finite[:, None], np.linalg.eigvalsh(np.where(finite[:, None, None], h, 0.0)), np.nan)


def _products(product: HessianProduct, theta: Array, vectors: Array) -> Array:
    """The Hessian at theta (P,) times each of n vectors (n, P); ValueError where that is not finite."""
    out = np.empty_like(vectors)
    block = max(1, _BLOCK // theta.size)
    for begin in range(0, len(vectors), block):
        v = np.ascontiguousarray(vectors[begin : begin + block])
        out[begin : begin + block] = product(np.tile(theta, (len(v), 1)), v)
    if not np.isfinite(out).all():
        raise ValueError(_BEYOND)
    return out


def _asymmetry(h: Array) -> float:
    largest = float(np.abs(h).max())
    return float(np.abs(h - h.T).max()) / largest if largest else 0.0


def _quotient(large: float, small: float, uncertainty: float) -> float:
    return large / small if small > uncertainty else math.inf
