"""How an objective is curved at a point: its Hessian's largest and smallest eigenvalue, condition number, trace.

Few parameters: the whole Hessian, from P Hessian-vector products. Many: the two ends of its spectrum by Lanczos'
iteration (ARPACK: Lehoucq, Sorensen & Yang 1998), its trace by Hutchinson's estimate (1990, Communications in
Statistics 19(2)), with about as many products as there are probes.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

from solver.arrays import Array
from solver.optimizers.base import HessianProduct

EXACT_UP_TO = 64
# The estimate's standard error falls with the square root of their number.
PROBES = 100
# Of the eigenvectors, relative to the spectrum's width: the eigenvalues' own errors are about its square.
_TOLERANCE = 1e-9
# With so many vectors networks need no second round (measured); more rounds are for crowded ends of a spectrum.
_VECTORS = 40
_MOST_ROUNDS = 50
# ARPACK does not find two eigenvalues of fewer than three.
_FEWEST = 3
# So many numbers of vectors are multiplied at a time: 2 MB.
_BLOCK = 250_000
_EPSILON = float(np.finfo(np.float64).eps)


class NoConvergence(ArithmeticError):
    """Lanczos' iteration has not found the ends of the spectrum."""


@dataclass(frozen=True, eq=False)
class Curvature:
    """The Hessian at one point.

    `largest` and `smallest` are its first and last eigenvalue (by value, not by size), each within `uncertainty`
    of a true one. `condition` is the largest size of an eigenvalue through the smallest, infinite where that is
    not above `uncertainty`, None where it is that of an eigenvalue between the ends, which is not known.
    `trace_error` is the trace's standard error, 0 where it is a sum and not an estimate. `asymmetry` is the
    largest |h_ij - h_ji| through the largest |h_ij|, of the Hessian, or of its products with the probes: rounding,
    or a wrong product; eigenvalues are those of (H + H^T) / 2 where the Hessian is whole. `eigenvalues` (P,) are
    all of them, ascending, or None.
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
        """Whether all of it comes from the whole Hessian."""
        return self.eigenvalues is not None


@np.errstate(all="ignore")
def curvature(product: HessianProduct, theta: Array, exact_up_to: int = EXACT_UP_TO, seed: int = 0) -> Curvature:
    """The curvature at theta (P,) of what has the Hessian-vector products product(theta (K, P), v (K, P)).

    The whole Hessian up to `exact_up_to` parameters; beyond, `seed` draws probes and first vector. Raises
    ValueError where theta or the Hessian is not finite, NoConvergence where the iteration does not end.
    """
    theta = np.asarray(theta, dtype=np.float64)
    if theta.ndim != 1 or not theta.size or not np.isfinite(theta).all():
        raise ValueError("The curvature can only be measured at finite parameters of shape (P,).")
    if theta.size <= exact_up_to or theta.size < _FEWEST:
        return _whole(hessian(product, theta))
    rng = np.random.default_rng(seed)
    probes = rng.choice((-1.0, 1.0), size=(PROBES, theta.size))
    return _ends(product, theta, probes, rng)


def hessian(product: HessianProduct, theta: Array) -> Array:
    """The Hessian (P, P) at theta (P,), a product with a unit vector a row; not made symmetric."""
    return _products(product, theta, np.eye(theta.size))


def stability_limit(optimizer: str, hyperparameters: Mapping[str, float]) -> float | None:
    """What learning rate times eigenvalue must stay below to be stable on a bowl; None where no such limit is known.

    From the roots of the recurrence on a quadratic: 2 without velocity, 2 (1 + mu) with an undampened one (Polyak
    1964), and 2 (1 + mu) / (1 + 2 mu) for Nesterov's in torch's form.
    """
    mu = hyperparameters.get("momentum", 0.0)
    limits = {
        "gradient_descent": 2.0,
        "numerical": 2.0,
        "momentum": 2 * (1 + mu),
        "nesterov": 2 * (1 + mu) / (1 + 2 * mu),
    }
    return limits.get(optimizer)


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
    # E ||H z||^2 is the square of the Hessian's Frobenius norm, which no eigenvalue exceeds.
    width = math.sqrt(float(np.square(turned).sum()) / len(probes))
    first = rng.standard_normal(theta.size)
    smallest, largest, uncertainty = _lanczos(product, theta, first, width, rng)
    near = min(abs(smallest), abs(largest))
    between = smallest < -uncertainty and largest > uncertainty
    condition = None if between else _quotient(max(abs(smallest), abs(largest)), near, uncertainty)
    return Curvature(
        largest=largest,
        smallest=smallest,
        condition=condition,
        trace=float(estimates.mean()),
        trace_error=float(estimates.std(ddof=1)) / math.sqrt(len(probes)),
        asymmetry=_asymmetry(probes @ turned.T),
        uncertainty=uncertainty,
        eigenvalues=None,
    )


def _lanczos(
    product: HessianProduct, theta: Array, first: Array, width: float, rng: np.random.Generator
) -> tuple[float, float, float]:
    """The smallest and the largest eigenvalue, and how far a true one may be from either.

    ARPACK's tolerance is a share of the eigenvalue: shifted by twice the spectrum's width none is near 0, where
    it would never be content.
    """
    if width == 0:
        return 0.0, 0.0, 0.0
    shift = 2 * width

    def shifted(v: Array) -> Array:
        return np.asarray(product(theta[None], v.reshape(1, -1))[0] + shift * v.ravel())

    operator = LinearOperator((theta.size, theta.size), matvec=shifted, dtype=np.float64)
    try:
        values, vectors = eigsh(
            operator,
            k=2,
            which="BE",
            v0=first,
            ncv=min(_VECTORS, theta.size),
            maxiter=_MOST_ROUNDS,
            tol=_TOLERANCE,
            rng=rng,
        )
    except ArpackNoConvergence as error:
        raise NoConvergence(
            f"Lanczos' iteration found {len(error.eigenvalues)} of the two ends of the Hessian's spectrum in "
            f"{_MOST_ROUNDS} rounds."
        ) from None
    residual = _products(product, theta, vectors.T) - (values - shift)[:, None] * vectors.T
    rounding = theta.size * _EPSILON * width
    uncertainty = float(np.linalg.norm(residual, axis=-1).max()) + rounding
    return float(values.min()) - shift, float(values.max()) - shift, uncertainty


def _products(product: HessianProduct, theta: Array, vectors: Array) -> Array:
    """The Hessian at theta (P,) times each of n vectors (n, P); ValueError where that is not finite."""
    out = np.empty_like(vectors)
    block = max(1, _BLOCK // theta.size)
    for begin in range(0, len(vectors), block):
        v = np.ascontiguousarray(vectors[begin : begin + block])
        out[begin : begin + block] = product(np.tile(theta, (len(v), 1)), v)
    if not np.isfinite(out).all():
        raise ValueError("The curvature at these parameters is beyond what floating point can hold.")
    return out


def _asymmetry(h: Array) -> float:
    largest = float(np.abs(h).max())
    return float(np.abs(h - h.T).max()) / largest if largest else 0.0


def _quotient(large: float, small: float, uncertainty: float) -> float:
    return large / small if small > uncertainty else math.inf
