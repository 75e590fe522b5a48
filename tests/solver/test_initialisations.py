"""Initial parameters: their spread, which of them are 0, and that a seed always gives the same."""

import numpy as np
import pytest

from solver.model.activations import ACTIVATIONS
from solver.model.initialisations import INITIALISATIONS, initialise
from solver.model.network import Network

ALL = pytest.mark.parametrize("name", INITIALISATIONS)
NETWORK = Network(8, (32, 32, 5), 6, ACTIVATIONS["tanh"])
DRAWN = ("normal", "uniform", "glorot", "he")
WITHOUT_BIASES = ("zeros", "glorot", "he")


def layers(name: str, seeds: range) -> list[np.ndarray]:
    """Each layer's matrices (seeds, out, in)."""
    return NETWORK.matrices(np.stack([initialise(name, NETWORK, seed) for seed in seeds]))


@ALL
def test_a_seed_is_one_start_and_0_a_seed_like_any_other(name):
    zero, one = (initialise(name, NETWORK, seed) for seed in (0, 1))
    assert zero.shape == (NETWORK.size,)
    assert zero.dtype == np.float64
    assert initialise(name, NETWORK, 0).tobytes() == zero.tobytes()
    assert (zero != one).any() == (name in DRAWN)


@ALL
def test_biases_are_0_or_drawn_like_weights(name):
    for matrix in layers(name, range(3)):
        assert (matrix[:, :, -1] == 0).all() == (name in WITHOUT_BIASES)


# For weights with so many inputs and outputs: their standard deviation, and a bound on their size.
SPREADS = {
    "normal": (lambda n_in, n_out: 1.0, lambda n_in, n_out: 6.0),
    "uniform": (lambda n_in, n_out: 1 / np.sqrt(3), lambda n_in, n_out: 1.0),
    "glorot": (lambda n_in, n_out: np.sqrt(2 / (n_in + n_out)), lambda n_in, n_out: np.sqrt(6 / (n_in + n_out))),
    "he": (lambda n_in, n_out: np.sqrt(2 / n_in), lambda n_in, n_out: 6 * np.sqrt(2 / n_in)),
}


@pytest.mark.parametrize("name", DRAWN)
def test_weights_have_mean_0_and_the_spread_of_their_source(name):
    deviation, bound = SPREADS[name]
    for matrix in layers(name, range(40)):
        weights, fans = matrix[:, :, :-1], (matrix.shape[2] - 1, matrix.shape[1])
        # Five standard errors of a mean and, as a generous bound, of a deviation.
        error = 5 / np.sqrt(weights.size)
        assert abs(weights.mean()) < error * deviation(*fans)
        assert weights.std() == pytest.approx(deviation(*fans), rel=error)
        assert np.abs(weights).max() <= bound(*fans)


@pytest.mark.parametrize("name", ["uniform", "glorot"])
def test_an_even_spread_reaches_both_ends(name):
    _, bound = SPREADS[name]
    for matrix in layers(name, range(40)):
        reach = bound(matrix.shape[2] - 1, matrix.shape[1])
        assert matrix[:, :, :-1].max() > 0.99 * reach
        assert matrix[:, :, :-1].min() < -0.99 * reach


@pytest.mark.parametrize(("name", "value"), [("zeros", 0), ("ones", 1)])
def test_some_starts_are_one_number(name, value):
    assert (initialise(name, NETWORK, 5) == value).all()


@ALL
def test_layers_are_drawn_in_their_order(name):
    """A network with one more layer starts with the same first layers."""
    longer = Network(8, (32, 32, 5, 4), 6, ACTIVATIONS["tanh"])
    both = (initialise(name, each, 7)[: 32 * 8 + 32 * 33 + 5 * 33] for each in (NETWORK, longer))
    assert next(both).tobytes() == next(both).tobytes()


@pytest.mark.parametrize("seed", [0, 5, 2**32 - 1])
def test_the_tutorials_draw_is_the_generators_standard_normal(seed):
    made = Network(3, (), 1, ACTIVATIONS["identity"])
    assert (initialise("normal", made, seed) == np.random.default_rng(seed).standard_normal(3)).all()
