"""Hessian-vector products of a network's loss, without the Hessian: the R-operator.

Pearlmutter 1994, Fast Exact Multiplication by the Hessian, Neural Computation 6(1), section 4.2: every quantity of
the forward and the backward pass is differentiated along a direction v of the parameters. Quantities that do not
depend on v are computed once for all directions at a point.
"""

from collections.abc import Callable

import numpy as np

from solver.arrays import AnyFloat
from solver.effort import PRODUCT, PRODUCT_CALL, uncounted
from solver.model.network import Network, Tape

# Scores (K, C, N) and M tangents of each (K, M, C, N) -> M tangents of the loss's derivatives by the scores.
Curvature = Callable[[AnyFloat, AnyFloat], AnyFloat]


def hessian_product(
    network: Network,
    theta: AnyFloat,
    v: AnyFloat,
    tape: Tape,
    slopes: AnyFloat,
    curvature: Curvature,
    spend: Callable[[int], None] = uncounted,
) -> AnyFloat:
    """The Hessian of the loss at theta (K, P), times v (K, M, P) -> (K, M, P).

    `tape` is the forward pass at theta; `slopes` (K, C, N) are the loss's derivatives by its scores. `spend` counts
    each layer's work, a third of it on the forward pass.
    """
    out = np.empty(v.shape)
    spend(PRODUCT_CALL * len(network.shapes))
    each = PRODUCT * v.shape[0] * v.shape[1] * slopes.shape[-1]
    costs = [each * work // 3 for work in network.layer_work]
    bends = [_slope(network, tape, layer) for layer in range(1, len(network.shapes))]
    matrices, directions, parts = (_matrices(network, each) for each in (theta[:, None], v, out))
    along = _forward(matrices, directions, tape, bends, costs, spend)
    turned, slopes = curvature(tape.scores[-1], along[-1]), slopes[:, None]
    for layer in range(len(bends), 0, -1):
        z, into, slope = tape.scores[layer - 1][:, None], tape.inputs[layer][:, None], bends[layer - 1]
        parts[layer][:] = turned @ into.mT
        parts[layer][..., :-1] += slopes @ (slope * along[layer - 1]).mT
        weights, direction = matrices[layer][..., :-1], directions[layer][..., :-1]
        down = weights.mT @ slopes
        turned = slope * (direction.mT @ slopes + weights.mT @ turned)
        turned += network.activation.curvature(z, into[..., :-1, :]) * down * along[layer - 1]
        slopes = slope * down
        spend(2 * costs[layer])
    spend(2 * costs[0])
    parts[0][:] = turned @ tape.inputs[0].T
    return out


def _forward(
    matrices: list[AnyFloat],
    directions: list[AnyFloat],
    tape: Tape,
    bends: list[AnyFloat],
    costs: list[int],
    spend: Callable[[int], None],
) -> list[AnyFloat]:
    """The tangents of each layer's scores (K, M, out, N)."""
    along = [directions[0] @ tape.inputs[0]]
    spend(costs[0])
    for layer in range(1, len(matrices)):
        bent = bends[layer - 1] * along[-1]
        along.append(directions[layer] @ tape.inputs[layer][:, None] + matrices[layer][..., :-1] @ bent)
        spend(costs[layer])
    return along


def _matrices(network: Network, v: AnyFloat) -> list[AnyFloat]:
    """Parameters or directions (K, M, P) as the layers' matrices (K, M, out, in)."""
    flat = network.matrices(v.reshape(-1, v.shape[-1]))
    return [matrix.reshape(*v.shape[:2], *matrix.shape[1:]) for matrix in flat]


def _slope(network: Network, tape: Tape, layer: int) -> AnyFloat:
    """The derivative of the activation that leads into a layer, (K, 1, in - 1, N)."""
    return network.activation.slope(tape.scores[layer - 1], tape.inputs[layer][:, :-1])[:, None]
