import re

import numpy as np
import pytest

from solver.optimizers import OPTIMIZERS, Context, State

ALL = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=list(OPTIMIZERS))
# Of a formula: the parameters, the gradient and the number of the update; all else the entry must explain.
COMMON = {r"\theta", r"\eta", "g", "t"}
LAYOUT = {r"\leftarrow", r"\quad", r"\frac", r"\sqrt"}


class Recording(dict):
    """A mapping that knows what was read from it."""

    def __init__(self, *args):
        super().__init__(*args)
        self.read = set()

    def __getitem__(self, name):
        self.read.add(name)
        return super().__getitem__(name)


def columns(optimizer, runs):
    """The learning rate and the hyperparameters (runs, 1), inside their sliders, another for each run."""
    shares = np.linspace(0.2, 0.8, runs)[:, None]
    sliders = {p.name: p.slider for p in optimizer.parameters}
    return {"learning_rate": 0.1 * shares} | {n: low + shares * (high - low) for n, (low, high) in sliders.items()}


@ALL
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_it_descends_a_bowl_at_its_default_learning_rate(optimizer, reduction):
    # As steep as the defaults are made for: 500 points summed, or their mean.
    steepness = {"sum": np.array([100.0, 5.0]), "mean": np.array([1.0, 0.05])}[reduction]
    state = State(optimizer.name, [optimizer.learning_rates[reduction]], [optimizer.defaults()], 2)
    theta = start = np.array([[3.0, -2.0]])
    for _ in range(500):
        theta = state.update(theta, steepness * theta)
    assert (steepness * theta**2).sum() < 1e-2 * (steepness * start**2).sum()


@ALL
def test_it_mutates_nothing_that_it_is_given(optimizer):
    rng = np.random.default_rng(2)
    gradient, h = rng.standard_normal((3, 4)), columns(optimizer, 3)
    slots = {slot: rng.random((3, 4)) for slot in optimizer.slots}
    given = [gradient, *slots.values(), *h.values()]
    before = [array.copy() for array in given]
    optimizer.step(gradient, slots, h, Context(update=3))
    assert all((array == old).all() for array, old in zip(given, before, strict=True))


@ALL
def test_runs_at_once_are_bit_for_bit_those_one_by_one(optimizer):
    rng = np.random.default_rng(3)
    gradients, h = rng.standard_normal((20, 5, 3)), columns(optimizer, 5)
    hyper = [{n: float(c[k, 0]) for n, c in h.items() if n != "learning_rate"} for k in range(5)]
    rates = h["learning_rate"][:, 0].tolist()
    together = State(optimizer.name, rates, hyper, 3)
    alone = [State(optimizer.name, [rates[k]], [hyper[k]], 3) for k in range(5)]
    theta = np.ones((5, 3))
    single = [theta[k : k + 1] for k in range(5)]
    for gradient in gradients:
        theta = together.update(theta, gradient)
        single = [alone[k].update(single[k], gradient[k : k + 1]) for k in range(5)]
    assert theta.tobytes() == np.concatenate(single).tobytes()


@ALL
def test_it_stays_finite_where_the_gradient_vanishes(optimizer):
    state = State(optimizer.name, [0.1], [optimizer.defaults()], 3)
    theta = np.ones((1, 3))
    for scale in (1.0, 0.0, 1e-300, 0.0):
        theta = state.update(theta, np.full((1, 3), scale))
    assert np.isfinite(theta).all()


@ALL
def test_its_code_uses_what_it_declares_and_nothing_else(optimizer):
    h, slots = Recording(columns(optimizer, 2)), Recording({s: np.zeros((2, 3)) for s in optimizer.slots})
    step, new = optimizer.step(np.ones((2, 3)), slots, h, Context(update=1))
    assert h.read == {"learning_rate", *(p.name for p in optimizer.parameters)}
    assert slots.read == set(new) - {"learning_rate"} == set(optimizer.slots)
    assert step.shape == (2, 3)


@ALL
def test_every_symbol_of_its_formula_is_explained_and_every_one_explained_is_used(optimizer):
    symbols = set(re.findall(r"\\[a-z]+(?:_[0-9])?", optimizer.latex)) - LAYOUT
    letters = set(re.findall(r"(?<![\\a-zA-Z])[a-zA-Z](?![a-zA-Z])", optimizer.latex))
    own = {p.symbol for p in optimizer.parameters} | set(optimizer.slots)
    assert own <= symbols | letters <= own | COMMON
    assert {r"\theta", r"\eta", "g"} <= symbols | letters


def test_the_registry_begins_with_the_tutorials_optimizers():
    assert list(OPTIMIZERS)[:4] == ["gradient_descent", "momentum", "nesterov", "adam"]
