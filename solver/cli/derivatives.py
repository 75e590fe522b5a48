"""The gradient check and the curvature at a run's start and at each contender's end, in words."""

from collections.abc import Iterator, Sequence

import numpy as np

from solver.arrays import Array
from solver.config import RunConfig
from solver.curvature.eigenvalues import Curvature, NoConvergence, curvature
from solver.curvature.gradient_check import TOLERANCE, GradientCheck, check_gradient
from solver.gradients import GRADIENTS
from solver.objective import Objective
from solver.optimizers import OPTIMIZERS
from solver.report.explanation import explain
from solver.report.gradients import estimated
from solver.report.limits import limits
from solver.training.labels import labels
from solver.training.trainer import Frames, Training

# Up to here the whole Hessian takes a second or two, with 2,500 training points (measured).
EXACT_UP_TO = 512
# Up to here all eigenvalues are printed.
_FEW = 8


def report(config: RunConfig) -> Iterator[str]:
    """Runs a configuration, then gives the report line by line."""
    training = Training(config)
    yield "[INFO] training..."
    recorded = list(training.run())
    rates, last = _first_rates(recorded), recorded[-1]
    yield "[INFO] checking..."
    objective, names, contenders = training.problem.train, training.problem.names, range(len(config.racing))
    yield f"[INFO] start of all optimizers, {_count(len(names), 'parameter')}"
    yield from _point(objective, training.problem.start, names, config, {k: float(rates[k]) for k in contenders})
    for k, limit in zip(contenders, limits(training, recorded), strict=True):
        yield f"[INFO] end of optimizer {config.places[k] + 1}: {explain(training, k, recorded, limit).sentence}"
        rate = float(last.columns["learning_rate"][k, -1])
        yield from _point(objective, last.theta[k, -1], names, config, {k: rate})


def _first_rates(recorded: Sequence[Frames]) -> Array:
    """Each contender's learning rate in the first epoch (K,)."""
    rates = np.concatenate([frames.columns["learning_rate"] for frames in recorded[:2]], axis=1)
    return np.asarray(rates[:, min(1, rates.shape[1] - 1)])


def _point(
    objective: Objective, theta: Array, names: tuple[str, ...], config: RunConfig, rates: dict[int, float]
) -> Iterator[str]:
    """The report on parameters theta (P,); `rates` are the learning rates there, by contender."""
    try:
        yield from _gradient(check_gradient(objective, theta, names))
        found = curvature(objective.hessian_product, theta, EXACT_UP_TO)
    except (ValueError, NoConvergence) as error:
        yield f"  {error}"
        return
    yield from _curvature(found)
    for k, rate in rates.items():
        if config.racing[k].gradient != "analytic":
            yield f"  Optimizer {config.places[k] + 1}, {labels(config)[k]}, by its own gradient:"
            yield from _gradient(check_gradient(estimated(objective, config.racing[k]), theta, names))
        yield from _stability(config, k, rate, found.largest)


def _gradient(found: GradientCheck) -> Iterator[str]:
    i, verdict = found.worst, "correct" if found.passed else "wrong"
    yield f"  Gradient: {verdict}, relative error at most {found.largest_error:.1e} with {_h(found.step)}"
    yield f"    (up to {TOLERANCE:.0e} counts as correct), worst at {found.worst_name}:"
    yield f"    analytic {found.analytic[i]:.9g}, numerical {found.numerical[i]:.9g}."
    kinks = int(found.kinks.sum())
    if kinks:
        yield f"    Left out: {_count(kinks, 'parameter')} with a kink within h, where differences are no derivatives."
    whole = len(found.swept) == len(found.names)
    yield f"  Relative error of the gradient by h{'' if whole else f', over {len(found.swept)} parameters'}:"
    for step, error in zip(found.steps, found.by_step, strict=True):
        yield f"    {_h(step)}  {error:.1e}"


def _h(step: float) -> str:
    return f"h = {step:.1e}"


def _curvature(found: Curvature) -> Iterator[str]:
    values = f"from {found.smallest:.6g} to {found.largest:.6g}"
    if found.eigenvalues is not None and len(found.eigenvalues) <= _FEW:
        values = ", ".join(f"{value:.6g}" for value in found.eigenvalues)
    how = "exact" if found.exact else "the extremes, by Lanczos iteration"
    yield f"  Eigenvalues of the Hessian: {values} ({how});"
    yield f"    {_shape(found)}."
    yield f"  Condition number (largest eigenvalue divided by smallest, in absolute value): {_condition(found)}."
    error = f", an estimate with a standard error of {found.trace_error:.2g}" if found.trace_error else ""
    yield f"  Trace: {found.trace:.6g}{error}."


def _condition(found: Curvature) -> str:
    if found.condition is None:
        return "not known from the extreme eigenvalues"
    return f"{found.condition:.4g}" if np.isfinite(found.condition) else "infinite, because some directions are flat"


def _shape(found: Curvature) -> str:
    if found.smallest > found.uncertainty:
        return "all positive: a bowl, curved up in every direction"
    if found.largest < -found.uncertainty:
        return "all negative: curved down in every direction, as at a local maximum"
    if found.smallest < -found.uncertainty and found.largest > found.uncertainty:
        return "of both signs: curved up in some directions and down in others, as at a saddle point"
    return "some are 0: flat in some directions"


def _stability(config: RunConfig, k: int, rate: float, largest: float) -> Iterator[str]:
    contender = config.racing[k]
    limit = OPTIMIZERS[contender.optimizer].stability_limit(contender.hyperparameters)
    if GRADIENTS[contender.gradient].mistake or limit is None or largest <= 0:
        return
    product, name = rate * largest, f"Optimizer {config.places[k] + 1}, {labels(config)[k]}"
    verdict = "below" if product < limit else "not below"
    yield f"  {name}: the learning rate {rate:g} times the largest eigenvalue is {product:.4g},"
    yield f"    {verdict} the limit {limit:.4g}: {'stable' if product < limit else 'unstable'} in that direction."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
