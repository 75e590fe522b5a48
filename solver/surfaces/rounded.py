"""Objectives with rounded kinks, so that a descent along gradients does not stop at a kink.

max(0, x) becomes a parabola where |x| is less than a radius: the smoothing of Madsen & Nielsen 1993, SIAM Journal on
Optimization 3(2). It applies to the hinge, to ReLU and leaky ReLU, and to an l1 penalty.
"""

from dataclasses import replace

import numpy as np

from solver.arrays import AnyFloat
from solver.model.data_objective import DataObjective
from solver.objective import Objective

# Radii from the first to the last; margins, scores and weights are of the order of 1.
RADII = (0.3, 0.03, 0.003)


def kinked(objective: Objective) -> bool:
    """True if an objective has kinks."""
    if not isinstance(objective, DataObjective):
        return False
    bent = objective.network.hidden and objective.network.activation.kink is not None
    return bool(objective.loss.rounded or bent or (objective.penalty and objective.penalty.l1))


def rounded(objective: Objective, radius: float) -> Objective:
    """The same objective without kinks. Only its first derivative may be used."""
    assert isinstance(objective, DataObjective)
    network, loss, penalty = objective.network, objective.loss, objective.penalty
    if loss.rounded is not None:
        two, many = loss.rounded(radius)
        loss = replace(loss, two=two, many=many)
    leak = network.activation.kink
    if leak is not None:

        def value(z: AnyFloat, out: AnyFloat) -> None:
            share = np.clip((z + radius) / (2 * radius), 0, 1)
            np.add(leak * z, (1 - leak) * (radius * share**2 + np.maximum(z - radius, 0)), out=out)

        def slope(z: AnyFloat, a: AnyFloat) -> AnyFloat:
            return np.asarray(leak + (1 - leak) * np.clip((z + radius) / (2 * radius), 0, 1))

        network = replace(network, activation=replace(network.activation, value=value, slope=slope))
    return replace(
        objective, network=network, loss=loss, penalty=replace(penalty, radius=radius) if penalty else penalty
    )
