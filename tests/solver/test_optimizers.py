"""Properties of every optimizer."""

import re

import numpy as np
import pytest

from solver import descend
from solver.optimizers import OPTIMIZERS, State
from solver.optimizers.base import Context
from solver.optimizers.symbols import WORDS
from solver.parameters import shorten

ALL = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=list(OPTIMIZERS))
# Symbols of all formulas: parameters, gradient, objective, direction, update, units; entries explain the rest.
COMMON = {r"\theta", r"\eta", "g", "f", "t", "p", "d", "c", "e", "k", "n", "r", "H", "V", "i", r"\mu", r"\nabla", "max"}
COMMON |= {r"\lambda_i", r"\ell"}
# Commands that are symbols; all others lay out the formula, or name a function.
GREEK = (
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|phi|chi|psi"
    "|omega"
)
SYMBOLIC = re.compile(rf"[a-zA-Z]|\\(?:(?:var)?(?:{GREEK})|nabla|ell)", re.IGNORECASE)
TOKEN = re.compile(r"(?:\\[a-zA-Z]+|[a-zA-Z])(?:_(?:[0-9a-z+-]|\{[^}]*\}))?")


def bowl(theta):
    """A function that is steep along the first parameter and flat along the last."""
    steepness = np.linspace(1.0, 0.2, theta.shape[-1])
    return (0.5 * steepness * theta**2).sum(axis=-1), steepness * theta


def wild(theta):
    """Rosenbrock's valley in the first two parameters, where large steps overflow."""
    x, y = theta[:, 0], theta[:, 1]
    gradient = np.ones_like(theta) * theta
    gradient[:, 0] = -2 * (1 - x) - 400 * x * (y - x * x)
    gradient[:, 1] = 200 * (y - x * x)
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2 + 0.5 * np.vecdot(theta[:, 2:], theta[:, 2:]), gradient


def differences(function):
    """Hessian-vector products by differences of the gradient."""

    def hvp(theta, v):
        return (function(theta + 1e-6 * v)[1] - function(theta - 1e-6 * v)[1]) / 2e-6

    return hvp


def update(state, theta, function, learning_rates=None):
    with np.errstate(all="ignore"):
        return state.update(theta, *function(theta), function, differences(function), learning_rates)


def hyperparameters(optimizer, runs):
    """Different hyperparameters for each run, within the sliders."""
    shares = np.linspace(0.2, 0.8, runs)

    def at(p, share):
        low, high = p.slider
        value = low * (high / low) ** share if p.scale == "log" else low + share * (high - low)
        return round(value) if p.integer else float(value)

    return [{p.name: at(p, share) for p in optimizer.parameters} for share in shares]


@ALL
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_it_descends_a_bowl_at_its_default_learning_rate(optimizer, reduction):
    # As steep as the defaults expect: 500 points summed, or their mean.
    steepness = {"sum": np.array([100.0, 5.0]), "mean": np.array([1.0, 0.05])}[reduction]

    def function(theta):
        return 0.5 * (steepness * theta**2).sum(axis=-1), steepness * theta

    state = State(optimizer.name, [optimizer.learning_rates[reduction]], [optimizer.defaults()], 2)
    theta = start = np.array([[3.0, -2.0]])
    for _ in range(500):
        theta = update(state, theta, function)
    assert function(theta)[0] < 1e-2 * function(start)[0]


@ALL
def test_it_mutates_nothing_that_it_is_given(optimizer):
    rng = np.random.default_rng(2)
    state = State(optimizer.name, [0.1, 0.2, 0.3], hyperparameters(optimizer, 3), 4)
    theta = rng.standard_normal((3, 4))
    for _ in range(4):
        value, gradient = wild(theta)
        given = [theta, value, gradient, *state.slots.values(), *state.h.values()]
        before = [array.copy() for array in given]
        with np.errstate(all="ignore"):
            theta = state.update(theta, value, gradient, wild, differences(wild), np.full(3, 1e-3))
        assert all((array == old).all() for array, old in zip(given, before, strict=True))


@ALL
@pytest.mark.parametrize("parameters", [2, 33])
def test_runs_at_once_are_bit_for_bit_those_one_by_one_also_where_some_diverge(optimizer, parameters):
    runs = 7
    chosen = hyperparameters(optimizer, runs)
    rates = [1e-5, 1e-2, 0.1, 1.0, 10.0, 1e150, 1e308]
    start = np.random.default_rng(3).standard_normal((runs, parameters))
    start[4], start[6] = 1e60, 1e160
    together = State(optimizer.name, rates, chosen, parameters)
    alone = [State(optimizer.name, rates[k : k + 1], chosen[k : k + 1], parameters) for k in range(runs)]
    theta, single = start, [start[k : k + 1] for k in range(runs)]
    for _ in range(25):
        theta = update(together, theta, wild)
        single = [update(alone[k], single[k], wild) for k in range(runs)]
        assert theta.tobytes() == np.concatenate(single).tobytes()
    assert together.rate.tobytes() == np.concatenate([state.rate for state in alone]).tobytes()
    assert together.evaluations.tolist() == [int(state.evaluations[0]) for state in alone]
    assert np.isfinite(theta[0]).all()
    with np.errstate(all="ignore"):
        assert not np.isfinite(wild(theta)[0][6])


@ALL
def test_the_same_again_gives_the_same_bits(optimizer):
    def run():
        state = State(optimizer.name, [0.01], [optimizer.defaults()], 3)
        theta = np.array([[-1.2, 1.0, 0.3]])
        for _ in range(20):
            theta = update(state, theta, wild)
        return theta.tobytes()

    assert run() == run()


@ALL
def test_a_run_freezes_by_keeping_its_old_parameters_and_slots(optimizer):
    chosen = hyperparameters(optimizer, 3)
    free, frozen = (State(optimizer.name, [1e-3, 2e-3, 3e-3], chosen, 3) for _ in range(2))
    theta = held = np.array([[-1.2, 1.0, 0.3], [0.5, 0.5, 0.5], [1.5, -1.0, 2.0]])
    for i in range(12):
        active = np.array([True, i < 5, True])[:, None]
        theta, new = update(free, theta, wild), frozen.slots
        moved = update(frozen, held, wild)
        frozen.slots = {name: np.where(active, slot, new[name]) for name, slot in frozen.slots.items()}
        held = np.where(active, moved, held)
        if i == 4:
            stopped, slots = theta[1], {name: slot[..., 1, :] for name, slot in free.slots.items()}
    assert held[[0, 2]].tobytes() == theta[[0, 2]].tobytes()
    assert held[1].tobytes() == stopped.tobytes()
    for name, slot in frozen.slots.items():
        assert slot[..., 1, :].tobytes() == slots[name].tobytes()
        assert slot[..., ::2, :].tobytes() == free.slots[name][..., ::2, :].tobytes()


@ALL
def test_it_stays_finite_where_the_gradient_vanishes(optimizer):
    state = State(optimizer.name, [0.1], [optimizer.defaults()], 3)
    theta = np.ones((1, 3))
    for scale in (1.0, 0.0, 1e-300, 0.0):

        def function(theta, scale=scale):
            return scale * theta.sum(axis=-1), np.full(theta.shape, scale)

        theta = update(state, theta, function)
        assert np.isfinite(theta).all()


@ALL
@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_let_through_without_an_error(optimizer, broken):
    state = State(optimizer.name, [0.1, 0.1], [optimizer.defaults()] * 2, 3)
    theta = np.array([[1.0, 2.0, 3.0], [1.0, broken, 3.0]])
    for _ in range(3):
        theta = update(state, theta, bowl)
    assert np.isfinite(theta[0]).all()
    assert not np.isfinite(theta[1]).all()


@ALL
def test_it_counts_every_evaluation_that_it_uses(optimizer):
    searches = "eta" in names(optimizer)
    state = State(optimizer.name, [1e-2 if searches else 1e-4], [optimizer.defaults()], 3)
    theta, calls = np.array([[-1.2, 1.0, 0.3]]), []

    def counted(points):
        calls.append(1)
        return wild(points)

    def hvp(points, vectors):
        calls.extend((1, 1))
        return differences(wild)(points, vectors)

    for i in range(6):
        with np.errstate(all="ignore"):
            theta = state.update(theta, *wild(theta), counted, hvp)
        assert state.updates == i + 1
        assert state.evaluations.tolist() == [optimizer.gradients * (i + 1) + len(calls)]
    assert optimizer.work(3, 100) > 0.5 * 300 * state.evaluations[0] / 6


@ALL
def test_a_learning_rate_given_for_an_update_holds_for_that_one_only(optimizer):
    states = [State(optimizer.name, [rate], [optimizer.defaults()], 2) for rate in (0.1, 0.2)]
    theta = np.array([[0.8, -0.4]])
    first, second = (update(state, theta, bowl, np.array([0.05])) for state in states)
    assert first.tobytes() == second.tobytes()
    assert states[0].rate.tolist() == [0.05]
    update(states[1], first, bowl)
    assert states[1].h["learning_rate"].tolist() == [[0.2]]


class Recording(dict):
    """A mapping that records which keys were read."""

    def __init__(self, *args):
        super().__init__(*args)
        self.read = set()

    def __getitem__(self, name):
        self.read.add(name)
        return super().__getitem__(name)


@ALL
def test_its_code_uses_what_it_declares_and_nothing_else(optimizer):
    state = State(optimizer.name, [0.1, 0.2], hyperparameters(optimizer, 2), 3)
    context, h, read = Context(2), Recording(state.h), set()
    assert optimizer.start(2, 3, h).keys() <= names(optimizer)
    theta, slots = np.full((2, 3), 0.5), state.slots
    for _ in range(2):
        context.begin(theta, bowl(theta)[0], bowl, differences(bowl))
        given = Recording(slots)
        with np.errstate(all="ignore"):
            step, slots = optimizer.step(bowl(theta)[1], given, h, context)
        read |= given.read
    assert h.read == {"learning_rate", *(p.name for p in optimizer.parameters)}
    assert set(slots) == names(optimizer) == read | set(slots) & {"eta"}
    assert step.shape == (2, 3)
    assert all(slots[slot.name].shape[-2:] == (2, 1 if slot.scalar else 3) for slot in optimizer.slots)


@ALL
def test_minus_the_rate_times_its_velocity_is_a_step_downhill(optimizer):
    """On a plane slope all directions agree."""
    if optimizer.velocity is None:
        assert not names(optimizer) & {"m"}
        return
    state, slope = State(optimizer.name, [0.1], [optimizer.defaults()], 3), np.array([[1.0, -2.0, 0.5]])
    theta = np.zeros((1, 3))
    with np.errstate(all="ignore"):
        for _ in range(5):
            theta = state.update(theta, np.zeros(1), slope, bowl, differences(bowl))
    velocity = state.slots[optimizer.velocity]
    assert np.vecdot(velocity, slope) == pytest.approx(np.linalg.norm(velocity) * np.linalg.norm(slope), rel=1e-4)
    assert (np.sign(-velocity) == np.sign(theta)).all()


@ALL
def test_every_symbol_of_its_formula_is_explained_and_every_one_explained_is_used(optimizer):
    tokens = TOKEN.findall(WORDS.sub(" ", optimizer.latex))
    symbols = {token for token in tokens if SYMBOLIC.fullmatch(token.partition("_")[0])}
    symbols = {s for s in symbols if not re.search(r"_(t|i|\{[ti]\+1\}|0)$", s) or s in own_symbols(optimizer)}
    assert own_symbols(optimizer) <= symbols | {r"\eta"}
    assert symbols <= own_symbols(optimizer) | COMMON
    assert {r"\theta", r"\eta"} <= symbols


def own_symbols(optimizer):
    return {of.symbol for of in (*optimizer.parameters, *optimizer.slots)}


def names(optimizer):
    return {slot.name for slot in optimizer.slots}


@ALL
def test_every_hyperparameter_out_of_its_range_is_refused_in_words(optimizer):
    for p in optimizer.parameters:
        below = p.low if p.above_low else p.low - (1 if p.integer else 1e-9)
        above = p.high if p.below_high else p.high + 1
        for wrong in (below, above, np.nan, np.inf, None, "1", True, *([2.5] if p.integer else [])):
            with pytest.raises(ValueError, match="must be") as refusal:
                descend(bowl, [1.0, 1.0], optimizer.name, 0.1, 1, {p.name: wrong})
            sentence = str(refusal.value)
            assert all(part in sentence for part in (p.label, p.limits(), shorten(wrong)))
    with pytest.raises(ValueError, match=f"{re.escape(optimizer.label)} has no parameter 'warmth'"):
        descend(bowl, [1.0, 1.0], optimizer.name, 0.1, 1, {"warmth": 1})


def test_hyperparameters_of_one_name_share_their_words_and_range():
    known = {}
    for optimizer in OPTIMIZERS.values():
        for p in optimizer.parameters:
            first = known.setdefault(p.name, p)
            for field in ("label", "help", "symbol", "low", "high", "integer", "scale", "slider"):
                assert getattr(p, field) == getattr(first, field)
            assert p.slider[0] <= p.default <= p.slider[1]


def test_the_registry_begins_with_the_tutorials_optimizers():
    assert list(OPTIMIZERS)[:3] == ["gradient_descent", "momentum", "nesterov"]
