"""Trial runs of the report keep their promise: a run with exactly this setting does what the report says."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from solver.config import ConfigError, RunConfig
from solver.config.query import parse, serialise
from solver.report.causes import Case
from solver.report.largest_rate import HIGHEST, LOWEST, Ways, changed, one_digit_above, one_digit_below
from solver.training.trainer import Training


def case_of(config: RunConfig, k: int = 0) -> Case:
    training = Training(config)
    return Case(training, k, list(training.run()))


def last_of(config: RunConfig, k: int = 0) -> float:
    """The last objective of a contender; NaN if it diverged."""
    training = Training(config)
    *_, end = training.run()
    return math.nan if training.outcomes[k].reason == "diverged" else float(end.columns["objective"][k, -1])


def with_rate(config: RunConfig, k: int, rate: float) -> RunConfig:
    """The link behind the page's button: another rate, and none set by hand."""
    data = config.model_dump(mode="json")
    data["contenders"][config.places[k]] |= {"learning_rate": rate, "manual": None}
    return parse(serialise(RunConfig.check(data)))


# No limit here is a number of one digit: exactly at a limit the last bit would decide.
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
def test_on_a_bowl_it_is_the_largest_of_one_digit_below_the_limit_of_stability(optimizer, limit, condition, rate):
    config = parse(f"function=ravine&condition={condition}&start=0,1&opt={optimizer}&lr={rate}&epochs=2000")
    assert case_of(config).smaller.rate == one_digit_below(limit / condition)


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
@settings(max_examples=60)
def test_a_run_with_the_rate_that_is_found_reaches_what_is_said(problem, kind, rate, epochs, patience):
    case = case_of(parse(f"{problem}&{kind}&lr={rate!r}&epochs={epochs}{patience}".replace("&&", "&")))
    assume(case.diverged or case.last > case.first)
    rate, reached, tried = case.smaller
    assert tried
    assume(rate is not None)
    assert rate == float(f"{rate:.0e}")
    assert LOWEST <= rate <= HIGHEST
    assert rate < case.rate
    assert reached < case.first
    assert last_of(with_rate(case.config, 0, rate)) == reached


def test_in_a_race_everyone_gets_the_own_rate():
    config = parse(
        "function=ravine&condition=23&lr=0.3&2.lr=0.2&2.off=1&3.opt=momentum&3.lr=4&3.momentum=0.5&epochs=200"
    )
    assert [case_of(config, k).smaller.rate for k in range(2)] == [0.08, 0.1]
    assert last_of(with_rate(config, 1, 0.1), 1) == case_of(config, 1).smaller.reached


def test_mini_batches_are_the_same_as_in_the_race():
    config = parse("loss=squared_hinge&data=overlapping&lr=0.01&2.lr=9&2.batch=32&batch_seed=5&epochs=20")
    found = case_of(config, 1).smaller
    assert last_of(with_rate(config, 1, found.rate), 1) == found.reached


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("data=moons&samples=5000&model=mlp&hidden=32,32&loss=squared_hinge&lr=1e305&epochs=40", 0),
        ("data=overlapping&samples=5000&loss=squared_hinge&lr=1e305&epochs=2000", 6),
    ],
)
def test_what_costs_too_much_is_not_tried(query, most):
    found = case_of(parse(query)).smaller
    assert found.tried <= most


def test_where_no_rate_settles_there_is_none():
    # However small its first rate, the schedule raises it beyond any number.
    found = case_of(parse("function=bowl&schedule=exponential&gamma=2&epochs=2000")).smaller
    assert found.rate is None
    assert found.tried > 4


def test_no_rate_is_tried_below_what_the_page_can_set():
    assert case_of(parse("function=bowl&lr=1e-9")).smaller == (None, pytest.approx(math.nan, nan_ok=True), 0)


@pytest.mark.parametrize(
    ("rate", "below", "above"),
    [(1, 0.9, 2), (0.1, 0.09, 0.2), (5000, 4000, 6000), (0.35, 0.3, 0.4), (1e-5, 9e-6, 2e-5)],
)
def test_rates_of_one_digit_are_next_to_a_rate(rate, below, above):
    assert (one_digit_below(rate), one_digit_above(rate)) == (below, above)


@pytest.mark.parametrize(
    ("last", "best", "far"),
    [
        (61.2, 6.41, True),
        (10, 6.41, False),
        (6.41, 6.41, False),
        (6, 6.41, False),
        (1, 0.02, True),
        (1, 0.2, False),
        # Compared with the start this is nothing.
        (0.1, 1e-9, False),
        (np.inf, 1, True),
    ],
)
def test_far_above_is_a_tenth_of_the_way_or_ten_times_as_high(last, best, far):
    assert Ways(200.0, 0.0).far(last, best) == far


def test_what_is_set_anew_is_what_the_link_says():
    config = parse("data=moons&lr=3&2.opt=adam&2.manual=3:0.5")
    found = changed(config, {"2.lr": "0.5", "2.manual": None, "standardise": "1"})
    assert serialise(found) == "v=1&data=moons&standardise=1&lr=3&2.opt=adam&2.lr=0.5"


def test_what_is_refused_is_said():
    with pytest.raises(ConfigError):
        changed(parse(""), {"lr": "-1"})
