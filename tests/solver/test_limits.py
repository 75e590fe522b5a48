"""The limit of stability: measured where a careful run settles, tried out, and never below a recommended rate."""

import math
import random

import numpy as np
import pytest

from solver.config import ConfigError
from solver.config.query import parse
from solver.effort import FLOOR, LIMITS, SHARES, TIMES, Effort
from solver.functions import FUNCTIONS
from solver.report import limits as module
from solver.report.explanation import explain
from solver.report.limits import Limit, limits
from solver.training.trainer import Training


def measured(query: str) -> list[Limit]:
    training = Training(parse(query))
    return limits(training, list(training.run()))


def limit_of(query: str) -> Limit:
    (found,) = measured(query)
    return found


def last_of(query: str) -> float:
    training = Training(parse(query))
    *_, end = training.run()
    return math.nan if training.outcomes[0].reason == "diverged" else float(end.columns["objective"][0, -1])


def test_himmelblau_settles_below_its_limit_and_not_above():
    found = limit_of("function=himmelblau&start=0,-1")
    assert found.rate == pytest.approx(0.019, abs=5e-5)
    assert found.beyond is False
    assert last_of("function=himmelblau&start=0,-1&lr=0.018") < 1e-6
    assert last_of("function=himmelblau&start=0,-1&lr=0.0195") > 1


def test_the_blobs_limit_is_not_that_of_the_steepest_place_on_the_way():
    found = limit_of("")
    assert found.rate == pytest.approx(0.18, abs=1e-3)
    assert (found.settled.rate, found.settled.epoch) == (0.005, 100)
    assert last_of("lr=0.2") < last_of("lr=0.005") < last_of("lr=0.4")


@pytest.mark.parametrize("condition", [1, 20, 1000])
@pytest.mark.parametrize("turn", [0, 30])
@pytest.mark.parametrize(
    ("optimizer", "product"),
    [("gradient_descent", 2), ("momentum&momentum=0.5", 3), ("nesterov&momentum=0.9", 3.8 / 2.8)],
)
def test_on_a_ravine_it_is_exact_and_parts_runs_that_settle_from_runs_that_leave(optimizer, product, turn, condition):
    ravine = f"function=ravine&condition={condition}&turn={turn}&start=0,1&opt={optimizer}"
    found = limit_of(ravine)
    assert found.rate == pytest.approx(product / condition, rel=1e-9)
    assert found.beyond is False
    first = float(FUNCTIONS["ravine"].value(np.array([0.0, 1.0]), parse(ravine).problem.options))
    ends = [last_of(f"{ravine}&lr={share * found.rate!r}&epochs=2000") for share in (0.999, 1.001)]
    assert ends[0] < first
    assert not ends[1] < first


@pytest.mark.parametrize(
    "problem", ["", "data=moons", "function=himmelblau&start=0,-1", "data=moons&model=mlp&hidden=4&loss=cross_entropy"]
)
def test_it_depends_neither_on_the_rate_nor_on_the_epochs(problem):
    queries = [f"{problem}&lr={rate}&epochs={epochs}" for rate in ("1e-9", "0.005", "1e6") for epochs in (1, 150)]
    # What a run may spend grows with it, so that more is tried out.
    found = {limit_of(query.removeprefix("&")).rate for query in queries}
    assert len(found) == 1
    assert None not in found


@pytest.mark.parametrize(
    "query",
    [
        *("loss=cross_entropy", "data=moons&loss=cross_entropy", "data=overlapping&standardise=1", "opt=nesterov"),
        *("data=moons&model=mlp&hidden=4&loss=cross_entropy", "opt=momentum", "function=rosenbrock"),
    ],
)
def test_a_run_just_below_it_ends_about_as_low_as_the_careful_one(query):
    found = limit_of(query)
    assert found.reason is None
    assert found.holds.endswith(".")
    assert found.rate == pytest.approx(found.product / found.settled.eigenvalue)
    last = last_of(f"{query}&lr={0.9 * found.rate!r}&epochs={2 * found.settled.epoch}")
    assert last < found.settled.first
    assert last - found.settled.last < 0.1 * (found.settled.first - found.settled.last)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("opt=adam", "optimizer"),
        ("opt=sam", "optimizer"),
        ("gradient=no_factor_two", "gradient"),
        ("batch=16", "batches"),
        ("schedule=cosine", "schedule"),
        ("loss=hinge", "flat"),
        ("function=himmelblau&start=0,-1&opt=momentum", "way"),
        ("data=moons&samples=5000&model=mlp&hidden=32,32", "cost"),
    ],
)
def test_where_none_is_known_its_reason_is_said(query, reason):
    found = limit_of(f"{query}&epochs=20")
    assert (found.rate, found.holds, found.reason) == (None, None, reason)
    assert found.sentence.endswith(".")


def test_a_start_beyond_the_numbers_has_no_limit():
    training = Training(parse("epochs=1"))
    recorded = list(training.run())
    recorded[0].columns["objective"][0, 0] = np.inf
    (found,) = limits(training, recorded)
    assert (found.rate, found.reason) == (None, "beyond")


def test_a_saturated_start_has_no_limit():
    found = limit_of("start=100,100,100&epochs=300")
    assert found.rate is None
    assert found.reason in ("cost", "stuck", "unsettled")


def test_each_reason_has_a_sentence():
    assert all(sentence.endswith(".") for sentence in module._NONE.values())
    assert {
        "optimizer",
        "gradient",
        "batches",
        "schedule",
        "beyond",
        "unsettled",
        "cost",
        "stuck",
        "flat",
        "way",
    } == set(module._NONE)


def test_in_a_race_each_has_its_own_and_none_changes_another():
    found = measured("2.opt=adam&3.opt=nesterov&4.batch=16&5.schedule=cosine&6.lr=1")
    assert [each.reason for each in found] == [None, "optimizer", None, "batches", "schedule", None]
    assert found[0] == found[5]
    assert found[2].rate == limit_of("opt=nesterov").rate


def drawn(rng: random.Random) -> str:
    """A random small run of an optimizer that may have a limit."""
    if rng.random() < 0.35:
        query = f"function={rng.choice(list(FUNCTIONS))}&seed={rng.randint(0, 99)}"
    else:
        data = rng.choice(("blobs", "moons", "circles", "xor", "spirals", "overlapping"))
        loss = rng.choice(("cross_entropy", "mse", "sse", "squared_hinge"))
        model = rng.choice(("", "", "&model=mlp&hidden=2&activation=relu", "&model=mlp&hidden=4&l2=0.1"))
        query = f"data={data}&samples={rng.randint(20, 300)}&loss={loss}&standardise={rng.randint(0, 1)}{model}"
    optimizer = rng.choice(("gradient_descent", "momentum&momentum=0.5", "momentum", "nesterov"))
    return f"{query}&opt={optimizer}&lr={10 ** rng.uniform(-4, 1.5):.3g}&epochs={rng.randint(10, 120)}"


def test_no_recommended_rate_is_above_the_limit_and_the_budget_holds():
    rng, both = random.Random(0), 0
    while both < 20:
        query = drawn(rng)
        try:
            config = parse(query)
        except ConfigError:
            continue
        effort = Effort()
        training = Training(config, effort)
        recorded = list(training.run())
        (found,) = limits(training, recorded)
        # What has begun is completed: a chunk of epochs at most.
        assert effort.spent[LIMITS] <= SHARES[LIMITS] * (FLOOR + TIMES * effort.base) + 30_000_000, query
        remedy = explain(training, 0, recorded, found).remedy
        if found.rate is not None and remedy and set(remedy.changes) == {"lr", "manual"}:
            both += 1
            assert float(remedy.changes["lr"]) < found.rate, query
