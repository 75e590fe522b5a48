"""Optimizers that know or estimate the curvature: L-BFGS and Newton's method, both with backtracking."""

import numpy as np

from solver.arrays import Array
from solver.effort import decomposition_cost
from solver.optimizers.base import OPTIMIZERS, Context, Hyperparameters, Mask, Optimizer, Slot, Slots
from solver.optimizers.hyperparameters import C1, CONTRACTION
from solver.optimizers.line_search import ACCEPTED, ARMIJO, backtrack, first_length
from solver.parameters import Parameter

HISTORY = Parameter(
    name="history",
    label="History size",
    symbol="m",
    help="The number of past steps from which the curvature is estimated.",
    default=10,
    low=1,
    high=20,
    integer=True,
    slider=(1, 20),
)
DAMPING = Parameter(
    name="damping",
    label="Minimum curvature",
    symbol=r"\delta",
    help="Eigenvalues of the Hessian that are smaller than this in size count as this number.",
    default=1e-4,
    low=0,
    high=1000,
    above_low=True,
    scale="log",
    slider=(1e-8, 10),
)
# Byrd et al. 1995, equation 3.9: pairs with less curvature than this are skipped.
_LEAST_CURVATURE = 2.2e-16


def _lbfgs(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    p = -inverse_hessian_times(g, s["s"], s["y"], h["history"][:, 0])
    # If the quotients of tiny pairs overflow, the direction is minus the gradient.
    p = np.where(np.isfinite(p).all(axis=-1, keepdims=True), p, -g)
    eta, gradient = backtrack(p, g, h, ctx)
    step = eta * p
    pairs = remember(s, step, gradient - g)
    # After a failed search the pairs are dropped: the next direction is the gradient.
    failed = eta == 0
    return step, {"eta": eta, **{name: np.where(failed, 0.0, kept) for name, kept in pairs.items()}}


def inverse_hessian_times(g: Array, s: Array, y: Array, history: Array) -> Array:
    """The two-loop recursion over pairs (m, K, P), the newest first, of which run k uses `history[k]`."""
    curvature = np.vecdot(s, y)
    used = (curvature > 0) & (np.arange(len(s))[:, None] < history)
    rho = 1 / np.where(used, curvature, 1.0)
    q, alphas = g, []
    for i in range(len(s)):
        alphas.append((rho[i] * np.vecdot(s[i], q))[:, None])
        q = np.where(used[i][:, None], q - alphas[i] * y[i], q)
    gamma = np.where(used[0], curvature[0], 1.0) / np.where(used[0], np.vecdot(y[0], y[0]), 1.0)
    r = gamma[:, None] * q
    for i in reversed(range(len(s))):
        beta = (rho[i] * np.vecdot(y[i], r))[:, None]
        r = np.where(used[i][:, None], r + (alphas[i] - beta) * s[i], r)
    return r


def remember(s: Slots, step: Array, change: Array) -> Slots:
    """The pairs with a new one in front; a run without positive curvature keeps the ones that it has."""
    curvature, square = np.vecdot(step, change), np.vecdot(change, change)
    kept: Mask = np.isfinite(curvature) & (curvature > _LEAST_CURVATURE * square)
    return {
        name: np.where(kept[:, None], np.concatenate((new[None], s[name][:-1])), s[name])
        for name, new in (("s", step), ("y", change))
    }


def _lbfgs_start(runs: int, parameters: int, h: Hyperparameters) -> Slots:
    longest = int(h["history"].max())
    pairs = {name: np.zeros((longest, runs, parameters)) for name in ("s", "y")}
    return first_length(runs, parameters, h) | pairs


def _lbfgs_work(parameters: int, samples: float) -> float:
    """Two or three gradients, and the recursion, whose many small operations take some 110 us (measured)."""
    return 3 * samples * parameters + 15_000


def _newton(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    active: Mask = np.asarray(np.isfinite(ctx.value) & np.isfinite(g).all(axis=-1))
    p = -damped_solution(_hessian(ctx, active), g, h["damping"])
    eta, _ = backtrack(p, g, h, ctx)
    return eta * p, {"eta": eta}


def _hessian(ctx: Context, active: Mask) -> Array:
    """(K, P, P), a Hessian-vector product a column, made symmetric."""
    runs, parameters = ctx.theta.shape
    columns = [ctx.hvp(np.tile(unit, (runs, 1)), active) for unit in np.eye(parameters)]
    h = np.stack(columns, axis=-1)
    return np.asarray(0.5 * (h + h.swapaxes(-1, -2)))


def damped_solution(hessian: Array, g: Array, damping: Array) -> Array:
    """H^-1 g (K, P) with every eigenvalue replaced by its size, at least the damping; nan where H is not finite."""
    finite: Mask = np.asarray(np.isfinite(hessian).all(axis=(-1, -2)) & np.isfinite(g).all(axis=-1))
    # LAPACK refuses what is not finite, for all runs at once.
    values, vectors = np.linalg.eigh(np.where(finite[:, None, None], hessian, np.eye(g.shape[-1])))
    along = np.matmul(vectors.swapaxes(-1, -2), g[:, :, None])[:, :, 0]
    along /= np.maximum(np.abs(values), damping)
    return np.where(finite[:, None], np.matmul(vectors, along[:, :, None])[:, :, 0], np.nan)


def _newton_work(parameters: int, samples: float) -> float:
    """P Hessian-vector products, the eigenvectors, and a short line search."""
    return (2 * parameters + 4) * samples * parameters + 10 * parameters**3 / 3


OPTIMIZERS.add(
    Optimizer(
        name="lbfgs",
        label="L-BFGS",
        help="Newton's method with a curvature that is estimated from the changes of the gradient over the last steps.",
        latex=r"s_i = \theta_{i+1} - \theta_i, \quad y_i = g_{i+1} - g_i, \quad "
        r"p = -H g, \quad H \text{ from the last } m \text{ pairs } (s, y), \quad "
        + ARMIJO
        + r", \quad \theta \leftarrow \theta + \eta p",
        cite="Nocedal & Wright 2006, Algorithms 7.4 and 7.5 with equation 7.20; backtracking (Algorithm 3.1), "
        "pairs without curvature skipped; both gradients of a pair are over the same batch",
        parameters=(HISTORY, C1, CONTRACTION),
        slots=(Slot("s", "s", "Last remembered step"), Slot("y", "y", "Change of the gradient over it"), ACCEPTED),
        start=_lbfgs_start,
        work=_lbfgs_work,
        learning_rates={"sum": 1.0, "mean": 1.0},
        step=_lbfgs,
    )
)
OPTIMIZERS.add(
    Optimizer(
        name="newton",
        label="Newton",
        help="Fits a bowl to the gradient and the curvature at this point, and steps to the bottom of the bowl.",
        latex=r"\nabla^2 f(\theta) = V \mathrm{diag}(\lambda_i) V^\top, \quad "
        r"p = -V \mathrm{diag}(\max(|\lambda_i|, \delta))^{-1} V^\top g, \quad "
        + ARMIJO
        + r", \quad \theta \leftarrow \theta + \eta p",
        cite="Nocedal & Wright 2006, section 3.4, eigenvalue modification with |lambda|; backtracking (Algorithm 3.1)",
        parameters=(DAMPING, C1, CONTRACTION),
        slots=(ACCEPTED,),
        start=first_length,
        work=_newton_work,
        besides=decomposition_cost,
        learning_rates={"sum": 1.0, "mean": 1.0},
        step=_newton,
    )
)
