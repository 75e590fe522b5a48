"""The rate that would have held: a promise, since a run with exactly this rate holds."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from solver.config import RunConfig
from solver.holding import largest_rate
from solver.query import parse, serialise
from solver.trainer import Training


def held(config: RunConfig, k: int = 0) -> bool:
    """Whether a contender's run held, from its frames alone."""
    training = Training(config)
    chunks = list(training.run())
    objective = np.concatenate([c.columns["objective"][k] for c in chunks])
    return training.outcomes[k].reason != "diverged" and bool(objective[-1] <= objective[0])


def with_rate(config: RunConfig, k: int, rate: float) -> RunConfig:
    """The link that a page's button leads to: another rate, none set by hand."""
    data = config.model_dump(mode="json")
    place = config.places[k]
    data["contenders"][place] |= {"learning_rate": rate, "manual": None}
    return parse(serialise(RunConfig.check(data)))


# With none of these is the limit a number of two digits: exactly at it all depends on the last bit.
@pytest.mark.parametrize("condition", [1.7, 23, 310])
@pytest.mark.parametrize(
    ("optimizer", "limit"),
    [
        ("gradient_descent", 2),
        ("momentum&momentum=0.5", 3),
        ("nesterov&momentum=0.5", 1.5),
    ],
)
@pytest.mark.parametrize("rate", [10, 1234.5, 1e40])
def test_on_a_bowl_it_is_the_limit_of_stability(optimizer, limit, condition, rate):
    config = parse(f"function=ravine&condition={condition}&start=0,1&opt={optimizer}&lr={rate}&epochs=2000")
    found = largest_rate(config, 0).rate
    expected = limit / condition
    digits = 1 - math.floor(math.log10(expected))
    assert found == pytest.approx(math.floor(expected * 10**digits) / 10**digits, rel=1e-12)


RATES = st.floats(-2, 3).map(lambda power: 10**power)
PROBLEMS = st.sampled_from(
    [
        *("function=bowl", "function=ravine&turn=30", "function=rosenbrock", "function=beale&start=2,0"),
        *("function=himmelblau", "function=styblinski_tang", "function=rastrigin", "function=saddle"),
        *("loss=squared_hinge&samples=60", "data=overlapping&samples=60", "data=overlapping&loss=hinge&samples=60"),
        *("loss=cross_entropy&l2=3&samples=60&batch=7", "data=moons&samples=40&model=mlp&hidden=3&loss=mse"),
    ]
)
KINDS = st.sampled_from(
    [
        *("", "opt=momentum", "opt=nesterov&momentum=0.5", "opt=adam", "opt=rmsprop", "opt=qhm", "opt=sam"),
        *("schedule=exponential&gamma=1.1", "schedule=one_cycle", "schedule=cosine_warm_restarts&period=4"),
        *("manual=5:40", "opt=adam&manual=2:3,9:500", "opt=adagrad", "opt=lion", "opt=armijo"),
    ]
)


@given(
    problem=PROBLEMS, kind=KINDS, rate=RATES, epochs=st.integers(2, 25), patience=st.sampled_from(["", "&patience=4"])
)
@settings(max_examples=80)
def test_a_run_with_the_rate_that_holds_does_hold(problem, kind, rate, epochs, patience):
    config = parse(f"{problem}&{kind}&lr={rate!r}&epochs={epochs}{patience}".replace("&&", "&"))
    assume(not held(config))
    found, tried = largest_rate(config, 0)
    assert tried
    assert found is not None
    assert found == float(f"{found:.1e}")
    assert found <= max([rate, *(each for _, each in config.racing[0].manual or ())])
    assert held(with_rate(config, 0, found))


def test_the_next_larger_rate_was_found_to_fail():
    config = parse("function=rosenbrock&lr=0.01&start=-3,5")
    found = largest_rate(config, 0).rate
    assert held(with_rate(config, 0, found))
    assert not held(with_rate(config, 0, round(found * 1.1, 4)))


def test_in_a_race_everyone_gets_the_own_rate_and_those_switched_off_none():
    config = parse(
        "function=ravine&condition=23&lr=0.3&2.lr=0.2&2.off=1&3.opt=momentum&3.lr=4&3.momentum=0.5&epochs=200"
    )
    assert [largest_rate(config, k).rate for k in range(2)] == [0.087, 0.13]
    assert held(with_rate(config, 1, 0.13), 1)


def test_mini_batches_are_the_same_as_in_the_race():
    config = parse("loss=squared_hinge&data=overlapping&lr=0.01&2.lr=9&2.batch=32&batch_seed=5&epochs=20")
    rate = largest_rate(config, 1).rate
    assert held(with_rate(config, 1, rate), 1)


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("data=moons&samples=5000&model=mlp&hidden=32,32&loss=squared_hinge&lr=50&epochs=40", 0),
        ("data=overlapping&samples=5000&loss=squared_hinge&lr=50&epochs=2000", 12),
    ],
)
def test_what_costs_too_much_is_not_tried(query, most):
    config = parse(query)
    found = largest_rate(config, 0)
    assert found.tried <= most
    assert (found.rate is None) == (most == 0)


def test_where_no_rate_holds_there_is_none():
    # However small it begins, the schedule makes it larger than any number.
    found = largest_rate(parse("function=bowl&schedule=exponential&gamma=2&epochs=2000"), 0)
    assert found.rate is None
    assert found.tried > 6
