"""Armijo's backtracking: a step is shortened until it goes down by enough."""

import numpy as np

from solver.arrays import Array
from solver.optimizers.base import OPTIMIZERS, Context, Hyperparameters, Optimizer, Slot, Slots
from solver.optimizers.hyperparameters import C1, CONTRACTION

ACCEPTED = Slot("eta", r"\eta", "Accepted step size", scalar=True)
MOST_TRIALS = 40
_RESOLUTION = np.finfo(np.float64).eps

ARMIJO = (
    r"\text{shorten } \eta \leftarrow \tau \eta, \quad "
    r"\text{until } f(\theta + \eta p) \le f(\theta) + c_1 \eta g^\top p"
)


def backtrack(p: Array, g: Array, h: Hyperparameters, ctx: Context) -> tuple[Array, Array]:
    """Step lengths (K, 1) along directions p (K, P) from gradients g, and the gradients (K, P) that they lead to.

    From the learning rate downwards (Nocedal & Wright 2006, Algorithm 3.1). A run that finds none, within 40
    trials or before the promised decrease is lost in the objective's rounding, gets 0; one without a finite
    objective or slope gets nan and costs nothing.
    """
    slope = np.vecdot(g, p)
    searching = np.isfinite(ctx.value) & np.isfinite(slope)
    contraction, demanded = h["contraction"][:, 0], h["c1"][:, 0] * slope
    eta = np.where(searching, h["learning_rate"][:, 0], np.nan)
    found = g
    for _ in range(MOST_TRIALS):
        if not searching.any():
            break
        value, gradient = ctx.evaluate(ctx.theta + eta[:, None] * p, searching)
        accepted = searching & (value <= ctx.value + demanded * eta)
        found = np.where(accepted[:, None], gradient, found)
        searching = searching & ~accepted
        eta = np.where(searching, contraction * eta, eta)
        resolved = -slope * eta > _RESOLUTION * np.abs(ctx.value)
        eta = np.where(searching & ~resolved, 0.0, eta)
        searching = searching & resolved
    return np.where(searching, 0.0, eta)[:, None], found


def first_length(runs: int, parameters: int, h: Hyperparameters) -> Slots:
    """The slot of the accepted step length, before any search."""
    return {"eta": h["learning_rate"]}


def _armijo(g: Array, s: Slots, h: Hyperparameters, ctx: Context) -> tuple[Array, Slots]:
    eta, _ = backtrack(-g, g, h, ctx)
    return eta * -g, {"eta": eta}


OPTIMIZERS.add(
    Optimizer(
        name="armijo",
        label="Armijo line search",
        help="Gradient descent with backtracking: it first tries the learning rate, then shortens the step until "
        "the loss decreases enough.",
        latex=r"p = -g, \quad " + ARMIJO + r", \quad \theta \leftarrow \theta + \eta p",
        cite="Armijo 1966, Pacific J. Math. 16(1); Nocedal & Wright 2006, Algorithm 3.1",
        parameters=(C1, CONTRACTION),
        slots=(ACCEPTED,),
        start=first_length,
        work=lambda parameters, samples: 4 * parameters * samples,
        learning_rates={"sum": 0.05, "mean": 5.0},
        step=_armijo,
    )
)
