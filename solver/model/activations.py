"""Activations: functions of a hidden unit's score."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtr

from solver.arrays import AnyFloat
from solver.registry import Definition, Registry

# The constants of torch.nn.LeakyReLU and torch.nn.ELU.
LEAK = 0.01
_ROOT = np.sqrt(2 * np.pi)


@dataclass(frozen=True, kw_only=True)
class Activation(Definition):
    """`value(z, out)` writes the activations of scores z, of any shape; both derivatives take z and the activations.

    `slope(z, a)` and `curvature(z, a)` give new arrays: the first and second derivative by z. `time` is the cost of a
    value in float32, in nanoseconds, roughly. `steepness` is the k of an activation 1 - k / (1 + exp(k z)), which can
    use other exponentials (`solver.separable`). `kink` is the derivative below 0 of one that equals z above 0.
    """

    value: Callable[[AnyFloat, AnyFloat], object]
    slope: Callable[[AnyFloat, AnyFloat], AnyFloat]
    curvature: Callable[[AnyFloat, AnyFloat], AnyFloat]
    time: float
    steepness: float | None = None
    kink: float | None = None


ACTIVATIONS: Registry[Activation] = Registry("activation")


def _flat(z: AnyFloat, a: AnyFloat) -> AnyFloat:
    return np.zeros_like(z)


def _tanh_slope(z: AnyFloat, a: AnyFloat) -> AnyFloat:
    square = a * a
    return np.asarray(np.subtract(1, square, out=square))


def _leaky(z: AnyFloat, out: AnyFloat) -> None:
    np.maximum(z, np.multiply(z, LEAK, out=out), out=out)


def _elu(z: AnyFloat, out: AnyFloat) -> None:
    np.expm1(np.minimum(z, 0, out=out), out=out)
    np.add(out, np.maximum(z, 0), out=out)


def _softplus(z: AnyFloat, out: AnyFloat) -> None:
    # log(1 + exp(z)) = max(z, 0) + log1p(exp(-|z|)) does not overflow
    np.negative(np.abs(z, out=out), out=out)
    np.log1p(np.exp(out, out=out), out=out)
    np.add(out, np.maximum(z, 0), out=out)


def _silu(z: AnyFloat, out: AnyFloat) -> None:
    np.multiply(z, expit(z), out=out)


def _silu_slope(z: AnyFloat, a: AnyFloat) -> AnyFloat:
    s = expit(z)
    return np.asarray(s * (1 + z * (1 - s)))


def _silu_curvature(z: AnyFloat, a: AnyFloat) -> AnyFloat:
    s = expit(z)
    return np.asarray(s * (1 - s) * (2 + z * (1 - 2 * s)))


def _normal_density(z: AnyFloat) -> AnyFloat:
    return np.asarray(np.exp(-z * z / 2) / z.dtype.type(_ROOT))


def _gelu(z: AnyFloat, out: AnyFloat) -> None:
    np.multiply(z, ndtr(z), out=out)


def _gelu_slope(z: AnyFloat, a: AnyFloat) -> AnyFloat:
    return np.asarray(ndtr(z) + z * _normal_density(z))


def _gelu_curvature(z: AnyFloat, a: AnyFloat) -> AnyFloat:
    return np.asarray((2 - z * z) * _normal_density(z))


ACTIVATIONS.add(
    Activation(
        name="tanh",
        label="Tanh",
        help="From −1 to 1, steepest at 0: the classic activation of small networks.",
        latex=r"\tanh z",
        cite="LeCun et al. 1998, Efficient BackProp, section 4.4",
        value=lambda z, out: np.tanh(z, out=out),
        slope=_tanh_slope,
        curvature=lambda z, a: np.asarray(-2 * a * (1 - a * a)),
        time=1.6,
        steepness=2.0,
    )
)
ACTIVATIONS.add(
    Activation(
        name="sigmoid",
        label="Sigmoid",
        help="From 0 to 1. Its derivative is at most 1/4, so deep networks learn slowly with it.",
        latex=r"\sigma(z) = \frac{1}{1 + e^{-z}}",
        cite="Rumelhart, Hinton & Williams 1986, Nature 323, 533-536",
        value=lambda z, out: expit(z, out=out),
        slope=lambda z, a: np.asarray(a * (1 - a)),
        curvature=lambda z, a: np.asarray(a * (1 - a) * (1 - 2 * a)),
        time=2.5,
        steepness=1.0,
    )
)
ACTIVATIONS.add(
    Activation(
        name="relu",
        label="ReLU",
        help="0 for negative scores, the score itself above 0. The boundary is made of straight pieces.",
        latex=r"\max(0, z)",
        cite="Nair & Hinton 2010, ICML; the derivative at 0 is taken as 0",
        value=lambda z, out: np.maximum(z, 0, out=out),
        slope=lambda z, a: np.asarray((z > 0).astype(z.dtype)),
        curvature=_flat,
        time=0.2,
        kink=0.0,
    )
)
ACTIVATIONS.add(
    Activation(
        name="leaky_relu",
        label="Leaky ReLU",
        help="ReLU with a small derivative below 0, so that no unit dies.",
        latex=r"\max(0.01 z, z)",
        cite="Maas, Hannun & Ng 2013, ICML workshop; derivative 0.01 at 0 and below",
        value=_leaky,
        slope=lambda z, a: np.where(z > 0, z.dtype.type(1), z.dtype.type(LEAK)),
        curvature=_flat,
        time=0.3,
        kink=LEAK,
    )
)
ACTIVATIONS.add(
    Activation(
        name="elu",
        label="ELU",
        help="The score itself above 0; below 0 an exponential that levels out at −1.",
        latex=r"\max(0, z) + \min(0, e^z - 1)",
        cite="Clevert, Unterthiner & Hochreiter 2016, arXiv:1511.07289; alpha 1; second derivative at 0 taken as 1",
        value=_elu,
        slope=lambda z, a: np.asarray(np.minimum(a, 0) + 1),
        curvature=lambda z, a: np.where(z > 0, z.dtype.type(0), np.minimum(a, 0) + 1),
        time=7.4,
    )
)
ACTIVATIONS.add(
    Activation(
        name="softplus",
        label="Softplus",
        help="A smooth form of ReLU, without its corner.",
        latex=r"\log(1 + e^z)",
        cite="Dugas et al. 2001, NIPS 13",
        value=_softplus,
        slope=lambda z, a: expit(z),
        curvature=lambda z, a: expit(z) * expit(-z),
        time=7.5,
    )
)
ACTIVATIONS.add(
    Activation(
        name="silu",
        label="SiLU (swish)",
        help="The score times its sigmoid: smooth, with a shallow dip below 0.",
        latex=r"z \sigma(z)",
        cite="Elfwing, Uchibe & Doya 2018, arXiv:1702.03118",
        value=_silu,
        slope=_silu_slope,
        curvature=_silu_curvature,
        time=2.7,
    )
)
ACTIVATIONS.add(
    Activation(
        name="gelu",
        label="GELU",
        help="The score times the share of a normal distribution below it: much like SiLU.",
        latex=r"z \Phi(z)",
        cite="Hendrycks & Gimpel 2016, arXiv:1606.08415, equation 1; exact, without the tanh approximation",
        value=_gelu,
        slope=_gelu_slope,
        curvature=_gelu_curvature,
        time=10.0,
    )
)
ACTIVATIONS.add(
    Activation(
        name="identity",
        label="Identity",
        help="The score unchanged: the network stays linear, however many layers it has.",
        latex=r"z",
        cite="Bishop 2006, Pattern Recognition and Machine Learning, section 5.1",
        value=lambda z, out: np.copyto(out, z),
        slope=lambda z, a: np.ones_like(z),
        curvature=_flat,
        time=0.1,
    )
)
