"""Hessian-vector products of a network's loss, without the Hessian: the R-operator.

Pearlmutter 1994, Fast Exact Multiplication by the Hessian, Neural Computation 6(1), section 4.2: every quantity
of the forward and the backward pass is differentiated along a direction v of the parameters.
"""

from collections.abc import Callable

import numpy as np

from solver.arrays import AnyFloat
from solver.network import Network, Tape

# Scores and a tangent of them -> the tangent of the loss's slopes by the scores, all (K, C, N).
Curvature = Callable[[AnyFloat, AnyFloat], AnyFloat]


def hessian_product(
    network: Network, theta: AnyFloat, v: AnyFloat, tape: Tape, slopes: AnyFloat, curvature: Curvature
) -> AnyFloat:
    """The Hessian of the loss at theta (K, P), times v (K, P) -> (K, P).

    `tape` is the forward pass at theta, `slopes` (K, C, N) the loss's slopes by its scores.
    """
    along = _forward(network, theta, v, tape)
    turned = curvature(tape.scores[-1], along[-1])
    return _backward(network, theta, v, tape, along, slopes, turned)


def _forward(network: Network, theta: AnyFloat, v: AnyFloat, tape: Tape) -> list[AnyFloat]:
    """The tangents of each layer's scores (K, out, N)."""
    matrices, directions = network.matrices(theta), network.matrices(v)
    along = [directions[0] @ tape.inputs[0]]
    for layer in range(1, len(matrices)):
        into = tape.inputs[layer]
        bent = _slope(network, tape, layer) * along[-1]
        along.append(directions[layer] @ into + matrices[layer][:, :, :-1] @ bent)
    return along


def _backward(
    network: Network,
    theta: AnyFloat,
    v: AnyFloat,
    tape: Tape,
    along: list[AnyFloat],
    slopes: AnyFloat,
    turned: AnyFloat,
) -> AnyFloat:
    """The tangent of the gradient, from the slopes by the last scores and their tangent `turned`."""
    out = np.empty_like(theta)
    matrices, directions, parts = (network.matrices(each) for each in (theta, v, out))
    for layer in range(len(matrices) - 1, 0, -1):
        z, into = tape.scores[layer - 1], tape.inputs[layer]
        slope = _slope(network, tape, layer)
        parts[layer][:] = turned @ into.mT
        parts[layer][:, :, :-1] += slopes @ (slope * along[layer - 1]).mT
        weights, direction = matrices[layer][:, :, :-1], directions[layer][:, :, :-1]
        down = weights.mT @ slopes
        turned = slope * (direction.mT @ slopes + weights.mT @ turned)
        turned += network.activation.curvature(z, into[:, :-1]) * down * along[layer - 1]
        slopes = slope * down
    parts[0][:] = turned @ tape.inputs[0].T
    return out


def _slope(network: Network, tape: Tape, layer: int) -> AnyFloat:
    """The slope of the activation that leads into a layer, (K, in - 1, N)."""
    return network.activation.slope(tape.scores[layer - 1], tape.inputs[layer][:, :-1])
