"""Compiled updates of small batches: every definition is in compiled code what it is in NumPy."""

import ctypes
from collections.abc import Iterator

import numpy as np
import pytest

from solver.compiled import functions
from solver.compiled.tracing import Graph, Untraceable
from solver.config.query import parse
from solver.effort import Effort
from solver.losses import LOSSES
from solver.model.activations import ACTIVATIONS
from solver.optimizers import OPTIMIZERS, State
from solver.training import small_batches
from solver.training.ahead import compile_all
from solver.training.small_batches import SmallBatches
from solver.training.trainer import Training
from tests.solver.runs import collected, same_bits
from tests.solver.test_engine import FINGERPRINT, python

pytestmark = pytest.mark.skipif(not functions.available(), reason="there is no Numba for this platform")

# Optimizers whose updates need more than one gradient, or a condition on it.
IN_NUMPY = {"sam", "armijo", "lbfgs", "newton", "numerical"}
# Ordinary numbers, both zeros, numbers whose exponentials overflow, and those that are not finite.
NUMBERS = np.array([*np.linspace(-9, 9, 41), 0.0, -0.0, 1e-9, -30.0, 40.0, 800.0, -800.0, np.inf, -np.inf, np.nan])


def call(address: int, *arrays: np.ndarray, rate: float = 0.0, update: float = 0.0, n: int = 0, m: int = 0) -> None:
    """Calls a compiled definition, which overwrites arrays."""
    pointer = ctypes.POINTER(ctypes.c_double)
    kinds = [pointer] * 4 + [ctypes.c_double] * 2 + [ctypes.c_int64] * 2
    given = [array.ctypes.data_as(pointer) for array in (*arrays, *[np.empty(1)] * (4 - len(arrays)))]
    ctypes.CFUNCTYPE(None, *kinds)(address)(*given, rate, update, n, m)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_compiled_activation_is_the_activation(name):
    entry = ACTIVATIONS[name]
    # Beyond, exp(-z^2 / 2) of the GELU and tanh's saturation are where tails matter to no one.
    z = NUMBERS[np.abs(NUMBERS) < 700]
    value, a, slope = np.empty(z.shape), np.empty(z.shape), np.empty(z.shape)
    entry.value(z, value)
    call(functions.activation(entry.value, entry.slope), z.copy(), a, slope, n=len(z))
    np.testing.assert_allclose(a, value, rtol=4e-15, atol=1e-16)
    np.testing.assert_allclose(slope, entry.slope(z, value), rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("name", LOSSES)
def test_a_compiled_loss_of_margins_has_the_losss_slope(name):
    form = LOSSES[name].two
    slope = np.empty(NUMBERS.shape)
    call(functions.loss(form.value_and_slope, 1), NUMBERS.copy(), slope, slope, n=1, m=len(NUMBERS))
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(slope, form.value_and_slope(NUMBERS.copy())[1], rtol=1e-14, atol=1e-300)


@pytest.mark.parametrize("classes", [3, 5])
@pytest.mark.parametrize("name", LOSSES)
def test_a_compiled_loss_of_classes_has_the_losss_slope(name, classes):
    form, rng = LOSSES[name].many, np.random.default_rng(classes)
    scores = rng.normal(size=(1, classes, 30)) * np.array([0.1, 1, 30]).repeat(10)
    hot = np.equal.outer(np.arange(classes), rng.integers(classes, size=30)).astype(float)
    slope = np.empty(scores.shape)
    call(functions.loss(form.value_and_slope, classes), scores.copy(), hot, slope, n=classes, m=30)
    np.testing.assert_allclose(slope, form.value_and_slope(scores.copy(), hot)[1], rtol=1e-12, atol=1e-16)


def test_all_losses_activations_and_first_order_optimizers_compile():
    assert {name for name, entry in OPTIMIZERS.items() if small_batches.step(entry) is None} == IN_NUMPY
    found = compile_all()
    assert len(found) == len(OPTIMIZERS) + len(ACTIVATIONS) + 2 * len(LOSSES)
    assert found.count(None) == len(IN_NUMPY)


def gradients() -> Iterator[np.ndarray]:
    """Gradients (1, 9) of a few updates: of all sizes, zero, and at last not finite."""
    rng = np.random.default_rng(5)
    for update in range(12):
        yield rng.normal(size=(1, 9)) * np.array([1e-8, 1e-3, 1, 1, 1, 1, 1e3, 1e150, update % 3])
    yield np.array([[1.0, -1.0, 0.0, -0.0, np.nan, np.inf, -np.inf, 1e308, 1e-308]])


@pytest.mark.parametrize("share", [None, 0.15, 0.85])
@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name not in IN_NUMPY])
@np.errstate(all="ignore")
def test_a_compiled_step_is_the_optimizers_step(name, share):
    entry = OPTIMIZERS[name]
    chosen = {
        p.name: p.default if share is None else p.slider[0] + share * (p.slider[1] - p.slider[0])
        for p in entry.parameters
    }
    state = State(name, [0.03], [chosen], 9)
    theta = np.linspace(-1, 1, 9)[None]
    mine, slots = theta.copy(), np.empty((len(entry.slots), 9))
    for j, slot in enumerate(entry.slots):
        slots[j] = state.slots[slot.name]
    h = np.array([chosen[p.name] for p in entry.parameters])
    for update, g in enumerate(gradients(), 1):
        rate = 0.03 / update
        theta = state.update(theta, np.zeros(1), g, None, None, np.array([rate]))
        call(small_batches.step(entry), mine, g.copy(), slots, h, rate=rate, update=update, n=9)
        np.testing.assert_allclose(mine, theta, rtol=1e-12, atol=1e-300)
        for j, slot in enumerate(entry.slots):
            width = 1 if slot.scalar else 9
            np.testing.assert_allclose(slots[j, :width], state.slots[slot.name][0], rtol=1e-12, atol=1e-300)


QUERIES = [
    "samples=90&loss=cross_entropy&lr=0.1&batch=7&l1=0.01&l2=0.02",
    "samples=90&loss=mse&lr=0.3&batch=1&opt=adam&schedule=cosine&manual=2:3",
    "data=moons&samples=90&model=mlp&hidden=4&loss=cross_entropy&lr=0.2&batch=10&l2=0.01",
    "data=spirals&arms=3&samples=90&model=mlp&hidden=5,3&activation=gelu&loss=squared_hinge&lr=0.02&batch=8&opt=nadam",
    "centers=3&samples=90&loss=hinge&lr=0.02&batch=1&opt=momentum",
    "data=moons&samples=90&model=mlp&hidden=4,3,2&activation=silu&loss=sse&lr=0.02&batch=16&2.opt=adam&2.batch=16&3.opt=sam&3.batch=16",
]  # fmt: skip


def ran(query: str) -> tuple[list[bool], dict[str, np.ndarray], dict[str, int]]:
    """Which lanes of a run are compiled, its columns, and its counted effort."""
    effort = Effort()
    training = Training(parse(query), effort)
    chunks = list(training.run())
    columns = {name: np.concatenate([c.columns[name] for c in chunks], axis=1) for name in chunks[0].columns}
    columns["theta"] = np.concatenate([c.theta for c in chunks], axis=1)
    for k, slots in enumerate(chunks[0].slots):
        columns |= {f"{name} {k}": np.concatenate([c.slots[k][name] for c in chunks]) for name in slots}
    return [isinstance(lane, SmallBatches) for lane in training._lanes], columns, effort.spent


@pytest.mark.parametrize("query", QUERIES)
def test_a_compiled_run_is_that_of_numpy_but_for_rounding_and_counts_the_same_effort(query, monkeypatch):
    compiled, found, effort = ran(f"{query}&epochs=25")
    assert compiled[-1]
    monkeypatch.setattr(functions, "available", lambda: False)
    in_numpy, expected, counted = ran(f"{query}&epochs=25")
    assert not any(in_numpy)
    for name, column in expected.items():
        np.testing.assert_allclose(found[name], column, rtol=1e-7, atol=1e-9, err_msg=name)
    # Lanes of their own are measured on their own, in some more calls.
    assert effort == counted if len(compiled) == 1 else effort == pytest.approx(counted, rel=0.02)


@pytest.mark.parametrize("query", ["samples=100&epochs=3", "samples=100&epochs=3&batch=50", "function=beale&epochs=3"])
def test_full_batches_and_functions_run_in_numpy(query):
    assert not any(ran(query)[0])


def test_large_batches_run_in_numpy_whatever_else_the_run_is():
    network = "data=moons&samples=4000&model=mlp&hidden=16&epochs=1&batch={}"
    work = parse(network.format(1)).problem.network.work
    edge = small_batches.MOST // work
    assert ran(network.format(edge))[0] == [True]
    assert ran(network.format(edge + 1))[0] == [False]


def test_compiled_contenders_of_a_crowd_are_those_that_run_alone():
    each = ["opt=adam&lr=0.1&batch=5", "opt=sam&lr=0.1&batch=5", "opt=adam&lr=9&batch=5&beta1=0.5", "opt=yogi&batch=3"]
    problem = "data=moons&samples=44&model=mlp&hidden=5&loss=cross_entropy&epochs=30"

    def race(chosen: list[str]) -> dict[str, np.ndarray]:
        pairs = [f"{'' if k == 1 else f'{k}.'}{pair}" for k, one in enumerate(chosen, 1) for pair in one.split("&")]
        return collected(parse("&".join([problem, *pairs])))

    together = race(each)
    for k, one in enumerate(each):
        assert all(same_bits(column[k], race([one])[name][0]) for name, column in together.items())


WITHOUT = "import sys; sys.modules['numba'] = None;"


def test_an_engine_with_compiled_code_has_another_fingerprint():
    with_it, without = python(FINGERPRINT), python(WITHOUT + FINGERPRINT)
    assert with_it != without
    # It is the compiler that tells them apart, and what it computes.
    assert python(WITHOUT + FINGERPRINT) == without


def test_without_numba_small_batches_run_in_numpy():
    code = (
        "from solver.compiled import functions; from solver.config.query import parse;"
        "from solver.training.trainer import train;"
        "print(functions.available(), len(list(train(parse('batch=5&epochs=2')))))"
    )
    assert python(WITHOUT + code) == "False 3"


def test_numba_that_was_told_otherwise_compiles_the_same_code():
    asked = {"NUMBA_CPU_NAME": "skylake-avx512", "NUMBA_OPT": "1", "NUMBA_DISABLE_JIT": "1"}
    assert python(FINGERPRINT, **asked) == python(FINGERPRINT)


def test_compiled_code_is_read_where_nothing_can_be_written(monkeypatch):
    """As on the image's read-only root: no file can be made beside the sources."""
    assert functions.available()
    code = (
        "import tempfile, solver\n"
        "def refused(*a, **k): raise OSError(30, 'Read-only file system')\n"
        "tempfile.TemporaryFile = refused\n"
        "from numba.core import caching\n"
        "caching.IndexDataCacheFile.save = refused\n"
        "from solver.compiled import functions, kernel\n"
        "from solver.losses import LOSSES\n"
        "functions.loss(LOSSES['mse'].two.value_and_slope, 1)\n"
        "print(sum(kernel.descend.stats.cache_hits.values()), sum(kernel.descend.stats.cache_misses.values()))"
    )
    assert python(code) == "1 0"


def condition(x):
    return x if x > 0 else -x


def number(x):
    return float(x)


@pytest.mark.parametrize("function", [condition, number, np.sin, len, sum])
def test_what_has_no_operation_here_stays_in_numpy(function):
    with pytest.raises((Untraceable, TypeError)):
        function(Graph().input("x"))


def test_an_in_place_operation_changes_what_is_read_later_and_no_copy():
    graph = Graph()
    x = graph.input("x")
    kept, same = x.copy(), x
    x += 1
    assert same.node == x.node != kept.node
    assert np.multiply(x, 2, out=x) is x
    assert graph.nodes[x.node].operation == "multiply"
