"""The optimizers on any function, without data or model."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from solver.arrays import Array
from solver.optimizers import OPTIMIZERS, State
from solver.optimizers.base import LEARNING_RATE, Evaluate, HessianProduct
from solver.parameters import Parameter, shorten
from solver.schedules import SCHEDULES, rates

AnyObjective = Callable[[Array], tuple[ArrayLike, ArrayLike]]

STEPS = Parameter(
    name="steps",
    label="Steps",
    help="How many updates are made.",
    default=100,
    low=0,
    high=1e9,
    integer=True,
)
# The cube root of the floats' resolution balances a central difference's two errors.
_DIFFERENCE = float(np.finfo(np.float64).eps ** (1 / 3))


def descend(
    objective: AnyObjective,
    start: ArrayLike,
    optimizer: str = "gradient_descent",
    learning_rate: float = 0.1,
    steps: int = 100,
    hyperparameters: Mapping[str, float] | None = None,
    schedule: str = "constant",
    schedule_hyperparameters: Mapping[str, float | None] | None = None,
    hvp: HessianProduct | None = None,
) -> Array:
    """Minimises `objective` and returns where each update led.

    `objective` takes parameters (K, P) and gives (loss (K,), gradient (K, P)). A start of shape (K, P) gives
    the trajectory (steps + 1, K, P), one of shape (P,) gives (steps + 1, P); row 0 is the start. `schedule`
    changes the learning rate from update to update; its periods count updates. `hvp(theta (K, P), v (K, P))` is the
    Hessian at theta times v (K, P); without it, central differences of the gradient are used. Both are always called
    with all K rows, read-only. Values that are not finite are kept as they are. Raises ValueError that names an
    unknown optimizer or schedule, a value out of range, or an array of a wrong shape.
    """
    name = OPTIMIZERS.check(optimizer)
    checked = OPTIMIZERS[name].check(_by_name("hyperparameters", hyperparameters))
    learning_rate, steps = LEARNING_RATE.check(learning_rate), STEPS.check(steps)
    scheduled = SCHEDULES[SCHEDULES.check(schedule)].check(
        _by_name("schedule_hyperparameters", schedule_hyperparameters)
    )
    origin = _start(start)
    theta = np.array(origin, ndmin=2)
    runs, parameters = theta.shape
    evaluate = _as_arrays(objective)
    state = State(name, [learning_rate] * runs, [checked] * runs, parameters)
    product = _central_differences(evaluate) if hvp is None else _as_array(hvp)
    trajectory = np.empty((steps + 1, runs, parameters))
    trajectory[0] = theta
    with np.errstate(all="ignore"):
        used = rates(schedule, scheduled, learning_rate, steps)
        for i in range(steps):
            value, gradient = evaluate(theta)
            theta = state.update(theta, value, gradient, evaluate, product, np.repeat(used[i], runs))
            trajectory[i + 1] = theta
    return trajectory[:, 0] if origin.ndim == 1 else trajectory


def _by_name(argument: str, values: object) -> Mapping[str, object]:
    if values is not None and not isinstance(values, Mapping):
        raise ValueError(f"{argument} must be numbers by name, such as {{'momentum': 0.9}}, not {shorten(values)}.")
    return values or {}


def _start(start: ArrayLike) -> Array:
    """The start as float64 (P,) or (K, P)."""
    try:
        given = np.asarray(start)
    except ValueError:  # a ragged list
        given = np.empty(0)
    known = given.dtype.kind in "iuf" and given.ndim in (1, 2) and given.size > 0
    if not known or not np.isfinite(given).all():
        raise ValueError(f"The start must be finite numbers of shape (P,) or (K, P), not {shorten(start)}.")
    return given.astype(np.float64)


def _as_arrays(objective: AnyObjective) -> Evaluate:
    """The objective with its results copied, row by row in memory, since it may reuse its arrays."""

    def evaluate(theta: Array) -> tuple[Array, Array]:
        value, gradient = objective(_read_only(theta))
        of_shape = theta.shape
        return _copied("The objective's value", value, of_shape[:1]), _copied("Its gradient", gradient, of_shape)

    return evaluate


def _as_array(hvp: HessianProduct) -> HessianProduct:
    return lambda theta, v: _copied("The product of hvp", hvp(_read_only(theta), _read_only(v)), theta.shape)


def _read_only(array: Array) -> Array:
    view = array.view()
    view.flags.writeable = False
    return view


def _copied(what: str, given: ArrayLike, shape: tuple[int, ...]) -> Array:
    array = np.array(given, dtype=np.float64, order="C")
    if array.shape != shape:
        raise ValueError(f"{what} must have the shape {shape}, not {array.shape}.")
    return array


def _central_differences(evaluate: Evaluate) -> HessianProduct:
    """Hessian-vector products by differences of the gradient along the vector, at both sides of theta."""

    def hvp(theta: Array, vectors: Array) -> Array:
        length = np.abs(vectors).max(axis=-1, keepdims=True)
        distance = _DIFFERENCE * np.maximum(1.0, np.abs(theta).max(axis=-1, keepdims=True))
        distance /= np.where(length > 0, length, 1.0)
        _, above = evaluate(theta + distance * vectors)
        _, below = evaluate(theta - distance * vectors)
        return np.asarray((above - below) / (2 * distance))

    return hvp
