"""The inner loop of small batches: gradients of a network, and an optimizer's updates. Importing it imports Numba."""

from typing import Any

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

# p, q, r, s, rate, update, n, m: the arguments of every compiled definition.
NUMBERS = types.CPointer(types.float64)
SIGNATURE = types.void(NUMBERS, NUMBERS, NUMBERS, NUMBERS, types.float64, types.float64, types.int64, types.int64)


@intrinsic
def _call(typing: Any, address: Any, p: Any, q: Any, r: Any, s: Any, rate: Any, update: Any, n: Any, m: Any) -> Any:
    """Calls the function at an address."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        number, whole = ir.DoubleType(), ir.IntType(64)
        kind = ir.FunctionType(ir.VoidType(), [number.as_pointer()] * 4 + [number] * 2 + [whole] * 2)
        builder.call(builder.inttoptr(values[0], kind.as_pointer()), values[1:])
        return context.get_dummy_value()

    return types.void(types.int64, *SIGNATURE.args), code


@intrinsic
def _at(typing: Any, array: Any, place: Any) -> Any:
    """The address of an array's element."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, values[0]).data
        return builder.gep(data, [values[1]])

    return NUMBERS(array, types.int64), code


_FLAT, _TABLE, _CUBE = types.float64[::1], types.float64[:, ::1], types.float64[:, :, ::1]
_WHOLE, _WHOLES = types.int64[::1], types.int64[:, ::1]


@njit(error_model="numpy")
def _forward(w, x, z, out, into, n):
    """A layer's scores z (out, n) from its matrix w (out, into) and inputs x (into, n)."""
    if n == 1:
        for o in range(out):
            total = w[o * into] * x[0]
            for d in range(1, into):
                total += w[o * into + d] * x[d]
            z[o] = total
        return
    for o in range(out):
        each = w[o * into]
        for i in range(n):
            z[o * n + i] = each * x[i]
        for d in range(1, into):
            each = w[o * into + d]
            for i in range(n):
                z[o * n + i] += each * x[d * n + i]


@njit(error_model="numpy")
def _onto_weights(slopes, x, gradient, out, into, n):
    """The gradient by a layer's matrix (out, into) from the slopes by its scores (out, n) and its inputs (into, n)."""
    if n == 1:
        for o in range(out):
            each = slopes[o]
            for d in range(into):
                gradient[o * into + d] = each * x[d]
        return
    for o in range(out):
        for d in range(into):
            total = slopes[o * n] * x[d * n]
            for i in range(1, n):
                total += slopes[o * n + i] * x[d * n + i]
            gradient[o * into + d] = total


@njit(error_model="numpy")
def _down(w, slopes, bends, lower, out, into, n):
    """The slopes by the scores of the layer before (into - 1, n), from those of a layer (out, n).

    `bends` are the derivatives of the activations between them.
    """
    if n == 1:
        for d in range(into - 1):
            total = w[d] * slopes[0]
            for o in range(1, out):
                total += w[o * into + d] * slopes[o]
            lower[d] = total * bends[d]
        return
    for d in range(into - 1):
        each = w[d]
        for i in range(n):
            lower[d * n + i] = each * slopes[i]
        for o in range(1, out):
            each = w[o * into + d]
            for i in range(n):
                lower[d * n + i] += each * slopes[o * n + i]
        for i in range(n):
            lower[d * n + i] *= bends[d * n + i]


@njit(
    types.void(
        *(_TABLE, _TABLE, _TABLE, _TABLE, types.int64),
        *(_TABLE, _TABLE, _WHOLES, types.int64),
        *(_WHOLES, types.int64, types.float64, types.int64, types.float64, types.float64, _FLAT),
        *(types.int64, types.int64, types.int64, _FLAT, _WHOLE, _CUBE, _CUBE),
    ),
    cache=True,
    nogil=True,
    error_model="numpy",
)
def descend(  # noqa: C901 - its parts share too many places for functions of their own
    theta, slots, hyperparameters, rates, before,
    points, targets, orders, batch,
    layers, signed, factor, mean, l1, l2, weights,
    activate, differentiate, step, scratch, places, trail, trail_of_slots,
):  # fmt: skip
    """Updates parameters (K, P) and slots (K, S P), batch by batch of each epoch's order, with rates (K, updates).

    It notes those at the start of each epoch, (K, epochs, P) and (K, epochs, S P). `orders` are (epochs, N). `before`
    is the number of earlier updates. `points` (N, D) and `targets` (N, C) are row by row. The gradient of a batch's
    loss is multiplied by `factor`, and with `mean` divided by its points. `signed` says that the targets are signs, by
    which scores and their slopes are multiplied. `layers` and `places` are those of `layout`, and `scratch` is as long
    as it says. `activate`, `differentiate` and `step` are addresses of compiled definitions.
    """
    last, parameters = layers.shape[0] - 1, theta.shape[1]
    features, classes = points.shape[1], targets.shape[1]
    z, labels, gradient = _at(scratch, places[0]), _at(scratch, places[3]), _at(scratch, places[4])
    own = _at(weights, 0)
    for k in range(theta.shape[0]):
        w, h = _at(theta, k * parameters), _at(hyperparameters, k * hyperparameters.shape[1])
        kept = _at(slots, k * slots.shape[1])
        update = before
        for epoch in range(orders.shape[0]):
            trail[k, epoch] = theta[k]
            trail_of_slots[k, epoch] = slots[k]
            for first in range(0, orders.shape[1], batch):
                n = min(batch, orders.shape[1] - first)
                x = _at(scratch, layers[0, 3])
                for i in range(n):
                    row = orders[epoch, first + i]
                    for d in range(features):
                        x[d * n + i] = points[row, d]
                    for c in range(classes):
                        labels[c * n + i] = targets[row, c]
                for layer in range(last + 1):
                    out, into, begin = layers[layer, 0], layers[layer, 1], layers[layer, 2]
                    _forward(_at(theta, k * parameters + begin), x, z, out, into, n)
                    if layer < last:
                        x = _at(scratch, layers[layer + 1, 3])
                        _call(activate, z, x, _at(scratch, layers[layer + 1, 4]), x, 0.0, 0.0, out * n, 0)
                        for i in range(n):
                            x[out * n + i] = 1.0
                slopes, lower = _at(scratch, places[1]), _at(scratch, places[2])
                if signed:
                    for i in range(n):
                        z[i] *= labels[i]
                _call(differentiate, z, labels, slopes, slopes, 0.0, 0.0, classes, n)
                scale = factor / n if mean else factor
                if signed:
                    for i in range(n):
                        slopes[i] *= scale * labels[i]
                else:
                    for i in range(classes * n):
                        slopes[i] *= scale
                for layer in range(last, -1, -1):
                    out, into, begin = layers[layer, 0], layers[layer, 1], layers[layer, 2]
                    x = _at(scratch, layers[layer, 3])
                    _onto_weights(slopes, x, _at(scratch, places[4] + begin), out, into, n)
                    if layer:
                        bends = _at(scratch, layers[layer, 4])
                        _down(_at(theta, k * parameters + begin), slopes, bends, lower, out, into, n)
                        slopes, lower = lower, slopes
                if l1 > 0.0 or l2 > 0.0:
                    for p in range(parameters):
                        sign = 1.0 if w[p] > 0.0 else (-1.0 if w[p] < 0.0 else w[p])
                        gradient[p] += (l1 * sign + l2 * w[p]) * own[p]
                _call(step, w, gradient, kept, h, rates[k, update - before], update + 1.0, parameters, 0)
                update += 1


@njit(
    types.void(types.int64, _CUBE, types.float64[:, :, :], _FLAT),
    cache=True,
    nogil=True,
    error_model="numpy",
)
def activations(activate, scores, out, scratch):
    """Writes the activations of scores (K, units, N) to `out`; `scratch` holds twice as many numbers as a run has."""
    units, n = scores.shape[1], scores.shape[2]
    a, bends = _at(scratch, 0), _at(scratch, units * n)
    for k in range(scores.shape[0]):
        z = _at(scores, k * units * n)
        _call(activate, z, a, bends, bends, 0.0, 0.0, units * n, 0)
        for u in range(units):
            for i in range(n):
                out[k, u, i] = a[u * n + i]
