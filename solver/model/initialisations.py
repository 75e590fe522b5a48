"""Initialisations: where a model's parameters start."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.arrays import Array
from solver.model.network import Network
from solver.registry import Definition, Registry


@dataclass(frozen=True, kw_only=True)
class Initialisation(Definition):
    """`draw(rng, (out, in))` gives one layer's matrix, the biases' column last; layers are drawn in their order."""

    draw: Callable[[np.random.Generator, tuple[int, int]], Array]


INITIALISATIONS: Registry[Initialisation] = Registry("initialisation")


def initialise(name: str, network: Network, seed: int) -> Array:
    """The start (P,) of a network; the same seed gives the same start."""
    rng = np.random.default_rng(seed)
    return np.concatenate([INITIALISATIONS[name].draw(rng, shape).ravel() for shape in network.shapes])


def _without_biases(weights: Array) -> Array:
    weights[:, -1] = 0
    return weights


INITIALISATIONS.add(
    Initialisation(
        name="normal",
        label="Normal",
        help="Draws every parameter from the standard normal distribution, biases too.",
        latex=r"\theta_i \sim \mathcal{N}(0, 1)",
        cite="the tutorial's np.random.randn",
        draw=lambda rng, shape: rng.standard_normal(shape),
    )
)
INITIALISATIONS.add(
    Initialisation(
        name="uniform",
        label="Uniform",
        help="Draws every parameter uniformly from −1 to 1, biases too.",
        latex=r"\theta_i \sim \mathcal{U}(-1, 1)",
        cite="Knuth 1997, The Art of Computer Programming 2, section 3.2",
        draw=lambda rng, shape: rng.uniform(-1, 1, shape),
    )
)
INITIALISATIONS.add(
    Initialisation(
        name="zeros",
        label="Zeros",
        help="Every parameter is 0. The hidden units of a layer then stay equal throughout the run.",
        latex=r"\theta_i = 0",
        cite="Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.4 (why not)",
        draw=lambda rng, shape: np.zeros(shape),
    )
)
INITIALISATIONS.add(
    Initialisation(
        name="ones",
        label="Ones",
        help="Every parameter is 1. The hidden units of a layer then stay equal throughout the run.",
        latex=r"\theta_i = 1",
        cite="Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.4 (why not)",
        draw=lambda rng, shape: np.ones(shape),
    )
)
INITIALISATIONS.add(
    Initialisation(
        name="glorot",
        label="Glorot",
        help="Draws weights from a range that keeps signals equally large forward and backward. Biases are 0. "
        "Made for tanh.",
        latex=r"w \sim \mathcal{U}(-r, r), \quad r = \sqrt{6 / (n_\mathrm{in} + n_\mathrm{out})}, \quad b = 0",
        cite="Glorot & Bengio 2010, AISTATS, equation 16",
        draw=lambda rng, shape: _without_biases(rng.uniform(-1, 1, shape) * np.sqrt(6 / (shape[1] - 1 + shape[0]))),
    )
)
INITIALISATIONS.add(
    Initialisation(
        name="he",
        label="He",
        help="Draws normal weights, larger than Glorot's because ReLU lets only half of the signal through. "
        "Biases are 0.",
        latex=r"w \sim \mathcal{N}(0, 2 / n_\mathrm{in}), \quad b = 0",
        cite="He et al. 2015, arXiv:1502.01852, equation 10",
        draw=lambda rng, shape: _without_biases(rng.standard_normal(shape) * np.sqrt(2 / (shape[1] - 1))),
    )
)
